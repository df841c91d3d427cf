import { accountBody, emptyAuditPage, emptyLockList, lockBody, lockListEntry } from '../shapes.mts';
import { invalid } from '../failures.mts';
import type { World } from '../world.mts';
import type { ApiCall, ApiMethod } from './method.mts';
import { findAccount, findLock, required, wholeNumber } from './parameters.mts';

const LARGEST_PAGE = 100;
const LAST_PAGE = 1_000_000;

/** The K3 Connect account, its locks and their audit logs (documentation, 'Utility – K3'). */
export const k3LockMethods: readonly ApiMethod[] = [
	{ verb: 'GET', template: '/u/1/k3connect', answer: listLocks },
	{ verb: 'GET', template: '/u/1/k3connect/account', answer: getAccount },
	{ verb: 'GET', template: '/u/1/k3connect/{id}', answer: getLock },
	{ verb: 'GET', template: '/u/1/k3connect/{id}/audit', answer: listAuditEntries },
];

/** `page` from 1 and `perpage` up to 100, both required; as an offset and a size. */
export function pageOf(query: URLSearchParams): { offset: number; size: number } {
	const { page, perpage } = required(query, 'page', 'perpage');
	const size = wholeNumber('perpage', perpage, 1, LARGEST_PAGE);
	return { offset: (wholeNumber('page', page, 1, LAST_PAGE) - 1) * size, size };
}

function listLocks({ query }: ApiCall, world: World): unknown {
	const { locks } = findAccount(world, required(query, 'accesskey').accesskey);
	const { shapes } = world.settings;
	return locks.length === 0 ? emptyLockList(shapes) : locks.map((lock) => lockListEntry(lock, shapes));
}

function getAccount({ query }: ApiCall, world: World): unknown {
	const account = findAccount(world, required(query, 'accesskey').accesskey);
	return accountBody(account, world.settings.shapes);
}

function getLock({ id, query }: ApiCall, world: World): unknown {
	const lock = findLock(world, required(query, 'accesskey').accesskey, id);
	return lockBody(lock, world.settings.shapes);
}

function listAuditEntries({ id, query }: ApiCall, world: World): unknown {
	const { accesskey, pageorder } = required(query, 'accesskey', 'page', 'perpage', 'pageorder');
	const lock = findLock(world, accesskey, id);
	const { offset, size } = pageOf(query);
	if (pageorder !== 'ascending' && pageorder !== 'descending') throw invalid('pageorder');
	const entries = world.auditLog.entriesOf(lock.lockId, pageorder).slice(offset, offset + size);
	return entries.length === 0 ? emptyAuditPage(world.settings.shapes) : entries;
}
