import { DateTime, IANAZone } from 'luxon';

import { ValueError } from '../api/errors';

export type LockClock = 'standardTime' | 'siteTime' | 'utc';
export type StartRounding = 'error' | 'roundDown';
/** What a code's duration is counted in; `unknown` where the service lists no durations for the lock model. */
export type CodeLength = 'hours' | 'days' | 'unknown';

export interface LockStart {
	/** 'yyyy-MM-dd HH:mm' on the lock's clock, as it is sent. */
	start: string;
	/** The same moment, ISO 8601 with the site's offset. */
	startsAt: string;
}

interface LockStartOptions {
	timezone: string;
	lockClock: LockClock;
	length: CodeLength;
	rounding: StartRounding;
}

/** The reading of a clock, as the milliseconds at which UTC shows the same digits, so that readings subtract. */
type Wall = number;
/** Milliseconds since 1970 UTC. */
type Instant = number;

interface Given {
	/** `day`: a date without a time. Both `wall` and `day` are readings of the site's clock. */
	kind: 'instant' | 'wall' | 'day';
	ms: Instant | Wall;
	/** How a message names the value: "Start '2026-10-01'". */
	label: string;
}

interface Moment {
	instant: Instant;
	/** The site's clock at that instant. */
	wall: Wall;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const LOCK_CLOCKS: LockClock[] = ['standardTime', 'siteTime', 'utc'];

const EXAMPLE = '2026-07-01 16:00';
const OTHER_FORMS =
	'A UTC offset may follow the time, as in 2026-07-01T16:00:00+01:00. In an expression, DateTime values such as {{ $now }} work too.';

/**
 * Turns what a user gives as a NetCode start into what the lock is sent. Rules: the start of a code in hours is a full hour
 * of the lock's clock, that of a code in days the lock's midnight (Connect API), and a KitLock keeps standard time all year
 * (vendor's instructions), taken as the smaller UTC offset of the site's zone in that calendar year.
 *
 * @param value DateTime, Date or ISO text with an offset: an instant. Text without one, written year first, or a spreadsheet's
 * serial number: the wall clock at the site.
 * @throws ValueError when the value cannot be read for certain, or a lock cannot begin at it.
 */
export function lockStart(value: unknown, opts: LockStartOptions): LockStart {
	assertTimezone(opts.timezone);
	assertLockClock(opts.lockClock);
	const given = readValue(value, 'Start');
	if (opts.length === 'days') return dayStart(given, opts);
	if (given.kind !== 'day') return hourStart(given, opts);
	if (opts.length === 'unknown') return dayStart(given, opts);
	throw dayWithoutTime(given);
}

/**
 * Reads a time on the lock's clock, such as the API's `Expires`, back into an instant.
 *
 * @param wall 'yyyy-MM-dd HH:mm[:ss]', also with `T` or slashes. One that the site's clock shows twice is the earlier, one that
 * it skips is moved forward.
 * @returns ISO 8601 with the site's offset; null when the text or the zone cannot be read.
 */
export function fromLockClock(
	wall: string,
	{ timezone, lockClock }: { timezone: string; lockClock: LockClock },
): string | null {
	const given = readLeniently(wall, timezone);
	if (given?.kind !== 'wall') return null;
	if (lockClock === 'siteTime') return iso(earliestInstant(given.ms, timezone), timezone);
	if (lockClock === 'utc') return iso(given.ms, timezone);
	return iso(given.ms - smallestOffset(timezone, yearOf(given.ms)), timezone);
}

/**
 * Reads a date for a filter: one with an offset is an instant, one without is the wall clock in `timezone`, a date alone the
 * beginning of that day.
 *
 * @param name the parameter, as messages name it.
 * @returns milliseconds since 1970 UTC.
 * @throws ValueError when the value cannot be read for certain, or names a wall clock that does not exist or exists twice.
 */
export function toInstant(value: unknown, timezone: string, name = 'Date'): number {
	assertTimezone(timezone);
	const given = readValue(value, name);
	if (given.kind === 'instant') return given.ms;
	if (given.kind === 'day') return earliestInstant(given.ms, timezone);
	const instants = instantsOf(given.ms, timezone);
	if (instants.length !== 1) throw doubtful(given, given.ms, timezone);
	return instants[0];
}

/**
 * Reads a time at the site, such as an audit entry's `DateEntered`. One that the clock shows twice is the earlier, one that it
 * skips is moved forward, and one that carries an offset is taken at its word.
 *
 * @returns ISO 8601 with the zone's offset; null when the text or the zone cannot be read.
 */
export function wallToIso(wall: string, timezone: string): string | null {
	const given = readLeniently(wall, timezone);
	if (given?.kind === 'instant') return iso(given.ms, timezone);
	if (given?.kind === 'wall') return iso(earliestInstant(given.ms, timezone), timezone);
	return null;
}

/** @throws ValueError naming the zone, unless it is a known IANA time zone such as Europe/London. */
export function assertTimezone(zone: string): void {
	if (isKnownZone(zone)) return;
	throw new ValueError(
		`Time Zone ${quoted(zone)} is not known; write an IANA name such as Europe/London`,
		'Offsets and abbreviations will not do, since they do not say when clocks change.',
	);
}

/** Checked at run time too: an expression can set the option to anything, and a wrong clock shifts a code. */
function assertLockClock(lockClock: LockClock): void {
	if (LOCK_CLOCKS.includes(lockClock)) return;
	throw new ValueError(
		`Lock Clock ${quoted(lockClock)} is not known; use one of ${LOCK_CLOCKS.join(', ')}`,
		'The list of the option says what each of them is for.',
	);
}

// Starts

function hourStart(given: Given, opts: LockStartOptions): LockStart {
	const { instant } = momentAtSite(given, opts);
	const reading = lockReading(instant, opts);
	const excess = reading % HOUR;
	if (excess === 0) return sent(reading, instant, opts);
	const hour = { reading: reading - excess, instant: instant - excess };
	const startsAt =
		opts.lockClock === 'siteTime' ? siteInstant(hour.reading, hour.instant, opts) : hour.instant;
	if (opts.rounding === 'roundDown' && startsAt !== undefined) return sent(hour.reading, startsAt, opts);
	throw notOnTheHour(given, reading, hour.instant, opts);
}

function dayStart(given: Given, opts: LockStartOptions): LockStart {
	if (opts.lockClock === 'utc') return utcDayStart(given, opts);
	if (given.kind === 'day') return lockMidnight(given, given.ms, undefined, opts);
	const { instant, wall } = momentAtSite(given, opts);
	const excess = wall % DAY;
	if (excess !== 0 && opts.rounding !== 'roundDown') throw notMidnight(given, wall - excess);
	return lockMidnight(given, wall - excess, instant - excess, opts);
}

/** The date is not converted: a guest's first day begins when the lock's own calendar turns to it. */
function lockMidnight(
	given: Given,
	date: Wall,
	near: Instant | undefined,
	opts: LockStartOptions,
): LockStart {
	const startsAt =
		opts.lockClock === 'siteTime'
			? siteInstant(date, near, opts)
			: date - smallestOffset(opts.timezone, yearOf(date));
	if (startsAt === undefined) throw doubtful(given, date, opts.timezone, opts);
	return sent(date, startsAt, opts);
}

/** A lock on UTC has another midnight than the site, so that only an instant at which UTC turns to a new day will do. */
function utcDayStart(given: Given, opts: LockStartOptions): LockStart {
	const exact = momentAtSite(given, opts);
	if (exact.instant % DAY === 0) return sent(exact.instant, exact.instant, opts);
	const excess = exact.wall % DAY;
	if (excess === 0 || opts.rounding !== 'roundDown') throw notUtcMidnight(given, exact.instant, opts);
	const midnight = momentAtSite({ ...given, kind: 'wall', ms: exact.wall - excess }, opts);
	if (midnight.instant % DAY !== 0) throw notUtcMidnight(given, midnight.instant, opts);
	return sent(midnight.instant, midnight.instant, opts);
}

function sent(reading: Wall, startsAt: Instant, { timezone }: LockStartOptions): LockStart {
	return { start: wallText(reading), startsAt: iso(startsAt, timezone) };
}

/** The moment a start names, in whole seconds: no lock tells finer ones apart. */
function momentAtSite(given: Given, opts: LockStartOptions): Moment {
	const ms = given.ms - (given.ms % SECOND);
	if (given.kind === 'instant') return { instant: ms, wall: ms + offsetAt(ms, opts.timezone) };
	const instants = instantsOf(ms, opts.timezone);
	const sendsWallAsItStands = opts.lockClock === 'siteTime' && instants.length > 0;
	if (instants.length === 1 || sendsWallAsItStands) return { instant: instants[0], wall: ms };
	throw doubtful(given, ms, opts.timezone, opts);
}

/** When the site's clock shows `wall`, if ever; of two such instants the one the user named, else the earlier. */
function siteInstant(
	wall: Wall,
	near: Instant | undefined,
	{ timezone }: LockStartOptions,
): Instant | undefined {
	const instants = instantsOf(wall, timezone);
	return instants.find((instant) => instant === near) ?? instants[0];
}

function lockReading(instant: Instant, { timezone, lockClock }: LockStartOptions): Wall {
	const site = instant + offsetAt(instant, timezone);
	switch (lockClock) {
		case 'siteTime':
			return site;
		case 'utc':
			return instant;
		default:
			return instant + smallestOffset(timezone, yearOf(site));
	}
}

// Reading values

/** Year, month, day, and maybe a time, AM or PM, and an offset: the order in which a date cannot be misread. */
const YEAR_FIRST =
	/^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:(?:\s+|T|\/)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([AP])M)?(?:\s*(Z|[+-]\d{2}(?::?\d{2})?))?)?$/i;
