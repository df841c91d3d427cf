import { tryAgainAtOnce } from '../support/backoff.mts';
import { fuzz } from './fuzz.mts';
import { keepResults } from './results.mts';

test('no set of parameters breaks the nodes', async () => {
	tryAgainAtOnce();
	const { RELIABILITY_SETS: sets = '40000', RELIABILITY_SEED: seed = '1' } = process.env;
	const report = await fuzz(Number(sets), Number(seed));
	keepResults('fuzz', report);
	expect(report.failures).toEqual([]);
}, 1_200_000);
