import { empty, notADate } from './dateErrors';
import { readObject } from './readObject';
import { CUT_SECOND, onlyInstant, placed, readNumber, readText, type ReadDate } from './readText';
import { quoted } from './words';
import { parseYearFirst } from './writtenDate';
import { DAY, earliestInstant, isoAt, MINUTE, SECOND, zoneNamed, type Instant, type Wall } from './zones';

export type { ReadDate };

const QUARTER = 15 * MINUTE;

/**
 * Reads what a user gives as a date: a DateTime, a Date, text that begins with the year, a spreadsheet's serial number,
 * or an object as Google Calendar, Outlook and Notion have it.
 *
 * @param name the parameter, as messages name it.
 * @throws ValueError when the value cannot be read for certain.
 */
export function readDate(value: unknown, name: string): ReadDate {
	if (typeof value === 'string') return readText(value, name);
	if (typeof value === 'number') return readNumber(value, name);
	if (value === null || value === undefined) throw empty(name);
	if (typeof value === 'object') return readObject(value, name);
	throw notADate(`${name} ${quoted(value)}`);
}

/**
 * A date without what a conversion left of it: 15:59:59.999 is 16:00:00, and so is the serial number 46204.6666, which
 * cuts 5.8 seconds off. Every full hour of a lock's clock is a full quarter of an hour at the site and of UTC.
 */
export function settled(date: ReadDate): ReadDate {
	const nearest = Math.round(date.ms / QUARTER) * QUARTER;
	const late = date.ms - nearest;
	const isCut = late < 0 ? -late <= date.cut : late <= Math.max(CUT_SECOND, date.cut / 2);
	return { ...date, ms: isCut ? nearest : Math.floor(date.ms / SECOND) * SECOND };
}

/**
 * Reads a date for a filter: one with an offset is an instant, one without is the wall clock in `timezone`, a date without a time is the
 * beginning of that day.
 *
 * @param name the parameter, as messages name it.
 * @returns milliseconds since 1970 UTC.
 * @throws ValueError when the value cannot be read for certain, or names a wall clock that does not exist or exists twice.
 */
export function toInstant(value: unknown, timezone: string, name = 'Date'): Instant {
	const zone = zoneNamed(timezone);
	const date = readDate(value, name);
	if (date.kind === 'instant') return date.ms;
	if (date.kind === 'day') return earliestInstant(date.ms, zone);
	return onlyInstant(date.ms, zone, date.label);
}

/**
 * Reads a time at the site, such as an audit entry's `DateEntered`. One that the clock shows twice is the earlier, one that it
 * skips is moved forward, and one that carries an offset is an instant.
 *
 * @returns ISO 8601 with the zone's offset; null when the text or the zone cannot be read.
 */
export function wallToIso(text: unknown, timezone: string): string | null {
	try {
		const zone = zoneNamed(timezone);
		const instant = instantOf(text, (wall) => earliestInstant(wall, zone));
		return instant === undefined ? null : isoAt(instant, zone);
	} catch {
		return null;
	}
}

/** Reads a time out of a response. `toInstant` has the clock that one without an offset is on. Undefined where it is none. */
export function instantOf(text: unknown, toInstant: (wall: Wall) => Instant): Instant | undefined {
	const given = readLeniently(text);
	if (given === undefined || given.kind === 'day') return undefined;
	return given.kind === 'instant' ? given.ms : toInstant(given.ms);
}

/** A wall clock out of a response or a timecode; undefined where the text is none. */
export function wallOf(text: unknown): Wall | undefined {
	const given = readLeniently(text);
	return given?.kind === 'wall' ? given.ms : undefined;
}

function readLeniently(text: unknown): Pick<ReadDate, 'kind' | 'ms'> | undefined {
	if (typeof text !== 'string') return undefined;
	const written = parseYearFirst(text.trim());
	// Dates before 1970 are placeholders such as 0001-01-01, in zones whose offsets ISO text cannot express.
	if (written === null || !(written.day >= 0) || written.time === DAY) return undefined;
	const given = placed(written);
	return Number.isNaN(given.ms) ? undefined : given;
}