/** Without a `T` or seconds, a time with an offset west of Greenwich looks just like the two times of a booking. */
const OFFSET_OR_RANGE = /^\S+[\s/]+\d{1,2}:\d{2}\s*(?:[AP]M\s*)?-\d/i;
const DAY_OR_MONTH_FIRST = /^\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2,4}(?!\d)/;
const NUMERIC = /^[+-]?\d+(?:[.,]\d+)?$/;
const SERIAL = /^\d{5}(?:\.\d+)?$/;

const SERIAL_OF_1970 = 25569;
const FIRST_SERIAL = 36526;
const LAST_SERIAL = 73050;
const WESTMOST_OFFSET = -12 * HOUR;
const EASTMOST_OFFSET = 14 * HOUR;

function readValue(value: unknown, name: string): Given {
	if (typeof value === 'string') return readText(value.trim(), name);
	if (typeof value === 'number') return readSerial(value, `${name} ${value}`);
	if (value === null || value === undefined) throw empty(name);
	if (typeof value === 'object') return readDateObject(value, name);
	throw notADate(`${name} ${quoted(value)}`);
}

function readText(text: string, name: string): Given {
	if (text === '') throw empty(name);
	const label = `${name} ${quoted(text)}`;
	if (SERIAL.test(text)) return readSerial(Number(text), label);
	const written = parseYearFirst(text);
	if (written === null) throw unreadable(text, label);
	if (Number.isNaN(written.day)) throw noSuch('date', label);
	if (Number.isNaN(written.time)) throw noSuch('time', label);
	if (Number.isNaN(written.offset)) throw noSuch('UTC offset', label);
	if (OFFSET_OR_RANGE.test(text)) throw offsetOrRange(written, text, label);
	assertYear(written.day, label);
	return { ...placed(written), label };
}

