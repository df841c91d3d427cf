/** A limiter of the built package, in which the nodes wait. */
export interface Limiter {
	isIdle: boolean;
	clock: { now: () => number; sleep: (ms: number) => Promise<void> };
}

/** The limiter for an API key in the built package. */
export function limiterFor(address: string, apiKey: string): Limiter {
	const { limiterFor: find } = jest.requireActual<{
		limiterFor: (service: string, apiKey: string) => Limiter;
	}>('../../dist/nodes/shared/api/limiter');
	return find(address, apiKey);
}

/** A limiter waits for seconds after each 429; this clock makes them shorter. */
const TIMES_FASTER = 40;
export const FAST_CLOCK: Limiter['clock'] = {
	now: () => performance.now() * TIMES_FASTER,
	sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms / TIMES_FASTER)),
};
