import { sleep } from 'n8n-workflow';

import { executionCancelled } from './errors';

/** More than five at once gains nothing on this API and invites throttling. */
export const MOST_IN_FLIGHT = 5;

/** So many successes in a row undo one step of slowing down. */
const SUCCESSES_TO_RECOVER = 10;

const FIRST_GAP_MS = 250;
const LONGEST_GAP_MS = 4_000;
const SHORTEST_GAP_MS = 15;

type Task<T> = () => Promise<T>;

/** After this time without throttling, what was learnt from it is out of date. */
const FORGOTTEN_AFTER_MS = 60_000;

/** Times in ms. */
export interface Clock {
	now: () => number;
	sleep: (ms: number) => Promise<void>;
}

const SYSTEM_CLOCK: Clock = { now: () => Date.now(), sleep: async (ms) => await sleep(ms) };

/**
 * Bounds the calls in flight, first come, first served. Throttling halves the bound, and sets calls apart from each
 * other: API Gateway counts calls a second, and few at once can still be too many where each is quick. Successes
 * undo both step by step.
 */
export class Limiter {
	readonly most: number;

	private readonly clock: Clock;

	private limit: number;

	private inFlight = 0;

	private successes = 0;

	private gapMs = 0;

	/** No call starts before. */
	private notBefore = 0;

	private slowedAt = -Infinity;

	private lastSeen = -Infinity;

	private isWakeUpSet = false;

	private readonly waiting: Array<() => void> = [];

	constructor(most = MOST_IN_FLIGHT, clock = SYSTEM_CLOCK) {
		this.most = most;
		this.limit = most;
		this.clock = clock;
	}

	get idle(): boolean {
		return this.inFlight === 0 && this.waiting.length === 0;
	}

	/**
	 * Runs the task when there is room, and passes on what it gives or throws. Throws ServiceError when the signal
	 * comes first: whoever waits behind the calls of other executions must not wait for them to be cancelled.
	 */
	async run<T>(task: Task<T>, signal?: AbortSignal): Promise<T> {
		if (signal?.aborted) throw executionCancelled();
		if (this.now() - this.slowedAt > FORGOTTEN_AFTER_MS) {
			this.limit = this.most;
			this.gapMs = 0;
		}
		const turn = this.turn(signal);
		this.admit();
		await turn;
		try {
			return await task();
		} finally {
			this.inFlight--;
			this.admit();
		}
	}

	/** Takes note that the service throttled a call, and of how long it asked to wait. */
	throttled(retryAfterMs = 0): void {
		const now = this.now();
		this.successes = 0;
		this.notBefore = Math.max(this.notBefore, now + retryAfterMs);
		// Calls that were under way together are throttled together, which is one reason to slow down and not five.
		if (now - this.slowedAt < this.gapMs) return;
		this.slowedAt = now;
		this.limit = Math.max(1, Math.floor(this.limit / 2));
		this.gapMs = this.gapMs ? Math.min(LONGEST_GAP_MS, this.gapMs * 2) : FIRST_GAP_MS;
		this.notBefore = Math.max(this.notBefore, now + this.gapMs);
	}

	succeeded(): void {
		if (++this.successes < SUCCESSES_TO_RECOVER) return;
		this.successes = 0;
		this.limit = Math.min(this.most, this.limit + 1);
		this.gapMs = this.gapMs / 2 < SHORTEST_GAP_MS ? 0 : this.gapMs / 2;
		this.admit();
	}

	private async turn(signal: AbortSignal | undefined): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const leave = () => {
				this.waiting.splice(this.waiting.indexOf(enter), 1);
				reject(executionCancelled());
			};
			const enter = () => {
				signal?.removeEventListener('abort', leave);
				resolve();
			};
			signal?.addEventListener('abort', leave);
			this.waiting.push(enter);
		});
	}

	/** The place is taken here and not by the woken task, so that no newcomer slips in between. */
	private admit(): void {
		while (this.inFlight < this.limit && this.waiting.length) {
			const now = this.now();
			if (now < this.notBefore) return this.wakeUpAfter(this.notBefore - now);
			this.inFlight++;
			this.notBefore = now + this.gapMs;
			this.waiting.shift()?.();
		}
	}

	/** Nothing waits for a clock that was set back to catch up. */
	private now(): number {
		const now = this.clock.now();
		if (now < this.lastSeen) {
			this.notBefore = now;
			this.slowedAt = now;
		}
		this.lastSeen = now;
		return now;
	}

	private wakeUpAfter(ms: number): void {
		if (this.isWakeUpSet) return;
		this.isWakeUpSet = true;
		void this.clock.sleep(ms).then(() => {
			this.isWakeUpSet = false;
			this.admit();
		});
	}
}

const limiters = new Map<string, Limiter>();

/** Past this many keys those at rest are dropped, so a long-lived process does not keep every key it ever saw. */
const MOST_KEYS = 100;

/** The limiter that all executions of this process share for one API key of one service. */
export function limiterFor(service: string, apiKey: string): Limiter {
	const key = `${service} ${apiKey}`;
	const known = limiters.get(key);
	if (known) return known;
	if (limiters.size >= MOST_KEYS) {
		for (const [other, limiter] of limiters) if (limiter.idle) limiters.delete(other);
	}
	const limiter = new Limiter();
	limiters.set(key, limiter);
	return limiter;
}
