import type { IDataObject } from 'n8n-workflow';

import { ServiceError } from '../shared/api/errors';
import { itemOf } from './items';
import type { Poll } from './poll';
import { asServiceError, isFinal } from './reading/readLocks';
import { readState } from './cursor/state';

/** As many as one can take in at a glance. */
const MOST_SHOWN = 10;

/**
 * Some of the newest entries, for building a workflow with. Reads one page of one lock after the other until there
 * are enough, since each is a Utility call, and leaves the state of the active workflow alone.
 */
export async function testEventEntries({ account, settings, staticData }: Poll): Promise<IDataObject[]> {
	const state = readState(staticData);
	const remembered = state?.account === account.mark ? state.list?.locks : undefined;
	const facts = remembered ?? (await account.lookUpLocks());
	const lockIds = settings.lockIds.length ? settings.lockIds : Object.keys(facts);

	const items: IDataObject[] = [];
	let failure: ServiceError | undefined;
	for (const lockId of lockIds) {
		if (items.length >= MOST_SHOWN) break;
		const page = await account.readPage(lockId, 1).catch(asServiceError);
		if (page instanceof ServiceError) {
			if (isFinal(page)) throw page;
			failure ??= page;
			continue;
		}
		const newest = page
			.filter(settings.isWanted)
			.slice(0, MOST_SHOWN - items.length)
			.reverse();
		items.push(...newest.map((entry) => account.clean(itemOf(lockId, entry, facts[lockId]))));
	}
	if (failure && !items.length) throw failure;
	return items;
}
