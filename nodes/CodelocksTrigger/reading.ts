import type { IPollFunctions } from 'n8n-workflow';

import { entryDateMs, pageReader, type AuditEntry, type ReadPage } from '../shared/api/auditLog';
import { Connection } from '../shared/api/connection';
import { ServiceError, ValueError } from '../shared/api/errors';
import { fetchLocks } from '../shared/api/locks';
import { isPastEnd, PAGE_SIZE } from '../shared/api/pages';
import { letOthersRun } from '../shared/eventLoop';
import { advance, type Cursor, type Doubt, type Outcome } from './cursor/cursor';
import { startReading } from './cursor/logPages';
import { cursorAtTop } from './cursor/newLog';
import {
	accountFingerprint,
	detailsOf,
	readingOrder,
	type LockDetails,
	type State,
	type WatchedLock,
} from './cursor/state';

/** Returned by `bound` when time is up first. */
const LATE = Symbol('late');

/** The end of a poll's time. */
export class Deadline {
	private readonly passed: Promise<typeof LATE>;

	private readonly signal: AbortSignal;

	readonly ms: number;

	constructor(ms: number) {
		this.ms = ms;
		this.signal = AbortSignal.timeout(ms);
		this.passed = new Promise((resolve) => {
			this.signal.addEventListener('abort', () => resolve(LATE));
		});
	}

	get isPast(): boolean {
		return this.signal.aborted;
	}

	/** What the work gives, or LATE when time is up first; the work then runs on without anyone waiting for it. */
	async bound<T>(work: Promise<T>): Promise<T | typeof LATE> {
		return await Promise.race([work, this.passed]);
	}
}

/**
 * The K3 Connect account that a node watches. Its calls fail with ServiceError, also when time is up. What they give goes
 * into items and n8n's static data, and holds no key.
 */
export interface Account {
	/** Tells it from other accounts; holds no key. */
	fingerprint: string;
	readPage: ReadPage;
	/** Looks up the account's locks: all, or those wanted. One Utility call. */
	lookUpLocks: (wanted?: readonly string[]) => Promise<Record<string, LockDetails>>;
	/** How many calls were made that count towards the quota. */
	callsMade: () => number;
}

/** The API responds in well under a second. A lock that does not leaves the others some of the poll's time. */
const MAX_WAIT_MS = 20_000;

export async function openAccount(
	context: IPollFunctions,
	ownAccessKey: unknown,
	deadline: Deadline,
): Promise<Account> {
	const connection = await Connection.open(context, { timeout: Math.min(MAX_WAIT_MS, deadline.ms / 2) });
	const accessKey = connection.accessKeyOr(ownAccessKey);
	const readPage = pageReader(connection, accessKey);
	const inTime = async <T>(work: Promise<T>, what: string): Promise<T> => {
		const result = await deadline.bound(work);
		if (result === LATE) {
			connection.stopSending();
			throw tooLate(what);
		}
		return result;
	};
	return {
		fingerprint: accountFingerprint(connection.baseUrl, accessKey),
		readPage: async (lockId, page) =>
			connection.redact(await inTime(readPage(lockId, page), `Lock '${lockId}'`)),
		lookUpLocks: async (wanted) => {
			const locks = await inTime(fetchLocks(connection, accessKey), 'The list of locks');
			return detailsOf(connection.redact(locks), wanted);
		},
		callsMade: () => connection.chargedTo('Utility'),
	};
}

function tooLate(what: string): ServiceError {
	return new ServiceError('noResponse', `${what} did not arrive before the time of the poll was up`, {
		advice: 'The next poll tries again. The call may be charged.',
	});
}

/** What reading the locks brought. Nothing of it is kept until the poll hands it over. */
export interface Reading {
	/** By lock, oldest first. */
	fresh: Map<string, AuditEntry[]>;
	/** Where the cursors are once the fresh entries are emitted. */
	cursors: Map<string, Cursor>;
	/** The locks that could not be read. */
	failures: Map<string, ServiceError>;
	/** The locks whose log contradicts their cursor. */
	doubts: Map<string, Doubt>;
	/** The first lock that was not read, where the poll stopped before the last. */
	next?: string;
	/** Throttling ended the reading. */
	throttled?: ServiceError;
}

/** How a poll reads. */
export interface ReadingLimits {
	/** How many entries it may emit, before the filter. */
	most: number;
	deadline: Deadline;
	/** What an empty log shows later is old if its date is before this; see Cursor. */
	oldBefore: (lockId: string) => number;
}

/**
 * Reads the new entries of each lock: at most `most` altogether, and until the deadline. A lock that fails is left
 * out; a failure that every call would meet is thrown.
 */
export async function readLocks(
	state: State,
	lockIds: string[],
	readPage: ReadPage,
	limits: ReadingLimits,
): Promise<Reading> {
	const reading: Reading = { fresh: new Map(), cursors: new Map(), failures: new Map(), doubts: new Map() };
	let room = limits.most;
	for (const lockId of readingOrder(state, lockIds)) {
		if (room <= 0 || limits.deadline.isPast) return { ...reading, next: lockId };
		const outcome = await readLock(lockId, state.locks[lockId], readPage, { ...limits, most: room });
		if (outcome instanceof ServiceError) {
			if (isFinal(outcome)) throw outcome;
			if (outcome.reason === 'throttled') return { ...reading, next: lockId, throttled: outcome };
			reading.failures.set(lockId, outcome);
		} else if (outcome.doubt) {
			reading.doubts.set(lockId, outcome.doubt);
		} else {
			reading.cursors.set(lockId, outcome.cursor);
			reading.fresh.set(lockId, outcome.fresh);
			room -= outcome.fresh.length;
		}
	}
	return reading;
}

