import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import { runNode, type Credentials } from './support/engine.mts';
import { KIT_CODE } from './support/parameters.mts';
import { useSandbox } from './support/sandbox.mts';

/* Codes that this process has paid for are given out again. */

const sandbox = useSandbox();
const KIT_LOCK = { ...KIT_CODE, identifier: '={{ $json.identifier }}', start: '={{ $json.start }}' };
const CARRY_ON: OnError = 'continueRegularOutput';

const bookings = (count: number, changes: IDataObject = {}) =>
	Array.from({ length: count }, (_, index) => ({
		identifier: String(100_000 + index),
		start: '2099-12-01 16:00',
		...changes,
	}));

interface Settings {
	options?: INodeParameters;
	onError?: OnError;
	credentials?: Partial<Credentials>;
	cancelWhen?: () => boolean;
	parameters?: INodeParameters;
}

const generate = async (
	rows: IDataObject[],
	{ options, onError, credentials, cancelWhen, parameters }: Settings = {},
) =>
	await runNode(
		{
			parameters: { ...KIT_LOCK, ...(options && { options }), ...parameters },
			credentials: sandbox.credentials(credentials),
			onError,
			cancelWhen,
		},
		rows,
	);

const counters = () => sandbox.control.getCalls().keys[sandbox.credentials().apiKey];
const charged = () => counters()?.netCode.charged ?? 0;
const received = () => counters()?.netCode.received ?? 0;
const CODES = '/n/1/netcode/*';
const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

test('a second run pays nothing, and gives the same codes', async () => {
	const first = await generate(bookings(3));
	const second = await generate(bookings(3));
	expect(charged()).toBe(3);
	expect(second.items.map(({ json }) => json)).toEqual(first.items.map(({ json }) => json));
	expect(first.hints).toContain('3 NetCode calls for 3 rows');
	expect(second.hints).toContain('0 NetCode calls for 3 rows; 3 were paid for before');
});

test('the hint tells repetitions and what was paid for before', async () => {
	await generate(bookings(3));
	const { hints } = await generate([...bookings(5), ...bookings(2), ...bookings(5)]);
	expect(hints).toContain('2 NetCode calls for 12 rows; 7 repeated earlier rows, 3 were paid for before');
	expect(charged()).toBe(5);
});

test('one row that was paid for is told too', async () => {
	await generate(bookings(1));
	expect((await generate(bookings(1))).hints).toContain('0 NetCode calls for 1 row; 1 was paid for before');
});

test('Simplify on and off share the response, each with an object of its own', async () => {
	const simple = await generate(bookings(1));
	const raw = await generate(bookings(1), { options: { simplify: false } });
	const again = await generate(bookings(1), { options: { simplify: false } });
	expect(charged()).toBe(1);
	expect(raw.items[0].json.ActualNetcode).toBe(simple.items[0].json.netCode);
	expect(again.items[0].json).toEqual(raw.items[0].json);
});

test('Reuse Codes off pays again', async () => {
	await generate(bookings(1));
	await generate(bookings(1), { options: { reuseCodes: false } });
	expect(charged()).toBe(2);
});

test.each<[string, Settings]>([
	['another API version', { options: { apiVersion: '3' } }],
	['another start', { parameters: { start: '2099-12-01 17:00' } }],
	['another duration', { parameters: { duration: '4' } }],
	['another timecode', { parameters: { timecode: '202611161624' } }],
])('%s is another code', async (_name, settings) => {
	await generate(bookings(1));
	const { error } = await generate(bookings(1), settings);
	expect(error).toBeUndefined();
	expect(sandbox.calls().filter(({ path }) => path.startsWith('/n/'))).toHaveLength(2);
});

test('another API key is another account', async () => {
	await generate(bookings(1));
	const apiKey = sandbox.newApiKey();
	await generate(bookings(1), { credentials: { apiKey } });
	expect(sandbox.control.getCalls().keys[apiKey].netCode.charged).toBe(1);
});

