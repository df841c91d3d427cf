import { ServiceError } from '../../shared/api/errors';
import { PAGE_SIZE } from '../../shared/api/pages';
import type { ReadPage, AuditEntry } from '../../shared/api/auditLog';
import {
	advance,
	cursorAtTop,
	mayGoOn,
	startReading,
	type Cursor,
	type Doubt,
	type Outcome,
} from '../cursor/cursor';
import type { Deadline } from './deadline';
import { readingOrder, type State, type WatchedLock } from '../cursor/state';

/** What reading the locks brought. Nothing of it is kept until the poll hands it over. */
export interface Reading {
	/** By lock, oldest first. */
	fresh: Map<string, AuditEntry[]>;
	/** Where the cursors are once the fresh entries are given out. */
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
	/** How many entries it may give out. */
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
	const readNext = async (number: number) => await pageOrEnd(readPage, lockId, number);
	if (!cursor) {
		const first = await readNext(1);
		if (first instanceof ServiceError) return first;
		const second = mayGoOn(first.length) ? await readNext(2) : [];
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
	return advance(cursor, pages, most, doubts);
}

/** A page of the log. Some services send 404 past the last one. */
async function pageOrEnd(
	readPage: ReadPage,
	lockId: string,
	number: number,
): Promise<AuditEntry[] | ServiceError> {
	const page = await readPage(lockId, number).catch(asServiceError);
	const isPastEnd = page instanceof ServiceError && page.reason === 'notFound' && number > 1;
	return isPastEnd ? [] : page;
}

function tooManyPages(lockId: string, sizes: readonly number[]): ServiceError {
	const entries = sizes.reduce((sum, size) => sum + size, 0);
	return new ServiceError(
		'refused',
		`The audit log of lock '${lockId}' did not end: ${sizes.length} calls brought ${entries} entries, and few of them were new`,
		{
			status: 200,
			advice: `The poll stopped to save calls. The service should give ${PAGE_SIZE} entries on a page; ask Codelocks if this goes on.`,
		},
	);
}

/** The failure of a call, to be looked at; anything else that was thrown is a bug of this package and goes on. */
export function asServiceError(error: unknown): ServiceError {
	if (error instanceof ServiceError) return error;
	throw error;
}