/** Every other call of this account would end the same way, and asking again does not help. */
export function isFinal(failure: ServiceError): boolean {
	return failure.concernsEveryCall || failure.reason === 'accessKey';
}

async function readLock(
	lockId: string,
	{ cursor, doubts }: WatchedLock,
	readPage: ReadPage,
	{ most, deadline, oldBefore }: ReadingLimits,
): Promise<Outcome<AuditEntry> | ServiceError> {
	const readNext = inOrder(async (number) => await pageOrEnd(readPage, lockId, number), lockId);
	if (!cursor) {
		const first = await readNext(1);
		if (first instanceof ServiceError) return first;
		// A short page is no proof that the log ends with it: nobody publishes how many entries a page may hold.
		const second = first.length > 0 ? await readNext(2) : [];
		return second instanceof ServiceError ? second : cursorAtTop([first, second], oldBefore(lockId), doubts);
	}
	const pages = startReading<AuditEntry>(cursor, most);
	while (!pages.end) {
		if (pages.isTooLong) return tooManyPages(lockId, pages.sizes);
		const page = await readNext(pages.next);
		if (page instanceof ServiceError) {
			// What was read of a long backlog before time was up shortens the way of the next poll.
			if (deadline.isPast && pages.sizes.length) break;
			return page;
		}
		pages.add(page);
	}
	// A backlog of 100,000 entries takes 50 ms, so it begins with a turn of its own.
	if (pages.sizes.length > 1) await letOthersRun(1);
	return advance(cursor, pages, most, doubts);
}

type NextPage = (number: number) => Promise<AuditEntry[] | ServiceError>;

/**
 * Pages of a log, newest entry first. A service that ignores pageorder sends the oldest first: then the first page never
 * changes, and new entries stand on the last. A log of one page is reversed, a longer one is an error.
 */
function inOrder(readNext: NextPage, lockId: string): NextPage {
	let before: AuditEntry[] = [];
	let secondPage: AuditEntry[] | undefined;
	return async (number) => {
		const page = number === 2 && secondPage ? secondPage : await readNext(number);
		if (page instanceof ServiceError) return page;
		if (before.length > 0 && page.length > 0 && isOldestFirst(before, page)) return oldestFirst(lockId);
		before = page;
		if (number > 1 || !isOldestFirst(page, [])) return page;
		const behind = await readNext(2);
		if (behind instanceof ServiceError) return behind;
		secondPage = behind;
		return behind.length > 0 && isOldestFirst(page, behind) ? oldestFirst(lockId) : [...page].reverse();
	};
}

/**
 * Whether two pages, one after the other, come oldest first: no entry is dated before the one above it, or has a lower
 * number. No log that comes newest first is like that over ten entries.
 */
function isOldestFirst(page: readonly AuditEntry[], next: readonly AuditEntry[]): boolean {
	const entries = [...page, ...next];
	const walls = entries.map(({ DateEntered }) => entryDateMs(DateEntered) ?? NaN);
	const ids = entries.map(({ AuditEntryID }) => AuditEntryID);
	const isAscending = entries.every((_, index) => {
		if (index === 0) return true;
		const [id, before] = [ids[index], ids[index - 1]];
		const isLower = typeof id === 'number' && typeof before === 'number' && id < before;
		return walls[index] >= walls[index - 1] && !isLower;
	});
	return isAscending && walls[walls.length - 1] > walls[0];
}

function oldestFirst(lockId: string): ServiceError {
	return new ServiceError(
		'badResponse',
		`The service sent the audit log of lock '${lockId}' oldest entry first, though the newest was asked for`,
		{
			status: 200,
			advice:
				'The trigger would have to read the whole log at each poll. Ask Codelocks about the parameter pageorder, or run Get Audit Entries with After on a schedule.',
		},
	);
}

/** A page of the log, empty past the last one. */
async function pageOrEnd(
	readPage: ReadPage,
	lockId: string,
	number: number,
): Promise<AuditEntry[] | ServiceError> {
	const page = await readPage(lockId, number).catch(asServiceError);
	return page instanceof ServiceError && isPastEnd(page, number) ? [] : page;
}

function tooManyPages(lockId: string, sizes: readonly number[]): ServiceError {
	const entries = sizes.reduce((sum, size) => sum + size, 0);
	return new ServiceError(
		'badResponse',
		`The audit log of lock '${lockId}' did not end: ${sizes.length} calls brought ${entries} entries, and few of them were new`,
		{
			status: 200,
			advice: `The poll stopped to save calls. The service should give ${PAGE_SIZE} entries on a page; ask Codelocks if this goes on.`,
		},
	);
}

/**
 * The failure of a call, to be looked at. An ID that no address can hold, such as one with a slash, fails its lock like an
 * ID that the API refuses. Anything else that was thrown is a bug of this package and goes on.
 */
export function asServiceError(error: unknown): ServiceError {
	if (error instanceof ServiceError) return error;
	if (error instanceof ValueError)
		return new ServiceError('badValue', error.message, { advice: error.advice });
	throw error;
}

/** Whether a call was never sent because of the ID in it: asServiceError gives it no status. */
export function isBadId({ reason, status }: ServiceError): boolean {
	return reason === 'badValue' && status === undefined;
}
