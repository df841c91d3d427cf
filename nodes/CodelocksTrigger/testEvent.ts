import type { IDataObject } from 'n8n-workflow';

import { typesInWords, type AuditEntry } from '../shared/api/auditLog';
import { ServiceError, ValueError } from '../shared/api/errors';
import { itemOf } from './items';
import type { Poll } from './poll';
import { asServiceError, isBadId, isFinal } from './reading';
import { readState } from './cursor/state';

/** As many as one can take in at a glance. */
const MAX_SHOWN = 10;

/**
 * Some of the newest entries, for building a workflow with. Reads one page of one lock after the other until there
 * are enough, since each is a Utility call, and leaves the state of the active workflow alone. Throws ValueError where the
 * locks have entries and the filter lets none of them pass.
 */
export async function testEventEntries({ account, settings, staticData }: Poll): Promise<IDataObject[]> {
	const state = readState(staticData);
	const remembered = state?.account === account.fingerprint ? state.list?.locks : undefined;
	const details = remembered ?? (await account.lookUpLocks());
	const lockIds = settings.lockIds.length ? settings.lockIds : Object.keys(details);

	const items: IDataObject[] = [];
	const read: AuditEntry[] = [];
	let failure: ServiceError | undefined;
	for (const lockId of lockIds) {
		if (items.length >= MAX_SHOWN) break;
		const page = await account.readPage(lockId, 1).catch(asServiceError);
		if (page instanceof ServiceError) {
			if (isFinal(page) || isBadId(page)) throw page;
			failure ??= page;
			continue;
		}
		read.push(...page);
		const newest = page
			.filter(settings.isWanted)
			.slice(0, MAX_SHOWN - items.length)
			.reverse();
		items.push(...newest.map((entry) => itemOf(lockId, entry, details[lockId])));
	}
	if (items.length) return items;
	if (failure) throw failure;
	if (read.length) throw nonePasses(typesInWords(read.map(({ EntryType }) => EntryType)));
	return items;
}

function nonePasses(types: string): ValueError {
	return new ValueError(
		`None of the newest entries has a type of Entry Types: use a type that occurs, such as ${types}`,
		'These are the types of the newest entries of each lock. Older entries may have others.',
	);
}
