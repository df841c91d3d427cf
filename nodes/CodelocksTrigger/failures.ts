import { ServiceError } from '../shared/api/errors';
import type { Doubt } from './cursor/cursor';
import type { State, WatchedLock } from './cursor/state';
import { memoryOf } from './memory';
import { isBadId, type Reading } from './reading';

/** A failure is reported after this many polls in a row. */
const POLLS_UNTIL_REPORT = 3;

/** Doubts that differ are never accepted. The state keeps at most this many; once it is full, every poll reports them. */
const MAX_DOUBTS = 2 * POLLS_UNTIL_REPORT - 1;

/** What a log did that contradicts the state. */
export const DOUBTS: Record<Doubt, string> = {
	empty: 'its audit log came without entries, though it held some at the last poll',
	cut: 'a page of its audit log came without entries, though older ones are known',
	repeated: 'the same page of its audit log came again, and entries below it are missing',
	uneven: 'a page of its audit log came with fewer entries than the other pages',
};

/**
 * The failure that the user must know, or undefined where the poll may go on.
 *
 * @param before the state that the poll found.
 */
export function failureToReport(
	before: State | undefined,
	state: State,
	reading: Reading,
): ServiceError | undefined {
	const { failures, cursors, next, throttled } = reading;
	const first = [...failures.values()].at(0);
	if (!cursors.size) {
		if (throttled) return throttled;
		const hadItsTurn = next === undefined || (state.unreadPolls ?? 0) + 1 >= POLLS_UNTIL_REPORT;
		if (first && hadItsTurn) return first;
	}
	// The user chose it a moment ago and can correct it now: activation fails.
	const badId = [...failures].find(([lockId, failure]) => isBadId(failure) && !before?.locks[lockId]);
	if (badId) return badId[1];
	const overdue = [...countedFailures(state, reading)].filter(
		(lockId) => (state.locks[lockId]?.failures ?? 0) + 1 >= POLLS_UNTIL_REPORT,
	);
	const nameOf = (lockId: string) => state.list?.locks[lockId]?.name || lockId;
	const failure = failures.get(overdue[0]);
	if (failure) return repeatedFailure(failure, overdue.map(nameOf));
	const [doubted] = [...reading.doubts].filter(
		([lockId, doubt]) =>
			doubt !== 'empty' && ((state.locks[lockId]?.doubts ?? []).length + 1) % POLLS_UNTIL_REPORT === 0,
	);
	return doubted && lastingDoubt(nameOf(doubted[0]), doubted[1]);
}

/** The state with the failures of a poll counted; after a report, counting starts again. */
export function withFailures(state: State, reading: Reading): State {
	const failed = countedFailures(state, reading);
	const locks = Object.entries(state.locks).map(([lockId, lock]): [string, WatchedLock] => {
		const { failures = 0, doubts = [], ...others } = lock;
		const isRead = reading.cursors.has(lockId);
		const failuresNow = failed.has(lockId) ? nextCount(failures) : isRead ? 0 : failures;
		const doubt = reading.doubts.get(lockId);
		const doubtsNow = doubt ? [...doubts, doubt].slice(-MAX_DOUBTS) : isRead ? [] : doubts;
		return [
			lockId,
			{
				...others,
				...(failuresNow > 0 && { failures: failuresNow }),
				...(doubtsNow.length > 0 && { doubts: doubtsNow }),
			},
		];
	});
	const isUnread = !reading.cursors.size && reading.failures.size > 0;
	const unreadPolls = isUnread ? nextCount(state.unreadPolls ?? 0) : 0;
	return { ...state, locks: Object.fromEntries(locks), unreadPolls: unreadPolls || undefined };
}

/** A lock that has left the account gives 404 until the list is next looked up, which needs no report. */
function countedFailures({ everyLock }: State, { failures }: Reading): Set<string> {
	const counted = [...failures].filter(([, { reason }]) => !(everyLock && reason === 'notFound'));
	return new Set(counted.map(([lockId]) => lockId));
}

function nextCount(count: number): number {
	return (count + 1) % POLLS_UNTIL_REPORT;
}

function repeatedFailure(failure: ServiceError, names: string[]): ServiceError {
	const others = names.length > 1 ? ` and ${names.length - 1} more` : '';
	return new ServiceError(
		failure.reason,
		`Lock '${names[0]}'${others} could not be read in ${POLLS_UNTIL_REPORT} polls in a row: ${failure.message}`,
		{
			status: failure.status,
			retryAfterMs: failure.retryAfterMs,
			advice: `${failure.advice} No entry is lost: a later poll emits the entries of this lock and of the others.`,
		},
	);
}

function lastingDoubt(name: string, doubt: Doubt): ServiceError {
	return new ServiceError(
		'badResponse',
		`Lock '${name}' could not be read in ${POLLS_UNTIL_REPORT} polls in a row: ${DOUBTS[doubt]}; the next poll takes the log as it is`,
		{
			status: 200,
			advice:
				'Entries may be missing from what it emits. To find them, run Get Audit Entries of this lock with After set to the last entry that you have.',
		},
	);
}

/**
 * Whether to report now instead of going on. With durable cursors n8n drops all that a poll which throws
 * has written, its counts too: the next one would throw for the same reason, and the other locks never emit.
 */
export function mayReport(node: string, { locks, unreadPolls }: State): boolean {
	const counts = JSON.stringify([
		unreadPolls,
		Object.entries(locks).map(([lockId, { failures, doubts }]) => [lockId, failures, doubts]),
	]);
	const memory = memoryOf(node);
	if (memory.reported === counts) {
		memory.reported = undefined;
		return false;
	}
	memory.reported = counts;
	return true;
}
