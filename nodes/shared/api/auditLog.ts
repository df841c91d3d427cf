import type { ApiMethod, Connection } from './connection';
import { PAGE_SIZE } from './pages';
import { auditEntriesOf, type AuditEntry } from './responses';

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
