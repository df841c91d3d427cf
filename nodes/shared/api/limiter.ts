import { sleep } from 'n8n-workflow';

import { executionCancelled } from './errors';

/** The most calls of one API key that are ever in flight. */
export const MAX_CONCURRENCY = 32;

const FIRST_CONCURRENT = 5;

const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 4_000;

/** Calls that may start in a second are spread over a little more, since requests take unequal times. */
const SPREAD_MS = 1_020;

/** How far back accepted calls are counted: all that were spread so, and not the one before them. */
const WINDOW_MS = 1_030;

/** A rate that is refused falls by at least 5%, and by at most 40%: after a pause, few calls were accepted. */
const MAX_RATE_FACTOR = 0.95;
const MIN_RATE_FACTOR = 0.6;

const RAISE = 1.2;

/** How long a rate is kept before a higher one is tried, at first and after a further 429. Each raise halves it. */
const FIRST_RAISE_MS = 500;
const LATER_RAISE_MS = 8_000;

/** After this time without a call, the learnt limits are out of date. */
const FORGOTTEN_AFTER_MS = 5 * 60_000;

/** Times in ms. */
export interface Clock {
	now: () => number;
	sleep: (ms: number) => Promise<void>;
}

/** A clock that nobody sets back. */
const SYSTEM_CLOCK: Clock = { now: () => performance.now(), sleep: async (ms) => await sleep(ms) };

/** What a task reports to the limiter about its call. */
export interface CallFeedback {
	/** A response without a complaint. */
	succeeded: () => void;
	/** A timeout or a status 502 to 504: too many calls are in flight. */
	overloaded: () => void;
	/** A 429 that is no quota: also too many calls a second. Pauses for at least Retry-After. */
	throttled: (retryAfterMs?: number) => void;
}

/**
 * Learns how many calls at once a service takes, as TCP does, and runs tasks first come, first served.
 *
 * Concurrency: starts at 5 and adds one for each response, to 32 at most. A complaint halves it, once for all calls
 * that were in flight together; from then on it adds one for each full round of responses.
 *
 * Rate: a service that allows ten calls a second refuses even one call at a time if each is quick. From the first 429
 * on, calls start evenly, as many a second as were accepted in the second before, after a pause in which the service's
 * count runs down. Half a second later a fifth more is tried, then a fifth more again. A further 429 pauses all calls
 * (backoff), goes back to what was accepted, and makes the next raise wait for eight seconds.
 *
 *   concurrency 5, five responses   -> concurrency 10, ten calls under way
 *   five of them get a 429          -> concurrency 5, a pause until a second after the first call, then five a second
 *   the other five get responses    -> concurrency 6, ten a second: a call every 102 ms
 *   half a second without a 429     -> twelve a second: a call every 85 ms
 *   a 429, ten accepted before it   -> concurrency 3, ten a second, and eight seconds until the next raise
 */
export class Limiter {
	readonly clock: Clock;

	private concurrency = FIRST_CONCURRENT;

	/** Whether there was no complaint yet, so that each response adds one. */
	private inSlowStart = true;

	/** Responses since the concurrency was last raised. */
	private responses = 0;

	/** Calls that may start in a second; no bound before the first 429. */
	private rate = Infinity;

	/** What the rate can be at most for the calls that were in flight with a 429. */
	private maxRate = Infinity;

	private raiseAt = Infinity;

	private raiseMs = FIRST_RAISE_MS;

	private backoffMs = 0;

	/** No call starts before. */
	private notBefore = -Infinity;

	/** When the last call ended; Infinity before the first. */
	private usedAt = Infinity;

	/** When the calls of the last second that the service accepted were started. */
	private accepted: number[] = [];

	/** Complaints so far. A call that started before the last one was in flight with it. */
	private complaints = 0;

	private inFlight = 0;

	private isWakeUpSet = false;

	private waiting: Array<() => void> = [];

	constructor(clock = SYSTEM_CLOCK) {
		this.clock = clock;
	}

	get isIdle(): boolean {
		return this.inFlight === 0 && this.waiting.length === 0;
	}

	/** Whether what it learnt is too old to be of use. */
	get isOutdated(): boolean {
		return this.isIdle && this.clock.now() - this.usedAt > FORGOTTEN_AFTER_MS;
	}

	/**
	 * Runs the task when there is room, and passes on what it gives or throws. Throws ServiceError when the signal
	 * comes first: a cancelled execution must not wait for the calls of others that are ahead of it.
	 */
	async run<T>(task: (feedback: CallFeedback) => Promise<T>, signal?: AbortSignal): Promise<T> {
		if (signal?.aborted) throw executionCancelled();
		if (this.isOutdated) this.reset();
		const entered = this.enter(signal);
		this.admit();
		await entered;
		try {
			return await task(this.feedback());
		} finally {
			this.inFlight--;
			this.usedAt = this.clock.now();
			this.admit();
		}
	}

