interface Kept<T> {
	value: Promise<T>;
	until: number;
}

/**
 * Remembers answers for a while, so that a repeated question costs no call. Questions asked at the same time
 * share one answer; a failed one is forgotten at once. Times in ms; at most `most` answers are kept.
 */
export class TtlCache<T> {
	private readonly kept = new Map<string, Kept<T>>();

	private readonly keepMs: number;

	private readonly most: number;

	constructor(keepMs: number, most = 200) {
		this.keepMs = keepMs;
		this.most = most;
	}

	async recall(key: string, now: number, ask: () => Promise<T>): Promise<T> {
		const known = this.kept.get(key);
		if (known && known.until > now) return await known.value;
		const value = ask();
		this.keep(key, now, value);
		value.catch(() => {
			if (this.kept.get(key)?.value === value) this.kept.delete(key);
		});
		return await value;
	}
	/** Remembers an answer that came another way, in place of an older one. */
	put(key: string, now: number, answer: T): void {
		this.keep(key, now, Promise.resolve(answer));
	}

	/** The answer that is remembered, or under way; undefined without one. */
	peek(key: string, now: number): Promise<T> | undefined {
		const known = this.kept.get(key);
		return known && known.until > now ? known.value : undefined;
	}

	private keep(key: string, now: number, value: Promise<T>): void {
		this.kept.delete(key);
		this.kept.set(key, { value, until: now + this.keepMs });
		if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value ?? key);
	}
}
