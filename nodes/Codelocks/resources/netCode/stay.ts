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

/** No stay is split into more codes than this: guests will not type more. */
export const MAX_CODES = 6;

/**
 * The codes that cover start to end: one where any is long enough, otherwise at most `most` consecutive ones.
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
	const problem = { start, end, clock, ...byKind(choices) };
	const one = covering(problem);
	if (one) return { codes: [one], mayEndEarly: one.surelyUntil < end };
	const needed = countNeeded(problem);
	return needed > most ? { needed } : splitStay(problem, needed);
}

/** What is to be covered, and the choices with the shortest first. */
interface Problem<C extends CodeChoice> {
	start: Instant;
	end: Instant;
	clock: Clock;
	hours: C[];
	days: C[];
}

function byKind<C extends CodeChoice>(choices: C[]): Pick<Problem<C>, 'hours' | 'days'> {
	const byLength = [...choices].sort((one, other) => one.length - other.length);
	return {
		hours: byLength.filter(({ ofDays }) => !ofDays),
		days: byLength.filter(({ ofDays }) => ofDays),
	};
}

/** The one code that covers the stay: of hours rather than of days, but one that covers it for certain first of all. */
function covering<C extends CodeChoice>(problem: Problem<C>): StayCode<C> | undefined {
	const { start, end, clock, hours, days } = problem;
	const ofHours = shortest(problem, fullHour(start, clock), hours);
	if (ofHours && ofHours.surelyUntil >= end) return ofHours;
	const ofDays = shortest(problem, firstMidnight(start, clock), days);
	return ofDays && ofDays.surelyUntil >= end ? ofDays : (ofHours ?? ofDays);
}

/** Antarctica/Troll changes its clocks by two hours, and no zone of today by more. */
const MAX_CLOCK_CHANGE = 2 * HOUR;

/** The shortest code from there that reaches the end, counted either way; else the shortest that does on the lock's clock. */
function shortest<C extends CodeChoice>(
	{ end, clock }: Problem<C>,
	from: Beginning,
	choices: C[],
): StayCode<C> | undefined {
	let onTheClock: StayCode<C> | undefined;
	for (const choice of choices) {
		// Spares most of those that are too short the work with the clock.
		if (from.startsAt + choice.length < end - MAX_CLOCK_CHANGE) continue;
		const code = codeFrom(from, choice, clock);
		if (code.surelyUntil >= end) return code;
		if (code.endsAt >= end) onTheClock ??= code;
	}
	return onTheClock;
}

/** Where a code begins: a reading of the lock's clock, and when the clock shows it. */
interface Beginning {
	reading: Wall;
	startsAt: Instant;
	/** Earlier than `startsAt` where the clock shows the reading twice. */
	earliest: Instant;
}

function fullHour(start: Instant, clock: Clock): Beginning {
	const reading = clock.reading(start);
	for (let hour = reading - modulo(reading, HOUR); ; hour -= HOUR) {
		const instants = clock.instants(hour).filter((instant) => instant <= start);
		// A change of the clocks by half an hour can skip the full hour before a start.
		if (instants.length)
			return { reading: hour, startsAt: instants[instants.length - 1], earliest: instants[0] };
	}
}

function firstMidnight(start: Instant, clock: Clock): Beginning {
	const reading = clock.reading(start);
	return nextBeginning(reading - modulo(reading, DAY), clock);
}

/** The beginning at a reading that is the midnight of a day, or the end of the code before. */
function nextBeginning(reading: Wall, clock: Clock): Beginning {
	const startsAt = modulo(reading, DAY) === 0 ? clock.midnight(reading) : clock.instant(reading);
	return { reading, startsAt, earliest: startsAt };
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

// Several codes

/** The codes before the last are of days, from the first midnight; of hours where the model has none of days. */
function before<C extends CodeChoice>({
	start,
	clock,
	hours,
	days,
}: Problem<C>): { from: Beginning; kind: C[] } {
	return days.length
		? { from: firstMidnight(start, clock), kind: days }
		: { from: fullHour(start, clock), kind: hours };
}

/** How many codes it takes at the least: as many of the longest as fit, and one more. */
function countNeeded<C extends CodeChoice>(problem: Problem<C>): number {
	const { from, kind } = before(problem);
	const longest = kind[kind.length - 1].length;
	const atLeast = Math.floor((problem.end - from.startsAt) / longest) - 1;
	for (let count = Math.max(2, atLeast); ; count++) {
		if (lastCode(problem, from.reading + (count - 1) * longest)) return count;
	}
}

/** The code from a reading that goes the least past the end; of hours where one of days ends at the same moment. */
function lastCode<C extends CodeChoice>(problem: Problem<C>, reading: Wall): StayCode<C> | undefined {
	const { end, clock, hours, days } = problem;
	const from = nextBeginning(reading, clock);
	const ofHours = shortest(problem, from, hours);
	const ofDays = modulo(reading, DAY) === 0 ? shortest(problem, from, days) : undefined;
	if (!ofHours || !ofDays) return ofHours ?? ofDays;
	const isSure = ({ surelyUntil }: StayCode<C>) => surelyUntil >= end;
	if (isSure(ofHours) !== isSure(ofDays)) return isSure(ofHours) ? ofHours : ofDays;
	return ofHours.endsAt <= ofDays.endsAt ? ofHours : ofDays;
}

/** The best of all ways to cover the stay with `count` codes. */
function splitStay<C extends CodeChoice>(problem: Problem<C>, count: number): Stay<C> {
	const { clock, end } = problem;
	const { from, kind } = before(problem);
	const [{ lengths, last }] = longestFirst([...new Set(kind.map(({ length }) => length))], count - 1)
		.flatMap((ways) => {
			const code = lastCode(problem, from.reading + sum(ways));
			return code ? [{ lengths: ways, last: code }] : [];
		})
		.sort(
			(one, other) => one.last.endsAt - other.last.endsAt || (isLonger(one.lengths, other.lengths) ? -1 : 1),
		);
	const codes = [...consecutive(from, lengths, clock, kind), last];
	const nextStart = (at: number) => codes.at(at + 1)?.startsAt ?? end;
	return { codes, mayEndEarly: codes.some(({ surelyUntil }, at) => surelyUntil < nextStart(at)) };
}

function consecutive<C extends CodeChoice>(
	from: Beginning,
	lengths: number[],
	clock: Clock,
	kind: C[],
): Array<StayCode<C>> {
	const codes: Array<StayCode<C>> = [];
	let next = from;
	for (const length of lengths) {
		const choice = kind.find((one) => one.length === length) as C;
		codes.push(codeFrom(next, choice, clock));
		next = nextBeginning(next.reading + length, clock);
	}
	return codes;
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
