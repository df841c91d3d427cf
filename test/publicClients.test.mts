import {
	BUSY_LOCK,
	DEFAULT_API_KEY,
	EMPTY_ACCESS_KEY,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
} from '../sandbox/seed.mts';
import { type Sandbox, startSandbox } from '../sandbox/server.mts';

/*
 * What two public clients of the API, one in PHP (drinkynet/codelocks-api) and one in Ruby (piratestudios/codelocks), send,
 * and what they read in the responses. The sandbox in its wild shapes must satisfy both.
 */

type Fields = Record<string, unknown>;

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ shapes: 'wild', now: () => Date.UTC(2026, 4, 26, 12, 25) });
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

/** As the PHP client does: a body is read if its type is exactly 'application/json', and an empty one is true. */
async function phpGet(path: string, query: Record<string, string | number>): Promise<unknown> {
	const text = Object.entries(query).map(([name, value]) => [name, String(value)]);
	const response = await fetch(
		`${sandbox.url}/${path}?${String(new URLSearchParams(Object.fromEntries(text)))}`,
		{
			headers: {
				accept: 'application/vnd.api+json',
				'content-type': 'application/vnd.api+json',
				'x-api-key': DEFAULT_API_KEY,
			},
		},
	);
	const body = await response.text();
	const isJson = response.headers.get('content-type') === 'application/json';
	const value: unknown = body === '' ? true : isJson ? JSON.parse(body) : body;
	return [200, 201].includes(response.status) && !isDisguised(value) ? value : false;
}

function isDisguised(value: unknown): boolean {
	const { status, netcode } = (value ?? {}) as Fields;
	return status === 'error' || netcode === 'ERROR';
}

/** As the Ruby client does: any body is JSON, and a failure's reason is its 'Message'. */
async function rubyGet(path: string, query: Record<string, string>) {
	const response = await fetch(`${sandbox.url}/${path}?${String(new URLSearchParams(query))}`, {
		headers: { 'x-api-key': DEFAULT_API_KEY },
	});
	const body = await response.text();
	return {
		success: response.ok,
		body: () => JSON.parse(body) as Fields & Fields[],
		errorMessage: () => (JSON.parse(body) as Fields).Message,
	};
}

const NETCODE = { duration: 0, lockmodel: 'K3CONNECT', identifier: HOTEL_ACCESS_KEY };