test('a failure is not remembered', async () => {
	sandbox.control.addFault({ path: CODES, answers: [{ status: 400 }], times: 1 });
	expect((await generate(bookings(1))).error).toBeDefined();
	expect((await generate(bookings(1))).error).toBeUndefined();
	expect(received()).toBe(2);
});

test('an ended code is not remembered', async () => {
	const settings = { options: { endedCodes: 'allow' }, parameters: { start: '2020-12-01 16:00' } };
	await generate(bookings(1), settings);
	await generate(bookings(1), settings);
	expect(charged()).toBe(2);
});

test('after the quota ended a run midway, the next one pays for the rest alone', async () => {
	const apiKey = sandbox.newApiKey();
	sandbox.control.putKey(apiKey, { quotas: { netCode: 7, utility: 100 } });
	const stopped = await generate(bookings(30), { credentials: { apiKey } });
	expect(stopped.error?.message).toMatch(
		/quota of NetCode calls is used up\. 7 of 30 items were done and 7 NetCode calls charged; 23 items are left\. The codes made so far are in memory: running the node again costs only the rest$/,
	);
	sandbox.control.putKey(apiKey, { quotas: { netCode: 100, utility: 100 } });
	const { items, hints } = await generate(bookings(30), { credentials: { apiKey } });
	expect(items.every(({ json }) => json.netCode)).toBe(true);
	expect(hints).toContain('23 NetCode calls for 30 rows; 7 were paid for before');
	expect(sandbox.control.getCalls().keys[apiKey].netCode.charged).toBe(30);
});

test('a run that the check refused says what the good rows would cost, without those that are paid for', async () => {
	await generate(bookings(2));
	const { error } = await generate([...bookings(5), ...bookings(1, { identifier: 'x' })]);
	expect(error?.message).toMatch(
		/Nothing was sent or charged; the other 5 items would cost 3 NetCode calls$/,
	);
});

test('n8n running the node again, for a first row with a column named error, sends nothing twice', async () => {
	const rows = [{ ...bookings(1)[0], error: 'of the sheet' }, ...bookings(2)];
	const settings = {
		parameters: { ...KIT_LOCK, options: { includeInputFields: true } },
		credentials: sandbox.credentials(),
		onError: CARRY_ON,
		retryOnFail: true,
	};
	const { items } = await runNode(settings, rows);
	expect(items[0].json).toMatchObject({
		error: 'of the sheet',
		doorCode: { netCode: expect.any(String) as string },
	});
	expect(charged()).toBe(2);
});

describe('two executions at once', () => {
	test('share the calls for what both ask for', async () => {
		sandbox.control.putSettings({ latencyMs: 100 });
		const [one, other] = await Promise.all([generate(bookings(4)), generate(bookings(6))]);
		expect(charged()).toBe(6);
		expect(other.items.slice(0, 4).map(({ json }) => json.netCode)).toEqual(
			one.items.map(({ json }) => json.netCode),
		);
	});

	test('go on when one of them is cancelled', async () => {
		await generate(bookings(1, { identifier: '222222' }));
		sandbox.control.putSettings({ latencyMs: 600 });
		const from = received();
		const first = generate(bookings(3), { cancelWhen: () => received() - from >= 3 });
		while (received() - from < 1) await sleep(5);
		const second = await generate(bookings(3));
		await first;
		expect(second.items.map(({ json }) => json.error)).toEqual([undefined, undefined, undefined]);
		expect(received() - from).toBe(3);
	});

	test('go on when one of them ends by a refused row', async () => {
		sandbox.control.putSettings({ latencyMs: 50 });
		sandbox.control.addFault({ path: '/n/1/netcode/202611161655', answers: [{ status: 400 }], times: 1 });
		const parameters = { timecode: '={{ $json.timecode ?? "202611161623" }}' };
		const rows = [{ ...bookings(1)[0], timecode: '202611161655' }, ...bookings(60)];
		const [stopped, other] = await Promise.all([
			generate(rows, { parameters }),
			generate(bookings(60), { parameters }),
		]);
		expect(stopped.error).toBeDefined();
		expect(other.error).toBeUndefined();
		expect(other.items).toHaveLength(60);
		expect(charged()).toBeLessThanOrEqual(61);
	});
});
