import { tryAgainAtOnce } from '../support/backoff.mts';
import { matrixCases, runMatrix, sampled } from './matrix.mts';
import { keepResults } from './results.mts';

test('every way into the service meets every fault', async () => {
	tryAgainAtOnce();
	const {
		RELIABILITY_CASES: size = '3000',
		RELIABILITY_SEED: seed = '1',
		RELIABILITY_ONLY: only,
	} = process.env;
	const all = matrixCases();
	const wanted = all.filter(
		({ way, fault }) => !only || new RegExp(only).test(`${way.name} x ${fault.name}`),
	);
	const report = await runMatrix(
		size === 'all' || only ? wanted : sampled(wanted, Number(size), Number(seed)),
	);
	keepResults('matrix', { ...report, all: all.length, seed: Number(seed) });
	expect(report.failures).toEqual([]);
}, 3_600_000);
