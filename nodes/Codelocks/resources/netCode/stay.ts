import type { Clock } from '../../../shared/time/lockClock';
import { DAY, HOUR, type Instant, type Wall } from '../../../shared/time/zones';

/** A standard code that the lock's model offers. */
export interface CodeChoice {
	/** Days begin at the lock's midnight, hours at its full hour. */
	ofDays: boolean;
	/** Its length in ms, counted on the lock's clock. */
	length: number;
}

/** One code of a stay. */
export interface StayCode<C extends CodeChoice> {
	choice: C;
	/** Its start on the lock's clock. */
	reading: Wall;
	startsAt: Instant;
	/** Its end, where the lock counts the length on its clock. */
	endsAt: Instant;
	/** Its end, whichever way the lock counts: on its clock, or in elapsed hours. */
	surelyUntil: Instant;
}

export interface Stay<C extends CodeChoice> {
	codes: Array<StayCode<C>>;
	/** Whether a code, or the time between two, falls short where the lock counts elapsed hours. */
	mayEndEarly: boolean;
}

/** No stay is split into more codes than this: nobody types them. */
export const MOST_CODES = 6;

/**
 * The codes that cover start to end: one where any is long enough, else at most `most` consecutive ones.
 *
 * One code: the shortest of hours, from the lock's full hour at or before the start, else the shortest of days, from the lock's
 * midnight at or before it. Several: as few as possible, then as little past the end as possible, long ones first, the last of
 * hours if that serves. With 1 to 12 hours and 1 to 7 days:
 *
 *     start             end               codes
 *     Tue 6 Oct, 15:00  Tue 6 Oct, 18:30  4 hours from Tue 15:00
 *     Tue 6 Oct, 15:00  Wed 7 Oct, 11:00  2 days from Tue 00:00
 *     Tue 6 Oct, 15:00  Tue 13 Oct, 11:00 7 days from Tue 00:00, 11 hours from Tue 13 Oct, 00:00
 *
 * @param choices at least one, in any order.
 * @returns the stay, or how many codes it would need where that is more than `most`.
 */
export function codesOfStay<C extends CodeChoice>(
	start: Instant,
	end: Instant,
	clock: Clock,
	choices: C[],
	most: number,
): Stay<C> | { needed: number } {
	const byLength = [...choices].sort((one, other) => one.length - other.length);
	const one = covering(start, end, clock, byLength);
	if (one) return { codes: [one], mayEndEarly: one.surelyUntil < end };
	const needed = countNeeded(start, end, clock, byLength);
	return needed > most ? { needed } : splitStay(start, end, clock, byLength, needed);
}

/** The shortest code that covers start to end, counted either way; else the shortest that does on the lock's clock. */
function covering<C extends CodeChoice>(
	start: Instant,
	end: Instant,
	clock: Clock,
	byLength: C[],
): StayCode<C> | undefined {
	let onTheClock: StayCode<C> | undefined;
	for (const ofDays of [false, true]) {
		const from = beginning(start, clock, ofDays);
		for (const choice of byLength) {
			if (choice.ofDays !== ofDays || choice.length < end - start - LONGEST_CHANGE) continue;
			const code = codeFrom(from, choice, clock);
			if (code.surelyUntil >= end) return code;
			if (code.endsAt >= end) onTheClock ??= code;
		}
	}
	return onTheClock;
}

/** Antarctica/Troll changes its clocks by two hours, and no zone of today by more. Spares most codes that are too short. */
const LONGEST_CHANGE = 2 * HOUR;

/** Where a code begins: a reading of the lock's clock, and when the clock shows it. */
interface Beginning {
	reading: Wall;
	startsAt: Instant;
	/** Earlier than `startsAt` where the clock shows the reading twice. */
	earliest: Instant;
}

function beginning(start: Instant, clock: Clock, ofDays: boolean): Beginning {
	const reading = clock.reading(start);
	if (ofDays) return midnightOf(reading - modulo(reading, DAY), clock);
	for (let hour = reading - modulo(reading, HOUR); ; hour -= HOUR) {
		const instants = clock.instants(hour).filter((instant) => instant <= start);
		// A change of the clocks by half an hour can skip the full hour before a start.
		if (instants.length)
			return { reading: hour, startsAt: instants[instants.length - 1], earliest: instants[0] };
	}
}

function midnightOf(date: Wall, clock: Clock): Beginning {
	const startsAt = clock.midnight(date);
	return { reading: date, startsAt, earliest: startsAt };
}

function codeFrom<C extends CodeChoice>(from: Beginning, choice: C, clock: Clock): StayCode<C> {
	const until = from.reading + choice.length;
	const endsAt = choice.ofDays ? clock.midnight(until) : clock.instant(until);
	return {
		choice,
		reading: from.reading,
		startsAt: from.startsAt,
		endsAt,
		surelyUntil: Math.min(endsAt, from.earliest + choice.length),
	};
}

