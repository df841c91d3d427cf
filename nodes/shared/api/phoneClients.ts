import type { IDataObject } from 'n8n-workflow';
import type { ApiMethod, Connection } from './connection';
import { PAGE_SIZE } from './pages';
import { entriesOf, isObject } from './responses';

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

/** One page of a lock's clients and the count that came with it. */
export interface ClientPage {
	clients: IDataObject[];
	count: number | undefined;
}

/** A page of clients, each with its active periods as one object keyed '0' to '9' (field notes, 'Clients'). */
export function clientsOf(answer: unknown): ClientPage {
	if (Array.isArray(answer) || !isObject(answer)) {
		return { clients: entriesOf(answer, 'the clients').map(withPlainPeriods), count: undefined };
	}
	const count = Number(answer.count);
	return {
		clients: entriesOf(answer.clients, 'the clients').map(withPlainPeriods),
		count: answer.count !== undefined && Number.isFinite(count) ? count : undefined,
	};
}

function withPlainPeriods(client: IDataObject): IDataObject {
	const periods = client.activeperiods;
	return Array.isArray(periods) && periods.length === 1
		? { ...client, activeperiods: periods[0] as IDataObject }
		: client;
}
