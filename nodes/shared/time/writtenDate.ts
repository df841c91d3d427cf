import { plainText } from '../plainText';
import { DAY, HOUR, MINUTE, SECOND, type Wall } from './zones';

/** What a text says that begins with the year. */
export interface Written {
	/** Midnight of the date; NaN when there is no such date. */
	day: Wall;
	/** Since midnight; NaN when there is no such time, DAY for 24:00. */
	time: number | null;
	/** NaN when there is no such offset. */
	offset: number | null;
	/** -00:00, by which RFC 3339 says that the offset is not known. */
	isOffsetUnknown: boolean;
	/** The name in brackets that RFC 9557 puts behind a time. Left out behind a Z, which leaves nothing to say. */
	zone?: string;
}

const OFFSET = String.raw`\s*(?<offset>Z|UTC|[+-]\d{2}(?::?\d{2})?)`;
const ZONE = String.raw`\s*\[(?<zone>[\w/+-]+)\]`;
const TIME = String.raw`(?<hour>\d{1,2})(?::(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?)?(?:\s*(?<half>[AP])\.?\s?M\.?)?`;
/** The order in which a date cannot be misread. */
const YEAR_FIRST = new RegExp(
	String.raw`^(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})(?:(?:,?\s+|,|T|/)${TIME}(?:${OFFSET})?(?:${ZONE})?)?$`,
	'i',
);
/** ISO 8601's basic format, as iCal has it; also without the T. */
const COMPACT = new RegExp(
	String.raw`^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:(?<mark>T?)(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})?(?:${OFFSET})?)?$`,
	'i',
);
/** Without a `T` or seconds, a time with an offset west of Greenwich looks just like the two times of a booking. */
const OFFSET_OR_RANGE = /^\S+[\s/,]+\d{1,2}(?::\d{2})?\s*(?:[AP]\.?\s?M\.?\s*)?-\d/i;
const ABBREVIATION = /^(.*\d.*?)\s*\(?\b([A-Z]{3,5})\)?$/i;

const WESTMOST_OFFSET = -12 * HOUR;
const EASTMOST_OFFSET = 14 * HOUR;

/** Null for a text that does not begin with the year, or goes on in another way. */
export function parseYearFirst(text: string): Written | null {
	const parts = (YEAR_FIRST.exec(text) ?? COMPACT.exec(text))?.groups;
	if (!parts) return null;
	const { year, mark, month, day, hour, minute, half, offset, zone } = parts;
	if (hour !== undefined && minute === undefined && half === undefined) return null;
	// Twelve digits and an offset without a T are two numbers rather than a time.
	if (offset !== undefined && mark === '') return null;
	return {
		day: dayOf(Number(year), Number(month), Number(day)),
		time: hour === undefined ? null : timeOf(parts),
		offset: offset === undefined ? null : offsetOf(offset),
		isOffsetUnknown: /^-0{2}(?::?0{2})?$/.test(offset ?? ''),
		zone: isUtc(offset) ? undefined : zone,
	};
}

/** Whether a text that begins with the year holds two times, or one with an offset: nobody can tell. */
export function isOffsetOrRange(text: string): boolean {
	return OFFSET_OR_RANGE.test(text);
}

/** An abbreviation such as BST behind a time, with the text before it; undefined where there is none. */
export function abbreviationIn(text: string): { abbreviation: string; written: Written } | undefined {
	const [, before = '', abbreviation = ''] = ABBREVIATION.exec(text) ?? [];
	const written = parseYearFirst(before);
	if (written === null || written.time === null || written.offset !== null) return undefined;
	return { abbreviation: abbreviation.toUpperCase(), written };
}

/** A time of day such as '15:00' in ms since midnight; NaN where it is none. */
export function timeOfDay(text: string): number {
	const parts = new RegExp(`^${TIME}$`, 'i').exec(plainText(text))?.groups;
	if (!parts || (parts.minute === undefined && parts.half === undefined)) return NaN;
	const time = timeOf(parts);
	return time < DAY ? time : NaN;
}

/** Midnight of a date; NaN when there is no such date. */
function dayOf(year: number, month: number, day: number): Wall {
	const ms = Date.UTC(year, month - 1, day);
	const date = new Date(ms);
	// Date.UTC carries 30 February over into March, and takes the years 0 to 99 for 1900 to 1999.
	const same =
		date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
	return same ? ms : NaN;
}

function timeOf({ hour, minute = '0', second = '0', fraction = '', half }: Record<string, string>): number {
	const isSixty = Number(minute) > 59 || Number(second) > 59;
	const time =
		hourOf(Number(hour), half) +
		Number(minute) * MINUTE +
		Number(second) * SECOND +
		Number(fraction.padEnd(3, '0').slice(0, 3));
	return isSixty || time > DAY ? NaN : time;
}

function hourOf(hour: number, half: string | undefined): number {
	if (half === undefined) return hour <= 24 ? hour * HOUR : NaN;
	if (hour < 1 || hour > 12) return NaN;
	return ((hour % 12) + (half.toUpperCase() === 'P' ? 12 : 0)) * HOUR;
}

function isUtc(offset: string | undefined): boolean {
	return /^[ZU]/i.test(offset ?? '');
}

function offsetOf(text: string): number {
	if (isUtc(text)) return 0;
	const minutes = Number(text.slice(3).replace(':', ''));
	if (minutes > 59) return NaN;
	const size = Number(text.slice(1, 3)) * HOUR + minutes * MINUTE;
	const offset = text.startsWith('-') ? -size : size;
	return offset >= WESTMOST_OFFSET && offset <= EASTMOST_OFFSET ? offset : NaN;
}
