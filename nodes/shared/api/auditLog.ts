import type { IDataObject } from 'n8n-workflow';

import type { ApiMethod, Connection } from './connection';
import { PAGE_SIZE } from './pages';
import { entriesOf, unexpected } from './responses';

/** API documentation, 'GET …/k3connect/{id}/audit'. */
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

/** An entry of a lock's audit log (API documentation, 'GET …/k3connect/{id}/audit'). */
export interface AuditEntry extends IDataObject {
	AuditEntryID: number;
	LockID: string;
	DateEntered: string;
	EntryType: string;
	EntryText: string;
}

/**
 * Entries in the order of the answer. In each, what happened comes before the long IDs, since a table in the editor
 * shows the first columns only. Throws ServiceError when one has no number, since it could not be told from others.
 */
export function auditEntriesOf(answer: unknown): AuditEntry[] {
	return entriesOf(answer, 'the audit log').map((entry) => {
		const { EntryType, EntryText, DateEntered, AuditEntryID, AuditEntryId, LockID, LockId, ...rest } = entry;
		const id = Number(AuditEntryID ?? AuditEntryId);
		if (!Number.isSafeInteger(id)) throw unexpected('the audit log');
		return {
			EntryType: String(EntryType ?? ''),
			EntryText: String(EntryText ?? ''),
			DateEntered: String(DateEntered ?? ''),
			AuditEntryID: id,
			LockID: String(LockID ?? LockId ?? ''),
			...rest,
		};
	});
}
