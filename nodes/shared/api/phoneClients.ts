import type { IDataObject } from 'n8n-workflow';

import { clientsOf } from './responses';
import type { ApiMethod, Connection } from './connection';
import { PAGE_SIZE } from './pages';

/** API documentation, 'GET …/k3connect/{id}/clients'. */
export const CLIENTS: ApiMethod = { method: 'GET', path: '/u/1/k3connect/{id}/clients' };

/** The first `limit` clients of a lock: one Utility call for each page of them. */
export async function fetchClients(
	connection: Connection,
	accessKey: string,
	lockId: string,
	limit: number,
): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	const perPage = Math.min(PAGE_SIZE, limit);
	for (let page = 1; found.length < limit; page++) {
		const { clients, count } = clientsOf(
			await connection.send({
				...CLIENTS,
				values: { id: lockId },
				query: { accesskey: accessKey, page: String(page), perpage: String(perPage) },
				about: `lock '${lockId}'`,
			}),
		);
		found.push(...clients);
		if (isLastPage(clients.length, perPage, count, found.length)) break;
	}
	return found.slice(0, limit);
}

/** The documentation does not say whether `count` counts the page or the whole list; both readings end rightly here. */
function isLastPage(size: number, perPage: number, count: number | undefined, found: number): boolean {
	if (size === 0) return true;
	if (count !== undefined && count > size) return found >= count;
	return size < perPage;
}
