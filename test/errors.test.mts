import { createServer } from 'node:http';
import { dirname } from 'node:path';
import type { INodeParameters, NodeApiError, OnError } from 'n8n-workflow';

import type { FaultAnswer } from '../sandbox/faults.mts';
import { BUSY_LOCK, OFFICE_ACCESS_KEY } from '../sandbox/seed.mts';
import {
	locator,
	loadOptions,
	routeNode,
	runNode,
	type Credentials,
	type NodeRun,
} from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';
import { tryAgainAtOnce } from './support/backoff.mts';
import { GET_LOCK, KIT_CODE } from './support/parameters.mts';
import { closeServers, listening } from './support/servers.mts';
import { repeatedIn } from './support/texts.mts';

/** How n8n's poller reads an error, by the copy that n8n-core itself has. */
const { retryabilityFromError } = jest.requireActual<{
	retryabilityFromError: (error: unknown) => { retryable: string; status?: number; retryAfterMs?: number };
}>(require.resolve('@n8n/backend-network', { paths: [dirname(require.resolve('n8n-core'))] }));

const sandbox = useSandbox();

const CODES = '/n/1/netcode/*';
const CARRY_ON: OnError = 'continueRegularOutput';

const K3_CODE: INodeParameters = {
	resource: 'netCode',
	operation: 'generateForK3Lock',
	lockId: locator(BUSY_LOCK.lockId),
	start: '2026-12-01 16:00',
	duration: '3',
	// Without it, the list of locks would be looked up first.
	options: { timezone: 'Europe/London' },
};
const INVITE: INodeParameters = {
	resource: 'k3Client',
	operation: 'create',
	lockId: locator(BUSY_LOCK.lockId),
	clientEmail: 'new.guest@example.com',
	accessType: 'STANDARD',
};

interface RunSettings {
	credentials?: Partial<Credentials>;
	onError?: OnError;
}

const run = async (parameters: INodeParameters, settings: RunSettings = {}, rows = 1): Promise<NodeRun> =>
	await runNode(
		{ parameters, credentials: sandbox.credentials(settings.credentials), onError: settings.onError },
		Array.from({ length: rows }, () => ({})),
	);

const failing = (answer: FaultAnswer, path = CODES) =>
	sandbox.control.addFault({ path, answers: [answer], times: 100 });

beforeEach(() => {
	tryAgainAtOnce();
});

afterEach(() => jest.restoreAllMocks());

const PAGE = '<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>';

interface Expected {
	message: RegExp;
	advice: RegExp;
	httpCode: string | null;
	cause?: string;
	/** Whether n8n may try the node again. */
	retryable?: 'yes' | 'unknown';
}

function expectError(
	error: NodeRun['error'],
	{ message, advice, httpCode, cause, retryable }: Expected,
): void {
	expect(error?.name).toBe('NodeApiError');
	expect(error?.message).toMatch(message);
	expect(error?.description).toMatch(advice);
	expect(error?.description).toMatch(/^[A-Z].*\.$/);
	expect(repeatedIn(error?.message ?? '', error?.description ?? '')).toEqual([]);
	const { httpCode: code, failure, context } = error as NodeApiError;
	expect(code).toBe(httpCode);
	expect(failure?.cause).toBe(cause);
	expect(context.itemIndex).toBe(0);
	expect(retryabilityFromError(error)).toMatchObject({
		retryable: retryable ?? 'unknown',
		...(httpCode !== null && { status: Number(httpCode) }),
	});
}

