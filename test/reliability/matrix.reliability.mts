import { tryAgainAtOnce } from '../support/backoff.mts';
import { matrixCases, runMatrix, sampled } from './matrix.mts';
import { keepResults } from './results.mts';

test('every way into the service meets every fault', async () => {
	tryAgainAtOnce();
	const { RELIABILITY_CASES: size, RELIABILITY_SEED: seed = '1', RELIABILITY_ONLY: only } = process.env;
	const all = matrixCases().filter(({ way, fault }) => !only || new RegExp(only).test(`${way.name} x ${fault.name}`));
	const cases = size ? sampled(all, Number(size), Number(seed)) : all;
	const report = await runMatrix(cases);
	keepResults('matrix', { ...report, all: matrixCases().length });
	expect(report.failures).toEqual([]);
}, 1_200_000);
