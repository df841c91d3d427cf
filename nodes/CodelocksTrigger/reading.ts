import type { AuditEntry } from '../shared/answers';
import { ServiceFailure } from '../shared/failures';
import type { ReadPage } from './auditLog';
import { advance, nextPage, noted, type Cursor } from './cursor';
import type { Deadline } from './deadline';
import { readingOrder, type State } from './state';

/** What reading the locks brought. Nothing of it is kept until the poll hands it over. */
export interface Reading {
	/** By lock, oldest first. */
	fresh: Map<string, AuditEntry[]>;
	/** Where the cursors are once the fresh entries are given out. */
	cursors: Map<string, Cursor>;
	/** The locks that could not be read. */
	failures: Map<string, ServiceFailure>;
	/** The first lock that was not read, where the poll stopped before the last. */
	next?: string;
	/** Throttling ended the reading. */
	throttled?: ServiceFailure;
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
		if (outcome instanceof ServiceFailure) {
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
export function isFinal(failure: ServiceFailure): boolean {
	return failure.concernsEveryCall || failure.reason === 'accessKey';
}

async function readLock(
	lockId: string,
	cursor: Cursor | null,
	readPage: ReadPage,
	room: number,
	deadline: Deadline,
): Promise<{ cursor: Cursor; fresh: AuditEntry[] } | ServiceFailure> {
	if (!cursor) {
		const page = await readPage(lockId, 1).catch(failureIn);
		return page instanceof ServiceFailure ? page : { cursor: noted(page), fresh: [] };
	}
	const pages: AuditEntry[][] = [];
	for (let number = nextPage(cursor, pages, room); number !== null; number = nextPage(cursor, pages, room)) {
		const page = await readPage(lockId, number).catch(failureIn);
		if (page instanceof ServiceFailure) {
			// What was read of a long backlog before time was up shortens the way of the next poll.
			if (deadline.isPast && pages.length) break;
			return page;
		}
		pages.push(page);
	}
	return advance(cursor, pages, room);
}

/** The failure of a call, to be looked at; anything else that was thrown is a fault of this package and goes on. */
export function failureIn(error: unknown): ServiceFailure {
	if (error instanceof ServiceFailure) return error;
	throw error;
}
