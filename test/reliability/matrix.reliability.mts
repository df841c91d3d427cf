import { tryAgainAtOnce } from '../support/backoff.mts';
import { matrixCases, runMatrix, sampled } from './matrix.mts';
import { keepResults } from './results.mts';

test('every way into the service meets every fault', async () => {
	tryAgainAtOnce();
	const { RELIABILITY_CASES: size = '4000', RELIABILITY_SEED: seed = '1', RELIABILITY_ONLY: only, RELIABILITY_SECONDS: seconds = '400' } = process.env;
	const all = matrixCases().filter(({ way, fault }) => !only || new RegExp(only).test(`${way.name} x ${fault.name}`));
	const cases = size === 'all' ? all : sampled(all, Number(size), Number(seed));
	const report = await runMatrix(cases, size === 'all' ? Infinity : Number(seconds));
	keepResults('matrix', { ...report, all: matrixCases().length });
	expect(report.failures).toEqual([]);
}, 1_200_000);
