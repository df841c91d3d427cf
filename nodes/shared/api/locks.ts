import type { IDataObject } from 'n8n-workflow';

import { StaleIfErrorCache } from '../ttlCache';
import { nameHelp, nameKey } from '../lockNames';
import type { ApiMethod, Connection } from './connection';
import { ServiceError, ValueError } from './errors';
import { entriesOf, scalarText, unexpected } from './responses';

/** A lock of a K3 Connect account (docs/dev/api.md, 'Locks'), as far as this package reads it. */
export interface K3Lock extends IDataObject {
	LockId: string;
	LockName: string;
}

/** docs/dev/api.md, 'Locks'. */
export const LOCKS: ApiMethod = { method: 'GET', path: '/u/1/k3connect' };

/** Names and time zones of locks rarely change, and a missing name is looked up again. */
const KEEP_MS = 24 * 60 * 60 * 1000;

const cache = new StaleIfErrorCache<K3Lock[]>(KEEP_MS);

/** The look-ups that each connection made itself, by access key. A connection lasts for a run. */
const ownLookUps = new WeakMap<Connection, Map<string, Promise<K3Lock[]>>>();

/** The locks of the account that an access key belongs to. One Utility call. Throws ServiceError. */
export async function fetchLocks(connection: Connection, accessKey: string): Promise<K3Lock[]> {
	const locks = locksOf(
		await connection.send({ ...LOCKS, query: { accesskey: accessKey }, about: 'the locks of the account' }),
	);
	// An empty list may be a passing fault.
	if (locks.length) cache.put(keyOf(connection, accessKey), Date.now(), locks);
	return locks;
}

/**
 * The account's locks, for their names and time zones. One Utility call, or none within a day of the last; an older list
 * serves when a new one cannot be loaded. Throws ServiceError where there is no list.
 */
async function accountLocks(connection: Connection, accessKey: string): Promise<K3Lock[]> {
	const { value } = await cache.recall(keyOf(connection, accessKey), Date.now(), async () => {
		const locks = await fetchOnce(connection, accessKey);
		if (!locks.length) throw unexpected('locks');
		return locks;
	});
	return value;
}

/** The account's locks as far as they are known without a call. */
export function rememberedLocks(connection: Connection, accessKey: string): K3Lock[] {
	return cache.peek(keyOf(connection, accessKey), Date.now()) ?? [];
}

/**
 * The lock of this name, or of this ID. A name that a remembered list lacks is looked up once afresh, once a run.
 *
 * @throws ValueError for a name that no lock has, or several; ServiceError where no list can be loaded.
 */
export async function lockNamed(connection: Connection, accessKey: string, name: string): Promise<K3Lock> {
	let locks = await accountLocks(connection, accessKey).catch(noneIfEmpty);
	let found = matching(locks, name);
	if (!found.length) {
		locks = await fetchOnce(connection, accessKey);
		found = matching(locks, name);
	}
	if (found.length === 1) return found[0];
	throw found.length ? sharedName(name, found) : noSuchName(name, locks);
}

/**
 * The lock of this ID in the account's list; undefined where the list lacks it. One that a remembered list lacks is looked
 * up once afresh, once a run. Throws ServiceError where no list can be loaded.
 */
export async function lockWithId(
	connection: Connection,
	accessKey: string,
	id: string,
): Promise<K3Lock | undefined> {
	const isIt = ({ LockId }: K3Lock) => LockId === id;
	const known = (await accountLocks(connection, accessKey)).find(isIt);
	return known ?? (await fetchOnce(connection, accessKey)).find(isIt);
}

function matching(locks: K3Lock[], name: string): K3Lock[] {
	const key = nameKey(name);
	const named = locks.filter(({ LockName }) => nameKey(LockName) === key);
	return named.length ? named : locks.filter(({ LockId }) => LockId === name);
}

function noneIfEmpty(error: unknown): K3Lock[] {
	if (error instanceof ServiceError && error.status === 200) return [];
	throw error;
}

async function fetchOnce(connection: Connection, accessKey: string): Promise<K3Lock[]> {
	const lookUps = ownLookUps.get(connection) ?? new Map<string, Promise<K3Lock[]>>();
	ownLookUps.set(connection, lookUps);
	const lookUp = lookUps.get(accessKey) ?? fetchLocks(connection, accessKey);
	lookUps.set(accessKey, lookUp);
	return await lookUp;
}

function keyOf(connection: Connection, accessKey: string): string {
	return `${connection.cacheScope} ${accessKey}`;
}

function sharedName(name: string, locks: K3Lock[]): ValueError {
	const ids = locks.map(({ LockId }) => LockId).join(', ');
	return new ValueError(
		`Lock '${name}' is the name of ${locks.length} locks; give the ID of one of them: ${ids}`,
		'Or rename one of the locks in the app.',
	);
}

function noSuchName(name: string, locks: K3Lock[]): ValueError {
	const help = nameHelp(name, locks.map(({ LockName }) => LockName).filter(Boolean));
	return new ValueError(
		`Lock '${name}' is not a lock of the account; ${help || 'the account has no locks'}`,
		'Get Many of the resource K3 Lock lists the names and IDs of the locks.',
	);
}

/** IDs have 12 or 32 characters (docs/dev/api.md, 'Locks'); what is much longer, or has blanks, is none. */
const ID = /^[\w-]{1,64}$/;

/** The locks of a list, each once. Throws ServiceError for a lock without an ID. */
export function locksOf(response: unknown): K3Lock[] {
	const locks = entriesOf(response, 'the list of locks').map((lock) => {
		const id = lock.LockId ?? lock.LockID;
		const LockId = typeof id === 'boolean' ? '' : scalarText(id).trim();
		if (!ID.test(LockId)) throw unexpected('the IDs of the locks');
		return { ...lock, LockId, LockName: scalarText(lock.LockName).trim() };
	});
	return [...new Map(locks.map((lock) => [lock.LockId, lock])).values()];
}
