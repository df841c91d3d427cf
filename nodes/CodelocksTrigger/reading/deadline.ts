/** What `inTime` gives when time is up first. */
export const LATE = Symbol('late');

/** The end of a poll's time. */
export class Deadline {
	private readonly passed: Promise<typeof LATE>;

	private readonly signal: AbortSignal;

	readonly ms: number;

	constructor(ms: number) {
		this.ms = ms;
		this.signal = AbortSignal.timeout(ms);
		this.passed = new Promise((resolve) => {
			this.signal.addEventListener('abort', () => resolve(LATE));
		});
	}

	get isPast(): boolean {
		return this.signal.aborted;
	}

	/** What the work gives, or LATE when time is up first; the work then runs on without anyone waiting for it. */
	async bound<T>(work: Promise<T>): Promise<T | typeof LATE> {
		return await Promise.race([work, this.passed]);
	}
}