interface Written {
	/** Midnight of the date; NaN when there is no such date, as in the two below. */
	day: Wall;
	time: number | null;
	offset: number | null;
}

function parseYearFirst(text: string): Written | null {
	const match = YEAR_FIRST.exec(text);
	if (match === null) return null;
	const [, year, , month, day, hour, minute, second, fraction, half, offset] = match;
	return {
		day: dayOf(Number(year), Number(month), Number(day)),
		time:
			hour === undefined
				? null
				: hourOf(Number(hour), half) +
					(Number(minute) < 60 ? Number(minute) * MINUTE : NaN) +
					(Number(second ?? 0) < 60 ? Number(second ?? 0) * SECOND : NaN) +
					Number((fraction ?? '').padEnd(3, '0').slice(0, 3)),
		offset: offset === undefined ? null : offsetOf(offset),
	};
}

function dayOf(year: number, month: number, day: number): Wall {
	const ms = Date.UTC(year, month - 1, day);
	const date = new Date(ms);
	// Date.UTC carries 30 February over into March, and takes the years 0 to 99 for 1900 to 1999.
	const same =
		date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
	return same ? ms : NaN;
}

function hourOf(hour: number, half: string | undefined): number {
	if (half === undefined) return hour < 24 ? hour * HOUR : NaN;
	if (hour < 1 || hour > 12) return NaN;
	return ((hour % 12) + (half.toUpperCase() === 'P' ? 12 : 0)) * HOUR;
}

