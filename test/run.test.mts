import { createServer, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import type { FaultAnswer } from '../sandbox/faults.mts';
import { BUSY_LOCK, HOTEL_LOCKS, OFFICE_ACCESS_KEY, OFFICE_LOCKS } from '../sandbox/seed.mts';
import { locator, routeNode, runNode, type Credentials, type NodeRun } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';
import { tryAgainAtOnce } from './support/backoff.mts';
import { SELF_SIGNED } from './support/selfSigned.mts';
import { closeServers, listening } from './support/servers.mts';

const sandbox = useSandbox();

const CODES = '/n/1/netcode/*';
const CARRY_ON: OnError = 'continueRegularOutput';

/** A row of a sheet of bookings for a KitLock. Starts are in winter, when wall clock and lock clock agree. */
interface Booking extends IDataObject {
	identifier: string | number;
	start: string;
	duration: string;
	lockModel: string;
	timecode: string;
}

const booking = (changes: Partial<Booking> = {}): Booking => ({
	identifier: '012345',
	start: '2026-12-01 16:00',
	duration: '3',
	lockModel: 'KL1060',
	timecode: '202611161623',
	...changes,
});

/** So many bookings, each for another lock. */
const bookings = (count: number, changes: Partial<Booking> = {}) =>
	Array.from({ length: count }, (_, index) => booking({ identifier: String(100_000 + index), ...changes }));

const KIT_LOCK: INodeParameters = {
	resource: 'netCode',
	operation: 'generateForKitLock',
	lockModel: '={{ $json.lockModel }}',
	timecode: '={{ $json.timecode }}',
	identifier: '={{ $json.identifier }}',
	start: '={{ $json.start }}',
	duration: '={{ $json.duration }}',
};

interface RunSettings {
	parameters?: INodeParameters;
	onError?: OnError;
	credentials?: Partial<Credentials>;
	cancelWhen?: () => boolean;
}

const generate = async (rows: IDataObject[], settings: RunSettings = {}) =>
	await runNode(
		{
			parameters: { ...KIT_LOCK, ...settings.parameters },
			credentials: sandbox.credentials(settings.credentials),
			onError: settings.onError,
			cancelWhen: settings.cancelWhen,
		},
		rows,
	);

/** The counters of the test's API key. */
const counters = () => sandbox.control.getCalls().keys[sandbox.credentials().apiKey];
const charged = () => counters()?.netCode.charged ?? 0;
const received = () => counters()?.netCode.received ?? 0;

const failing = (answers: FaultAnswer[], path = CODES, times?: number) =>
	sandbox.control.addFault({ path, answers, times });

const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

afterEach(() => jest.restoreAllMocks());

describe('before the first paid call', () => {
	const BAD: Array<[string, Partial<Booking>, RegExp]> = [
		['an identifier without its leading zero', { identifier: 12345 }, /Identifier '12345'.*leading zeros/],
		['a duration that the model does not offer', { duration: '19' }, /Duration ID 19 .*KL1060/],
	];

	test.each(BAD)('%s is found', async (_name, changes, message) => {
		const rows = [booking(), booking({ identifier: '222222', ...changes })];
		const stopped = await generate(rows);
		expect(stopped.error).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(message) as string,
			description: expect.stringMatching(/\w/) as string,
			context: { itemIndex: 1 },
		});
		expect(stopped.error?.message).toMatch(/Nothing was sent or charged/);
		expect(received()).toBe(0);

		const { items, error } = await generate(rows, { onError: CARRY_ON });
		expect(error).toBeUndefined();
		expect(items[0]).toMatchObject({
			json: { netCode: expect.any(String) as string },
			pairedItem: { item: 0 },
		});
		expect(items[1]).toMatchObject({
			json: { error: expect.stringMatching(message) as string },
			pairedItem: { item: 1 },
		});
		expect(charged()).toBe(1);
	});

	const halfPast = (hour: number) => booking({ start: `2026-12-01 ${String(hour).padStart(2, '0')}:30` });
	const linesOf = (error: NodeRun['error']) => error?.description?.split('<br>') ?? [];

	test('all bad rows are named: those of the first kind in the message, the others below', async () => {
		const rows = [...bookings(2), halfPast(16), halfPast(9), ...bookings(1), halfPast(16), halfPast(16)];
		const { error, items } = await generate([...rows, booking({ identifier: 12345 })]);
		expect(items).toEqual([]);
		expect(error?.message).toBe(
			'5 of 8 items cannot be sent, and nothing was charged; the other 3 items would cost 2 NetCode calls. ' +
				"Items 2 to 3 and 5 to 6, for example item 2: Start '2026-12-01 16:30' is not on a full hour of the lock's clock, " +
				'which would show 2026-12-01 16:30; write 2026-12-01 16:00:00 or 2026-12-01 17:00:00',
		);
		expect(linesOf(error)).toEqual([
			expect.stringMatching(/^Or set Start Rounding .*\.$/),
			expect.stringMatching(/^Item 7: Identifier '12345' .*zeros\. Format the column as text.*\.$/),
		]);
		expect(received()).toBe(0);
	});

	test('thousands of rows with the same fault take no more room than one', async () => {
		const { error } = await generate([...bookings(1), ...bookings(3000, { duration: '19' })]);
		expect(error?.message).toMatch(/^3000 of 3001 items .* Items 1 to 3000: Duration ID 19 is not offered/);
		expect(linesOf(error)).toHaveLength(1);
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
	});

	test('scattered rows with the same fault are counted from the twenty-first on', async () => {
		const rows = Array.from({ length: 24 }, () => [booking(), halfPast(16)]).flat();
		const { error } = await generate(rows);
		expect(error?.message).toMatch(/ Items 1, 3, 5, .*, 37, 39 and 4 more: Start/);
	});

	test('each model is looked up once, and for a day', async () => {
		const models = ['KL1060', 'KL1060C2', 'KL1060G3'];
		const rows = models.flatMap((lockModel) => bookings(4, { lockModel }));
		await generate(rows);
		expect(counters().utility.received).toBe(3);
		await generate(rows);
		expect(counters().utility.received).toBe(3);

		const now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now + 25 * 3_600_000);
		await generate(rows);
		expect(counters().utility.received).toBe(6);
	});

	test('a look-up that fails is not repeated by every row, and none hangs on it', async () => {
		tryAgainAtOnce();
		failing([{ status: 503 }], '/u/1/durations', 100);
		const { items, hints } = await generate(bookings(6));
		expect(items.every(({ json }) => json.netCode)).toBe(true);
		expect(counters().utility.received).toBe(4);
		expect(hints).toContainEqual(expect.stringMatching(/^The durations of lock model KL1060 could not be/));
	});
});

