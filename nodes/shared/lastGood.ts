import { TtlMap } from './ttlCache';

/** How long an old response is better than none. */
const OLDER_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Remembers responses for a while, and the last good one for longer: it serves when a new one cannot be loaded. Callers at
 * the same time share one response. `ask` must throw for an unusable response, so that it is not stored.
 */
export class LastGood<T> {
	private readonly fresh: TtlMap<Promise<T>>;

	private readonly older = new TtlMap<T>(OLDER_MS);

	constructor(freshMs: number) {
		this.fresh = new TtlMap(freshMs);
	}

	/** The response, and whether it is an old one because `ask` threw. Throws the error of `ask` where there is no old one. */
	async recall(key: string, now: number, ask: () => Promise<T>): Promise<{ answer: T; isOlder: boolean }> {
		const olderOr = (error: unknown) => {
			const answer = this.older.get(key, now);
			if (answer === undefined) throw error;
			return { answer, isOlder: true };
		};
		const asked = this.fresh.get(key, now) ?? this.asked(key, now, ask);
		return await asked.then((answer) => ({ answer, isOlder: false }), olderOr);
	}

	/** Remembers a response that came another way. */
	put(key: string, now: number, answer: T): void {
		this.fresh.set(key, Promise.resolve(answer), now);
		this.older.set(key, answer, now);
	}

	/** The last good response, old or new, without a call. */
	peek(key: string, now: number): T | undefined {
		return this.older.get(key, now);
	}

	private asked(key: string, now: number, ask: () => Promise<T>): Promise<T> {
		const value = ask().then((answer) => {
			this.older.set(key, answer, now);
			return answer;
		});
		this.fresh.set(key, value, now);
		value.catch(() => this.fresh.delete(key, value));
		return value;
	}
}