function offsetOf(text: string): number {
	if (text.toUpperCase() === 'Z') return 0;
	const minutes = Number(text.slice(3).replace(':', ''));
	if (minutes > 59) return NaN;
	const size = Number(text.slice(1, 3)) * HOUR + minutes * MINUTE;
	const offset = text.startsWith('-') ? -size : size;
	return offset >= WESTMOST_OFFSET && offset <= EASTMOST_OFFSET ? offset : NaN;
}

function placed({ day, time, offset }: Written): Pick<Given, 'kind' | 'ms'> {
	if (time === null) return { kind: 'day', ms: day };
	if (offset === null) return { kind: 'wall', ms: day + time };
	return { kind: 'instant', ms: day + time - offset };
}

/** Excel and Google Sheets hold a date as days since 1899-12-30, and a time as a fraction that is rarely exact. */
function readSerial(serial: number, label: string): Given {
	if (!(serial >= FIRST_SERIAL && serial < LAST_SERIAL + 1)) throw notASerial(serial, label);
	const ms = Math.round(((serial - SERIAL_OF_1970) * DAY) / SECOND) * SECOND;
	assertYear(ms, label);
	return { kind: ms % DAY === 0 ? 'day' : 'wall', ms, label };
}

function readDateObject(value: object, name: string): Given {
	const date = dateOf(value);
	if (date === null) throw notADate(`${name} (${Array.isArray(value) ? 'a list' : 'an object'})`);
	if (!Number.isFinite(date.ms)) throw invalidDate(name);
	const label = `${name} ${quoted(date.text)}`;
	assertYear(date.ms, label);
	return { kind: 'instant', ms: date.ms, label };
}

/** Null for anything but a DateTime, be it of another copy of luxon, or a Date, be it of another realm. */
function dateOf(value: object): { ms: number; text: string | null } | null {
	try {
		if (DateTime.isDateTime(value)) {
			return 'toMillis' in value
				? { ms: value.toMillis(), text: value.toISO() }
				: ofInstant(bareInstant(value));
		}
		return ofInstant(Date.prototype.getTime.call(value));
	} catch {
		return null;
	}
}

function ofInstant(ms: Instant): { ms: Instant; text: string | null } {
	return { ms, text: Number.isNaN(ms) ? null : new Date(ms).toISOString() };
}

/** Of a DateTime without its methods: as such n8n's isolate hands on one that an item holds. */
function bareInstant({ ts, invalid }: { ts?: unknown; invalid?: unknown }): Instant {
	if (typeof ts !== 'number') throw new TypeError('Not a DateTime');
	return invalid ? NaN : ts;
}

function readLeniently(text: unknown, timezone: string): Pick<Given, 'kind' | 'ms'> | null {
	if (typeof text !== 'string' || !isKnownZone(timezone)) return null;
	const written = parseYearFirst(text.trim());
	// Before 1970 stand only placeholders such as 0001-01-01, in zones whose offsets ISO text cannot express.
	if (written === null || !(written.day >= 0)) return null;
	const given = placed(written);
	return Number.isNaN(given.ms) ? null : given;
}

