import type { Control } from '../../sandbox/control.mts';
import type { RunningN8n } from '../n8n.mts';
import { waitUntil } from '../processes.mts';
import type { Moment } from './plan.mts';

const LOOK_EVERY_MS = 5;
const ASK_EVERY_MS = 40;
/** Polls are ten seconds apart, and pauses between two tries of a call shorter than this. */
const REST_MS = 1_500;
const ENDS_WITHIN_MS = 60_000;

/** What the soak sees of n8n's doings. */
export interface Watched {
	control: Control;
	/** How many messages the inbox holds. */
	countInbox: () => Promise<number>;
	locks: number;
	signal: AbortSignal;
}

/** How many calls the API has received. */
export function countCalls(control: Control): number {
	return Object.values(control.getCalls(0).methods).reduce((sum, count) => sum + count, 0);
}

/** Waits until n8n is in the middle of a poll or of a delivery, or does nothing. */
export async function waitForMoment(moment: Moment, watched: Watched): Promise<void> {
	const { control, countInbox, locks, signal } = watched;
	await waitForRest(watched);
	if (moment === 'poll') {
		const before = countCalls(control);
		const half = Math.ceil(locks / 2);
		await waitUntil(() => countCalls(control) >= before + half, LOOK_EVERY_MS, 'a poll', signal);
	}
	if (moment === 'delivery') {
		const before = await countInbox();
		await waitUntil(async () => (await countInbox()) > before, ASK_EVERY_MS, 'a delivery', signal);
	}
}

async function waitForRest({ control, signal }: Watched): Promise<void> {
	let calls = countCalls(control);
	let since = Date.now();
	const isAtRest = () => {
		const now = countCalls(control);
		if (now !== calls) since = Date.now();
		calls = now;
		return Date.now() - since >= REST_MS;
	};
	await waitUntil(isAtRest, LOOK_EVERY_MS, 'a pause between two polls', signal);
}

/** Ends n8n by a signal; says when it was sent, and how long n8n took. */
export async function endBy(
	name: 'SIGTERM' | 'SIGKILL',
	{ pid, alive, stop }: RunningN8n,
	signal: AbortSignal,
): Promise<{ at: number; endedInMs: number }> {
	if (alive.aborted) throw alive.reason;
	const at = Date.now();
	process.kill(pid, name);
	// Not by n8n.stop(), which has less patience than n8n needs for a delivery that is under way.
	await waitUntil(() => alive.aborted, 20, 'the end of n8n', signal, ENDS_WITHIN_MS);
	const endedInMs = Date.now() - at;
	await stop();
	return { at, endedInMs };
}