describe('rows that ask for the same', () => {
	test('share one call, and each has its own item', async () => {
		const distinct = bookings(4);
		const rows = Array.from({ length: 20 }, (_, index) => distinct[index % 4]);
		const { items, hints } = await generate(rows);
		expect(charged()).toBe(4);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(rows.map((_, item) => ({ item })));
		const codes = items.map(({ json }) => json.netCode);
		expect(new Set(codes.slice(0, 4)).size).toBe(4);
		expect(codes).toEqual(rows.map((_, index) => codes[index % 4]));
		expect(hints).toEqual(['4 NetCode calls for 20 rows; 16 repeated earlier rows']);
	});

	test('share it in whatever way they write it', async () => {
		const { items } = await generate([
			booking(),
			booking({ lockModel: 'kl1060' }),
			booking({ start: '2026-12-01T16:00:00' }),
			booking({ start: '2026-12-01T16:00:00Z' }),
			booking({ duration: '03' }),
		]);
		expect(new Set(items.map(({ json }) => json.netCode)).size).toBe(1);
		expect(charged()).toBe(1);
	});

	test('get each their own shape, and objects of their own', async () => {
		const options = { simplify: '={{ $json.simplify }}' };
		const { items } = await generate(
			[
				{ ...booking(), simplify: true },
				{ ...booking(), simplify: false },
				{ ...booking(), simplify: false },
			],
			{ parameters: { options } },
		);
		expect(charged()).toBe(1);
		expect(items[0].json).toMatchObject({ timecode: '202611161623', netCode: items[1].json.ActualNetcode });
		expect(items[1].json).toHaveProperty('Startdata');
		expect(items[2].json).toEqual(items[1].json);
		expect(items[2].json).not.toBe(items[1].json);
		expect(items[2].json.Startdata).not.toBe(items[1].json.Startdata);
	});

	test('share their failure too', async () => {
		failing([{ status: 400, body: { message: 'No' } }]);
		const { items } = await generate([booking(), ...bookings(1), booking()], { onError: CARRY_ON });
		expect(items.map(({ json }) => 'error' in json)).toEqual([true, false, true]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(charged()).toBe(1);
		expect(received()).toBe(2);
	});

	test.each([
		['lockModel', 'KL1060C2'],
		['timecode', '202611161624'],
		['identifier', '012346'],
		['start', '2026-12-01 17:00'],
		['duration', '4'],
	])('do not share it with one that differs in %s', async (name, value) => {
		await generate([booking(), booking({ [name]: value })]);
		expect(charged()).toBe(2);
	});

	test('are told apart by the access key of K3 Connect locks', async () => {
		const { items } = await generate(
			[
				{ lockId: OFFICE_LOCKS[0].lockId, key: OFFICE_ACCESS_KEY },
				{ lockId: OFFICE_LOCKS[0].lockId, key: OFFICE_ACCESS_KEY },
				{ lockId: HOTEL_LOCKS[2].lockId, key: '' },
			],
			{
				parameters: {
					resource: 'netCode',
					operation: 'generateForK3Lock',
					lockId: locator('={{ $json.lockId }}'),
					start: '2026-12-01 16:00',
					duration: '3',
					options: { accessKey: '={{ $json.key }}' },
				},
			},
		);
		expect(items.every(({ json }) => json.netCode)).toBe(true);
		expect(charged()).toBe(2);
	});

	test('are each sent where the operation is not a NetCode', async () => {
		const { items, hints } = await generate([{}, {}], {
			parameters: { resource: 'utility', operation: 'getInitSequence', lockModel: 'KL1060' },
		});
		expect(items).toHaveLength(2);
		expect(counters().utility.charged).toBe(2);
		expect(hints).toEqual([]);
	});
});

describe('the hint of what a run cost', () => {
	test.each([
		[300, 60, '60 NetCode calls for 300 rows; 240 repeated earlier rows'],
		[3, 2, '2 NetCode calls for 3 rows; 1 repeated an earlier row'],
		[2, 1, '1 NetCode call for 2 rows; 1 repeated an earlier row'],
		[2, 2, '2 NetCode calls for 2 rows'],
	])('%s rows of which %s differ: %s', async (count, different, hint) => {
		const distinct = bookings(different);
		const { hints } = await generate(
			Array.from({ length: count }, (_, index) => distinct[index % different]),
		);
		expect(hints).toEqual([hint]);
		expect(charged()).toBe(different);
	});

	test('is not given for a single row', async () => {
		expect((await generate([booking()])).hints).toEqual([]);
	});

	test('counts tries that were charged, and rows that were sent', async () => {
		tryAgainAtOnce();
		failing([{ status: 500 }]);
		const { hints } = await generate([...bookings(3), booking({ identifier: 1 })], { onError: CARRY_ON });
		expect(hints).toEqual(['4 NetCode calls for 3 rows']);
	});

	test('does not count what the gateway turned away', async () => {
		sandbox.control.putKey(sandbox.credentials().apiKey, { quotas: { netCode: 3 } });
		const { hints } = await generate(bookings(8), { onError: CARRY_ON });
		expect(hints).toEqual(['3 NetCode calls for 8 rows']);
	});
});

describe('in flight', () => {
	test('are five at first and 32 at most, shared by two executions', async () => {
		sandbox.control.putSettings({ latencyMs: 200 });
		await generate(bookings(1));
		await Promise.all([
			generate(bookings(20)),
			generate(bookings(20, { start: '2026-12-02 16:00' })),
			routeNode({ parameters: KIT_LOCK, credentials: sandbox.credentials() }, bookings(10)),
		]);
		expect(counters().peakInFlight).toBeGreaterThan(12);
		expect(counters().peakInFlight).toBeLessThanOrEqual(32);
	});

	test('are 32 at most in a long run', async () => {
		sandbox.control.putSettings({ latencyMs: 200 });
		const { items } = await generate(bookings(200));
		expect(items).toHaveLength(200);
		expect(counters().peakInFlight).toBe(32);
	});

	test('are five at first for each API key', async () => {
		sandbox.control.putSettings({ latencyMs: 1_500 });
		const other = sandbox.newApiKey();
		const runs = [generate(bookings(10)), generate(bookings(10), { credentials: { apiKey: other } })];
		await sleep(2_500);
		// One response, that of the durations, has added one.
		expect(counters().peakInFlight).toBe(6);
		expect(sandbox.control.getCalls().keys[other].peakInFlight).toBe(6);
		await Promise.all(runs);
	});

	test('are fewer after throttling, and every row gets its code', async () => {
		sandbox.control.putSettings({ throttle: { rate: 20, burst: 5 }, latencyMs: 10 });
		const { items, error } = await generate(bookings(40));
		expect(error).toBeUndefined();
		expect(items.every(({ json }) => json.netCode)).toBe(true);
		expect(charged()).toBe(40);
		// Without slowing down, about as many are throttled as succeed.
		expect(counters().netCode.throttled).toBeLessThan(20);
	});
});

describe('trying again', () => {
	test.each<[string, FaultAnswer]>([
		['throttling', { status: 429, body: { message: 'Too Many Requests' } }],
		['500', { status: 500, body: { message: 'Internal server error' } }],
		['502', { status: 502 }],
		['503', { status: 503, body: '<html>' }],
		['504', { status: 504 }],
		['a dropped connection', { drop: true }],
		['an answer that was lost', { loseAnswer: true }],
	])('helps against %s', async (_name, fault) => {
		tryAgainAtOnce();
		failing([fault, fault, fault]);
		const { items, error } = await generate([booking()]);
		expect(error).toBeUndefined();
		expect(items[0].json.netCode).toMatch(/^\d{6}$/);
		expect(received()).toBe(4);
	});

	test.each<[string, FaultAnswer]>([
		['throttling', { status: 429, body: { message: 'Too Many Requests' } }],
		['503', { status: 503 }],
		['dropped connections', { drop: true }],
	])('ends after four times of %s', async (_name, fault) => {
		tryAgainAtOnce();
		failing([fault], CODES, 10);
		const { error } = await generate([booking()]);
		expect(error?.name).toBe('NodeApiError');
		expect(received()).toBe(4);
	});

	test.each<[string, FaultAnswer]>([
		['a used-up quota', { status: 429, body: { message: 'Limit Exceeded' } }],
		['400', { status: 400 }],
		['401', { status: 401 }],
		['403', { status: 403, body: { message: 'Forbidden' } }],
		['404', { status: 404 }],
		['422', { status: 422 }],
		['a redirect', { status: 302, headers: { location: '/elsewhere' } }],
		['a failure with status 200', { status: 200, body: { netcode: 'ERROR', status: 'ok' } }],
		['a code that is missing', { status: 200, body: { ActualNetcode: '', Resultstatus: 'OK' } }],
		['a web page', { status: 200, body: '<html>' }],
	])('is not done for %s', async (_name, fault) => {
		failing([fault]);
		const { error } = await generate([booking()]);
		expect(error?.name).toBe('NodeApiError');
		expect(sandbox.calls().filter(({ path }) => !path.startsWith('/u/1/durations'))).toHaveLength(1);
	});

	test('waits for as long as the service asks', async () => {
		tryAgainAtOnce();
		await generate([booking({ identifier: '222222' })]);
		failing([{ status: 503, headers: { 'retry-after': '1' } }]);
		const started = Date.now();
		expect((await generate([booking()])).error).toBeUndefined();
		expect(Date.now() - started).toBeGreaterThanOrEqual(990);
	});

	test('is left to the user where the service asks for too long a time', async () => {
		failing([{ status: 429, body: { message: 'Too Many Requests' }, headers: { 'retry-after': '60' } }]);
		const { error } = await generate([booking()]);
		expect(error).toMatchObject({ httpCode: '429', failure: { retryAfterMs: 60_000 } });
		expect(received()).toBe(1);
	});

	test('waits a random time that grows', async () => {
		const random = jest.spyOn(Math, 'random').mockReturnValue(0.2);
		await generate([booking({ identifier: '222222' })]);
		random.mockClear();
		failing([{ status: 503 }, { status: 503 }]);
		const started = Date.now();
		await generate([booking()]);
		expect(random).toHaveBeenCalledTimes(2);
		// A fifth of 500 ms and of 1000 ms.
		expect(Date.now() - started).toBeGreaterThanOrEqual(290);
	});

	const INVITE: INodeParameters = {
		resource: 'k3Client',
		operation: 'create',
		lockId: locator(BUSY_LOCK.lockId),
		clientEmail: 'new.guest@example.com',
		accessType: 'STANDARD',
	};
	const REMOVE: INodeParameters = {
		...INVITE,
		operation: 'delete',
		clientEmail: locator('night.porter@example.com', 'email'),
	};
	const path = `/u/1/k3connect/${BUSY_LOCK.lockId}/client`;

	test.each([
		['an invitation', INVITE],
		['a deletion', REMOVE],
	])('is not done for %s that may have taken effect', async (_name, parameters) => {
		for (const fault of [{ loseAnswer: true }, { drop: true }, { status: 502 }]) {
			sandbox.control.reset();
			// Another account, since an invitation is not sent again in the execution.
			const apiKey = sandbox.newApiKey();
			failing([fault], path);
			const { error } = await generate([{}], { parameters, credentials: { apiKey } });
			expect(error?.name).toBe('NodeApiError');
			expect(sandbox.calls()).toHaveLength(1);
		}
	});

	test.each([
		['an invitation', INVITE],
		['a deletion', REMOVE],
	])('is done for %s that was throttled', async (_name, parameters) => {
		tryAgainAtOnce();
		failing([{ status: 429, body: { message: 'Too Many Requests' } }], path);
		expect((await generate([{}], { parameters })).error).toBeUndefined();
		expect(sandbox.calls()).toHaveLength(2);
	});
});

describe('cancelling the execution', () => {
	/** How long the run went on after the moment to cancel, in ms, and the NetCode calls until then and in all. */
	const cancelled = async (rows: number, moment: () => boolean, settings: RunSettings = {}) => {
		let at = 0;
		let sentThen = 0;
		const cancelWhen = () => {
			if (at || !moment()) return false;
			at = Date.now();
			sentThen = received();
			return true;
		};
		await generate(bookings(rows), { ...settings, cancelWhen });
		const took = Date.now() - at;
		await sleep(400);
		return { took, sentThen, sent: received() };
	};

	test.each<[string, OnError | undefined]>([
		['Stop On Error', undefined],
		['Continue', CARRY_ON],
	])('ends it at once and sends nothing more under %s', async (_name, onError) => {
		sandbox.control.putSettings({ latencyMs: 250 });
		const { took, sentThen, sent } = await cancelled(60, () => received() >= 10, { onError });
		expect(took).toBeLessThan(2_000);
		// What was under way at that moment may still have come in.
		expect(sent - sentThen).toBeLessThanOrEqual(32);
	});

	test('ends a call that does not come back', async () => {
		failing([{ delayMs: 8_000 }], CODES, 10);
		const { took } = await cancelled(3, () => received() === 3);
		expect(took).toBeLessThan(4_000);
	});

	test('ends the time between tries', async () => {
		failing([{ status: 503, headers: { 'retry-after': '10' } }], CODES, 10);
		const { took, sent } = await cancelled(3, () => received() === 3);
		expect(took).toBeLessThan(4_000);
		expect(sent).toBe(3);
	});

	test('ends the time between batches', async () => {
		const requestOptions = { batching: { batch: { batchSize: 1, batchInterval: 20_000 } } };
		const { took, sent } = await cancelled(3, () => charged() === 1, { parameters: { requestOptions } });
		expect(took).toBeLessThan(4_000);
		expect(sent).toBe(1);
	});

	test('ends it also behind the calls of another execution', async () => {
		// The durations that are looked up first have added one to the first five.
		failing([{ delayMs: 4_000 }], CODES, 6);
		const other = generate(bookings(6));
		while (received() < 6) await sleep(5);
		const waitsFrom = Date.now();
		const { took, sent } = await cancelled(3, () => Date.now() - waitsFrom > 500);
		expect(took).toBeLessThan(2_500);
		expect(sent).toBe(6);
		await other;
	});

	test('says what was paid for', async () => {
		sandbox.control.putSettings({ latencyMs: 400 });
		const { error } = await generate(bookings(20), { cancelWhen: () => received() >= 10 });
		const match = /canceled\. (\d+) of 20 items were done and (\d+) NetCode calls charged; (\d+) items/.exec(
			error?.message ?? '',
		);
		const [done, paid, left] = (match ?? []).slice(1).map(Number);
		expect(done + left).toBe(20);
		// What is in flight then is paid for too, and kept for the next run.
		expect(paid).toBeLessThanOrEqual(charged());
		expect(error?.message).toMatch(/Calls in flight may be charged too/);
	});
});

describe('a run that ends early', () => {
	const quota = (netCode: number) =>
		sandbox.control.putKey(sandbox.credentials().apiKey, { quotas: { netCode } });

	test('by the quota says what was charged and what is left, and sends nothing more', async () => {
		quota(7);
		const rows = [...bookings(30), ...bookings(2)];
		const { error, items } = await generate(rows);
		expect(items).toEqual([]);
		const done = /(\d+) of 32 items were done and 7 NetCode calls charged; (\d+) items are left/.exec(
			error?.message ?? '',
		);
		expect(Number(done?.[1]) + Number(done?.[2])).toBe(32);
		expect(Number(done?.[1])).toBeGreaterThanOrEqual(7);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			httpCode: '429',
			failure: { cause: 'quota-exhausted' },
		});
		expect(error?.description).toMatch(/bolt-on.*Continue/);
		expect(received()).toBeLessThanOrEqual(7 + 5 + 8);
	});

	test('by the quota gives what was paid for where items may go on', async () => {
		quota(7);
		const { items, error } = await generate(bookings(30), { onError: CARRY_ON });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(30);
		expect(items.filter(({ json }) => json.netCode)).toHaveLength(7);
		for (const { json } of items.slice(20)) expect(json.error).toMatch(/quota of NetCode calls is used up/);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(received()).toBeLessThanOrEqual(7 + 5 + 8);
	});

	test("gives what was paid for on the node's own output, and the rest on its error output", async () => {
		quota(7);
		const { outputs } = await generate(bookings(30), { onError: 'continueErrorOutput' });
		expect(outputs.map(({ length }) => length)).toEqual([7, 23]);
		expect(outputs[0].every(({ json }) => json.netCode)).toBe(true);
		expect(outputs[1][22].json).toMatchObject({
			identifier: '100029',
			error: expect.stringMatching(/quota/) as string,
			message: expect.stringMatching(/bolt-on/) as string,
		});
		expect(outputs[1].map(({ pairedItem }) => pairedItem)).toContainEqual({ item: 29 });
	});

	test('by a refused row sends nothing more', async () => {
		sandbox.control.putSettings({ latencyMs: 20 });
		failing([{ status: 400, body: { message: 'No' } }], '/n/1/netcode/202611161699');
		failing([{ status: 400, body: { message: 'No' } }], '/n/1/netcode/202611161655');
		const rows = [...bookings(10), booking({ timecode: '202611161655' }), ...bookings(40, { duration: '5' })];
		const { error } = await generate(rows);
		expect(error?.message).toMatch(
			/^Item 10: The API refused lock model 'KL1060' with timecode '202611161655', start '2026-12-01 16:00' \(on the lock's clock\) and duration '4 hours' .*No\. \d+ of 51 items were done and \d+ NetCode calls charged; \d+ items are left\. The codes made so far are in memory: running the node again costs only the rest$/,
		);
		expect(error).toMatchObject({ httpCode: '400', context: { itemIndex: 10 } });
		expect(received()).toBeLessThanOrEqual(11 + 16);
	});

	test('lets nobody wait for another try', async () => {
		failing([{ status: 503, headers: { 'retry-after': '15' } }], '/n/1/netcode/202611161600', 10);
		failing([{ delayMs: 150, status: 400 }], '/n/1/netcode/202611161655');
		const rows = [booking({ timecode: '202611161600' }), booking({ timecode: '202611161655' })];
		const started = Date.now();
		const { error } = await generate(rows);
		expect(error).toBeDefined();
		expect(Date.now() - started).toBeLessThan(5_000);
		expect(received()).toBe(2);
	});

	test('by a refused row runs the others where items may go on', async () => {
		failing([{ status: 400 }], '/n/1/netcode/202611161655');
		const rows = [...bookings(5), booking({ timecode: '202611161655' }), ...bookings(5, { duration: '5' })];
		const { items } = await generate(rows, { onError: CARRY_ON });
		expect(items.map(({ json }) => 'error' in json)).toEqual(rows.map((_, index) => index === 5));
	});

	test('by a refused API key asks no more than the calls in flight', async () => {
		await generate(bookings(1));
		sandbox.control.putKey(sandbox.credentials().apiKey, { disabled: true });
		const { items } = await generate(bookings(30, { duration: '4' }), { onError: CARRY_ON });
		expect(items).toHaveLength(30);
		for (const { json } of items) expect(json.error).toMatch(/API key/);
		expect(received()).toBeLessThanOrEqual(1 + 6 + 1);
	});

	test('for one access key leaves the rows of the others alone', async () => {
		const lockId = OFFICE_LOCKS[0].lockId;
		const rows = Array.from({ length: 40 }, (_, index) => ({
			start: `2026-12-${String(1 + (index >> 1)).padStart(2, '0')} 16:00`,
			key: index % 2 ? OFFICE_ACCESS_KEY : 'k3-of-nobody',
		}));
		const parameters = {
			resource: 'netCode',
			operation: 'generateForK3Lock',
			lockId: locator(lockId),
			start: '={{ $json.start }}',
			duration: '3',
			options: { accessKey: '={{ $json.key }}', timezone: 'Europe/London' },
		};
		const { items, hints } = await generate(rows, { parameters, onError: CARRY_ON });
		expect(items.map(({ json }) => 'error' in json)).toEqual(rows.map((_, index) => index % 2 === 0));
		expect(items[0].json.error).toMatch(/access key is not known/);
		expect(charged()).toBeLessThanOrEqual(20 + 5);
		expect(hints).toEqual([`${charged()} NetCode calls for 40 rows`]);
	});
});

