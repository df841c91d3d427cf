import { ValueError } from '../api/errors';
import { plainText } from '../plainText';
import { doubtful } from './dateErrors';
import { clockOf, type Clock, type ClockSetting } from './lockClock';
import { readDate, settled, type ReadDate } from './readDate';
import {
	dayAsEnd,
	dayWithoutTime,
	farMidnight,
	justShort,
	madeFromDay,
	notMidnight,
	notOnTheHour,
} from './startErrors';
import { quoted } from './words';
import { timeOfDay } from './writtenDate';
import {
	DAY,
	earliestInstant,
	HOUR,
	instantsOf,
	isoAt,
	MINUTE,
	offsetAt,
	SERVER_ZONE,
	wallText,
	zoneNamed,
	type Instant,
	type Wall,
} from './zones';

export type StartRounding = 'error' | 'roundDown';
/** What a code's duration is counted in; `unknown` where the service lists no durations for the lock model. */
export type CodeLength = 'hours' | 'days' | 'unknown';

/** What a date without a time, and a date of the calendar, mean. */
export interface DayOptions {
	/** HH:mm at the site, for a value that is only a date. Options Start Time and End Time. */
	timeOfDay?: string;
	/** Zones whose midnight a calendar reader may have put in place of a day: the workflow's. The server's own is always one. */
	ownZones?: string[];
}

export interface StartOptions extends ClockSetting, DayOptions {
	length: CodeLength;
	rounding: StartRounding;
}

/** When a code begins, as it is sent. */
export interface LockStart {
	/** 'yyyy-MM-dd HH:mm' on the lock's clock, as it is sent. */
	start: string;
	/** The same as a number, for calculations. */
	reading: Wall;
	instant: Instant;
	/** The instant, ISO 8601 with the site's offset. */
	startsAt: string;
	/** How many ms before the start that was given the code begins, by Start Rounding. */
	roundedDownMs: number;
	/** The lock's clock. */
	clock: Clock;
}

/** A moment that is not put on a lock's full hour. */
export interface Moment {
	instant: Instant;
	/** What the lock's clock shows, of two equal readings the one that was meant. */
	reading: Wall;
	clock: Clock;
	/** How messages name it: "End '2026-10-01 11:00'". */
	label: string;
}

/** A date that has been read, with the site's zone and Start Time or End Time applied. */
interface Given extends ReadDate {
	zone: string;
}

/**
 * Turns what a user gives as a NetCode start into what the lock is sent (docs/dev/api.md, 'Starts and clocks'): a code in hours
 * starts on a full hour of the lock's clock; a code in days at the lock's midnight of the date that the value names at the
 * site. Example: a KitLock in London on standard time, '2026-07-01 16:00' and 4 hours: start '2026-07-01 15:00'. With 2 days and
 * '2026-07-01': start '2026-07-01 00:00', which is 01:00 at the site.
 *
 * @param value see `readDate`.
 * @throws ValueError when the value cannot be read for certain, or a lock cannot begin at it.
 */
export function lockStart(value: unknown, opts: StartOptions): LockStart {
	const isOfDays = opts.length === 'days';
	const given = readGiven(value, 'Start', isOfDays ? { ...opts, timeOfDay: undefined } : opts);
	if (isOfDays) return dayStart(given, opts);
	if (given.kind !== 'day') return hourStart(given, opts);
	if (opts.length === 'unknown') return dayStart(given, opts);
	throw dayWithoutTime(given);
}

/**
 * The start of a stay whose end is given too. A date without a time is the lock's midnight of that date, unless a time of day is set.
 *
 * @throws ValueError when the value cannot be read for certain.
 */
export function readStart(value: unknown, opts: ClockSetting & DayOptions): Moment {
	const given = readGiven(value, 'Start', opts);
	if (given.kind !== 'day') return momentOf(given, opts, 'earlier');
	const { clock, instant, label } = lockMidnight(given, given.ms, opts);
	return { clock, instant, reading: given.ms, label };
}

/**
 * The end of a stay. Of an end that the site's clock shows twice, a lock on Site Time takes the later.
 *
 * @throws ValueError when the value cannot be read for certain, or is only a date and no time of day is set.
 */
export function readEnd(value: unknown, opts: ClockSetting & DayOptions): Moment {
	const given = readGiven(value, 'End', opts);
	if (given.kind === 'day') throw dayAsEnd(given);
	return momentOf(given, opts, 'later');
}

function momentOf(given: Given, opts: ClockSetting, which: 'earlier' | 'later'): Moment {
	const instants = instantsAtSite(given, opts);
	const instant = instants.at(which === 'earlier' ? 0 : -1) as Instant;
	const clock = clockOf(opts, instant);
	return { instant, reading: readingOf(given, opts, clock, instant), clock, label: given.label };
}

// Days

function readGiven(value: unknown, name: string, opts: ClockSetting & DayOptions): Given {
	const zone = zoneNamed(opts.timezone);
	const given = { ...settled(readDate(value, name)), zone };
	const time = timeOption(opts.timeOfDay, name);
	if (time === undefined) return given;
	if (given.kind === 'instant') {
		assertNoDay(given, opts.ownZones ?? []);
		return given;
	}
	return given.ms % DAY === 0 ? { ...given, kind: 'wall', ms: given.ms + time } : given;
}

