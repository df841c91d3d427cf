import { tryAgainAtOnce } from './support/backoff.mts';
import { crashTextIn } from './reliability/crashTexts.mts';
import { FAULTS } from './reliability/faults.mts';
import { fuzz, undocumented } from './reliability/fuzz.mts';
import { load, problemsOfLoad, type LoadResult } from './reliability/load.mts';
import { matrixCases, problemsOf, runMatrix, sampled, type Played } from './reliability/matrix.mts';
import { holds, lookForSecrets, secretEchoes } from './reliability/secrets.mts';
import { WAYS } from './reliability/ways.mts';

/* A part of `npm run reliability`, and a proof that its checks can fail. */

const SEED = 7;

beforeEach(() => tryAgainAtOnce());
afterEach(() => void jest.restoreAllMocks());

describe('a sample', () => {
	test('of the fault matrix', async () => {
		const { cases, failures } = await runMatrix(sampled(matrixCases(), 100, SEED));
		expect([cases, failures]).toEqual([100, []]);
	}, 120_000);

	test('of the odd parameters', async () => {
		const { sets, failures } = await fuzz(2_000, SEED);
		expect(failures).toEqual([]);
		expect(sets).toBeGreaterThanOrEqual(2_000);
	}, 120_000);

	test('of the keys that come back', async () => {
		const report = await lookForSecrets(sampled(secretEchoes(), 150, SEED));
		expect(report).toMatchObject({ echoes: 150, finds: [], foundPlanted: report.planted });
	}, 120_000);

	test('of the load', async () => {
		const results = await load({ rows: 200, entries: 2_000, executions: 4, polls: 5 }, 50);
		expect(Math.max(...results.map(({ mostInFlight }) => mostInFlight))).toBeGreaterThan(8);
		expect(results.flatMap(problemsOfLoad)).toEqual([]);
	}, 120_000);
});

describe('the checks find', () => {
	test.each([
		["Cannot read properties of undefined (reading 'x')", true],
		['The lock is [object Object]', true],
		['Maximum call stack size exceeded', true],
		['Start is empty; give a date and time', false],
	])('crash texts: %s', (text, isCrash) => {
		expect(crashTextIn(text) !== undefined).toBe(isCrash);
	});

	test('calls that are not documented', () => {
		expect(
			undocumented([
				{ method: 'GET', path: '/u/1/k3connect/1/audit', query: { page: '1', since: '1' } },
				{ method: 'GET', path: '/u/1/k3connect/a/../account', query: {} },
				{ method: 'GET', path: '/u/1/k3connect', query: { accesskey: 'x' } },
			]),
		).toHaveLength(2);
	});

	test.each([
		['plain', 'the key My-Key/1 is wrong'],
		['in a URL', '?key=My-Key%2F1'],
		['in base64', Buffer.from('My-Key/1').toString('base64')],
		['in JSON text', JSON.stringify(JSON.stringify({ key: 'My-Key/1' }))],
	])('a key %s', (_spelling, text) => {
		expect([holds(text, 'My-Key/1'), holds(text, 'My-Key/2')]).toEqual([true, false]);
	});

	const faultNamed = (name: string) => FAULTS.find((fault) => fault.name === name)!;
	const wayNamed = (name: string) => WAYS.find((way) => way.name === name)!;
	const item = (row: number, json: Record<string, string>) => ({ json, pairedItem: { item: row } });
	const call = (method: string, key = 'the same') => ({
		method,
		path: '/',
		query: [],
		key: `${method} ${key}`,
	});
	const failed = { error: 'The Codelocks service failed (status 502)', message: 'Try again.' };
	const played = (changes: Partial<Played>): Played => ({
		case: {
			way: wayNamed('k3Client.update'),
			fault: faultNamed('502'),
			reach: 'each call',
			onError: 'continueErrorOutput',
		},
		outcome: {
			items: [],
			errorItems: [0, 1].map((row) =>
				item(row, { ...failed, error: `${failed.error}; the call may have taken effect` }),
			),
			hints: [],
			record: '',
		},
		calls: [call('PUT')],
		baseline: { items: '[]', calls: new Map([['PUT the same', 1]]) },
		...changes,
	});
	const outcome = (changes: Partial<Played['outcome']>) => ({
		outcome: { ...played({}).outcome, ...changes },
	});

	test('nothing where all is well', () => {
		expect(problemsOf(played({}))).toEqual([]);
	});

	test.each<[string, Partial<Played>, RegExp]>([
		['a crash text', outcome({ hints: ['x is not a function'] }), /a crash text/],
		[
			'words of another fault',
			outcome({
				errorItems: [0, 1].map((row) => item(row, { error: 'The API key is wrong', message: 'x' })),
			}),
			/the error says/,
		],
		[
			'an error without advice',
			outcome({ errorItems: [0, 1].map((row) => item(row, { ...failed, message: '' })) }),
			/no advice/,
		],
		[
			'a write whose doubt is not told',
			outcome({ errorItems: [0, 1].map((row) => item(row, failed)) }),
			/may have taken effect/,
		],
		['a fifth try', { calls: Array.from({ length: 5 }, () => call('PUT')) }, /5 times PUT/],
		['a repeated POST', { calls: [call('POST'), call('POST')] }, /2 times POST/],
		['no call at all', { calls: [] }, /no call/],
		[
			'a row without an item',
			outcome({
				errorItems: [item(0, { ...failed, error: `${failed.error}; the call may have taken effect` })],
			}),
			/rows 0 alone/,
		],
		['an item of no row', outcome({ items: [item(7, { ok: 'yes' })] }), /an item of no row/],
		['a failed row by Success', outcome({ items: [item(0, failed)] }), /goes out by Success/],
		['an error that stops the run', outcome({ error: 'x\ny' }), /throws under/],
		[
			'a success in place of an error',
			outcome({ errorItems: [], items: [0, 1].map((row) => item(row, {})) }),
			/no error/,
		],
	])('%s', (_name, changes, expected) => {
		expect(problemsOf(played(changes)).join('\n')).toMatch(expected);
	});

	const loaded: LoadResult = {
		name: '50 executions',
		items: 5000,
		expected: 5000,
		twice: 0,
		calls: 5001,
		neededCalls: 5001,
		mostInFlight: 32,
		heapMb: 200,
		longestStallMs: 140,
		engineStallMs: 60,
		seconds: 15,
	};

	test.each<[string, Partial<LoadResult>, RegExp[]]>([
		['nothing in a load that is as it should be', {}, []],
		['a lost item', { items: 4999 }, [/4999 items came out, not 5000/]],
		['an item that came twice in the place of another', { twice: 1 }, [/1 items came twice/]],
		['a call too many', { calls: 5002 }, [/5002 calls were made/]],
		['a 33rd call in flight', { mostInFlight: 33 }, [/33 calls of one key/]],
		['a stall of 100 ms beside that of the engine', { longestStallMs: 160 }, [/held for 100 ms/]],
		['a heap that grows', { heapMb: 401 }, [/the heap grew/]],
	])('%s', (_name, changes, expected) => {
		expect(problemsOfLoad({ ...loaded, ...changes })).toEqual(
			expected.map((problem) => expect.stringMatching(problem) as string),
		);
	});
});
