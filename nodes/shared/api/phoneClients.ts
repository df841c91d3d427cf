import type { IDataObject } from 'n8n-workflow';
import type { ApiMethod, Connection } from './connection';
import { entriesByPage, PAGE_SIZE, type Page } from './pages';
import { entriesOf, isObject } from './responses';

/** docs/dev/api.md, 'Phone clients'. */
export const CLIENTS: ApiMethod = { method: 'GET', path: '/u/1/k3connect/{id}/clients' };

/**
 * The first `limit` clients of a lock: one Utility call for each page of them. Throws ServiceError.
 *
 * @param label how an error names the lock.
 */
export async function fetchClients(
	connection: Connection,
	accessKey: string,
	lockId: string,
	limit: number,
	label = `lock '${lockId}'`,
): Promise<IDataObject[]> {
	const read = async (page: number, perPage: number) =>
		clientsOf(
			await connection.send({
				...CLIENTS,
				values: { id: lockId },
				query: { accesskey: accessKey, page: String(page), perpage: String(perPage) },
				about: label,
			}),
		);
	const found: IDataObject[] = [];
	const pages = entriesByPage({
		name: `${connection.cacheScope} ${CLIENTS.path}`,
		about: `the clients of ${label}`,
		perPage: Math.min(PAGE_SIZE, limit),
		read,
		keyOf: (client) => JSON.stringify(client),
	});
	for await (const clients of pages) {
		found.push(...clients);
		if (found.length >= limit) break;
	}
	return found.slice(0, limit);
}

/** A page of clients, each with its active periods as one object keyed '0' to '9' (docs/dev/api.md, 'Phone clients'). */
export function clientsOf(response: unknown): Page<IDataObject> {
	if (Array.isArray(response) || !isObject(response)) {
		return { entries: entriesOf(response, 'the clients').map(withPlainPeriods) };
	}
	const count = Number(response.count);
	return {
		entries: entriesOf(response.clients, 'the clients').map(withPlainPeriods),
		...(response.count !== undefined && Number.isFinite(count) && { count }),
	};
}

function withPlainPeriods(client: IDataObject): IDataObject {
	const periods = client.activeperiods;
	return Array.isArray(periods) && periods.length === 1
		? { ...client, activeperiods: periods[0] as IDataObject }
		: client;
}
