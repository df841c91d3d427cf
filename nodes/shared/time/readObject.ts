import { DateTime } from 'luxon';

import { invalidDate, list, otherObject, undatedZone } from './dateErrors';
import { assertYear, CUT_SECOND, readText, type ReadDate } from './readText';
import { quoted } from './words';
import type { Instant } from './zones';

/**
 * Reads a date out of an object: a DateTime or a Date, Google Calendar's `{ dateTime, timeZone }` or `{ date }`, Outlook's
 * `{ dateTime, timeZone }` (Microsoft Graph, dateTimeTimeZone: no offset, so that the zone counts), Notion's
 * `{ start, end, time_zone }`, or what n8n's Extract From File makes of iCal: `local.date` is the wall clock of `local.timezone`,
 * with a Z that is wrong.
 *
 * @throws ValueError for any other, which it names by its keys.
 */
export function readObject(value: object, name: string): ReadDate {
	const date = dateOf(value);
	if (date !== null) return readInstant(date, name);
	if (Array.isArray(value)) throw list(name);
	return readCalendar(value as Record<string, unknown>, name) ?? refuse(value, name);
}

function readInstant(date: { ms: number; text: string | null }, name: string): ReadDate {
	if (!Number.isFinite(date.ms)) throw invalidDate(name);
	const label = `${name} ${quoted(date.text)}`;
	assertYear(date.ms, label);
	return { kind: 'instant', ms: date.ms, cut: CUT_SECOND, label };
}

function readCalendar(value: Record<string, unknown>, name: string): ReadDate | undefined {
	const { dateTime, timeZone, date, local, time_zone: notionZone } = value;
	if (isObject(local) && isText(local.date) && isText(local.timezone))
		return readText(local.date.replace(/Z$/i, ''), name, local.timezone);
	if (isText(dateTime)) {
		const read = readText(dateTime, name, isText(timeZone) ? timeZone : undefined);
		if (read.kind === 'wall') throw undatedZone(name);
		return read;
	}
	if (isText(date)) {
		const read = readText(date, name);
		// An instant is a reader's midnight, in a zone that is not known.
		return read.kind === 'day' ? read : undefined;
	}
	if (!('time_zone' in value)) return undefined;
	const side = name === 'End' ? value.end : value.start;
	return isText(side) ? readText(side, name, isText(notionZone) ? notionZone : undefined) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object';
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

function refuse(value: object, name: string): never {
	throw otherObject(Object.keys(value), name);
}

/** Null for anything but a DateTime (of any copy of luxon) or a Date (of any realm). */
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
