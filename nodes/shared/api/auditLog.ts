import type { IDataObject } from 'n8n-workflow';

import type { ApiMethod, Connection } from './connection';
import { ServiceError } from './errors';
import { PAGE_SIZE } from './pages';
import { entriesOf } from './responses';

/** docs/dev/api.md, 'Audit log'. */
export const AUDIT: ApiMethod = { method: 'GET', path: '/u/1/k3connect/{id}/audit' };

export type AuditOrder = 'ascending' | 'descending';

/** Reads one page of a lock's audit log. One Utility call. */
export type ReadPage = (lockId: string, page: number) => Promise<AuditEntry[]>;

export function pageReader(
	connection: Connection,
	accessKey: string,
	order: AuditOrder = 'descending',
): ReadPage {
	return async (lockId, page) =>
		auditEntriesOf(
			await connection.send({
				...AUDIT,
				values: { id: lockId },
				query: {
					accesskey: accessKey,
					page: String(page),
					perpage: String(PAGE_SIZE),
					pageorder: order,
				},
				about: `lock '${lockId}'`,
			}),
		);
}

/** An entry of a lock's audit log (docs/dev/api.md, 'Audit log'). */
export interface AuditEntry extends IDataObject {
	/** A safe integer, or text. It names an entry and is never calculated with. */
	AuditEntryID: number | string;
	LockID: string;
	DateEntered: string;
	EntryType: string;
	EntryText: string;
}

/**
 * Entries in the order of the response. In each, what happened comes before the long IDs, since a table in the editor
 * shows the first columns only. Throws ServiceError when one has no ID, since it could not be told from others.
 */
export function auditEntriesOf(response: unknown): AuditEntry[] {
	return entriesOf(response, 'the audit log').map((entry) => {
		const { EntryType, EntryText, DateEntered, AuditEntryID, AuditEntryId, LockID, LockId, ...rest } = entry;
		return {
			EntryType: String(EntryType ?? ''),
			EntryText: String(EntryText ?? ''),
			DateEntered: String(DateEntered ?? ''),
			AuditEntryID: entryIdOf(AuditEntryID ?? AuditEntryId),
			LockID: String(LockID ?? LockId ?? ''),
			...rest,
		};
	});
}

/** An entry's ID: safe integers are numbers, in digits too; a GUID or a longer number is text. Throws ServiceError. */
function entryIdOf(value: unknown): number | string {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (!text || text === 'NaN') {
		throw new ServiceError('refused', 'The service sent an audit entry without an AuditEntryID', {
			status: 200,
			advice: 'Try again. If it happens again, ask Codelocks: without this ID, entries cannot be told apart.',
		});
	}
	const number = Number(text);
	return Number.isSafeInteger(number) && String(number) === text ? number : text;
}
