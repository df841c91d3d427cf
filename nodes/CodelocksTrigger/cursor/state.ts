import type { IDataObject } from 'n8n-workflow';
import { cursorBeforeAll, type Cursor } from './cursor';
import { zoneOf } from '../../shared/time/lockZone';
import type { K3Lock } from '../../shared/api/locks';

/** What a poll leaves for the next one, in n8n's static data. Plain JSON; a change of shape needs a new VERSION. */
export interface State {
	version: typeof VERSION;
	/** Changes when the node turns to another account; see accountMark. */
	account: string;
	/** Whether every lock of the account was watched, and not a selection. */
	everyLock: boolean;
	locks: Record<string, Watched>;
	/** The lock to begin with, where the last poll could not read them all. */
	next?: string;
	/** How many polls running could read no lock at all before their time was up. */
	barren?: number;
	list?: LockList;
}

/** A lock that is watched. */
export interface Watched {
	/** Null until its log is first read, which then only takes note of where it stands. */
	cursor: Cursor | null;
	/** How many polls running it could not be read in. */
	failures?: number;
}

/** The account's locks as they were last looked up. */
export interface LockList {
	/** When, in ms since 1970. */
	at: number;
	/** When a later look-up failed. */
	triedAt?: number;
	locks: Record<string, LockDetails>;
}

/** What an item tells about its lock. */
export interface LockDetails {
	name: string;
	/** IANA name, or an offset such as +05:30; left out where it is not known. */
	zone?: string;
}

/** What is to be watched, by the node's parameters. */
export interface Scope {
	account: string;
	everyLock: boolean;
	lockIds: string[];
	/** Emit what a log holds when its lock is first read. */
	includeExisting: boolean;
}

const VERSION = 1;

const KEY = 'audit';

/** A copy of the state in n8n's static data; undefined before the first poll. */
export function readState(staticData: IDataObject): State | undefined {
	const kept = staticData[KEY] as State | undefined;
	return kept?.version === VERSION ? (JSON.parse(JSON.stringify(kept)) as State) : undefined;
}

/** Hands the state to n8n, which saves it; one that has not changed is left alone. */
export function writeState(staticData: IDataObject, state: State): void {
	const text = JSON.stringify(state);
	if (JSON.stringify(staticData[KEY]) !== text) staticData[KEY] = JSON.parse(text) as IDataObject;
}

/**
 * The state to poll with: a cursor for each lock of the scope, none for others.
 *
 * A lock that appears on an account of which every lock is watched starts at its beginning. One that comes by an
 * edit of the node, by its activation or with another account is only taken note of, so that nobody is flooded with
 * a year of entries; unless they are asked for.
 */
export function watching(state: State | undefined, scope: Scope, list: LockList | undefined): State {
	const { account, everyLock, lockIds, includeExisting } = scope;
	const appears = everyLock && state?.everyLock === true && state.account === account;
	const newcomer = () => ({ cursor: appears || includeExisting ? cursorBeforeAll() : null });
	// A failing service may answer with an empty list; to forget every lock for it would repeat their whole logs.
	const forgets = lockIds.length > 0;
	return {
		version: VERSION,
		account,
		everyLock,
		locks: forgets
			? Object.fromEntries(lockIds.map((id) => [id, state?.locks[id] ?? newcomer()]))
			: (state?.locks ?? {}),
		...(state?.next !== undefined && { next: state.next }),
		...(state?.barren !== undefined && { barren: state.barren }),
		...(list && { list }),
	};
}

/** The locks in the order to read them: from where the last poll stopped, so that a long backlog starves no lock. */
export function readingOrder({ next }: State, lockIds: string[]): string[] {
	const start = next === undefined ? -1 : lockIds.indexOf(next);
	return start > 0 ? [...lockIds.slice(start), ...lockIds.slice(0, start)] : lockIds;
}

/** The facts of a list of locks, of those that `wanted` holds. */
export function detailsOf(locks: K3Lock[], wanted?: readonly string[]): Record<string, LockDetails> {
	return Object.fromEntries(
		locks
			.filter(({ LockId }) => LockId && (wanted?.includes(LockId) ?? true))
			.map((lock) => {
				const zone = zoneOf(lock);
				return [lock.LockId, { name: lock.LockName, ...(zone !== undefined && { zone }) }];
			}),
	);
}

/**
 * Tells accounts apart across polls. Sixteen bits are enough to notice a change and far too few to guess a key by,
 * as static data is stored unencrypted and exported with the workflow.
 */
export function accountFingerprint(baseUrl: string, accessKey: string): string {
	let hash = 0x811c9dc5;
	for (const character of `${baseUrl} ${accessKey}`) {
		hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
	}
	return ((hash >>> 16) ^ (hash & 0xffff)).toString(16).padStart(4, '0');
}