function assertYear(ms: number, label: string): void {
	const year = yearOf(ms);
	if (year >= 2000 && year <= 2099) return;
	throw new ValueError(
		`${label} is outside the years 2000 to 2099; check the year`,
		'A year that is far off often means that a number or a text was taken for a date before it came here.',
	);
}

// Zones

interface Period {
	from: Instant;
	until: Instant;
	offset: number;
}

interface ZoneYear {
	/** Between changes of the clocks, in order; the outermost are taken to last for ever. */
	periods: Period[];
	smallestOffset: number;
}

/** Looking up an offset takes microseconds and naming a zone far longer, while thousands of rows share a zone and a year. */
const CACHE_LIMIT = 500;
const knownZones = new Map<string, boolean>();
const zoneYears = new Map<string, ZoneYear>();

function remembered<T>(cache: Map<string, T>, key: string, item: T): T {
	if (cache.size >= CACHE_LIMIT) cache.clear();
	cache.set(key, item);
	return item;
}

/** Names that the JavaScript engine takes though IANA does not know them; it takes BST for Bangladesh. */
const NOT_IANA =
	/^(?:[+-].*|SystemV\/.*|ACT|AET|AGT|ART|AST|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST)$/i;

function isKnownZone(name: unknown): name is string {
	if (typeof name !== 'string') return false;
	return (
		knownZones.get(name) ?? remembered(knownZones, name, !NOT_IANA.test(name) && IANAZone.isValidZone(name))
	);
}

function zoneYear(timezone: string, year: number): ZoneYear {
	const key = `${timezone} ${year}`;
	return zoneYears.get(key) ?? remembered(zoneYears, key, surveyed(timezone, year));
}

/** Samples daily: the nearest two changes of any zone since 1970 are a week apart. */
function surveyed(timezone: string, year: number): ZoneYear {
	const zone = new IANAZone(timezone);
	const yearStart = Date.UTC(year, 0, 1);
	const yearEnd = Date.UTC(year + 1, 0, 1);
	// Two days more at either end hold every instant that any offset, and a change right beside it, can make of this year.
	const last = yearEnd + 2 * DAY;
	let current: Period = { from: -Infinity, until: Infinity, offset: offsetFrom(zone, yearStart - 2 * DAY) };
	const periods = [current];
	for (let day = yearStart - DAY; day <= last; day += DAY) {
		const offset = offsetFrom(zone, day);
		if (offset === current.offset) continue;
		current.until = changeBetween(zone, day - DAY, day);
		current = { from: current.until, until: Infinity, offset };
		periods.push(current);
	}
	const ofTheYear = periods.filter((p) => p.from + p.offset < yearEnd && p.until + p.offset > yearStart);
	return { periods, smallestOffset: Math.min(...ofTheYear.map((p) => p.offset)) };
}

function changeBetween(zone: IANAZone, before: Instant, after: Instant): Instant {
	const offset = offsetFrom(zone, before);
	let low = before;
	let high = after;
	while (high - low > SECOND) {
		const middle = low + Math.floor((high - low) / 2 / SECOND) * SECOND;
		if (offsetFrom(zone, middle) === offset) low = middle;
		else high = middle;
	}
	return high;
}

function offsetFrom(zone: IANAZone, instant: Instant): number {
	return zone.offset(instant) * MINUTE;
}

function smallestOffset(timezone: string, year: number): number {
	return zoneYear(timezone, year).smallestOffset;
}

function offsetAt(instant: Instant, timezone: string): number {
	const { periods } = zoneYear(timezone, yearOf(instant));
	return (periods.find((p) => instant < p.until) as Period).offset;
}

/** None for a wall clock that the change of the clocks skips, two for one that it repeats; the earlier first. */
function instantsOf(wall: Wall, timezone: string): Instant[] {
	return zoneYear(timezone, yearOf(wall))
		.periods.filter((p) => wall - p.offset >= p.from && wall - p.offset < p.until)
		.map((p) => wall - p.offset);
}

