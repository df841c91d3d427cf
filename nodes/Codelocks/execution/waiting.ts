import { sleep } from 'n8n-workflow';

import { executionCancelled } from '../../shared/api/errors';

/** How long work may hold n8n's event loop in one go, in ms: a fraction of what a person or a webhook would notice. */
const LONGEST_TURN_MS = 25;

/**
 * A function to call between the steps of long work. It waits for a turn of the event loop once the work has held it
 * for 25 ms, since n8n serves its editor, webhooks and other executions in between.
 */
export function eventLoopTurns(): () => Promise<void> {
	let since = Date.now();
	return async () => {
		const held = Date.now() - since;
		// A clock that was set back counts as time that has passed.
		if (held >= 0 && held < LONGEST_TURN_MS) return;
		await sleep(0);
		since = Date.now();
	};
}

/** What a promise gives. Throws ServiceError where the signal comes first. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return await promise;
	return await new Promise<T>((resolve, reject) => {
		const leave = () => reject(executionCancelled());
		signal.addEventListener('abort', leave);
		if (signal.aborted) leave();
		void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
	});
}
