import type { AuditEntry } from '../../shared/api/auditLog';

/** What tells an entry from others. */
export type Entry = Pick<AuditEntry, 'AuditEntryID' | 'DateEntered'>;

const LONGEST_DATE = 40;

/**
 * An entry as the state remembers it: its ID and its date, since a lock that is reset counts from 1 again. A date that
 * can be read is kept as seconds in base 36, which saves two thirds of its length.
 *
 * 71430 of 2026-04-22T10:15:00 is '71430@tdwh10'.
 */
export function keyOf({ AuditEntryID, DateEntered }: Entry): string {
	const wall = wallOf(DateEntered);
	const date =
		wall === undefined ? `"${DateEntered.trim().slice(0, LONGEST_DATE)}` : (wall / 1000).toString(36);
	return `${AuditEntryID}@${date}`;
}

/** The date in a key: a clock reading in ms, written as if it were UTC; undefined where it could not be read. */
export function wallOfKey(key: string): number | undefined {
	const date = key.slice(key.lastIndexOf('@') + 1);
	return date.startsWith('"') ? undefined : parseInt(date, 36) * 1000;
}

const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)/;

/** A date's clock reading, to the second, in ms as if it were UTC; undefined where it cannot be read. */
export function wallOf(date: string): number | undefined {
	const text = date.trim();
	if (!DATE.test(text)) return undefined;
	// No slices: a poll that finds a backlog reads tens of thousands of dates.
	const at = (index: number) => text.charCodeAt(index) * 10 + text.charCodeAt(index + 1) - 11 * ZERO;
	const day = Date.UTC(at(0) * 100 + at(2), at(5) - 1, at(8));
	if (text.length === 10) return day;
	const seconds = (at(11) * 60 + at(14)) * 60 + (text[16] === ':' ? at(17) : 0);
	return day + seconds * 1000;
}

const ZERO = 48;
