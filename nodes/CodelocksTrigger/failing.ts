import { ServiceError } from '../shared/api/errors';
import type { Reading } from './reading/readLocks';
import type { State } from './cursor/state';

/** What fails so many polls running is reported. */
const POLLS_UNTIL_REPORT = 3;

/** The failure that the user must know of, or undefined where the poll may go on. */
export function failureToReport(state: State, reading: Reading): ServiceError | undefined {
	const { failures, cursors, next, throttled } = reading;
	const first = [...failures.values()].at(0);
	if (!cursors.size) {
		if (throttled) return throttled;
		const hadItsTurn = next === undefined || (state.barren ?? 0) + 1 >= POLLS_UNTIL_REPORT;
		if (first && hadItsTurn) return first;
	}
	const overdue = [...countedFailures(state, reading)].filter(
		(lockId) => (state.locks[lockId]?.failures ?? 0) + 1 >= POLLS_UNTIL_REPORT,
	);
	const failure = failures.get(overdue[0]);
	return (
		failure &&
		repeatedFailure(
			failure,
			overdue.map((lockId) => state.list?.locks[lockId]?.name || lockId),
		)
	);
}

/** The state with the failures of a poll counted; what is reported is counted anew. */
export function withFailures(state: State, reading: Reading): State {
	const failed = countedFailures(state, reading);
	const locks = Object.entries(state.locks).map(([lockId, { cursor, failures = 0 }]) => {
		const count = failed.has(lockId) ? oneMore(failures) : reading.cursors.has(lockId) ? 0 : failures;
		return [lockId, { cursor, ...(count > 0 && { failures: count }) }];
	});
	const barren = reading.cursors.size || !reading.failures.size ? 0 : oneMore(state.barren ?? 0);
	return { ...state, locks: Object.fromEntries(locks), barren: barren || undefined };
}

/** A lock that has left the account answers 404 until the list is next looked up, and that is no fault. */
function countedFailures({ everyLock }: State, { failures }: Reading): Set<string> {
	const counted = [...failures].filter(([, { reason }]) => !(everyLock && reason === 'notFound'));
	return new Set(counted.map(([lockId]) => lockId));
}

function oneMore(count: number): number {
	return (count + 1) % POLLS_UNTIL_REPORT;
}

function repeatedFailure(failure: ServiceError, names: string[]): ServiceError {
	const others = names.length > 1 ? ` and ${names.length - 1} more` : '';
	return new ServiceError(
		failure.reason,
		`Lock '${names[0]}'${others} could not be read ${POLLS_UNTIL_REPORT} polls running: ${failure.message}`,
		{
			status: failure.status,
			retryAfterMs: failure.retryAfterMs,
			advice: `${failure.advice} No entry is lost: what this lock and the others logged comes with a later poll.`,
		},
	);
}

/** By node: the counts of failures that its last report was made from. */
const reported = new Map<string, string>();

const MOST_NODES = 1000;

/**
 * Whether to report now, and not go on as if nothing were. With durable cursors n8n drops all that a poll which throws
 * has written, its counts too: the next one would throw for the same reason, and the other locks never come out.
 */
export function mayReport(node: string, { locks, barren }: State): boolean {
	const counts = JSON.stringify([
		barren,
		Object.entries(locks).map(([lockId, { failures }]) => [lockId, failures]),
	]);
	if (reported.get(node) === counts) {
		reported.delete(node);
		return false;
	}
	if (reported.size >= MOST_NODES) reported.clear();
	reported.set(node, counts);
	return true;
}

/** Forgets the node's last report, as its poll had none to make. */
export function nothingToReport(node: string): void {
	reported.delete(node);
}
