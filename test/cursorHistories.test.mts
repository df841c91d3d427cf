import fc from 'fast-check';

import { faultOf, histories, isUsual, runOf } from './support/histories.mts';

/** Set CURSOR_HISTORIES to run more of them, from a random seed, which a failure prints. */
const HISTORIES = Number(process.env.CURSOR_HISTORIES ?? 20_000);

const SEED = process.env.CURSOR_HISTORIES ? undefined : 1;

test(`any history of ${HISTORIES}: each entry once, none that is old, and a small state`, () => {
	fc.assert(
		fc.property(histories, (history) => {
			const fault = faultOf(runOf(history), isUsual(history));
			if (fault) throw new Error(fault);
		}),
		{ numRuns: HISTORIES, seed: SEED },
	);
}, 3_600_000);
