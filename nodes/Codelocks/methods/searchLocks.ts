import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { kitLockChoices } from '../../shared/kitLocks';
import { matches } from '../../shared/methods/currentNode';
import { locksToChoose } from '../../shared/methods/locks';
import { lookUpForNode } from './lookUp';

/** The account's locks whose name or ID holds the filter. */
export async function searchLocks(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const locks = await lookUpForNode(this, async (connection) => await locksToChoose(this, connection));
	return {
		results: locks
			.filter(({ LockName, LockId }) => matches(filter, LockName, LockId))
			.map((lock) => ({
				name: lock.LockName || lock.LockId,
				value: lock.LockId,
				description: lock.LockId,
			})),
	};
}

/** The KitLocks of the credential whose name holds the filter. No call. */
export async function searchKitLocks(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const locks = await lookUpForNode(this, async ({ kitLocks }) => kitLockChoices(kitLocks));
	return {
		results: locks
			.filter(({ name }) => matches(filter, name))
			.map(({ name, lockModel }) => ({ name, value: name, description: lockModel })),
	};
}