/** How many codes it takes at the least: as many of the longest as fit, and one more. */
function countNeeded(start: Instant, end: Instant, clock: Clock, byLength: CodeChoice[]): number {
	const { from, sizes } = ofOneKind(start, clock, byLength);
	const longest = sizes[sizes.length - 1];
	const atLeast = Math.floor((end - from.startsAt) / longest) - 1;
	for (let count = Math.max(2, atLeast); ; count++) {
		const lastFrom = from.reading + (count - 1) * longest;
		if (lastCode(lastFrom, end, clock, byLength)) return count;
	}
}

/** The codes before the last are of days, from the first midnight; of hours where the model has none of days. */
function ofOneKind(
	start: Instant,
	clock: Clock,
	byLength: CodeChoice[],
): { from: Beginning; sizes: number[] } {
	const ofDays = byLength.some((choice) => choice.ofDays);
	return {
		from: beginning(start, clock, ofDays),
		sizes: [...new Set(byLength.filter((choice) => choice.ofDays === ofDays).map(({ length }) => length))],
	};
}

/** The shortest code from a reading of the lock's clock that reaches the end; of hours where both do at once. */
function lastCode<C extends CodeChoice>(
	reading: Wall,
	end: Instant,
	clock: Clock,
	byLength: C[],
): StayCode<C> | undefined {
	const atMidnight = modulo(reading, DAY) === 0;
	const codes = byLength
		.filter(({ ofDays }) => atMidnight || !ofDays)
		.map((choice) => codeFrom(partBeginning(reading, clock), choice, clock))
		.filter(({ endsAt }) => endsAt >= end)
		.sort(
			(one, other) => one.endsAt - other.endsAt || Number(one.choice.ofDays) - Number(other.choice.ofDays),
		);
	return codes.find(({ surelyUntil }) => surelyUntil >= end) ?? codes.at(0);
}

function partBeginning(reading: Wall, clock: Clock): Beginning {
	if (modulo(reading, DAY) === 0) return midnightOf(reading, clock);
	const startsAt = clock.instant(reading);
	return { reading, startsAt, earliest: startsAt };
}

/** The best of all ways to cover the stay with `count` codes. */
function splitStay<C extends CodeChoice>(
	start: Instant,
	end: Instant,
	clock: Clock,
	byLength: C[],
	count: number,
): Stay<C> {
	const { from, sizes } = ofOneKind(start, clock, byLength);
	const [{ before, last }] = longestFirst(sizes, count - 1)
		.flatMap((lengths) => {
			const code = lastCode(from.reading + sum(lengths), end, clock, byLength);
			return code ? [{ before: lengths, last: code }] : [];
		})
		.sort(
			(one, other) => one.last.endsAt - other.last.endsAt || (isLonger(one.before, other.before) ? -1 : 1),
		);
	const codes = [...consecutive(from, before, clock, byLength), last];
	const nextStart = (at: number) => codes.at(at + 1)?.startsAt ?? end;
	return { codes, mayEndEarly: codes.some(({ surelyUntil }, at) => surelyUntil < nextStart(at)) };
}

function consecutive<C extends CodeChoice>(
	from: Beginning,
	lengths: number[],
	clock: Clock,
	byLength: C[],
): Array<StayCode<C>> {
	const ofDays = byLength.some((choice) => choice.ofDays);
	let next = from;
	return lengths.flatMap((length) => {
		const choice = byLength.find((one) => one.ofDays === ofDays && one.length === length);
		if (!choice) return [];
		const code = codeFrom(next, choice, clock);
		next = partBeginning(code.reading + length, clock);
		return [code];
	});
}

/** For each sum that `count` of these sizes make, the sizes with the longest first: 8 of 1 to 7 is 7 and 1, not 4 and 4. */
function longestFirst(sizes: number[], count: number): number[][] {
	let ways = new Map<number, number[]>([[0, []]]);
	for (let at = 0; at < count; at++) {
		const longer = new Map<number, number[]>();
		for (const way of ways.values()) {
			for (const size of sizes) {
				const extended = [...way, size].sort((one, other) => other - one);
				const known = longer.get(sum(extended));
				if (!known || isLonger(extended, known)) longer.set(sum(extended), extended);
			}
		}
		ways = longer;
	}
	return [...ways.values()];
}

/** Whether the first size in which two lists differ is the greater in the first list. */
function isLonger(one: number[], other: number[]): boolean {
	const at = one.findIndex((size, index) => size !== other[index]);
	return at >= 0 && one[at] > other[at];
}

function sum(numbers: number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}

function modulo(value: number, by: number): number {
	return ((value % by) + by) % by;
}
