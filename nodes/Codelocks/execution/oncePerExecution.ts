import { ServiceError, ValueError } from '../../shared/api/errors';
import { TtlCache } from '../../shared/ttlCache';

/** Long enough for an execution with waits in it, in ms. */
const KEPT_MS = 24 * 60 * 60 * 1000;

const MAX_KEPT = 20_000;

const done = new TtlCache<unknown>(KEPT_MS, MAX_KEPT);

/**
 * Does work once in an execution of n8n, however often n8n runs the node again: Retry On Fail repeats a node within
 * one execution, and so does a loop. Later calls with the same key get the result of the first. Work whose outcome is
 * not known is not done again: later calls get its failure. Work that did nothing may be done again.
 *
 * @param executionId PlanContext.executionId. Without one, the work is simply done.
 * @param key names the work: the account (`connection.cacheScope`), the operation, the lock and the client.
 */
export async function oncePerExecution<T>(
	executionId: string | undefined,
	key: string,
	work: () => Promise<T>,
): Promise<T> {
	if (!executionId) return await work();
	return (await done.recall(
		nameOf(executionId, key),
		Date.now(),
		work,
		(outcome) => outcome.status === 'fulfilled' || mayHaveTakenEffect(outcome.reason),
	)) as T;
}

/** Whether work with this key was done in this execution, by an earlier try too. */
export async function wasDoneIn(executionId: string | undefined, key: string): Promise<boolean> {
	const known = executionId ? done.peek(nameOf(executionId, key), Date.now()) : undefined;
	if (!known) return false;
	return await known.then(
		() => true,
		() => false,
	);
}

function nameOf(executionId: string, key: string): string {
	return JSON.stringify([executionId, key]);
}

/** Whether a call that failed may have done what it asked for. */
export function mayHaveTakenEffect(failure: unknown): boolean {
	if (failure instanceof ValueError) return false;
	return failure instanceof ServiceError ? failure.mayHaveTakenEffect : true;
}
