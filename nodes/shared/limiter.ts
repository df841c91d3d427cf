/** More than five at once gains nothing on this API and invites throttling. */
export const MOST_IN_FLIGHT = 5;

/** So many successes in a row let one more call run at once after throttling had lowered the number. */
const SUCCESSES_TO_RECOVER = 10;

type Task<T> = () => Promise<T>;

/**
 * Bounds the calls in flight, first come, first served. Throttling halves the bound; successes raise it again,
 * one at a time, up to `most`.
 */
export class Limiter {
	private limit: number;

	private inFlight = 0;

	private successes = 0;

	private readonly waiting: Array<() => void> = [];

	constructor(readonly most: number = MOST_IN_FLIGHT) {
		this.limit = most;
	}

	get current(): number {
		return this.limit;
	}

	get idle(): boolean {
		return this.inFlight === 0 && this.waiting.length === 0;
	}

	/** Runs the task when there is room, and passes on what it gives or throws. */
	async run<T>(task: Task<T>): Promise<T> {
		if (this.inFlight >= this.limit || this.waiting.length) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		} else {
			this.inFlight++;
		}
		try {
			return await task();
		} finally {
			this.inFlight--;
			this.admit();
		}
	}

	throttled(): void {
		this.limit = Math.max(1, Math.floor(this.limit / 2));
		this.successes = 0;
	}

	succeeded(): void {
		if (this.limit === this.most || ++this.successes < SUCCESSES_TO_RECOVER) return;
		this.limit++;
		this.successes = 0;
		this.admit();
	}

	/** The place is taken here and not by the woken task, so that no newcomer slips in between. */
	private admit(): void {
		while (this.inFlight < this.limit && this.waiting.length) {
			this.inFlight++;
			this.waiting.shift()?.();
		}
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