	private feedback(): CallFeedback {
		const startedAt = this.clock.now();
		const complaintsBefore = this.complaints;
		const isFirst = () => this.complaints === complaintsBefore;
		return {
			succeeded: () => {
				// In flight with a complaint, so not yet counted among those that were accepted before it.
				if (!isFirst()) this.rate = Math.max(this.rate, Math.min(this.rate + 1, this.maxRate));
				this.succeeded(startedAt);
			},
			overloaded: () => {
				if (isFirst()) this.halve();
			},
			throttled: (retryAfterMs = 0) => {
				if (isFirst()) {
					this.halve();
					this.pace(startedAt);
				}
				this.notBefore = Math.max(this.notBefore, this.clock.now() + retryAfterMs);
			},
		};
	}

	private succeeded(startedAt: number): void {
		this.backoffMs = 0;
		this.accepted.push(startedAt);
		while (this.accepted[0] <= startedAt - WINDOW_MS) this.accepted.shift();
		this.responses++;
		if (this.inSlowStart || this.responses >= this.concurrency) {
			this.concurrency = Math.min(MAX_CONCURRENCY, this.concurrency + 1);
			this.responses = 0;
		}
		if (this.clock.now() >= this.raiseAt) this.raise();
	}

	private raise(): void {
		this.rate *= RAISE;
		this.raiseMs = Math.max(FIRST_RAISE_MS, this.raiseMs / 2);
		this.raiseAt = this.clock.now() + this.raiseMs;
	}

	private halve(): void {
		this.complaints++;
		this.inSlowStart = false;
		this.responses = 0;
		this.concurrency = Math.max(1, Math.floor(this.concurrency / 2));
	}

	/** Slows down to what the service accepted in the second before the call that it refused. */
	private pace(startedAt: number): void {
		const now = this.clock.now();
		const accepted = this.accepted.filter((at) => at > startedAt - WINDOW_MS);
		this.raiseMs = this.rate === Infinity ? FIRST_RAISE_MS : LATER_RAISE_MS;
		// The calls of the start came all at once, and the service may count them for a second.
		if (this.rate === Infinity && accepted.length) this.notBefore = accepted[0] + WINDOW_MS;
		const minRate = this.rate === Infinity ? 1 : Math.max(1, this.rate * MIN_RATE_FACTOR);
		this.maxRate = Math.max(1, this.rate * MAX_RATE_FACTOR);
		this.rate = Math.min(this.maxRate, Math.max(minRate, accepted.length));
		const firstBackoffMs = Math.min(FIRST_BACKOFF_MS, SPREAD_MS / this.rate);
		this.backoffMs = Math.min(MAX_BACKOFF_MS, this.backoffMs * 2 || firstBackoffMs);
		this.notBefore = Math.max(this.notBefore, now + this.backoffMs);
		this.raiseAt = this.notBefore + this.raiseMs;
	}

	private reset(): void {
		this.concurrency = FIRST_CONCURRENT;
		this.inSlowStart = true;
		this.responses = 0;
		this.rate = Infinity;
		this.raiseAt = Infinity;
		this.backoffMs = 0;
		this.notBefore = -Infinity;
		this.accepted = [];
	}

	private async enter(signal: AbortSignal | undefined): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const leave = () => {
				this.waiting = this.waiting.filter((other) => other !== start);
				reject(executionCancelled());
			};
			const start = () => {
				signal?.removeEventListener('abort', leave);
				resolve();
			};
			signal?.addEventListener('abort', leave);
			this.waiting.push(start);
		});
	}

	/** The place is taken here and not by the woken task, so that no newcomer slips in between. */
	private admit(): void {
		while (this.inFlight < this.concurrency && this.waiting.length) {
			const now = this.clock.now();
			if (now < this.notBefore) return this.wakeUpAfter(this.notBefore - now);
			this.inFlight++;
			if (this.rate !== Infinity) this.notBefore = now + SPREAD_MS / this.rate;
			this.waiting.shift()?.();
		}
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

/** The limiter that all executions of this process share for one API key of one service. Ask for it at each call. */
export function limiterFor(service: string, apiKey: string): Limiter {
	const key = `${service} ${apiKey}`;
	const known = limiters.get(key);
	if (known) return known;
	for (const [otherKey, other] of limiters) if (other.isOutdated) limiters.delete(otherKey);
	const limiter = new Limiter();
	limiters.set(key, limiter);
	return limiter;
}
