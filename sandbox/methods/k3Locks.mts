import { unsettled, withId } from '../auditLog.mts';
import { invalid } from '../failures.mts';
import { pageOfList } from '../pages.mts';
import { accountBody, emptyBody, emptyList, lockBody, lockListEntry } from '../shapes.mts';
import type { World } from '../world.mts';
import type { ApiCall, ApiMethod } from './method.mts';
import { findAccount, findLock, required } from './parameters.mts';

/** The K3 Connect account, its locks and their audit logs (documentation, 'Utility – K3'). */
export const k3LockMethods: readonly ApiMethod[] = [
	{ verb: 'GET', template: '/u/1/k3connect', answer: listLocks },
	{ verb: 'GET', template: '/u/1/k3connect/account', answer: getAccount },
	{ verb: 'GET', template: '/u/1/k3connect/{id}', answer: getLock },
	{ verb: 'GET', template: '/u/1/k3connect/{id}/audit', answer: listAuditEntries },
];

function listLocks({ query, behaviours }: ApiCall, world: World): unknown {
	const { locks } = findAccount(world, required(query, 'accesskey').accesskey);
	if (behaviours.locks !== 'full') return emptyBody(behaviours.locks);
	const { shapes } = world.settings;
	const listed = locks.filter(({ lockId }) => world.behaviours.of(lockId).lock === 'listed');
	return listed.length === 0
		? emptyList('locks', shapes, behaviours.emptyLists)
		: listed.map((lock) => lockListEntry(lock, shapes, world.now()));
}

function getAccount({ query }: ApiCall, world: World): unknown {
	const account = findAccount(world, required(query, 'accesskey').accesskey);
	return accountBody(account, world.settings.shapes);
}

function getLock({ id, query }: ApiCall, world: World): unknown {
	const lock = findLock(world, required(query, 'accesskey').accesskey, id);
	return lockBody(lock, world.settings.shapes, world.now());
}

function listAuditEntries({ id, query, behaviours }: ApiCall, world: World): unknown {
	const { accesskey, pageorder } = required(query, 'accesskey', 'page', 'perpage', 'pageorder');
	const lock = findLock(world, accesskey, id);
	if (pageorder !== 'ascending' && pageorder !== 'descending') throw invalid('pageorder');
	const log = world.auditLog.entriesOf(lock.lockId, behaviours.order === 'ignored' ? 'ascending' : pageorder);
	const entries = pageOfList(
		behaviours.order === 'unstable' ? unsettled(log, world.random) : log,
		query,
		behaviours,
	);
	if (behaviours.auditLog !== 'full') return emptyBody(behaviours.auditLog);
	if (entries.length === 0) return emptyList('auditLog', world.settings.shapes, behaviours.emptyLists);
	return entries.map((entry) => withId(entry, behaviours.ids));
}