describe('the PHP client', () => {
	it('gets a code for a K3 Connect lock from now on, with whatever minutes', async () => {
		const result = await phpGet(`n/1/netcode/${BUSY_LOCK.lockId}`, { ...NETCODE, start: '2026-05-26 14:22' });
		expect((result as Fields).ActualNetcode).toMatch(/^\d{6}$/);
	});

	it('gets a duration of plain objects, with the id that it asked for', async () => {
		expect(await phpGet('u/1/duration/0', { lockmodel: 'K3CONNECT' })).toEqual({
			LockModel: 'K3CONNECT',
			DurationID: 0,
			Rules: {
				ApplyDST: expect.any(Number),
				ConvertToUTC: expect.any(Number),
				RestrictedStartTime: expect.any(String),
			},
			Duration: { Days: 0, Hours: 1 },
			Mode: { Name: expect.any(String), SubMode: expect.any(String) },
		});
	});

	it('gets a list of durations', async () => {
		const [first] = (await phpGet('u/1/durations', { lockmodel: 'K3CONNECT' })) as Fields[];
		expect(Object.keys(first).sort()).toEqual(
			['DurationId', 'Mode', 'SubMode', 'DurationDays', 'DurationHours', 'LockModels'].sort(),
		);
	});

	it('gets an initialisation sequence', async () => {
		const result = (await phpGet('u/1/init', { lockmodel: 'KL1550' })) as Fields;
		expect(Object.keys(result).sort()).toEqual(
			['DefaultMastercode', 'InitSeqFormat', 'InitSeqFormatDesc', 'InitSeq', 'TimeCode'].sort(),
		);
	});

	it('gets an account as an object, and false for a wrong access key', async () => {
		const account = await phpGet('u/1/k3connect/account', { accesskey: HOTEL_ACCESS_KEY });
		expect(account).toEqual({ email: expect.any(String), spccmstatus: expect.any(String) });
		expect(await phpGet('u/1/k3connect/account', { accesskey: 'nonsense' })).toBe(false);
		sandbox.control.putBehaviours({ accessKeys: 'text' });
		expect(await phpGet('u/1/k3connect/account', { accesskey: 'nonsense' })).toBe(false);
	});

	it.each(['the list', 'a lock by its id'])(
		'gets more fields of a lock than are documented from %s',
		async (from) => {
			const query = { accesskey: HOTEL_ACCESS_KEY };
			const lock =
				from === 'the list'
					? ((await phpGet('u/1/k3connect', query)) as Fields[])[0]
					: ((await phpGet(`u/1/k3connect/${BUSY_LOCK.lockId}`, query)) as Fields);
			expect(lock.LockId).toBe(BUSY_LOCK.lockId);
			for (const field of [
				...['LockName', 'BatteryStatus', 'BatteryUpdated', 'Manufacturer', 'ModelName', 'FirmwareVersion'],
				...['Timezone', 'TimezoneOffset', 'DstStart', 'DstEnd', 'DstTime', 'PairingDate', 'LockLocation'],
				...[
					'LockDescription',
					'LockSecondaryId',
					'LockTimecode',
					'LockSmsId',
					'UtcBased',
					'Optional',
					'Programs',
				],
				...['ModelProvider', 'ModelDisplay'],
			])
				expect(lock).toHaveProperty(field);
		},
	);

	it('gets exactly false where there are no locks', async () => {
		expect(await phpGet('u/1/k3connect', { accesskey: EMPTY_ACCESS_KEY })).toBe(false);
	});

	it('takes failures with status 200 for failures', async () => {
		const ask = () => phpGet('n/1/netcode/202604221226', { ...NETCODE, start: '2026-05-26 14:22' });
		for (const failures of ['status', 'netcode'] as const) {
			sandbox.control.putBehaviours({ failures });
			expect(await ask()).toBe(false);
		}
	});
});

describe('the Ruby client', () => {
	it('gets all locks at once, as they were recorded', async () => {
		const answer = await rubyGet('u/1/k3connect', { accesskey: HOTEL_ACCESS_KEY });
		expect(answer.success).toBe(true);
		expect(answer.body()).toHaveLength(HOTEL_LOCKS.length);
		expect(answer.body()[0]).toMatchObject({
			BatteryStatus: 'FULL',
			BatteryUpdated: expect.stringMatching(/T00:00:00$/),
			Manufacturer: 'CODELOCKS',
			Timezone: 'Europe/London',
			TimezoneOffset: '+0100',
			DstStart: '2026-03-29T00:00:00',
			DstEnd: '2026-10-25T00:00:00',
			DstTime: '01:00',
			PairingDate: expect.stringMatching(/T00:00:00$/),
		});
		expect(answer.body()[4]).toMatchObject({
			BatteryStatus: 'UNKNOWN',
			BatteryUpdated: '1970-01-01T00:00:00',
		});
	});

	it('gets an empty answer for a wrong access key', async () => {
		const answer = await rubyGet('u/1/k3connect', { accesskey: 'wrong' });
		expect(answer.success).toBe(false);
		expect(answer.errorMessage).toThrow(SyntaxError);
	});

	it('gets a code, and the time that it starts at', async () => {
		const query = { start: '2026-05-26 14:22', duration: '0', lockmodel: 'K3CONNECT' };
		const answer = await rubyGet(`n/1/netcode/${BUSY_LOCK.lockId}`, {
			...query,
			identifier: HOTEL_ACCESS_KEY,
		});
		expect(answer.body()).toMatchObject({
			Startdate: '2026-05-26T14:00:00',
			Mode: 'standard',
			SubMode: 'alltime',
			Timecode: null,
			Resultstatus: null,
		});
	});

	it('reads why a lock id is refused', async () => {
		const query = { ...NETCODE, duration: '0', start: '2026-05-26 14:00' };
		const answer = await rubyGet('n/1/netcode/wibble', query);
		expect(answer.errorMessage()).toBe('["[Invalid Data] ID (Expected: 12 or 32 characters)"]');
	});
});
