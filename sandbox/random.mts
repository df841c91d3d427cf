/** A source of numbers in [0, 1). */
export type Random = () => number;

/** A small seeded generator (mulberry32): the same seed always gives the same run, so a failing test can be repeated. */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** A whole number from 0 up to, not including, `limit`. */
export function randomBelow(random: Random, limit: number): number {
	return Math.floor(random() * limit);
}

/** One of `choices`, which must not be empty. */
export function pick<Choice>(random: Random, choices: readonly Choice[]): Choice {
	return choices[randomBelow(random, choices.length)];
}
