import { ServiceError } from '../../shared/api/errors';
import type { ReadPage, AuditEntry } from '../../shared/api/auditLog';
import { advance, nextPage, cursorAtTop, type Cursor } from '../cursor/cursor';
import type { Deadline } from './deadline';
import { readingOrder, type State } from '../cursor/state';

/** What reading the locks brought. Nothing of it is kept until the poll hands it over. */
export interface Reading {
	/** By lock, oldest first. */
	fresh: Map<string, AuditEntry[]>;
	/** Where the cursors are once the fresh entries are given out. */
	cursors: Map<string, Cursor>;
	/** The locks that could not be read. */
	failures: Map<string, ServiceError>;
	/** The first lock that was not read, where the poll stopped before the last. */
	next?: string;
	/** Throttling ended the reading. */
	throttled?: ServiceError;
}

/**
 * Reads the new entries of each lock: at most `most` altogether, and until the deadline. A lock that fails is left
 * out; a failure that every call would meet is thrown.
 */
export async function readLocks(
	state: State,
	lockIds: string[],
	readPage: ReadPage,
	most: number,
	deadline: Deadline,
): Promise<Reading> {
	const reading: Reading = { fresh: new Map(), cursors: new Map(), failures: new Map() };
	let room = most;
	for (const lockId of readingOrder(state, lockIds)) {
		if (room <= 0 || deadline.isPast) return { ...reading, next: lockId };
		const outcome = await readLock(lockId, state.locks[lockId].cursor, readPage, room, deadline);
		if (outcome instanceof ServiceError) {
			if (isFinal(outcome)) throw outcome;
			if (outcome.reason === 'throttled') return { ...reading, next: lockId, throttled: outcome };
			reading.failures.set(lockId, outcome);
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
	cursor: Cursor | null,
	readPage: ReadPage,
	room: number,
	deadline: Deadline,
): Promise<{ cursor: Cursor; fresh: AuditEntry[] } | ServiceError> {
	if (!cursor) {
		const page = await readPage(lockId, 1).catch(asServiceError);
		return page instanceof ServiceError ? page : { cursor: cursorAtTop(page), fresh: [] };
	}
	const pages: AuditEntry[][] = [];
	for (let number = nextPage(cursor, pages, room); number !== null; number = nextPage(cursor, pages, room)) {
		const page = await readPage(lockId, number).catch(asServiceError);
		if (page instanceof ServiceError) {
			// What was read of a long backlog before time was up shortens the way of the next poll.
			if (deadline.isPast && pages.length) break;
			return page;
		}
		pages.push(page);
	}
	return advance(cursor, pages, room);
}

/** The failure of a call, to be looked at; anything else that was thrown is a fault of this package and goes on. */
export function asServiceError(error: unknown): ServiceError {
	if (error instanceof ServiceError) return error;
	throw error;
}
