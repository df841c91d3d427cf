import {
	durationLabel,
	isDays,
	isStandard,
	lengthMs,
	type Duration,
	type OfferedDurations,
} from '../../../shared/api/durations';
import { ValueError } from '../../../shared/api/errors';
import {
	lockStart,
	readEnd,
	readStart,
	type CodeLength,
	type DayOptions,
} from '../../../shared/time/lockStart';
import { wallText, type Instant } from '../../../shared/time/zones';
import { trimmedText } from '../../execution/parameters';
import { chosenDuration, NotOffered, offeredBy } from '../../fields/duration';
import { longStaysOf } from '../../fields/longStays';
import { startRoundingOf } from '../../fields/startRounding';
import type { PlanContext } from '../operation';
import type { CodeLock } from './codeLock';
import { earlyEndHint, midnightHint, roundedHint, stayHint } from './hints';
import type { Code } from './output';
import { codesOfStay, MAX_CODES, type CodeChoice, type Stay } from './stay';

/** The code of a row that says how long it works. Throws ValueError. */
export function codeOfDuration(
	{ parameters, hint }: PlanContext,
	{ clock: setting, lockModel }: CodeLock,
	offered: OfferedDurations,
): Code {
	const duration = chosenDuration(parameters, offered, lockModel);
	const length = lengthMs(duration);
	const days = dayOptions(parameters, 'startTime');
	const { start, reading, instant, roundedDownMs, clock } = lockStart(parameters.raw('start', ''), {
		...setting,
		...days,
		length: countedIn(duration),
		rounding: startRoundingOf(parameters),
	});
	if (roundedDownMs > 0) roundedHint(hint);
	if (isDays(duration) && days.timeOfDay) midnightHint(hint);
	const end = isDays(duration) ? clock.midnight : clock.instant;
	return {
		duration,
		start,
		reading,
		startsAt: instant,
		clock,
		...(length > 0 && { endsAt: end(reading + length) }),
	};
}

function countedIn(duration: Duration): CodeLength {
	if (!lengthMs(duration)) return 'unknown';
	return isDays(duration) ? 'days' : 'hours';
}

/** The codes of a row that says when the stay ends. Throws ValueError. */
export function codesOfEnd(
	{ parameters, hint }: PlanContext,
	{ clock: setting, lockModel }: CodeLock,
	looked: OfferedDurations,
): Code[] {
	const splits = longStaysOf(parameters) === 'split';
	const start = readStart(parameters.raw('start', ''), {
		...setting,
		...dayOptions(parameters, 'startTime'),
	});
	const end = readEnd(parameters.raw('end', ''), { ...setting, ...dayOptions(parameters, 'endTime') });
	if (end.instant <= start.instant) {
		throw new ValueError(
			`${end.label} is not after ${start.label}; enter an end that is later than the start`,
			'A check-out on the day of the check-in needs a later time of day. The options Start Time and End Time can set it.',
		);
	}
	const choices = choicesOf(offeredBy(looked, lockModel).durations, lockModel);
	const stay = codesOfStay(start.instant, end.instant, start.clock, choices, splits ? MAX_CODES : 1);
	if ('needed' in stay)
		throw tooLong(`${start.label} to ${end.label}`, stay.needed, choices, lockModel, splits);
	tellReach(hint, stay, start.instant, end.instant);
	return stay.codes.map(({ choice, reading, startsAt, endsAt }, at) => ({
		duration: choice.duration,
		start: wallText(reading),
		reading,
		startsAt,
		endsAt,
		clock: start.clock,
		...(splits && { part: at + 1, parts: stay.codes.length }),
	}));
}

interface DurationChoice extends CodeChoice {
	duration: Duration;
}

/** Only standard codes that open as often as wanted: no lock runs these and a rental mode (docs/dev/api.md, 'Durations and modes'). */
function choicesOf(durations: Duration[], lockModel: string): DurationChoice[] {
	const choices = durations
		.filter((duration) => isStandard(duration) && lengthMs(duration) > 0)
		.map((duration) => ({ duration, ofDays: isDays(duration), length: lengthMs(duration) }));
	if (choices.length) return choices;
	throw new NotOffered(
		`Lock model '${lockModel}' lists no standard multi-use code, so End cannot choose one; set Length As to Duration and choose a code`,
		'The node never chooses a rental code or a single-use code, since the lock may not accept it.',
	);
}

function tooLong(
	stay: string,
	needed: number,
	choices: DurationChoice[],
	lockModel: string,
	splits: boolean,
): ValueError {
	const longest = choices.reduce((one, other) => (other.length > one.length ? other : one));
	const limit = `the longest standard code of lock model '${lockModel}' is ${durationLabel(longest.duration)}`;
	return splits
		? new NotOffered(
				`${stay} needs ${needed} codes, and the node splits a stay into ${MAX_CODES} at most; divide it into shorter stays`,
				`The reason: ${limit}.`,
			)
		: new NotOffered(
				`${stay} is longer than any code covers: ${limit}; set the option Long Stays to Split for ${needed} consecutive codes`,
				needed > MAX_CODES
					? `The node splits a stay into ${MAX_CODES} codes at most.`
					: 'Codes of days open at midnight, so a stay of seven nights touches eight days.',
			);
}

function tellReach(
	hint: PlanContext['hint'],
	{ codes, mayEndEarly }: Stay<DurationChoice>,
	start: Instant,
	end: Instant,
): void {
	const [first] = codes;
	const last = codes[codes.length - 1];
	stayHint(hint, start - first.startsAt, last.endsAt - end, first.choice.ofDays);
	if (mayEndEarly) earlyEndHint(hint);
}

function dayOptions(parameters: PlanContext['parameters'], option: 'startTime' | 'endTime'): DayOptions {
	return {
		timeOfDay: trimmedText(parameters.collection('options')[option]) || undefined,
		ownZones: [parameters.workflowTimezone],
	};
}
