import type { IDataObject } from 'n8n-workflow';

import type { ApiMethod, Connection } from './connection';
import { ServiceError, shortened } from './errors';
import { entriesByPage, PAGE_SIZE } from './pages';
import { entriesOf, namesIn, scalarText } from './responses';

/** A text lists no more entry types than this. */
const MAX_TYPES = 20;

/** docs/dev/api.md, 'Audit log'. */
export const AUDIT: ApiMethod = { method: 'GET', path: '/u/1/k3connect/{id}/audit' };

/** An entry of a lock's audit log (docs/dev/api.md, 'Audit log'). */
export interface AuditEntry extends IDataObject {
	/** A safe integer, or text. It names an entry and is never calculated with. */
	AuditEntryID: number | string;
	LockID: string;
	DateEntered: string;
	EntryType: string;
	EntryText: string;
}

export type AuditOrder = 'ascending' | 'descending';

/** Reads one page of a lock's audit log. One Utility call. Throws ServiceError. */
export type ReadPage = (lockId: string, page: number, perPage?: number) => Promise<AuditEntry[]>;

/** @param label how an error names the lock; by its ID where it is left out. */
export function pageReader(
	connection: Connection,
	accessKey: string,
	order: AuditOrder = 'descending',
	label?: string,
): ReadPage {
	return async (lockId, page, perPage = PAGE_SIZE) =>
		auditEntriesOf(
			await connection.send({
				...AUDIT,
				values: { id: lockId },
				query: {
					accesskey: accessKey,
					page: String(page),
					perpage: String(perPage),
					pageorder: order,
				},
				about: label ?? `lock '${lockId}'`,
			}),
		);
}

/** How an audit log is read. */
export interface AuditReading {
	lock: { id: string; accessKey: string; label: string };
	order: AuditOrder;
	/** Called where a full first page came twice, so that the log may go on unseen. */
	onRepeatedPage: () => void;
}

/**
 * The entries of a lock's audit log, page after page. New entries shift the pages of a descending log while it is
 * read, so that an entry may be sent twice; it is given once. Two with one ID are both given unless they are equal.
 */
export function auditPages(connection: Connection, reading: AuditReading): AsyncGenerator<AuditEntry[]> {
	const { lock, order, onRepeatedPage } = reading;
	const readPage = pageReader(connection, lock.accessKey, order, lock.label);
	return entriesByPage<AuditEntry>({
		name: `${connection.cacheScope} ${AUDIT.path}`,
		about: `the audit log of ${lock.label}`,
		perPage: PAGE_SIZE,
		read: async (page, perPage) => ({ entries: await readPage(lock.id, page, perPage) }),
		keyOf: ({ AuditEntryID, DateEntered, EntryType, EntryText }) =>
			JSON.stringify([AuditEntryID, DateEntered, EntryType, EntryText]),
		onRepeatedPage,
	});
}

/**
 * Entries in the order of the response. In each, what happened comes before the long IDs, since a table in the editor
 * shows the first columns only. Throws ServiceError for an entry without an ID, since nothing else identifies it.
 */
export function auditEntriesOf(response: unknown): AuditEntry[] {
	return entriesOf(response, 'the audit log').map((entry) => {
		const { EntryType, EntryText, DateEntered, AuditEntryID, AuditEntryId, LockID, LockId, ...rest } = entry;
		return {
			EntryType: scalarText(EntryType),
			EntryText: scalarText(EntryText),
			DateEntered: scalarText(DateEntered),
			AuditEntryID: entryIdOf(AuditEntryID ?? AuditEntryId),
			LockID: scalarText(LockID ?? LockId),
			...rest,
		};
	});
}

/** An entry's ID: safe integers are numbers, in digits too; a GUID or a longer number is text. Throws ServiceError. */
function entryIdOf(value: unknown): number | string {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (!text || text === 'NaN') {
		throw new ServiceError('badResponse', 'The service sent an audit entry without an AuditEntryID', {
			status: 200,
			advice: 'Try again. If it happens again, ask Codelocks: without this ID, entries cannot be told apart.',
		});
	}
	const number = Number(text);
	return Number.isSafeInteger(number) && String(number) === text ? number : text;
}

/** What tells an entry from others. */
export type EntryIdentity = Pick<AuditEntry, 'AuditEntryID' | 'DateEntered'>;

/** A key holds no more characters than this of a date that cannot be read. */
const MAX_DATE_LENGTH = 40;

/**
 * An entry as the trigger remembers it: its ID and its date, since a lock that is reset counts from 1 again. A date that
 * can be read is kept as seconds in base 36, which saves two thirds of its length.
 *
 * 71430 of 2026-04-22T10:15:00 is '71430@tdwh10'.
 */
export function entryKey({ AuditEntryID, DateEntered }: EntryIdentity): string {
	const wall = entryDateMs(DateEntered);
	const date =
		wall === undefined ? `"${DateEntered.trim().slice(0, MAX_DATE_LENGTH)}` : (wall / 1000).toString(36);
	return `${AuditEntryID}@${date}`;
}

/** The date in an entry's key: a clock reading in ms, written as if it were UTC; undefined where it has none that can be read. */
export function keyDateMs(key: string): number | undefined {
	const seconds = parseInt(key.slice(key.lastIndexOf('@') + 1), 36);
	return Number.isNaN(seconds) ? undefined : seconds * 1000;
}

const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)/;
const ZERO = 48;

/** A date's clock reading, to the second, in ms as if it were UTC; undefined where it cannot be read. */
export function entryDateMs(date: string): number | undefined {
	const text = date.trim();
	if (!DATE.test(text)) return undefined;
	// No slices: a poll that finds a backlog reads tens of thousands of dates.
	const at = (index: number) => text.charCodeAt(index) * 10 + text.charCodeAt(index + 1) - 11 * ZERO;
	const day = Date.UTC(at(0) * 100 + at(2), at(5) - 1, at(8));
	if (text.length === 10) return day;
	const seconds = (at(11) * 60 + at(14)) * 60 + (text[16] === ':' ? at(17) : 0);
	return day + seconds * 1000;
}

/** A test for the entry types that a filter names: text separated by commas, or a list; all of them when it is empty. */
export function entryTypesOf(filter: unknown): (entry: AuditEntry) => boolean {
	const names = namesIn(filter).map((name) => name.toLowerCase());
	return names.length ? (entry) => names.includes(entry.EntryType.trim().toLowerCase()) : () => true;
}

/** Entry types in words, each once: 'ACCESS, CLIENT, NETCODE'. */
export function typesInWords(types: Iterable<string>): string {
	const distinct = new Set(Array.from(types, (type) => shortened(type.trim(), 100)));
	const sorted = [...distinct].filter(Boolean).sort();
	return sorted.slice(0, MAX_TYPES).join(', ') + (sorted.length > MAX_TYPES ? ', …' : '');
}
