import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { fetchLocks, type K3Lock } from '../api/locks';
import { TtlCache } from '../ttlCache';
import { currentAccessKey, lookUp, matches } from './currentNode';

/** n8n asks again for every letter that is typed in the search box, and each answer would be a Utility call. */
const KEEP_MS = 30_000;

const memory = new TtlCache<K3Lock[]>(KEEP_MS);

/** The account's locks for a dropdown. */
export async function getLocks(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await locks(this)).map((lock) => ({ name: lock.LockName || lock.LockId, value: lock.LockId }));
}

/** The account's locks whose name or ID holds the filter. */
export async function searchLocks(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const found = (await locks(this)).filter(({ LockName, LockId }) => matches(filter, LockName, LockId));
	return {
		results: found.map((lock) => ({
			name: lock.LockName || lock.LockId,
			value: lock.LockId,
			description: lock.LockId,
		})),
	};
}

async function locks(context: ILoadOptionsFunctions): Promise<K3Lock[]> {
	return await lookUp(context, async (connection) => {
		const accessKey = currentAccessKey(context, connection);
		const found = await memory.recall(
			`${connection.account} ${accessKey}`,
			Date.now(),
			async () => await fetchLocks(connection, accessKey),
		);
		return [...found].sort((one, other) =>
			one.LockName.localeCompare(other.LockName, 'en', { numeric: true }),
		);
	});
}
