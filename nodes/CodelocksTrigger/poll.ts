import type { IDataObject } from 'n8n-workflow';
import { ServiceError } from '../shared/api/errors';
import type { Account } from './reading/account';
import { keepNoted, takeNoted } from './durableCursors';
import type { Deadline } from './reading/deadline';
import { failureToReport, mayReport, nothingToReport, withFailures } from './failing';
import { itemOf } from './items';
import { asServiceError, isFinal, readLocks, type Reading } from './reading/readLocks';
import type { Settings } from './settings';
import { readState, watching, writeState, type LockDetails, type LockList, type State } from './cursor/state';
import type { AuditEntry } from '../shared/api/auditLog';

/** What a poll works with. */
export interface Poll {
	/** Names the node across polls. */
	node: string;
	/** Whether n8n keeps its cursor durably. */
	isDurable: boolean;
	account: Account;
	settings: Settings;
	staticData: IDataObject;
	deadline: Deadline;
	/** In ms since 1970. */
	now: number;
}

const HOUR_MS = 3_600_000;

/** Each look-up of the account's locks is a Utility call, and locks seldom come or go. */
const KEEP_LIST_MS = HOUR_MS;

const KEEP_NAMES_MS = 24 * HOUR_MS;

/**
 * The entries that were added since the last poll. The state is written at the end, when all that it counts as given
 * out is about to be: what is thrown before leaves every entry to the next poll.
 */
export async function newEntries(poll: Poll): Promise<IDataObject[]> {
	const kept = readState(poll.staticData);
	const before = kept ?? (poll.isDurable ? takeNoted(poll.node) : undefined);
	const list = await lockList(poll, before);
	const { state, lockIds } = watched(poll, before, list);

	const reading = await readLocks(
		state,
		lockIds,
		poll.account.readPage,
		poll.settings.maxEntries,
		poll.deadline,
	);
	report(poll, state, reading);

	const wanted = [...reading.fresh].map(([lockId, entries]): [string, AuditEntry[]] => [
		lockId,
		entries.filter(poll.settings.isWanted),
	]);
	const after = withCursors(state, reading);
	const named = wanted.some(([, entries]) => entries.length) ? await withNames(poll, after, lockIds) : after;
	const items = wanted.flatMap(([lockId, entries]) =>
		entries.map((entry) => poll.account.clean(itemOf(lockId, entry, named.list?.locks[lockId]))),
	);
	if (poll.isDurable && !kept && !items.length) keepNoted(poll.node, named);
	writeState(poll.staticData, named);
	return items;
}

/** The account's locks as far as they are remembered, looked up afresh where the node watches them all. */
async function lockList(
	{ account, settings, now }: Poll,
	before: State | undefined,
): Promise<LockList | undefined> {
	const known = before?.account === account.mark ? before.list : undefined;
	if (settings.lockIds.length || isWithin(KEEP_LIST_MS, known?.triedAt ?? known?.at, now)) return known;
	const found = await account.lookUpLocks().catch(asServiceError);
	if (!(found instanceof ServiceError)) return { at: now, locks: found };
	// The locks that are known can be read all the same, for a while.
	if (known && !isFinal(found) && isWithin(KEEP_NAMES_MS, known.at, now)) return { ...known, triedAt: now };
	throw found;
}

function watched(
	{ account, settings }: Poll,
	before: State | undefined,
	list: LockList | undefined,
): { state: State; lockIds: string[] } {
	const everyLock = settings.lockIds.length === 0;
	const lockIds = everyLock ? Object.keys(list?.locks ?? {}) : settings.lockIds;
	const scope = { account: account.mark, everyLock, lockIds, includeExisting: settings.includeExisting };
	return { state: watching(before, scope, list), lockIds };
}

/**
 * Throws what the user must know of. Nothing is handed over then, so no cursor moves; only failures are counted.
 * A lock that fails again and again holds up the others for this one poll, and does not silence them.
 */
function report({ node, staticData }: Poll, state: State, reading: Reading): void {
	const failure = failureToReport(state, reading);
	if (!failure) return nothingToReport(node);
	const othersWait = reading.cursors.size > 0 || (reading.next !== undefined && !reading.throttled);
	if (othersWait && !mayReport(node, state)) return;
	writeState(staticData, withFailures(state, reading));
	throw failure;
}

function withCursors(state: State, reading: Reading): State {
	const counted = withFailures(state, reading);
	const locks = Object.entries(counted.locks).map(([lockId, lock]) => [
		lockId,
		{ ...lock, cursor: reading.cursors.get(lockId) ?? lock.cursor },
	]);
	return { ...counted, locks: Object.fromEntries(locks), next: reading.next };
}

/** The state with the names of the selected locks, which are only asked for when there is something to emit. */
async function withNames({ account, now }: Poll, state: State, lockIds: string[]): Promise<State> {
	if (state.everyLock) return state;
	const remembered = isWithin(KEEP_NAMES_MS, state.list?.at, now) ? (state.list?.locks ?? {}) : {};
	if (lockIds.every((lockId) => remembered[lockId])) return state;
	const found = await account.lookUpLocks(lockIds).catch(asServiceError);
	if (found instanceof ServiceError) {
		if (isFinal(found)) throw found;
		// Entries matter more than names; the next ones ask again.
		return state;
	}
	const unknown = lockIds.map((lockId): [string, LockDetails] => [lockId, { name: '' }]);
	return { ...state, list: { at: now, locks: { ...Object.fromEntries(unknown), ...found } } };
}

function isWithin(ms: number, time: number | undefined, now: number): boolean {
	return time !== undefined && time <= now && now - time < ms;
}
