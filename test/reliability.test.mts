import { crashTextIn } from './reliability/crashTexts.mts';
import { fuzz, undocumented } from './reliability/fuzz.mts';
import { matrixCases, runMatrix, sampled } from './reliability/matrix.mts';
import { lookForSecrets } from './reliability/secrets.mts';
import { tryAgainAtOnce } from './support/backoff.mts';

/* A part of `npm run reliability`, the same in each run. */

const SEED = 2026;

beforeEach(() => tryAgainAtOnce());
afterEach(() => jest.restoreAllMocks());

test('ways into the service meet faults', async () => {
	const cases = matrixCases().filter(({ fault }) => fault.group !== 'throttling' && !fault.needsTimeout);
	const { failures } = await runMatrix(sampled(cases, 60, SEED), 20, 4);
	expect(failures).toEqual([]);
}, 120_000);

test('odd parameters break nothing', async () => {
	const { failures } = await fuzz(1_000, SEED, 15);
	expect(failures).toEqual([]);
}, 120_000);

test('no key comes back, and a planted one is found', async () => {
	const { finds, foundPlanted } = await lookForSecrets(60, SEED, 10);
	expect(finds).toEqual([]);
	expect(foundPlanted).toBe(true);
}, 120_000);

test('the checks find what they look for', () => {
	expect(crashTextIn("Cannot read properties of undefined (reading 'x')")).toBeDefined();
	expect(crashTextIn('The lock is [object Object]')).toBeDefined();
	expect(crashTextIn('Start is empty; give a date and time')).toBeUndefined();
	expect(
		undocumented([
			{ method: 'GET', path: '/u/1/k3connect/1/audit', query: { page: '1', since: '1' } },
			{ method: 'GET', path: '/u/1/k3connect/a/../account', query: {} },
			{ method: 'GET', path: '/u/1/k3connect', query: { accesskey: 'x' } },
		]),
	).toHaveLength(2);
});
