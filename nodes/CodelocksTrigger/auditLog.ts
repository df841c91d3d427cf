import { auditEntriesOf, type AuditEntry } from '../shared/answers';
import type { ApiMethod, Connection } from '../shared/client';
import { PAGE_SIZE } from '../shared/pages';

/** API documentation, 'GET …/k3connect/{id}/audit'. */
const AUDIT: ApiMethod = { method: 'GET', path: '/u/1/k3connect/{id}/audit' };

/** Reads one page of a lock's audit log, newest first. One Utility call. */
export type ReadPage = (lockId: string, page: number) => Promise<AuditEntry[]>;

export function pageReader(connection: Connection, accessKey: string): ReadPage {
	return async (lockId, page) =>
		auditEntriesOf(
			await connection.send({
				...AUDIT,
				values: { id: lockId },
				query: {
					accesskey: accessKey,
					page: String(page),
					perpage: String(PAGE_SIZE),
					pageorder: 'descending',
				},
				about: `lock '${lockId}'`,
			}),
		);
}
