import { setTimeout as sleep } from 'node:timers/promises';
import type { Control } from '../../sandbox/control.mts';
import { PlaygroundError } from '../processes.mts';
import type { Moment } from './plan.mts';

const LOOK_EVERY_MS = 5;
const ASK_EVERY_MS = 40;
/** Polls are ten seconds apart, and pauses between two tries of a call shorter than this. */
const REST_MS = 1_500;
/** n8n leaves longer and longer pauses after polls that failed. */
const COMES_WITHIN_MS = 240_000;

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

/** Looks every so often whether something is so; fails when it never is. */
export async function waitUntil(
	isSo: () => boolean | Promise<boolean>,
	everyMs: number,
	what: string,
	signal: AbortSignal,
	withinMs = COMES_WITHIN_MS,
): Promise<void> {
	const deadline = Date.now() + withinMs;
	while (!(await isSo())) {
		if (Date.now() > deadline) throw new PlaygroundError(`The soak waited for ${what} in vain.`);
		await sleep(everyMs, undefined, { signal });
	}
}
