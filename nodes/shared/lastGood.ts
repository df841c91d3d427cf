import { TtlCache } from './ttlCache';

/** An old answer is worth more than none for this long. */
const OLDER_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Remembers answers for a while, and the last good one for longer: it serves when a new one cannot be had. What is asked
 * must fail for an answer that makes no sense, so that it is not kept.
 */
export class LastGood<T> {
	private readonly fresh: TtlCache<T>;

	private readonly older: TtlCache<T>;

	constructor(freshMs: number) {
		this.fresh = new TtlCache<T>(freshMs);
		this.older = new TtlCache<T>(OLDER_MS);
	}

	/** The answer, and whether it is an old one because asking failed. Throws what asking threw where there is none at all. */
	async recall(key: string, now: number, ask: () => Promise<T>): Promise<{ answer: T; isOlder: boolean }> {
		try {
			const answer = await this.fresh.recall(key, now, async () => {
				const asked = await ask();
				this.older.put(key, now, asked);
				return asked;
			});
			return { answer, isOlder: false };
		} catch (error) {
			const answer = await this.older.peek(key, now);
			if (answer === undefined) throw error;
			return { answer, isOlder: true };
		}
	}

	/** Remembers an answer that came another way. */
	put(key: string, now: number, answer: T): void {
		this.fresh.put(key, now, answer);
		this.older.put(key, now, answer);
	}

	/** The last good answer, old or new, without asking. */
	async peek(key: string, now: number): Promise<T | undefined> {
		return await this.older.peek(key, now);
	}
}
