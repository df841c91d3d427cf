interface Entry<T> {
	value: T;
	until: number;
}

/**
 * A map with a bound and a time to live, for everything that stays in memory between calls. The entry that was set
 * longest ago is dropped first. Times in ms; the time is handed in, so that tests need no waiting.
 */
export class TtlMap<T> {
	private readonly entries = new Map<string, Entry<T>>();

	private readonly ttlMs: number;

	private readonly most: number;

	constructor(ttlMs: number, most = 200) {
		this.ttlMs = ttlMs;
		this.most = most;
	}

	get(key: string, now: number): T | undefined {
		const entry = this.entries.get(key);
		return entry && entry.until > now ? entry.value : undefined;
	}

	set(key: string, value: T, now: number): void {
		// The order of a Map is that of insertion, so the entry moves to its end.
		this.entries.delete(key);
		this.entries.set(key, { value, until: now + this.ttlMs });
		if (this.entries.size > this.most) this.entries.delete(this.entries.keys().next().value ?? key);
	}

	/** @param value drops the entry only if it still has this value. */
	delete(key: string, value?: T): void {
		if (value === undefined || this.entries.get(key)?.value === value) this.entries.delete(key);
	}
}

/**
 * Remembers responses for a while, so that a repeated request costs no call. Requests at the same time share
 * one response; `recall` can be told what to remember.
 */
export class TtlCache<T> {
	private readonly kept: TtlMap<Promise<T>>;

	constructor(ttlMs: number, most = 200) {
		this.kept = new TtlMap(ttlMs, most);
	}

	/** @param keeps whether later callers get this response or failure too; by default they get every response. */
	async recall(
		key: string,
		now: number,
		ask: () => Promise<T>,
		keeps: (outcome: PromiseSettledResult<T>) => boolean = ({ status }) => status === 'fulfilled',
	): Promise<T> {
		const known = this.peek(key, now);
		if (known) return await known;
		const value = ask();
		this.kept.set(key, value, now);
		void Promise.allSettled([value]).then(([outcome]) => {
			if (!keeps(outcome)) this.kept.delete(key, value);
		});
		return await value;
	}

	forget(key: string): void {
		this.kept.delete(key);
	}

	/** What is remembered, without asking. */
	peek(key: string, now: number): Promise<T> | undefined {
		return this.kept.get(key, now);
	}

	/** Remembers a response that came another way. */
	put(key: string, now: number, value: T): void {
		this.kept.set(key, Promise.resolve(value), now);
	}
}

/** How long a stale response is better than none. */
const STALE_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Remembers responses for a while, and the last good one for longer: it is used if a new one cannot be loaded. Callers at
 * the same time share one response. `ask` must throw for an unusable response, so that it is not stored.
 */
export class StaleIfErrorCache<T> {
	private readonly fresh: TtlCache<T>;

	private readonly stale = new TtlMap<T>(STALE_MS);

	constructor(freshMs: number) {
		this.fresh = new TtlCache(freshMs);
	}

	/**
	 * The response, and whether it is an old one because `ask` threw. Throws the error of `ask` where there is no old one.
	 *
	 * @param forceRefresh asks even if there is a recent response.
	 */
	async recall(
		key: string,
		now: number,
		ask: () => Promise<T>,
		forceRefresh = false,
	): Promise<{ value: T; isStale: boolean }> {
		if (forceRefresh) this.fresh.forget(key);
		const asked = this.fresh.recall(key, now, async () => {
			const value = await ask();
			this.stale.set(key, value, now);
			return value;
		});
		return await asked.then(
			(value) => ({ value, isStale: false }),
			(error: unknown) => {
				const value = this.stale.get(key, now);
				if (value === undefined) throw error;
				return { value, isStale: true };
			},
		);
	}

	/** Remembers a response that came another way. */
	put(key: string, now: number, value: T): void {
		this.fresh.put(key, now, value);
		this.stale.set(key, value, now);
	}

	/** The last good response, old or new, without a call. */
	peek(key: string, now: number): T | undefined {
		return this.stale.get(key, now);
	}
}