/** The two readings of a wall clock that is skipped or repeated: by the offset before the change, and after it. */
function bothOffsets(wall: Wall, timezone: string): [number, number] {
	const { periods } = zoneYear(timezone, yearOf(wall));
	const after = periods.findIndex((p, i) => i > 0 && isNearChange(wall, periods[i - 1], p));
	return [periods[after - 1].offset, periods[after].offset];
}

function isNearChange(wall: Wall, before: Period, after: Period): boolean {
	const edges = [after.from + before.offset, after.from + after.offset];
	return wall >= Math.min(...edges) && wall < Math.max(...edges);
}

function earliestInstant(wall: Wall, timezone: string): Instant {
	return instantsOf(wall, timezone)[0] ?? wall - bothOffsets(wall, timezone)[0];
}

// Texts

function yearOf(ms: number): number {
	return new Date(ms).getUTCFullYear();
}

function wallText(wall: Wall): string {
	const text = new Date(wall).toISOString();
	return `${text.slice(0, 10)} ${text.slice(11, wall % MINUTE === 0 ? 16 : 19)}`;
}

function dateText(wall: Wall): string {
	return new Date(wall).toISOString().slice(0, 10);
}

function iso(instant: Instant, timezone: string): string {
	const offset = offsetAt(instant, timezone);
	return isoOfWall(instant + offset, offset);
}

function isoOfWall(wall: Wall, offset: number): string {
	const size = new Date(Math.abs(offset)).toISOString().slice(11, 16);
	return `${new Date(wall).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${size}`;
}

/** A start as the user would write it: as plain as the given one, unless the clock shows that time twice. */
function suggestion(instant: Instant, given: Given, timezone: string): string {
	const wall = instant + offsetAt(instant, timezone);
	const plain = given.kind !== 'instant' && instantsOf(wall, timezone).length === 1;
	return plain ? wallText(wall) : iso(instant, timezone);
}

function quoted(value: unknown): string {
	const text = String(value).replace(/\s+/g, ' ');
	return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
}

// Errors

function empty(name: string): ValueError {
	return new ValueError(
		`${name} is empty; write a date and time, such as ${EXAMPLE}`,
		'If an expression fills it in, check that the item has what the expression asks for.',
	);
}

function notADate(label: string): ValueError {
	return new ValueError(`${label} is not a date; write one such as ${EXAMPLE}`, OTHER_FORMS);
}

function invalidDate(name: string): ValueError {
	return new ValueError(
		`${name} is an invalid date, made by an expression or an earlier node; write a date such as ${EXAMPLE}`,
		'A text that was read as a date in the wrong format becomes an invalid one.',
	);
}

/** What there is, by the part of a date that a text names wrongly. */
const LIMITS = {
	date: 'check the month and the day',
	time: 'hours go from 00 to 23, or 1 to 12 with AM or PM, and 24:00 is 00:00 of the next day',
	'UTC offset': 'offsets go from -12:00 to +14:00',
};

function noSuch(part: keyof typeof LIMITS, label: string): ValueError {
	return new ValueError(
		`${label} names a ${part} that does not exist; ${LIMITS[part]}`,
		`The parts are read in the order year, month, day, time, offset, as in ${EXAMPLE}:00+01:00.`,
	);
}

function unreadable(text: string, label: string): ValueError {
	if (NUMERIC.test(text)) return notASerial(Number(text.replace(',', '.')), label);
	if (DAY_OR_MONTH_FIRST.test(text)) {
		return new ValueError(
			`${label} does not begin with the year, and dates like it can be read two ways; write the year first, such as ${EXAMPLE}`,
			'Some countries write the day first, others the month. In a spreadsheet, give the column a format that begins with the year.',
		);
	}
	return new ValueError(
		`${label} is not a date that can be read for certain; write the year first, then the time, such as ${EXAMPLE}`,
		OTHER_FORMS,
	);
}

