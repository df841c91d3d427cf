import type { IDataObject } from 'n8n-workflow';

const polling = new WeakSet<IDataObject>();

/**
 * Does the work unless it is still being done for the same static data: n8n starts a poll also when the one before is
 * slow, and both would emit the same entries. Gives an empty list then; what is new comes with a later poll.
 */
export async function oneAtATime<T>(staticData: IDataObject, work: () => Promise<T[]>): Promise<T[]> {
	if (polling.has(staticData)) return [];
	polling.add(staticData);
	try {
		return await work();
	} finally {
		polling.delete(staticData);
	}
}
