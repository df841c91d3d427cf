import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Connection } from '../api/connection';
import { fetchLocks, type K3Lock } from '../api/locks';
import { TtlCache } from '../ttlCache';
import { currentAccessKey, lookUp } from './currentNode';

/** n8n searches again for every letter that is typed in the search box, and each search would be a Utility call. */
const KEEP_MS = 30_000;

const cache = new TtlCache<K3Lock[]>(KEEP_MS);

/** The account's locks for a dropdown. */
export async function getLocks(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const locks = await lookUp(this, async (connection) => await locksToChoose(this, connection));
	return locks.map((lock) => ({ name: lock.LockName || lock.LockId, value: lock.LockId }));
}

/** The locks of the account that the node being edited uses, by name. Throws ServiceError, ValueError. */
export async function locksToChoose(
	context: ILoadOptionsFunctions,
	connection: Connection,
): Promise<K3Lock[]> {
	const accessKey = currentAccessKey(context, connection);
	const found = await cache.recall(
		`${connection.cacheScope} ${accessKey}`,
		Date.now(),
		async () => await fetchLocks(connection, accessKey),
		// An empty list may be a passing fault.
		(outcome) => outcome.status === 'fulfilled' && outcome.value.length > 0,
	);
	return [...found].sort((one, other) => one.LockName.localeCompare(other.LockName, 'en', { numeric: true }));
}
