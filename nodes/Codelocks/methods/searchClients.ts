import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { fetchClients } from '../../shared/api/phoneClients';
import { scalarText } from '../../shared/api/responses';
import { TtlCache } from '../../shared/ttlCache';
import { lockNamed } from '../../shared/api/locks';
import { currentAccessKey, currentMode, currentText, matches } from '../../shared/methods/currentNode';
import { isLockName } from '../fields/lock';
import { lookUpForNode } from './lookUp';

/** As for locks, one response serves a whole search. */
const KEEP_MS = 30_000;

const cache = new TtlCache<IDataObject[]>(KEEP_MS);

const isAddress = (email: unknown) => scalarText(email).includes('@');

/** The clients of the chosen lock whose address holds the filter. */
export async function searchClients(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const lock = currentText(this, 'lockId');
	if (!lock) return { results: [] };
	const clients = await lookUpForNode(this, async (connection) => {
		const accessKey = currentAccessKey(this, connection);
		const lockId = isLockName(lock, currentMode(this, 'lockId'))
			? (await lockNamed(connection, accessKey, lock)).LockId
			: lock;
		return await cache.recall(
			`${connection.cacheScope} ${accessKey} ${lockId}`,
			Date.now(),
			async () => await fetchClients(connection, accessKey, lockId, Infinity),
			// No clients, or none with an address, may be a passing fault.
			(outcome) => outcome.status === 'fulfilled' && outcome.value.some(({ email }) => isAddress(email)),
		);
	});
	return {
		results: clients
			.map(({ email, status }) => ({ email: scalarText(email), status: scalarText(status) }))
			.filter(({ email }) => email && matches(filter, email))
			.sort((one, other) => one.email.localeCompare(other.email, 'en'))
			.map(({ email, status }) => ({
				name: /suspend/i.test(status) ? `${email} (suspended)` : email,
				value: email,
			})),
	};
}