describe('an error tells its cause and what to do', () => {
	type Answer = [
		name: string,
		answer: FaultAnswer,
		message: RegExp,
		advice: RegExp,
		more?: Partial<Expected>,
	];
	const KEY = { cause: 'credential-invalid' };
	const CONFIGURATION = { cause: 'configuration-invalid' };
	const QUOTA = { cause: 'quota-exhausted', retryable: 'yes' } as const;
	const THROTTLED = { cause: 'rate-limited', retryable: 'yes' } as const;
	const DROPPED = { cause: 'temporarily-unavailable', httpCode: null };
	const DOWN = { cause: 'temporarily-unavailable', retryable: 'yes' } as const;
	const said = (status: number, message: string): FaultAnswer => ({ status, body: { message } });

	const ANSWERS = (
		[
			['a bad API key', said(403, 'Forbidden'), /API key/, /API Key in the credential/, KEY],
			['a wrong Base URL', said(403, 'Missing Authentication Token'), /Base URL/, /Base URL/, CONFIGURATION],
			[
				'a redirect',
				{ status: 301, headers: { location: 'https://a.b' } },
				/redirects/,
				/Base URL/,
				CONFIGURATION,
			],
			['a web page with status 200', { status: 200, body: PAGE }, /web page/, /Base URL/],
			['a web page with status 404', { status: 404, body: PAGE }, /web page/, /Base URL/],
			['text', { status: 200, body: 'It works!' }, /is not JSON/, /Base URL/],
			[
				'a value that the service refuses',
				said(400, 'Generate netcode failed with ERROR status'),
				/KL1060.*202611161623.*2026-12-01 16:00.*'4 hours'.*Generate netcode failed/,
				/duration/,
			],
			['a value that it cannot process', said(422, 'No'), /2026-12-01 16:00.*'4 hours'.*: No/, /duration/],
			['what is not found', { status: 404 }, /202611161623/, /Check/],
			['a used-up quota', said(429, 'Limit Exceeded'), /quota of NetCode calls/, /bolt-on/, QUOTA],
			['throttling', said(429, 'Too Many Requests'), /throttling/, /moment/, THROTTLED],
			...[500, 502, 503, 504].flatMap((status) =>
				[{ message: 'tertiary endpoint error' }, undefined, PAGE].map((body): Answer => {
					const rest = typeof body === 'object' ? ': tertiary endpoint error' : '';
					const message = new RegExp(`status ${status}\\)${rest}$`);
					return [`${status} with ${typeof body}`, { status, body }, message, /few minutes/, DOWN];
				}),
			),
			['a dropped connection', { drop: true }, /ended before/, /network/, DROPPED],
			...[
				{ status: 'error', message: 'No code today' },
				{ error: 'Bad', message: 'No code today' },
				{ error: 'No code today' },
				{ netcode: 'ERROR', status: 'ok', message: 'No code today' },
			].map((body): Answer => {
				const message = /failure.*2026-12-01 16:00.*No code today/;
				return [`${JSON.stringify(body)} with status 200`, { status: 200, body }, message, /values/];
			}),
			...['', undefined, null, 'ERROR', '123456'].map((ActualNetcode): Answer => {
				const body = { ActualNetcode, Resultstatus: 'Failed' };
				return [`${JSON.stringify(body)}`, { status: 200, body }, /no NetCode.*Failed/, /charged/];
			}),
			...[[], false, '', {}].map((body): Answer => {
				const name = `${JSON.stringify(body)} in place of a code`;
				return [name, { status: 200, body }, /lacks the NetCode/, /Base URL/];
			}),
		] as Answer[]
	).map(([name, answer, message, advice, more]): [string, FaultAnswer, Expected] => [
		name,
		answer,
		{ message, advice, httpCode: String(answer.status), ...more },
	]);

	test.each(ANSWERS)('%s', async (_name, answer, expected) => {
		failing(answer);
		const { error, items } = await run(KIT_CODE);
		expect(items).toEqual([]);
		expectError(error, expected);
	});

	test.each(ANSWERS)('%s, on an item', async (_name, answer, { message, advice }) => {
		failing(answer);
		const { error, items } = await run(KIT_CODE, { onError: CARRY_ON });
		expect(error).toBeUndefined();
		expect(items).toEqual([
			{
				json: {
					error: expect.stringMatching(message) as string,
					message: expect.stringMatching(advice) as string,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test.each(ANSWERS.slice(0, 3))(
		'%s, by the routing of older AI agents',
		async (_name, answer, { message, advice }) => {
			failing(answer);
			const node = { parameters: KIT_CODE, credentials: sandbox.credentials() };
			await expect(routeNode(node)).rejects.toMatchObject({
				message: expect.stringMatching(message) as string,
				description: expect.stringMatching(advice) as string,
			});
			const items = await routeNode({ ...node, onError: CARRY_ON });
			expect(items[0].json.error).toMatch(message);
			expect(items[0].pairedItem).toEqual({ item: 0 });
		},
	);

	test.each<[string, INodeParameters, Pick<Expected, 'message' | 'advice'>]>([
		['a value', { start: '01/07/2026' }, { message: /01\/07\/2026/, advice: /year/ }],
		['the service', {}, { message: /status 503/, advice: /few minutes/ }],
	])('%s, as an item for the model of an older AI agent', async (_name, changes, { message, advice }) => {
		failing({ status: 503 });
		const parameters = { ...KIT_CODE, ...changes };
		const items = await routeNode({
			parameters,
			credentials: sandbox.credentials(),
			type: 'codelocksTool',
		});
		expect(items).toEqual([
			{
				json: {
					error: expect.stringMatching(message) as string,
					message: expect.stringMatching(advice) as string,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test('an unknown access key', async () => {
		const credentials = { accessKey: 'k3nobody00' };
		for (const parameters of [K3_CODE, GET_LOCK, INVITE]) {
			expectError((await run(parameters, { credentials })).error, {
				message: /access key/,
				advice: /K3 Connect app/,
				httpCode: '401',
				cause: 'credential-invalid',
			});
		}
	});

	test.each([
		['as JSON', undefined],
		['without a body', { status: 404 }],
	])('an unknown lock, %s', async (_name, fault) => {
		const lockId = 'ff050408434e47533039303138303136';
		if (fault) failing(fault, '*'.padStart(2, '/'));
		for (const parameters of [GET_LOCK, INVITE, K3_CODE]) {
			// The look-up of durations would meet the fault first.
			if (fault && parameters === K3_CODE) continue;
			expectError((await run({ ...parameters, lockId: locator(lockId) })).error, {
				message: new RegExp(lockId),
				advice: /account of this access key/,
				httpCode: '404',
			});
		}
	});

	test('the real service refusing a bad API key', async () => {
		for (const apiKey of ['nobody-has-this', 'sandbox-disabled-key', '']) {
			expectError((await run(GET_LOCK, { credentials: { apiKey } })).error, {
				message: /API key/,
				advice: /API Key/,
				httpCode: '403',
				cause: 'credential-invalid',
			});
		}
	});

	test('a Base URL with a wrong path', async () => {
		expectError((await run(GET_LOCK, { credentials: { baseUrl: `${sandbox.url}/v2` } })).error, {
			message: /Base URL/,
			advice: /Base URL/,
			httpCode: '403',
			cause: 'configuration-invalid',
		});
	});

	test('a host that nobody listens at', async () => {
		const port = await listening(createServer());
		await closeServers();
		const { error } = await run(GET_LOCK, { credentials: { baseUrl: `http://127.0.0.1:${port}` } });
		expectError(error, {
			message: /could not be reached: it refused the connection/,
			advice: /Base URL.*Internet/,
			httpCode: null,
			cause: 'temporarily-unavailable',
		});
	});

	test('a host whose name nobody knows', async () => {
		const { error } = await run(GET_LOCK, { credentials: { baseUrl: 'https://codelocks.invalid' } });
		expectError(error, {
			message: /could not be reached: its host name/,
			advice: /Base URL/,
			httpCode: null,
			cause: 'temporarily-unavailable',
		});
	});

	test('a time out', async () => {
		failing({ delayMs: 2_000 });
		const { error } = await run({ ...KIT_CODE, requestOptions: { timeout: 60 } });
		expectError(error, {
			message: /did not respond within 0.06 seconds/,
			advice: /may be charged.*Timeout/,
			httpCode: null,
			cause: 'temporarily-unavailable',
		});
	});

	test.each([
		['http://example.com', /https:\/\//],
		['nonsense', /https:\/\//],
		['https://example.com?x=1', /Base URL/],
	])('the Base URL %s, without a call', async (baseUrl, message) => {
		const lookup = jest.spyOn(jest.requireActual<typeof import('node:dns')>('node:dns'), 'lookup');
		const { error } = await run(KIT_CODE, { credentials: { baseUrl } });
		expect(error).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(message) as string,
			description: expect.stringMatching(/api-connect/) as string,
		});
		const { items } = await run(KIT_CODE, { credentials: { baseUrl }, onError: CARRY_ON }, 3);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		for (const { json } of items) expect(json.error).toMatch(message);
		expect(lookup).not.toHaveBeenCalled();
	});

	test('with Retry-After where n8n looks for it', async () => {
		failing({ status: 429, headers: { 'retry-after': '90' }, body: { message: 'Too Many Requests' } });
		const { error } = await run(KIT_CODE);
		expect(retryabilityFromError(error)).toEqual({ retryable: 'yes', status: 429, retryAfterMs: 90_000 });
		expect((error as NodeApiError).failure).toEqual({ cause: 'rate-limited', retryAfterMs: 90_000 });
	});

	test('and the row that it is about', async () => {
		const settings = {
			parameters: { ...KIT_CODE, timecode: '={{ $json.timecode }}' },
			credentials: sandbox.credentials(),
		};
		failing({ status: 400 }, '/n/1/netcode/202611161655');
		const rows = ['202611161650', '202611161655'].map((timecode) => ({ timecode }));
		const { error } = await runNode(settings, rows);
		expect(error?.message).toMatch(/^Item 1: .*202611161655/);
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
	});
});

describe('keys', () => {
	const API_KEY = `api+key/"w ith&%'!`;
	const ACCESS_KEY = 'k3 äccess+key/=&!';
	const OTHER_ACCESS_KEY = 'another+äccess=key';

	const strict = (text: string) =>
		encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
	/** What stands for a key in a text, in any of its writings; parts, since a text may be cut. */
	const traces = (key: string) => [
		key,
		encodeURIComponent(key),
		strict(key),
		new URLSearchParams({ key }).toString().slice(4),
		JSON.stringify(key).slice(1, -1),
		key.slice(0, 8),
		strict(key).slice(0, 9),
	];

	/** What a service would say that repeats all that it was sent, in several writings. */
	const echoing = (...keys: string[]) =>
		keys.flatMap((key) => [key, encodeURIComponent(key), strict(key), JSON.stringify(key)]).join(' and ');

	const ECHO = echoing(API_KEY, ACCESS_KEY, OTHER_ACCESS_KEY);

	function expectNoKey(text: string): void {
		for (const key of [API_KEY, ACCESS_KEY, OTHER_ACCESS_KEY]) {
			for (const trace of traces(key)) expect(text).not.toContain(trace);
		}
	}

	/** Everything about an error, with what JSON leaves out: causes, and properties that are not enumerable. */
	function everythingIn(value: unknown, seen = new Set<unknown>()): string {
		if (value === null || typeof value !== 'object') return String(value);
		if (seen.has(value)) return '';
		seen.add(value);
		return Object.getOwnPropertyNames(value)
			.filter((name) => name !== 'node')
			.map((name) => `${name}: ${everythingIn((value as Record<string, unknown>)[name], seen)}`)
			.join('\n');
	}

	const credentials = { apiKey: API_KEY, accessKey: ACCESS_KEY };
	/** From the row, since n8n itself puts the parameters of a node into its error. */
	const withKey = (parameters: INodeParameters): INodeParameters => ({
		...parameters,
		options: { ...(parameters.options as INodeParameters), accessKey: '={{ $json.key }}' },
	});
	const runWithKey = async (parameters: INodeParameters, onError?: OnError) =>
		await runNode(
			{ parameters: withKey(parameters), credentials: sandbox.credentials(credentials), onError },
			[{ key: '' }, { key: OTHER_ACCESS_KEY }],
		);

	const FAULTS: Array<[string, FaultAnswer]> = [
		...[400, 401, 403, 404, 422, 500, 503].map((status): [string, FaultAnswer] => [
			`status ${status}`,
			{
				status,
				body: { message: ECHO, error: ECHO, [ECHO]: ECHO },
				headers: { 'x-echo': encodeURIComponent(ECHO) },
			},
		]),
		['a text cut in the middle of a key', { status: 400, body: { message: `${'x'.repeat(292)}${API_KEY}` } }],
		['a used-up quota', { status: 429, body: { message: `Limit Exceeded ${ECHO}` } }],
		['a web page', { status: 200, body: `<html>${ECHO}` }],
		['status 500 as a web page', { status: 500, body: `<html>${ECHO}` }],
		['text', { status: 200, body: ECHO }],
		['a failure with status 200', { status: 200, body: { status: 'error', message: ECHO } }],
		[
			'a code that was not made',
			{ status: 200, body: { ActualNetcode: '', Resultstatus: `Failed ${ECHO}` } },
		],
		['a list in place of an object', { status: 200, body: [ECHO, ECHO] }],
		['a redirect', { status: 302, headers: { location: `/?key=${encodeURIComponent(ECHO)}` } }],
		['a dropped connection', { drop: true }],
	];

	beforeEach(() => {
		// n8n writes what it answers with to the console, which would drown the report.
		jest.spyOn(console, 'error').mockImplementation(() => undefined);
	});

	test.each(FAULTS)('stand nowhere after %s', async (_name, answer) => {
		for (const parameters of [K3_CODE, GET_LOCK, INVITE]) {
			sandbox.control.clearFaults();
			failing(answer, '/u/1/k3connect*');
			failing(answer);
			failing({ status: 200, body: [] }, '/u/1/durations');
			const stopped = await runWithKey(parameters);
			if (parameters === K3_CODE) expect(stopped.error).toBeDefined();
			expectNoKey(stopped.record);
			expectNoKey(everythingIn(stopped.error));
			expectNoKey(stopped.hints.join());
			const { items, record } = await runWithKey(parameters, CARRY_ON);
			expect(items).toHaveLength(2);
			expectNoKey(record);
		}
	});

	test.each([
		['a connection that nobody takes', { baseUrl: 'http://127.0.0.1:9' }, undefined],
		['a time out', {}, { timeout: 50 }],
	])('stand nowhere after %s', async (_name, changes, requestOptions) => {
		failing({ delayMs: 1_000 }, '/u/1/k3connect*');
		const { error, record } = await runNode(
			{
				parameters: { ...GET_LOCK, ...(requestOptions && { requestOptions }) },
				credentials: { ...sandbox.credentials(credentials), ...changes },
			},
			[{}],
		);
		expect(error).toBeDefined();
		expectNoKey(everythingIn(error));
		expectNoKey(record);
	});

	test('are in no item in which the service echoes them', async () => {
		failing(
			{
				status: 200,
				body: { LockId: '1', BatteryStatus: ACCESS_KEY, LockName: `the ${strict(API_KEY)}`, [ACCESS_KEY]: 1 },
			},
			'/u/1/k3connect*',
		);
		const lock = await run(GET_LOCK, { credentials });
		expect(lock.items[0].json).toMatchObject({ BatteryStatus: '[hidden]', LockName: 'the [hidden]' });
		expectNoKey(lock.record);

		failing({ status: 200, body: [] }, '/u/1/durations');
		failing({
			status: 200,
			body: {
				ActualNetcode: '012345',
				LockId: ACCESS_KEY,
				Mode: API_KEY,
				Extra: [echoing(API_KEY, ACCESS_KEY)],
			},
		});
		for (const simplify of [true, false]) {
			const code = await run(
				{ ...K3_CODE, options: { timezone: 'Europe/London', simplify } },
				{ credentials },
			);
			expect(code.error).toBeUndefined();
			expect(code.items).toHaveLength(1);
			expectNoKey(code.record);
		}
	});

	test("are in no error about the user's own values", async () => {
		for (const parameters of [
			{ ...K3_CODE, lockId: locator(ACCESS_KEY) },
			{ ...K3_CODE, start: API_KEY },
			{ ...K3_CODE, duration: ACCESS_KEY },
			{ ...KIT_CODE, identifier: API_KEY },
		]) {
			const { error, items } = await run(parameters, { credentials });
			expect(items).toEqual([]);
			expectNoKey(`${error?.message} ${error?.description}`);
		}
	});

	test('show no beginning where a message cuts a long value', async () => {
		for (let before = 40; before < 100; before += 3) {
			const value = `${'- '.repeat(before / 2)}${API_KEY} and more than a message quotes ${'.'.repeat(60)}`;
			for (const parameters of [
				{ ...K3_CODE, start: value },
				{ ...K3_CODE, duration: value },
				{ ...KIT_CODE, options: { timezone: value } },
			]) {
				const { error } = await run(parameters, { credentials });
				expect(error).toBeDefined();
				expect(`${error?.message} ${error?.description}`).not.toContain(API_KEY.slice(0, 4));
			}
		}
	});

	test('are in no error of a dropdown', async () => {
		failing({ status: 400, body: { message: echoing(API_KEY, ACCESS_KEY) } }, '/u/1/k3connect*');
		const failed = loadOptions(
			{ parameters: GET_LOCK, credentials: sandbox.credentials(credentials) },
			'getLocks',
		);
		const error: unknown = await failed.catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(Error);
		expectNoKey(everythingIn(error));
	});

	test('with blanks around them work, and are hidden without', async () => {
		failing({ status: 400, body: { message: sandbox.credentials().apiKey } }, '/u/1/k3connect*');
		const { apiKey } = sandbox.credentials();
		const { error } = await run(GET_LOCK, {
			credentials: { apiKey: ` ${apiKey}\n`, accessKey: ` ${OFFICE_ACCESS_KEY} ` },
		});
		expect(error?.message).toMatch('[hidden]');
		expect(error?.message).not.toMatch(apiKey);
		expect(sandbox.calls()[0]).toMatchObject({
			headers: { 'x-api-key': apiKey },
			query: { accesskey: OFFICE_ACCESS_KEY },
		});
	});

	test('go to the Base URL alone, and the API key only in its header', async () => {
		const elsewhere: string[] = [];
		const other = createServer((request, response) => {
			elsewhere.push(request.url ?? '');
			response.end('{}');
		});
		const port = await listening(other);
		failing({ status: 307, headers: { location: `http://127.0.0.1:${port}/` } });
		const { error } = await run(KIT_CODE);
		await closeServers();
		expect(error?.message).toMatch(/redirects/);
		expect(elsewhere).toEqual([]);
		const { apiKey } = sandbox.credentials();
		for (const { path, query, form } of sandbox.calls()) {
			expect(JSON.stringify({ path, query, form })).not.toContain(apiKey);
		}
	});
});