/** Start Time or End Time in ms since midnight; undefined where it is not set. Throws ValueError. */
function timeOption(text: string | undefined, name: string): number | undefined {
	if (text === undefined || plainText(text) === '') return undefined;
	const time = timeOfDay(text);
	if (!Number.isNaN(time)) return time;
	throw new ValueError(
		`${name} Time ${quoted(text)} is not a time of day; write HH:mm, such as ${name === 'End' ? '11:00' : '15:00'}`,
		`${name} Time is the time at the site for a date without a time.`,
	);
}

function assertNoDay(given: Given, ownZones: string[]): void {
	const zone = [given.zone, ...ownZones, SERVER_ZONE, 'UTC'].find(
		(own) => sinceMidnight(given.ms, own) === 0,
	);
	if (zone !== undefined) throw madeFromDay(given, given.ms + offsetAt(given.ms, zone), zone);
}

/** By the zone's clock. Where it skips midnight, the first instant of the date is taken for it. */
function sinceMidnight(instant: Instant, zone: string): number {
	const wall = instant + offsetAt(instant, zone);
	const date = Math.floor(wall / DAY) * DAY;
	return instant === earliestInstant(date, zone) ? 0 : wall - date;
}

// Codes in hours

function hourStart(given: Given, opts: StartOptions): LockStart {
	const [instant] = instantsAtSite(given, opts);
	const clock = clockOf(opts, instant);
	const reading = readingOf(given, opts, clock, instant);
	const excess = reading % HOUR;
	if (excess === 0) return sent(clock, reading, instant, given.zone);
	const hour = reading - excess;
	const short = HOUR - excess;
	if (short < MINUTE) throw justShort(given, short);
	const startsAt = nearest(clock.instants(hour), instant - excess);
	if (opts.rounding === 'roundDown' && startsAt !== undefined)
		return sent(clock, hour, startsAt, given.zone, instant - startsAt);
	throw notOnTheHour(given, clock, { instant, isSkipped: startsAt === undefined });
}

/** Of two instants at which a clock shows the same, the one that was meant, else the earlier. */
function nearest(instants: Instant[], meant: Instant | undefined): Instant | undefined {
	return instants.find((instant) => instant === meant) ?? instants[0];
}

/**
 * When the site's clock shows what was given. A lock on Site Time is sent a wall clock as it stands: one that exists twice is no
 * doubt, and neither is a midnight that the clocks skip, which is the first instant of its date.
 */
function instantsAtSite(given: Given, { lockClock }: ClockSetting): Instant[] {
	if (given.kind === 'instant') return [given.ms];
	const instants = instantsOf(given.ms, given.zone);
	if (instants.length === 1) return instants;
	if (lockClock === 'siteTime' && instants.length === 2) return instants;
	if (lockClock === 'siteTime' && given.ms % DAY === 0) return [earliestInstant(given.ms, given.zone)];
	throw doubtful(given.label, given.ms, given.zone);
}

function readingOf(given: Given, { lockClock }: ClockSetting, clock: Clock, instant: Instant): Wall {
	return given.kind !== 'instant' && lockClock === 'siteTime' ? given.ms : clock.reading(instant);
}

// Codes in days

function dayStart(given: Given, opts: StartOptions): LockStart {
	const wall = given.kind === 'instant' ? given.ms + offsetAt(given.ms, given.zone) : given.ms;
	const excess = given.kind === 'instant' ? sinceMidnight(given.ms, given.zone) : wall % DAY;
	const exact = excess === 0 ? undefined : lockMidnightAt(given, opts);
	if (exact) return exact;
	if (excess > DAY - MINUTE) throw justShort(given, DAY - excess);
	if (excess !== 0 && opts.rounding !== 'roundDown') throw notMidnight(given, wall - (wall % DAY));
	const date = wall - (wall % DAY);
	const { clock, instant } = lockMidnight(given, date, opts);
	return sent(clock, date, instant, given.zone, excess);
}

/** A lock whose midnight is far from the site's can begin only at that moment. */
function lockMidnightAt(given: Given, opts: StartOptions): LockStart | undefined {
	if (opts.lockClock === 'siteTime') return undefined;
	const instants = given.kind === 'instant' ? [given.ms] : instantsOf(given.ms, given.zone);
	if (instants.length !== 1) return undefined;
	const [instant] = instants;
	const clock = clockOf(opts, instant);
	const reading = clock.reading(instant);
	const isFar = Math.abs(instant - earliestInstant(reading, given.zone)) > HOUR;
	// 01:00 in summer is rather a mistyped time than the midnight of a lock on standard time.
	if (reading % DAY !== 0 || (opts.lockClock === 'standardTime' && !isFar)) return undefined;
	return sent(clock, reading, instant, given.zone);
}

/** The date is not converted: a guest's first day begins when the lock's own calendar turns to it. */
function lockMidnight(
	given: Given,
	date: Wall,
	opts: ClockSetting,
): { clock: Clock; instant: Instant; label: string } {
	const atSite = earliestInstant(date, given.zone);
	const clock = clockOf(opts, atSite);
	const meant = given.kind === 'instant' ? given.ms : undefined;
	const instant = nearest(clock.instants(date), meant) ?? clock.midnight(date);
	if (Math.abs(instant - atSite) > HOUR) throw farMidnight(given, date, clock, atSite);
	return { clock, instant, label: given.label };
}

function sent(clock: Clock, reading: Wall, instant: Instant, zone: string, roundedDownMs = 0): LockStart {
	return {
		start: wallText(reading),
		reading,
		instant,
		startsAt: isoAt(instant, zone),
		roundedDownMs,
		clock,
	};
}