describe("n8n's Request Options", () => {
	afterEach(closeServers);

	/** What n8n calls Request Options. */
	const withOptions = (requestOptions: INodeParameters, settings: RunSettings = {}): RunSettings => ({
		...settings,
		parameters: { requestOptions },
	});

	test('Timeout ends a call that takes too long', async () => {
		tryAgainAtOnce();
		await generate(bookings(1));
		failing([{ delayMs: 3_000 }], CODES, 10);
		const started = Date.now();
		const { error } = await generate([booking()], withOptions({ timeout: 100 }));
		expect(error?.message).toMatch(/did not respond within 0.1 seconds/);
		expect(error?.description).toMatch(/Timeout/);
		expect(Date.now() - started).toBeLessThan(2_500);
		expect(received()).toBe(1 + 4);
	});

	test('Batching sends so many, and waits', async () => {
		await generate(bookings(1));
		sandbox.control.resetCalls();
		const started = Date.now();
		const batching = { batch: { batchSize: 2, batchInterval: 250 } };
		// The first is paid for already, and takes no place in a batch.
		const running = generate(bookings(6), withOptions({ batching }));
		await sleep(150);
		const first = received();
		const { items } = await running;
		expect(first).toBe(2);
		expect(Date.now() - started).toBeGreaterThanOrEqual(2 * 250 - 10);
		expect(items).toHaveLength(6);
		expect(counters().peakInFlight).toBeLessThanOrEqual(2);
	});

	test('Proxy is what calls go through', async () => {
		const asked: Array<{ url?: string; login?: string }> = [];
		const proxy = createServer((incoming, outgoing) => {
			asked.push({ url: incoming.url, login: incoming.headers['proxy-authorization'] });
			const onward = request(
				incoming.url!,
				{ method: incoming.method, headers: incoming.headers },
				(answer) => {
					outgoing.writeHead(answer.statusCode!, answer.headers);
					answer.pipe(outgoing);
				},
			);
			incoming.pipe(onward);
		});
		const port = await listening(proxy);
		const { items } = await generate(
			[booking()],
			withOptions({ proxy: `http://me:p%40ss%25@127.0.0.1:${port}` }),
		);
		expect(items[0].json.netCode).toMatch(/^\d{6}$/);
		expect(asked).toHaveLength(2);
		for (const { url, login } of asked) {
			expect(url).toMatch(sandbox.url);
			expect(login).toBe(`Basic ${Buffer.from('me:p@ss%').toString('base64')}`);
		}
	});

	test('Proxy that turns calls away is named', async () => {
		const port = await listening(createServer((_request, response) => response.writeHead(407).end()));
		const { error } = await generate([booking()], withOptions({ proxy: `http://127.0.0.1:${port}` }));
		expect(error).toMatchObject({ httpCode: '407', message: expect.stringMatching(/proxy/) as string });
		expect(sandbox.calls()).toEqual([]);
	});

	const NO_PROXY = 'The proxy in Request Options is not valid; write http://host:port or https://host:port';

	test.each(['nonsense', 'socks5://127.0.0.1:1080', '127.0.0.1:3128'])(
		'Proxy %s is refused before any call',
		async (proxy) => {
			const { error } = await generate([booking()], withOptions({ proxy }));
			expect(error).toMatchObject({
				name: 'NodeOperationError',
				message: NO_PROXY,
				description: expect.stringMatching(/SOCKS/) as string,
			});
			const { items } = await generate(bookings(2), withOptions({ proxy }, { onError: CARRY_ON }));
			expect(items.map(({ json }) => json.error)).toEqual(Array(2).fill(NO_PROXY));
			expect(sandbox.calls()).toEqual([]);
		},
	);

	test('Ignore SSL Issues decides about a certificate of nobody', async () => {
		const answers = createTlsServer(SELF_SIGNED, (_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(
				JSON.stringify([{ DurationID: 3, DurationHours: 4, DurationDays: 0, ActualNetcode: '012345' }]),
			);
		});
		const port = await listening(answers);
		const credentials = { baseUrl: `https://127.0.0.1:${port}` };
		const refused = await generate([booking()], { credentials });
		expect(refused.error?.message).toMatch(/certificate/);
		expect(refused.error?.description).toMatch(/Base URL/);

		const { items, error } = await generate(
			[booking()],
			withOptions({ allowUnauthorizedCerts: true }, { credentials }),
		);
		expect(error).toBeUndefined();
		expect(items[0].json.netCode).toBe('012345');
	});
});
