import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { zoneOf } from '../../shared/time/lockZone';
import type { K3Lock } from '../../shared/api/locks';
import type { Cursor, Doubt } from './cursor';
import { cursorBeforeAll } from './newLog';

/** What a poll leaves for the next one, in n8n's static data. Plain JSON; a change of shape needs a new VERSION. */
export interface State {
	version: typeof VERSION;
	/** Changes when the node turns to another account; see accountFingerprint. */
	account: string;
	/** Whether every lock of the account is watched, and not a selection. */
	everyLock: boolean;
	/** When the account was first watched, in ms since 1970, like all times here. */
	since: number;
	/** When the logs were last read; undefined until they were, and without a Monthly Call Limit, which needs no time. */
	readAt?: number;
	/** The Monthly Call Limit at that time. */
	monthlyCalls?: number;
	locks: Record<string, WatchedLock>;
	/** The lock to begin with, where the last poll could not read them all. */
	next?: string;
	/** In how many polls in a row no lock could be read before their time was up. */
	unreadPolls?: number;
	list?: LockList;
}

/** A lock that is watched, or was within the last 30 days. */
export interface WatchedLock {
	/** Null until its log is first read, which only finds out where it stands. */
	cursor: Cursor | null;
	/** In how many polls in a row it could not be read. */
	failures?: number;
	/** How its log contradicted the cursor in the last polls in a row, the latest last; see failures.ts. */
	doubts?: Doubt[];
	/** Since when the list of locks lacks it. */
	missingSince?: number;
}

/** The account's locks as they were last looked up. */
export interface LockList {
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

const VERSION = 2;

const KEY = 'audit';

const HOUR_MS = 3_600_000;

/** How long the place of a lock is kept that the list lacks. */
const KEEP_MISSING_MS = 30 * 24 * HOUR_MS;

/** No clock on Earth is further behind UTC. */
const MAX_BEHIND_UTC_MS = 12 * HOUR_MS;

/** How much the clocks of a lock and of n8n may differ: by an hour where one misses daylight saving, and some minutes. */
const CLOCK_ERROR_MS = 70 * 60_000;

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
 * The state to poll with: a cursor for each lock of the scope. A lock that the list of the account lacks keeps its cursor
 * for 30 days, and goes on from there when it is back.
 *
 * A lock that appears on an account of which every lock is watched starts at its beginning. One that comes by an edit of
 * the node, by its activation or with another account starts at its end, so that nobody is flooded with a year of
 * entries; unless they are asked for.
 */
export function stateFor(
	state: State | undefined,
	scope: Scope,
	list: LockList | undefined,
	now: number,
): State {
	const { account, everyLock, lockIds, includeExisting } = scope;
	const known = state?.account === account ? state : undefined;
	const goesOn = everyLock && known?.everyLock === true;
	const since = known?.since ?? now;
	const newcomer = (id: string): WatchedLock => {
		if (includeExisting) return { cursor: cursorBeforeAll() };
		// What it shows from before may be the log of a lock that the first list lacked.
		return { cursor: goesOn ? cursorBeforeAll(clockBefore(since, list?.locks[id]?.zone)) : null };
	};
	const watched = lockIds.map((id): [string, WatchedLock] => {
		const lock = { ...(state?.locks[id] ?? newcomer(id)) };
		delete lock.missingSince;
		return [id, lock];
	});
	return {
		version: VERSION,
		account,
		everyLock,
		since,
		...(known?.readAt !== undefined && { readAt: known.readAt }),
		...(known?.monthlyCalls !== undefined && { monthlyCalls: known.monthlyCalls }),
		locks: { ...(goesOn && missingLocks(known, lockIds, now)), ...Object.fromEntries(watched) },
		...(state?.next !== undefined && { next: state.next }),
		...(state?.unreadPolls !== undefined && { unreadPolls: state.unreadPolls }),
		...(list && { list }),
	};
}

/** The locks that are no longer listed, unless that was so for 30 days. */
function missingLocks({ locks }: State, lockIds: string[], now: number): Record<string, WatchedLock> {
	const missing = Object.entries(locks)
		.filter(([id]) => !lockIds.includes(id))
		.map(([id, lock]): [string, WatchedLock] => [id, { ...lock, missingSince: lock.missingSince ?? now }])
		.filter(([, { missingSince = now }]) => now - missingSince < KEEP_MISSING_MS);
	return Object.fromEntries(missing);
}

/**
 * What the date of an entry is at least that a lock writes after an instant, in ms as if it were UTC. Whether dates are in the
 * lock's zone or in UTC was never published, so it is the lesser of both; where the zone is not known, the least of any.
 */
export function clockBefore(instant: number, zone: string | undefined): number {
	const named = zone !== undefined && /^[+-]/.test(zone) ? `UTC${zone}` : zone;
	const offset = named === undefined ? NaN : DateTime.fromMillis(instant, { zone: named }).offset;
	const offsetMs = Number.isFinite(offset) ? Math.min(0, offset) * 60_000 : -MAX_BEHIND_UTC_MS;
	return instant + offsetMs - CLOCK_ERROR_MS;
}

/** The locks in the order to read them: from where the last poll stopped, so that a long backlog starves no lock. */
export function readingOrder({ next }: State, lockIds: string[]): string[] {
	const start = next === undefined ? -1 : lockIds.indexOf(next);
	return start > 0 ? [...lockIds.slice(start), ...lockIds.slice(0, start)] : lockIds;
}

/** The details in a list of locks, of those that `wanted` holds. */
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
	const hash = hashOf(`${baseUrl} ${accessKey}`);
	return ((hash >>> 16) ^ (hash & 0xffff)).toString(16).padStart(4, '0');
}

/** A text's 32-bit hash (FNV-1a). */
export function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (const character of text) {
		hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
	}
	return hash;
}