function offsetOrRange({ day, time }: Written, text: string, label: string): ValueError {
	const wall = isoOfWall(day + (time ?? 0), 0).slice(0, 19);
	return new ValueError(
		`${label} can be read two ways, as a range of times or a time with a UTC offset; ` +
			`write ${wall.slice(0, 16).replace('T', ' ')}, or ${wall}${text.slice(text.lastIndexOf('-'))} with the offset`,
		'One moment is wanted here, without its end.',
	);
}

function notASerial(number: number, label: string): ValueError {
	const unix = Math.abs(number) >= 1e8;
	return new ValueError(
		`${label} is a number, but not one that a spreadsheet has for a date; write the date, such as ${EXAMPLE}`,
		unix
			? 'Turn Unix time into a date in an expression: DateTime.fromSeconds(…), or DateTime.fromMillis(…) for 13 digits.'
			: OTHER_FORMS,
	);
}

function dayWithoutTime(given: Given): ValueError {
	const date = dateText(given.ms);
	return new ValueError(
		`${given.label} names a day without a time; add the hour, such as ${date} 16:00, or ${date} 00:00 for midnight`,
		'A date alone is enough for codes counted in days.',
	);
}

function notOnTheHour(given: Given, reading: Wall, hourBefore: Instant, opts: LockStartOptions): ValueError {
	// A change of the clocks by half an hour can put an hour's neighbour off the lock's full hour.
	const nearest = [hourBefore, hourBefore + HOUR]
		.filter((instant) => lockReading(instant, opts) % HOUR === 0)
		.map((instant) => suggestion(instant, given, opts.timezone));
	return new ValueError(
		`${given.label} is not on a full hour of the lock's clock, which would show ${wallText(reading)}; ` +
			`write ${nearest.join(' or ')}`,
		opts.rounding === 'roundDown'
			? 'The full hour before it cannot be used: the clock at the site skips it that day.'
			: 'Or set Start Rounding to Round Down, to start at the hour before.',
	);
}

function notMidnight(given: Given, date: Wall): ValueError {
	return new ValueError(
		`${given.label} is not midnight at the site, and a code counted in days starts at midnight; ` +
			`write ${dateText(date)} or ${dateText(date + DAY)}`,
		'Or set Start Rounding to Round Down, to start with the same date.',
	);
}

function notUtcMidnight(
	given: Given,
	instant: Instant,
	{ timezone, rounding }: LockStartOptions,
): ValueError {
	const nearest = Math.round(instant / DAY) * DAY;
	const rounded = rounding === 'roundDown' && given.kind !== 'day' ? ' rounded down' : '';
	return new ValueError(
		`${given.label}${rounded} is not midnight on the lock's clock, which keeps UTC and would show ${wallText(instant)}; ` +
			`write ${iso(nearest, timezone)}, the nearest midnight there`,
		"A code counted in days starts at the lock's midnight. Start Rounding goes by midnight at the site, which is another.",
	);
}

/** For a wall clock that the site's clock skips or shows twice. */
function doubtful(given: Given, wall: Wall, timezone: string, opts?: LockStartOptions): ValueError {
	const [before, after] = bothOffsets(wall, timezone);
	const skipped = after > before;
	const readings = [before, after].map((offset) => {
		const text = isoOfWall(wall, offset);
		return skipped ? `${text} (${wallText(wall - offset + offsetAt(wall - offset, timezone))} there)` : text;
	});
	return new ValueError(
		`${given.label}: the clock in ${timezone} ${skipped ? 'skips' : 'shows'} ${wallText(wall)}${skipped ? '' : ' twice'} ` +
			`that day, so it could mean ${readings.join(' or ')}; ${remedy(wall, opts)}`,
		'Clocks change that day. A date with its UTC offset is never in doubt.',
	);
}

function remedy(wall: Wall, opts: LockStartOptions | undefined): string {
	if (opts?.length !== 'days' || opts.lockClock === 'utc') return 'write the one you mean';
	if (opts.lockClock === 'standardTime' || wall % DAY !== 0)
		return `write ${dateText(wall)} alone for the lock's midnight`;
	return `a code counted in days starts at midnight, so write ${dateText(wall - DAY)} or ${dateText(wall + DAY)}`;
}
