export interface ThrottleSettings {
	/** Calls a second that an API key gets back. */
	rate: number;
	/** Calls that a rested API key may make at once. */
	burst: number;
	/** Sent as Retry-After when given. */
	retryAfterSeconds?: number;
}

/** A token bucket for each API key, as API Gateway's usage plans have it. */
export class Throttle {
	readonly #buckets = new Map<string, { tokens: number; filled: number }>();

	/** Takes a token at `now` (ms), if the key has one left. */
	admits(key: string, { rate, burst }: ThrottleSettings, now: number): boolean {
		const bucket = this.#buckets.get(key) ?? { tokens: burst, filled: now };
		const tokens = Math.min(burst, bucket.tokens + ((now - bucket.filled) / 1000) * rate);
		const admitted = tokens >= 1;
		this.#buckets.set(key, { tokens: admitted ? tokens - 1 : tokens, filled: now });
		return admitted;
	}
}
