import { TtlCache, TtlMap } from './ttlCache';

/** How long an old response is better than none. */
const OLDER_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Remembers responses for a while, and the last good one for longer: it serves when a new one cannot be loaded. Callers at
 * the same time share one response. `ask` must throw for an unusable response, so that it is not stored.
 */
export class LastGood<T> {
	private readonly fresh: TtlCache<T>;

	private readonly older = new TtlMap<T>(OLDER_MS);

	/** The last response that did not look whole, as text. */
	private readonly doubted = new TtlMap<string>(OLDER_MS);

	constructor(freshMs: number) {
		this.fresh = new TtlCache(freshMs);
	}

	/**
	 * The response, and whether it is an old one because `ask` threw. Throws the error of `ask` where there is no old one.
	 *
	 * @param isWhole whether a response looks whole. One that does not may be a passing fault, and is remembered once it
	 * has come twice in a row.
	 */
	async recall(
		key: string,
		now: number,
		ask: () => Promise<T>,
		isWhole: (answer: T) => boolean = () => true,
	): Promise<{ answer: T; isOlder: boolean }> {
		let isKept = false;
		const asked = this.fresh.recall(
			key,
			now,
			async () => {
				const answer = await ask();
				isKept = isWhole(answer) || this.cameBefore(key, now, answer);
				if (isKept) this.older.set(key, answer, now);
				return answer;
			},
			() => isKept,
		);
		return await asked.then(
			(answer) => ({ answer, isOlder: false }),
			(error: unknown) => {
				const answer = this.older.get(key, now);
				if (answer === undefined) throw error;
				return { answer, isOlder: true };
			},
		);
	}

	private cameBefore(key: string, now: number, answer: T): boolean {
		const text = JSON.stringify(answer);
		const isSame = this.doubted.get(key, now) === text;
		this.doubted.set(key, text, now);
		return isSame;
	}

	/** Remembers a response that came another way. */
	put(key: string, now: number, answer: T): void {
		this.fresh.put(key, now, answer);
		this.older.set(key, answer, now);
	}

	/** The last good response, old or new, without a call. */
	peek(key: string, now: number): T | undefined {
		return this.older.get(key, now);
	}
}
