import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { alwaysActive } from '../sandbox/activePeriods.mts';
import { DURATIONS } from '../sandbox/durations.mts';
import type { AuditEntry } from '../sandbox/model.mts';
import { netCodeFor } from '../sandbox/netCode.mts';
import {
	ACTIVE_CLIENT_EMAIL,
	BUSY_LOCK,
	BUSY_LOCK_ENTRIES,
	DEFAULT_API_KEY,
	DISABLED_API_KEY,
	EMPTY_ACCESS_KEY,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
	OFFICE_ACCESS_KEY,
	OFFICE_LOCKS,
	POPULAR_LOCK,
	QUIET_LOCK,
	SMALL_API_KEY,
} from '../sandbox/seed.mts';
import { type Sandbox, startSandbox } from '../sandbox/server.mts';

type Json = Record<string, unknown>;
type Parameters = Record<string, string | undefined>;

interface Answer {
	status: number;
	headers: Headers;
	text: string;
	json: Json;
	list: Json[];
}

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);
const JSON_TYPE = { 'content-type': 'application/json' };

let sandbox: Sandbox;
let now = NOW;

beforeAll(async () => {
	sandbox = await startSandbox({ now: () => now });
});

beforeEach(() => {
	now = NOW;
	sandbox.control.reset();
});

afterAll(() => sandbox.close());

async function call(
	url: string,
	init: RequestInit = {},
	key: string | null = DEFAULT_API_KEY,
): Promise<Answer> {
	const headers = new Headers(init.headers);
	if (key !== null) headers.set('x-api-key', key);
	const response = await fetch(`${sandbox.url}${url}`, { ...init, headers });
	const text = await response.text();
	const value = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : {};
	return { status: response.status, headers: response.headers, text, json: value, list: value };
}

function encode(parameters: Parameters): string {
	const present = Object.entries(parameters).filter(
		(entry): entry is [string, string] => entry[1] !== undefined,
	);
	return new URLSearchParams(present).toString();
}

const get = (url: string, parameters: Parameters = {}, key?: string | null) =>
	call(`${url}?${encode(parameters)}`, {}, key);

const send = (method: string, url: string, form: Parameters) =>
	call(url, { method, body: new URLSearchParams(encode(form)) });

const controlCall = (method: string, url: string, body?: unknown) =>
	call(`/_control${url}`, { method, headers: JSON_TYPE, body: JSON.stringify(body) }, null);

const kitCode = (changes: Parameters = {}, timecode = '202604221226', key?: string) =>
	get(
		`/n/1/netcode/${timecode}`,
		{ start: '2026-10-01 16:00', duration: '4', lockmodel: 'KL1060', identifier: '012345', ...changes },
		key,
	);

const k3Code = (changes: Parameters = {}, lockId = BUSY_LOCK.lockId) =>
	kitCode({ lockmodel: 'K3CONNECT', identifier: HOTEL_ACCESS_KEY, ...changes }, lockId);

const auditPage = (lockId: string, changes: Parameters = {}) =>
	get(`/u/1/k3connect/${lockId}/audit`, {
		accesskey: HOTEL_ACCESS_KEY,
		page: '1',
		perpage: '100',
		pageorder: 'descending',
		...changes,
	});

const clientsPage = (lockId: string, changes: Parameters = {}) =>
	get(`/u/1/k3connect/${lockId}/clients`, {
		accesskey: HOTEL_ACCESS_KEY,
		page: '1',
		perpage: '100',
		...changes,
	});

const entriesOf = async (lockId: string) => (await auditPage(lockId)).list as unknown as AuditEntry[];

describe('the gateway', () => {
	it.each([
		['no key', null],
		['a wrong key', 'nobody'],
		['a disabled key', DISABLED_API_KEY],
	])('answers %s with 403 Forbidden', async (_name, key) => {
		const answer = await get('/u/1/durations', {}, key);
		expect([answer.status, answer.json]).toEqual([403, { message: 'Forbidden' }]);
	});

	it.each([
		['GET', '/u/1/nothing'],
		['GET', '/v/1/durations'],
		['GET', '/n/1/netcode'],
		['GET', '/u/1/durations/'],
		['POST', '/u/1/durations'],
		['PUT', `/u/1/k3connect/${BUSY_LOCK.lockId}`],
	])('finds no method for %s %s, whatever the key', async (method, url) => {
		const answer = await call(url, { method }, null);
		expect([answer.status, answer.json]).toEqual([403, { message: 'Missing Authentication Token' }]);
	});

	it('charges each kind to its own quota, refused values too, and then says Limit Exceeded', async () => {
		for (const duration of ['4', '99', '4', '4', '4']) await kitCode({ duration }, undefined, SMALL_API_KEY);
		const exceeded = await kitCode({}, undefined, SMALL_API_KEY);
		expect([exceeded.status, exceeded.json]).toEqual([429, { message: 'Limit Exceeded' }]);

		const utility = await get('/u/1/durations', {}, SMALL_API_KEY);
		expect(utility.status).toBe(200);
		const { netCode } = sandbox.control.getCalls().keys[SMALL_API_KEY];
		expect(netCode).toEqual({ received: 6, charged: 5, throttled: 0, quotaExceeded: 1 });
		expect(sandbox.control.putKey(SMALL_API_KEY, {}).used).toEqual({ netCode: 5, utility: 1 });
	});

	it('renews the quotas with the month', async () => {
		await controlCall('PUT', `/keys/${SMALL_API_KEY}`, { used: { netCode: 5 } });
		expect((await kitCode({}, undefined, SMALL_API_KEY)).status).toBe(429);
		now = Date.UTC(2026, 5, 1);
		expect((await kitCode({}, undefined, SMALL_API_KEY)).status).toBe(200);
	});

	it('throttles each key by rate and burst, without charging', async () => {
		await controlCall('PUT', '/settings', { throttle: { rate: 2, burst: 3, retryAfterSeconds: 7 } });
		const statuses: number[] = [];
		for (let turn = 0; turn < 4; turn++) statuses.push((await kitCode()).status);
		expect(statuses).toEqual([200, 200, 200, 429]);

		const throttled = await kitCode();
		expect(throttled.json).toEqual({ message: 'Too Many Requests' });
		expect(throttled.headers.get('retry-after')).toBe('7');
		expect((await kitCode({}, undefined, SMALL_API_KEY)).status).toBe(200);
		expect(sandbox.control.getCalls().keys[DEFAULT_API_KEY].netCode).toMatchObject({
			charged: 3,
			throttled: 2,
		});

		now += 500;
		expect((await kitCode()).status).toBe(200);
		expect((await kitCode()).status).toBe(429);
	});
});

describe('netcode', () => {
	it.each(['documented', 'wild'] as const)('has a version 3 for KitLocks (%s)', async (shapes) => {
		sandbox.control.putSettings({ shapes });
		const { ActualNetcode } = (await kitCode()).json;
		const query = {
			...{ start: '2026-10-01 16:00', duration: '4' },
			...{ lockmodel: 'KL1060', identifier: '012345' },
		};
		expect((await get('/n/3/netcode/202604221226', query)).json).toEqual({
			DurationHours: 5,
			DurationDays: 0,
			Mode: 'standard',
			SubMode: 'alltime',
			Timecode: '2026/04/22/12:26',
			ActualNetcode,
			Resultstatus: null,
			LockID: '012345',
			Expires: '2026-10-01 21:00:00',
		});
		const k3 = { ...query, lockmodel: 'K3CONNECT', identifier: HOTEL_ACCESS_KEY };
		expect((await get(`/n/3/netcode/${BUSY_LOCK.lockId}`, k3)).status).toBe(400);
	});

	it('rounds the start of a K3 Connect lock down to the hour', async () => {
		const full = await k3Code({ start: '2026-10-01 14:00' });
		const rounded = await k3Code({ start: '2026-10-01 14:22' });
		expect([rounded.status, rounded.json]).toEqual([200, full.json]);
		expect((await k3Code({ start: '2026-10-01 14:22', duration: '14' })).status).toBe(400);
	});

	it('refuses an id of another length with a message of its own', async () => {
		const { status, json } = await kitCode({}, '2604221226');
		const message = '["[Invalid Data] ID (Expected: 12 or 32 characters)"]';
		expect([status, json]).toEqual([400, { Message: message }]);
	});

	it('answers a K3 Connect lock, over the end of a month', async () => {
		const { status, json } = await k3Code({ start: '2026-10-30 00:00', duration: '14' });
		expect(status).toBe(200);
		expect(json).toMatchObject({ LockId: BUSY_LOCK.lockId, DurationDays: 3, Expires: '2026-11-02 00:00:00' });
		expect(json.ActualNetcode).toMatch(/^\d{6}$/);
	});

	it.each([
		['KL1060', 6],
		['Kl1060', 6],
		['KL1550', 6],
		['KL1060C2', 7],
		['KL1060G3', 7],
	])('gives %s a code of %i digits', async (lockmodel, digits) => {
		const { json } = await kitCode({ lockmodel });
		expect(json.ActualNetcode).toHaveLength(digits);
	});

	it('gives the same code for the same parameters, another one for others, and keeps leading zeros', async () => {
		const hours = Array.from({ length: 24 }, (_, hour) => `2026-10-01 ${String(hour).padStart(2, '0')}:00`);
		const expected = hours.map((start) =>
			netCodeFor({ id: '202604221226', start, duration: 4, lockModel: 'KL1060', identifier: '012345' }),
		);
		const answers = await Promise.all(hours.map((start) => kitCode({ start })));
		expect(answers.map(({ json }) => json.ActualNetcode)).toEqual(expected);
		expect(new Set(expected).size).toBe(24);
		expect(expected.some((code) => code.startsWith('0'))).toBe(true);
		expect((await kitCode({ identifier: '012346' })).json.ActualNetcode).not.toBe(
			(await kitCode()).json.ActualNetcode,
		);
	});

	it.each(['start', 'duration', 'lockmodel', 'identifier'])(
		'names the missing parameter %s',
		async (name) => {
			for (const value of [undefined, '']) {
				const { status, json } = await kitCode({ [name]: value });
				expect([status, json]).toEqual([404, { message: `Missing required parameter: ${name}` }]);
			}
		},
	);

	it.each<[string, Parameters]>([
		['a start off the hour', { start: '2026-10-01 16:30' }],
		['a start with T', { start: '2026-10-01T16:00' }],
		['a start with seconds', { start: '2026-10-01 16:00:00' }],
		['a start in twelve hours', { start: '2026-10-01 4:00' }],
		['hour 24', { start: '2026-10-01 24:00' }],
		['a date that does not exist', { start: '2026-02-30 16:00' }],
		['a day-length code off midnight', { start: '2026-10-01 16:00', duration: '12' }],
		['a duration of other models', { start: '2026-10-01 00:00', duration: '31' }],
		['an unknown duration', { duration: '999' }],
		['a duration in words', { duration: 'one' }],
		['an unknown model', { lockmodel: 'KL9999' }],
		['a short identifier', { identifier: '12345' }],
		['an identifier with letters', { identifier: '12345a' }],
		['a timecode that is no date', { timecode: '202613221226' }],
		['a timecode with hour 24', { timecode: '202604222426' }],
	])('refuses %s', async (_name, { timecode, ...changes }) => {
		const { status, json } = await kitCode(changes, timecode);
		expect([status, json]).toEqual([400, { message: 'Generate netcode failed with ERROR status' }]);
	});

	it('knows K3 locks by the access key of their account', async () => {
		expect((await k3Code({ identifier: OFFICE_ACCESS_KEY })).status).toBe(404);
		expect((await k3Code({}, '202604221226')).status).toBe(404);
		const unknown = await k3Code({ identifier: 'nobody' });
		expect([unknown.status, unknown.text, unknown.headers.get('content-length')]).toEqual([401, '', '0']);
	});
});

describe('init', () => {
	it('uses the factory master code and, if asked, a random identifier', async () => {
		const { json } = await get('/u/1/init', { randomid: 'true' });
		expect(json.InitSeq).toMatch(new RegExp(`^#${json.DefaultMastercode}\\*\\d{6}\\*260501\\*1200\\*$`));
		expect(json.InitSeq).not.toContain('123456');
	});

	it.each<[Parameters]>([
		[{ lockmodel: 'K3CONNECT' }],
		[{ mastercode: '12ab' }],
		[{ timezone: 'Europe/Nowhere' }],
		[{ randomid: 'maybe' }],
	])('refuses %j', async (parameters) => {
		const { status, json } = await get('/u/1/init', parameters);
		expect(status).toBe(400);
		expect(json.message).toContain(Object.keys(parameters)[0]);
	});
});

describe('durations', () => {
	it.each([
		['documented', 'DurationID'],
		['wild', 'DurationId'],
	] as const)('lists them in the %s shape', async (shapes, idName) => {
		sandbox.control.putSettings({ shapes });
		const { list } = await get('/u/1/durations', { operation: 'durations' });
		expect(list.map((entry) => entry[idName])).toEqual(DURATIONS.map(({ id }) => id));
		expect(list[0]).toEqual({
			[idName]: 0,
			Mode: shapes === 'wild' ? 'standard' : 'Standard',
			SubMode: shapes === 'wild' ? 'alltime' : 'Multi Use',
			DurationDays: 0,
			DurationHours: 1,
			LockModels: 'KL1060,KL1060C2,KL1060G3,KL1550,K3CONNECT',
		});
		expect(list[18]).toMatchObject({ DurationDays: 7, DurationHours: shapes === 'wild' ? 168 : 0 });
		const rentals = list.slice(19, 38).map(({ Mode }) => Mode);
		expect(new Set(rentals)).toEqual(new Set(['URM']));
	});

	it('lists what a model offers, which is what its NetCodes take', async () => {
		const { list } = await get('/u/1/durations', { operation: 'DURATIONS', lockmodel: 'k3connect' });
		const offered = list.map(({ DurationID }) => String(DurationID));
		expect(offered.length).toBeLessThan(DURATIONS.length);
		for (const { id } of DURATIONS) {
			const { status } = await k3Code({ start: '2026-10-01 00:00', duration: String(id) });
			expect(status).toBe(offered.includes(String(id)) ? 200 : 400);
		}
	});

	it('lists the modes of a model without their lengths', async () => {
		const { list } = await get('/u/1/durations', { operation: 'Modes', lockmodel: 'KL1060C2' });
		expect(list.map(({ Mode, SubMode }) => `${Mode}/${SubMode}`)).toEqual([
			'Standard/Multi Use',
			'URM/',
			'ACC/',
			'24 Hour/',
			'Standard/Single Use',
		]);
		expect(Object.keys(list[0])).toEqual(['Mode', 'SubMode', 'LockModels']);
		expect((await get('/u/1/durations', { operation: 'MODES' })).list).toHaveLength(6);
	});

	it.each([{ operation: 'LENGTHS' }, { lockmodel: 'KL1' }])('refuses %j', async (parameters) => {
		expect((await get('/u/1/durations', parameters)).status).toBe(400);
	});

	it('describes one, as lists of one or as plain objects', async () => {
		const rules = { ApplyDST: 1, ConvertToUTC: 0, RestrictedStartTime: '00:00' };
		const documented = await get('/u/1/duration/13', { lockmodel: 'K3CONNECT' });
		expect(documented.json).toMatchObject({ LockModel: 'K3CONNECT', DurationID: 13, Rules: [rules] });
		expect(documented.json.Duration).toEqual([{ Days: 2, Hours: 0 }]);

		sandbox.control.putSettings({ shapes: 'wild' });
		const wild = await get('/u/1/duration/13', { lockmodel: 'KL1060' });
		expect(wild.json).toMatchObject({
			Rules: { ApplyDST: 0 },
			Mode: { Name: 'standard', SubMode: 'alltime' },
			DurationID: 13,
		});
		expect(wild.json.Duration).toEqual({ Days: 2, Hours: 0 });
	});

	it.each([
		['999', undefined, 404],
		['first', undefined, 400],
		['19', 'KL1060', 400],
		['0', 'KL1', 400],
	])('answers duration %s of %s with %i', async (id, lockmodel, status) => {
		expect((await get(`/u/1/duration/${id}`, { lockmodel })).status).toBe(status);
	});
});

describe('k3connect', () => {
	it('lists the locks of an account', async () => {
		const { list } = await get('/u/1/k3connect', { accesskey: HOTEL_ACCESS_KEY });
		expect(list.map(({ LockId }) => LockId)).toEqual(HOTEL_LOCKS.map(({ lockId }) => lockId));
		expect(new Set(list.map(({ LockId }) => LockId)).size).toBe(36);
		expect(new Set(list.map(({ Timezone }) => Timezone)).size).toBe(4);
		expect(list[0]).toMatchObject({
			Manufacturer: 'CODELOCKS',
			Timezone: 'Europe/London',
			TimezoneOffset: '+0100',
			DstStart: '2026-03-29T00:00:00',
			DstEnd: '2026-10-25T00:00:00',
			DstTime: '01:00',
		});
		expect(list[2]).toMatchObject({ TimezoneOffset: '+0530', DstStart: '', DstEnd: '', DstTime: '' });
		expect(list[3]).toMatchObject({ TimezoneOffset: '+1000', DstStart: '2026-10-04T00:00:00' });
		expect(list.every(({ BatteryStatus }) => BatteryStatus === 'FULL')).toBe(true);
		expect(list[0]).not.toHaveProperty('LockLocation');
		expect((await get('/u/1/k3connect', { accesskey: OFFICE_ACCESS_KEY })).list).toHaveLength(3);
	});

	it('has more fields and unknown batteries in the wild', async () => {
		sandbox.control.putSettings({ shapes: 'wild' });
		const { list } = await get('/u/1/k3connect', { accesskey: HOTEL_ACCESS_KEY });
		expect(list[0]).toMatchObject({
			BatteryStatus: 'FULL',
			ModelProvider: 'CNG',
			LockLocation: BUSY_LOCK.location,
			LockTimecode: BUSY_LOCK.timecode,
		});
		expect(list[4]).toMatchObject({ BatteryStatus: 'UNKNOWN', BatteryUpdated: '1970-01-01T00:00:00' });
	});

	it('gives one lock with its location, and the account', async () => {
		const accesskey = HOTEL_ACCESS_KEY;
		const lock = await get(`/u/1/k3connect/${QUIET_LOCK.lockId}`, { accesskey });
		expect(lock.json).toMatchObject({ LockName: QUIET_LOCK.name, LockLocation: 'Guest wing' });

		const account = { email: 'hotel.manager@example.com', spccmstatus: 'ENABLED' };
		expect((await get('/u/1/k3connect/account', { accesskey })).json).toEqual([account]);
		sandbox.control.putSettings({ shapes: 'wild' });
		expect((await get('/u/1/k3connect/account', { accesskey })).json).toEqual(account);
	});

	it('answers empty lists as each shape does', async () => {
		const texts = async () => [
			(await get('/u/1/k3connect', { accesskey: EMPTY_ACCESS_KEY })).text,
			(await auditPage(QUIET_LOCK.lockId)).text,
			(await clientsPage(QUIET_LOCK.lockId)).text,
		];
		expect(await texts()).toEqual(['[]', '[]', '[]']);
		sandbox.control.putSettings({ shapes: 'wild' });
		expect(await texts()).toEqual(['false', '', 'false']);
	});

	it.each([
		'/u/1/k3connect',
		'/u/1/k3connect/account',
		`/u/1/k3connect/${BUSY_LOCK.lockId}`,
		`/u/1/k3connect/${BUSY_LOCK.lockId}/audit`,
		`/u/1/k3connect/${BUSY_LOCK.lockId}/clients`,
	])('wants a known access key for GET %s', async (url) => {
		const paging = { page: '1', perpage: '10', pageorder: 'ascending' };
		const missing = await get(url, paging);
		expect([missing.status, missing.json.message]).toEqual([404, 'Missing required parameter: accesskey']);
		const unknown = await get(url, { ...paging, accesskey: 'nobody' });
		expect([unknown.status, unknown.text]).toEqual([401, '']);
	});

	it('does not know the locks of other accounts', async () => {
		const { status, json } = await get(`/u/1/k3connect/${OFFICE_LOCKS[0].lockId}`, {
			accesskey: HOTEL_ACCESS_KEY,
		});
		expect([status, json.message]).toEqual([404, 'No lock found.']);
		expect((await auditPage(OFFICE_LOCKS[0].lockId)).status).toBe(404);
		expect((await clientsPage(OFFICE_LOCKS[0].lockId)).status).toBe(404);
	});
});

describe('audit', () => {
	it.each(['ascending', 'descending'])('pages through the log in %s order', async (pageorder) => {
		const pages = await Promise.all(
			['1', '2', '3', '4'].map((page) => auditPage(BUSY_LOCK.lockId, { page, pageorder })),
		);
		expect(pages.map(({ list }) => list.length)).toEqual([100, 100, 50, 0]);
		const ids = pages.flatMap(({ list }) => list.map(({ AuditEntryID }) => Number(AuditEntryID)));
		const sign = pageorder === 'ascending' ? 1 : -1;
		expect(ids).toEqual([...new Set(ids)].sort((one, other) => sign * (one - other)));
		expect(ids).toHaveLength(BUSY_LOCK_ENTRIES);
	});

	it('has readable entries on the clock of the lock', async () => {
		const [entry] = (await auditPage(BUSY_LOCK.lockId, { perpage: '1' })).list;
		expect(entry).toEqual({
			AuditEntryID: expect.any(Number),
			LockID: BUSY_LOCK.lockId,
			DateEntered: expect.stringMatching(/^2026-04-\d\dT\d\d:\d\d:\d\d$/),
			EntryType: expect.stringMatching(/^[A-Z_]+$/),
			EntryText: expect.stringContaining(BUSY_LOCK.name),
		});
		const [sydney] = sandbox.control.addEntries(HOTEL_LOCKS[3].lockId, [{}]);
		expect(sydney.DateEntered).toBe('2026-05-01T22:00:00');
	});

	it.each<[Parameters, number, string]>([
		[{ page: undefined }, 404, 'page'],
		[{ perpage: undefined }, 404, 'perpage'],
		[{ pageorder: undefined }, 404, 'pageorder'],
		[{ page: '0' }, 400, 'page'],
		[{ page: '1.5' }, 400, 'page'],
		[{ perpage: '0' }, 400, 'perpage'],
		[{ perpage: '101' }, 400, 'perpage'],
		[{ pageorder: 'newest' }, 400, 'pageorder'],
	])('answers %j with %i', async (changes, status, name) => {
		const answer = await auditPage(BUSY_LOCK.lockId, changes);
		expect(answer.status).toBe(status);
		expect(answer.json.message).toMatch(new RegExp(`: ${name}$`));
	});
});

describe('clients', () => {
	const path = `/u/1/k3connect/${BUSY_LOCK.lockId}/client`;
	const account = { accesskey: HOTEL_ACCESS_KEY };
	const existing = { ...account, clientemail: ACTIVE_CLIENT_EMAIL };
	const newcomer = { ...account, clientemail: 'plumber@example.com' };
	const periods = JSON.stringify(alwaysActive());
	const invitation = {
		...newcomer,
		activeperiods: periods,
		accesstype: 'STANDARD',
		message: 'Welcome (again), A-1.',
	};

	const find = async (email: string) => {
		const { clients } = (await clientsPage(BUSY_LOCK.lockId)).json as { clients: Json[] };
		return clients.find((client) => client.email === email);
	};

	it('wants a page to list', async () => {
		expect((await clientsPage(BUSY_LOCK.lockId, { page: undefined })).status).toBe(404);
		expect((await clientsPage(BUSY_LOCK.lockId, { perpage: '101' })).status).toBe(400);
	});

	it('takes an empty message, and one of 500 characters', async () => {
		expect((await send('POST', path, { ...invitation, message: '' })).status).toBe(200);
		const other = { ...invitation, clientemail: 'Baker@Example.com', message: 'a'.repeat(500) };
		expect((await send('POST', path, other)).status).toBe(200);
		expect(await find('baker@example.com')).toMatchObject({ status: 'PENDING', accesstype: 'STANDARD' });
	});

	const withPeriods = (change: (all: Record<string, Json>) => void) => {
		const all = JSON.parse(periods) as Record<string, Json>;
		change(all);
		return { activeperiods: JSON.stringify(all) };
	};

	it.each<[string, string, Parameters, number, string]>([
		['POST', 'no access key', { accesskey: undefined }, 404, 'accesskey'],
		['POST', 'no e-mail', { clientemail: undefined }, 404, 'clientemail'],
		['POST', 'no periods', { activeperiods: undefined }, 404, 'activeperiods'],
		['POST', 'no access type', { accesstype: undefined }, 404, 'accesstype'],
		['POST', 'no message', { message: undefined }, 404, 'message'],
		['POST', 'an unregistered e-mail', { clientemail: 'someone@example.org' }, 400, 'clientemail'],
		['POST', 'an e-mail of a longer domain', { clientemail: 'a@not-example.com' }, 400, 'clientemail'],
		['POST', 'a client that exists', { clientemail: ACTIVE_CLIENT_EMAIL }, 400, 'already exists'],
		['POST', 'another access type', { accesstype: 'standard' }, 400, 'accesstype'],
		['POST', 'a long message', { message: 'a'.repeat(501) }, 400, 'message'],
		['POST', 'a message with other characters', { message: 'Welcome!' }, 400, 'message'],
		['POST', 'a message of two lines', { message: 'Wel\ncome' }, 400, 'message'],
		['POST', 'periods that are no JSON', { activeperiods: 'always' }, 400, 'activeperiods'],
		['POST', 'periods in an array', { activeperiods: '[]' }, 400, 'activeperiods'],
		['POST', 'nine periods', withPeriods((all) => delete all['9']), 400, 'activeperiods'],
		['POST', 'eleven periods', withPeriods((all) => (all['10'] = all['0'])), 400, 'activeperiods'],
		['POST', 'a period without Sunday', withPeriods((all) => delete all['3'].sun), 400, 'activeperiods'],
		['POST', 'a flag in words', withPeriods((all) => (all['3'].mon = 'true')), 400, 'activeperiods'],
		['POST', 'a time without a zero', withPeriods((all) => (all['3'].starts = '9:00')), 400, 'activeperiods'],
		['POST', 'hour 24', withPeriods((all) => (all['3'].ends = '24:00')), 400, 'activeperiods'],
		['PUT', 'no periods', { activeperiods: undefined }, 404, 'activeperiods'],
		['PUT', 'bad periods', { activeperiods: '{}' }, 400, 'activeperiods'],
		['PUT', 'a client that does not exist', {}, 404, 'No client found.'],
		['PATCH', 'no action', { action: undefined }, 404, 'action'],
		['PATCH', 'another action', { action: 'suspend' }, 400, 'action'],
		['PATCH', 'a client that does not exist', {}, 404, 'No client found.'],
		['DELETE', 'no e-mail', { clientemail: undefined }, 404, 'clientemail'],
		['DELETE', 'a client that does not exist', {}, 404, 'No client found.'],
	])('answers %s with %s', async (method, _name, changes, status, message) => {
		const before = (await clientsPage(BUSY_LOCK.lockId)).text;
		const answer = await send(method, path, { ...invitation, action: 'SUSPEND', ...changes });
		expect(answer.status).toBe(status);
		expect(answer.json.message).toContain(message);
		expect((await clientsPage(BUSY_LOCK.lockId)).text).toBe(before);
	});

	it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
		'takes the parameters of %s from a form body only',
		async (method) => {
			const parameters = { ...invitation, ...existing, action: 'SUSPEND' };
			const attempts = [
				call(`${path}?${encode(parameters)}`, { method }),
				call(path, { method, headers: JSON_TYPE, body: JSON.stringify(parameters) }),
				call(path, { method, headers: { 'content-type': 'text/plain' }, body: encode(parameters) }),
				call(path, { method, headers: JSON_TYPE }),
			];
			for (const { status, json } of await Promise.all(attempts)) {
				expect([status, json.message]).toEqual([404, 'Missing required parameter: accesskey']);
			}
			expect(await find(ACTIVE_CLIENT_EMAIL)).toMatchObject({ status: 'ACTIVE' });
		},
	);

	it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('requires a lock of the account for %s', async (method) => {
		const parameters = { ...invitation, action: 'SUSPEND' };
		const elsewhere = `/u/1/k3connect/${OFFICE_LOCKS[0].lockId}/client`;
		expect((await send(method, elsewhere, parameters)).json).toEqual({ message: 'No lock found.' });
		expect((await send(method, path, { ...parameters, accesskey: 'nobody' })).status).toBe(401);
	});
});

describe('faults', () => {
	const gone = { status: 503, headers: { 'retry-after': '2' }, body: '<html>down</html>' };

	it('are answered in order, then the API answers again; they are received but not charged', async () => {
		const answers = [gone, { status: 200, body: { status: 'error' } }, { status: 502 }];
		await controlCall('POST', '/faults', { method: 'GET', path: '/n/1/netcode/*', answers });
		const [first, second, third, fourth] = [
			await kitCode(),
			await kitCode(),
			await kitCode(),
			await kitCode(),
		];

		expect([first.status, first.text, first.headers.get('retry-after')]).toEqual([503, gone.body, '2']);
		expect(first.headers.get('content-type')).toContain('text/html');
		expect([second.status, second.json]).toEqual([200, { status: 'error' }]);
		expect([third.status, third.text]).toEqual([502, '']);
		expect(fourth.status).toBe(200);
		const { keys, requests } = sandbox.control.getCalls();
		expect(keys[DEFAULT_API_KEY].netCode).toMatchObject({ received: 4, charged: 1 });
		expect(requests.map(({ status }) => status)).toEqual([503, 200, 502, 200]);
	});

	it('match the method and the exact path only', async () => {
		sandbox.control.addFault({ method: 'post', path: '/u/1/durations', answers: [gone] });
		sandbox.control.addFault({ path: '/u/1/dur', answers: [gone] });
		expect((await get('/u/1/durations')).status).toBe(200);
		sandbox.control.addFault({ path: '/u/1/durations', answers: [gone], times: 2 });
		const statuses = [await get('/u/1/durations'), await get('/u/1/durations'), await get('/u/1/durations')];
		expect(statuses.map(({ status }) => status)).toEqual([503, 503, 200]);
	});

	it('come before the key', async () => {
		sandbox.control.addFault({ path: '/*', answers: [gone] });
		expect((await call('/nowhere', {}, null)).status).toBe(503);
	});

	it('strike every third call, or by a seeded probability', async () => {
		const run = async (rate: number) => {
			sandbox.control.reset();
			sandbox.control.addFault({ path: '/n/*', answers: [gone], rate });
			const statuses: number[] = [];
			for (let turn = 0; turn < 30; turn++) statuses.push((await kitCode()).status);
			return statuses;
		};
		const third = await run(3);
		expect(third.map((status, turn) => (status === 503) === ((turn + 1) % 3 === 0))).not.toContain(false);
		const random = await run(0.5);
		expect(new Set(random)).toEqual(new Set([200, 503]));
		expect(await run(0.5)).toEqual(random);
	});

	it('drop the connection, before the call or after it', async () => {
		const path = `/u/1/k3connect/${BUSY_LOCK.lockId}/client`;
		const parameters = { accesskey: HOTEL_ACCESS_KEY, clientemail: ACTIVE_CLIENT_EMAIL };
		sandbox.control.addFault({ path, answers: [{ drop: true }, { loseAnswer: true }] });
		await expect(send('DELETE', path, parameters)).rejects.toThrow('fetch failed');
		expect((await clientsPage(BUSY_LOCK.lockId)).text).toContain(ACTIVE_CLIENT_EMAIL);
		await expect(send('DELETE', path, parameters)).rejects.toThrow('fetch failed');
		expect((await clientsPage(BUSY_LOCK.lockId)).text).not.toContain(ACTIVE_CLIENT_EMAIL);
	});

	it('can only delay, and can be cleared', async () => {
		sandbox.control.addFault({ path: '/n/*', answers: [{ delayMs: 80 }] });
		const started = performance.now();
		expect((await kitCode()).status).toBe(200);
		expect(performance.now() - started).toBeGreaterThan(70);

		sandbox.control.addFault({ path: '/n/*', answers: [gone], times: 5 });
		await controlCall('DELETE', '/faults');
		expect((await kitCode()).status).toBe(200);
	});
});

describe('the control API', () => {
	it('changes the settings and refuses wrong ones', async () => {
		const changed = await controlCall('PUT', '/settings', { shapes: 'wild', latencyMs: 3 });
		expect(changed.json).toEqual({ shapes: 'wild', latencyMs: 3, throttle: null });
		for (const wrong of [{ shapes: 'odd' }, { latencyMs: -1 }, { throttle: { rate: 0, burst: 1 } }]) {
			expect((await controlCall('PUT', '/settings', wrong)).status).toBe(400);
		}
		expect((await controlCall('GET', '/settings')).json).toEqual(changed.json);
	});

	it('counts what is in flight while the latency lasts', async () => {
		sandbox.control.putSettings({ latencyMs: 60 });
		await Promise.all(Array.from({ length: 5 }, () => kitCode()));
		await kitCode();
		expect(sandbox.control.getCalls().keys[DEFAULT_API_KEY].peakInFlight).toBe(5);
	});

	it('reports the calls by method, with what was sent', async () => {
		await send('DELETE', `/u/1/k3connect/${BUSY_LOCK.lockId}/client`, { accesskey: 'nobody' });
		await kitCode();
		await get('/u/1/nothing', { a: 'b' }, null);
		const { json } = await controlCall('GET', '/calls');
		expect(json.methods).toEqual({
			'DELETE /u/1/k3connect/{id}/client': 1,
			'GET /n/1/netcode/{id}': 1,
			'unknown path': 1,
		});
		expect(json.requests).toEqual([
			expect.objectContaining({ method: 'DELETE', form: { accesskey: 'nobody' }, status: 404 }),
			expect.objectContaining({
				path: '/n/1/netcode/202604221226',
				headers: { 'x-api-key': DEFAULT_API_KEY },
			}),
			{ method: 'GET', path: '/u/1/nothing', query: { a: 'b' }, headers: {}, form: {}, status: 403 },
		]);
		expect(((await controlCall('GET', '/calls?last=1')).json.requests as Json[])[0].path).toBe(
			'/u/1/nothing',
		);

		await controlCall('DELETE', '/calls');
		expect(sandbox.control.getCalls()).toEqual({ keys: {}, methods: {}, requests: [] });
	});

	it('keeps used quotas when the counters are reset', async () => {
		await kitCode();
		sandbox.control.resetCalls();
		expect(sandbox.control.putKey(DEFAULT_API_KEY, {}).used).toEqual({ netCode: 1, utility: 0 });
	});

	it('disables a key and makes a new one', async () => {
		await controlCall('PUT', `/keys/${DEFAULT_API_KEY}`, { disabled: true });
		expect((await kitCode()).status).toBe(403);
		await controlCall('PUT', '/keys/new-key', { quotas: { netCode: 1 } });
		expect((await kitCode({}, undefined, 'new-key')).status).toBe(200);
		expect((await kitCode({}, undefined, 'new-key')).status).toBe(429);
	});

	it('lets a lock appear and go', async () => {
		const added = await controlCall('POST', '/locks', {
			accessKey: EMPTY_ACCESS_KEY,
			lock: { name: 'Shed' },
		});
		const { list } = await get('/u/1/k3connect', { accesskey: EMPTY_ACCESS_KEY });
		expect(list).toMatchObject([{ LockId: added.json.lockId, LockName: 'Shed', Timezone: 'Europe/London' }]);

		await controlCall('DELETE', `/locks/${added.json.lockId}`);
		expect((await get('/u/1/k3connect', { accesskey: EMPTY_ACCESS_KEY })).list).toEqual([]);
		expect((await controlCall('DELETE', `/locks/${added.json.lockId}`)).status).toBe(404);
		expect(
			(await controlCall('POST', '/locks', { accessKey: 'nobody', lock: { name: 'Shed' } })).status,
		).toBe(404);
	});

	it.each(['documented', 'wild'] as const)('lets a lock report its battery (%s)', async (shapes) => {
		sandbox.control.putSettings({ shapes });
		const url = `/locks/${HOTEL_LOCKS[4].lockId}/battery`;
		const battery = { status: 'LOW', updated: '2026-04-30T06:00:00' };
		expect((await controlCall('PUT', url, battery)).status).toBe(200);
		const { list } = await get('/u/1/k3connect', { accesskey: HOTEL_ACCESS_KEY });
		expect(list[4]).toMatchObject({ BatteryStatus: 'LOW', BatteryUpdated: '2026-04-30T06:00:00' });
		expect(list[5]).toMatchObject({ BatteryStatus: 'FULL' });
		expect((await controlCall('PUT', url, { status: 'LOW' })).status).toBe(400);
		expect((await controlCall('PUT', '/locks/none/battery', battery)).status).toBe(404);
	});

	it('forgets the clients and entries of a lock that has gone', async () => {
		sandbox.control.removeLock(BUSY_LOCK.lockId);
		expect((await auditPage(BUSY_LOCK.lockId)).status).toBe(404);
		sandbox.control.addLock(HOTEL_ACCESS_KEY, BUSY_LOCK);
		expect((await auditPage(BUSY_LOCK.lockId)).list).toEqual([]);
		expect((await clientsPage(BUSY_LOCK.lockId)).list).toEqual([]);
	});

	it('uploads entries, new ones and late ones', async () => {
		const [newest] = await entriesOf(BUSY_LOCK.lockId);
		const fresh = await controlCall('POST', `/locks/${BUSY_LOCK.lockId}/entries`, [{ EntryType: 'DENIED' }]);
		expect(fresh.list[0]).toMatchObject({
			DateEntered: '2026-05-01T13:00:00',
			EntryType: 'DENIED',
			EntryText: 'A wrong code was entered at Front Door.',
		});
		expect(fresh.list[0].AuditEntryID).toBeGreaterThan(newest.AuditEntryID);

		const late = { AuditEntryID: 5, DateEntered: '2026-01-01T00:00:00' };
		await controlCall('POST', `/locks/${BUSY_LOCK.lockId}/entries`, [late]);
		const [oldest] = (await auditPage(BUSY_LOCK.lockId, { pageorder: 'ascending' })).list;
		expect(oldest).toMatchObject(late);
		expect((await entriesOf(BUSY_LOCK.lockId))[0]).toEqual(fresh.list[0]);

		expect((await controlCall('POST', `/locks/${BUSY_LOCK.lockId}/entries`, [late])).status).toBe(400);
		expect((await controlCall('POST', '/locks/none/entries', [{}])).status).toBe(404);
	});

	it.each([
		['POST', '/faults', { path: 'no-slash', answers: [{}] }, 400],
		['POST', '/faults', { path: '/n/*', answers: [] }, 400],
		['PUT', '/faults', {}, 404],
		['GET', '/call', undefined, 404],
	])('answers %s %s %j with %i and counts no call', async (method, url, body, status) => {
		expect((await controlCall(method, url, body)).status).toBe(status);
		expect(sandbox.control.getCalls().requests).toEqual([]);
	});

	it('resets everything', async () => {
		await send('DELETE', `/u/1/k3connect/${BUSY_LOCK.lockId}/client`, {
			accesskey: HOTEL_ACCESS_KEY,
			clientemail: ACTIVE_CLIENT_EMAIL,
		});
		sandbox.control.putSettings({ shapes: 'wild' });
		sandbox.control.removeLock(POPULAR_LOCK.lockId);
		sandbox.control.addFault({ path: '/*', answers: [{ status: 500 }] });
		await call('/inbox/front-desk', { method: 'POST', headers: JSON_TYPE, body: '{}' });

		await controlCall('POST', '/reset');
		expect(sandbox.control.getCalls().requests).toEqual([]);
		expect(sandbox.control.getSettings().shapes).toBe('documented');
		expect((await clientsPage(BUSY_LOCK.lockId)).text).toContain(ACTIVE_CLIENT_EMAIL);
		expect((await clientsPage(POPULAR_LOCK.lockId)).status).toBe(200);
		expect((await call('/inbox/front-desk')).list).toEqual([]);
	});
});

describe('growth', () => {
	it('adds an entry of now to some lock, with the highest id', async () => {
		const highest = Math.max(...(await entriesOf(BUSY_LOCK.lockId)).map(({ AuditEntryID }) => AuditEntryID));
		const grown = Array.from({ length: 10 }, () => sandbox.control.grow(false)).flat();
		expect(grown).toHaveLength(10);
		const ids = grown.map(({ AuditEntryID }) => AuditEntryID);
		expect(ids).toEqual([...ids].sort((one, other) => one - other));
		expect(ids[0]).toBeGreaterThan(highest);
		expect(new Set(grown.map(({ LockID }) => LockID)).size).toBeGreaterThan(3);
		const [last] = grown.slice(-1);
		const accesskey = HOTEL_LOCKS.some(({ lockId }) => lockId === last.LockID)
			? HOTEL_ACCESS_KEY
			: OFFICE_ACCESS_KEY;
		expect((await auditPage(last.LockID, { accesskey, perpage: '1' })).list).toEqual([last]);
	});

	it('uploads late: old dates, and now and then ids that were left free', () => {
		const known = Math.max(...sandbox.control.grow(false).map(({ AuditEntryID }) => AuditEntryID));
		const batches = Array.from({ length: 20 }, () => sandbox.control.grow(true));
		const lower = batches.filter((batch) => batch.every(({ AuditEntryID }) => AuditEntryID < known));
		expect(lower.length).toBeGreaterThan(0);
		expect(lower.length).toBeLessThan(20);
		for (const batch of batches) {
			expect(batch.length).toBeGreaterThanOrEqual(2);
			const dates = batch.map(({ DateEntered }) => DateEntered);
			expect(dates).toEqual([...dates].sort());
			const lock = [...HOTEL_LOCKS, ...OFFICE_LOCKS].find(({ lockId }) => lockId === batch[0].LockID);
			const [fresh] = sandbox.control.addEntries(lock?.lockId ?? '', [{}]);
			expect(dates.every((date) => date < fresh.DateEntered)).toBe(true);
		}
		const ids = batches.flat().map(({ AuditEntryID }) => AuditEntryID);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('is the same in every run', () => {
		const run = () => {
			sandbox.control.reset();
			return Array.from({ length: 30 }, () => sandbox.control.grow());
		};
		const first = run();
		expect(run()).toEqual(first);
		expect(first.some((batch) => batch.length > 1)).toBe(true);
		expect(first.filter((batch) => batch.length === 1).length).toBeGreaterThan(15);
	});

	it('goes on by itself until the sandbox is closed', async () => {
		const growing = await startSandbox({ growth: { everySeconds: 0.02 } });
		const highestId = () => growing.control.addEntries(QUIET_LOCK.lockId, [{}])[0].AuditEntryID;
		const before = highestId();
		await new Promise((resolve) => setTimeout(resolve, 200));
		await growing.close();
		const after = highestId();
		expect(after - before).toBeGreaterThan(1);
		await new Promise((resolve) => setTimeout(resolve, 60));
		expect(highestId()).toBe(after + 1);
	});
});

describe('the inbox', () => {
	it('answers like Slack and keeps JSON and form messages by channel', async () => {
		const json = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ text: 'Door opened' }) };
		const first = await call('/inbox/front-desk', json, null);
		const second = await send('POST', '/inbox/front-desk', { text: 'Low battery' });
		await call('/inbox/elsewhere', json);
		expect(first.json).toEqual({
			ok: true,
			channel: 'front-desk',
			ts: expect.stringMatching(/^\d+\.\d{6}$/),
		});

		expect((await call('/inbox/front-desk', {}, null)).list).toEqual([
			{ ts: first.json.ts, receivedAt: '2026-05-01T12:00:00.000Z', body: { text: 'Door opened' } },
			{ ts: second.json.ts, receivedAt: '2026-05-01T12:00:00.000Z', body: { text: 'Low battery' } },
		]);
		expect(second.json.ts).not.toBe(first.json.ts);
		await call('/inbox/front-desk', { method: 'DELETE' });
		expect((await call('/inbox/front-desk')).list).toEqual([]);
		expect((await call('/inbox/elsewhere')).list).toHaveLength(1);
		expect(sandbox.control.getCalls().requests).toEqual([]);
	});
});

describe('the inbox, as a mail server', () => {
	it.each([
		['guest.1@example.com', 200],
		['Guest 1 <guest.1@example.com>', 200],
		['', 400],
		['Guest 1', 400],
	])('answers an e-mail to %j with %i', async (to, status) => {
		expect((await send('POST', '/inbox/mail', { to, text: 'Hello' })).status).toBe(status);
		expect((await call('/inbox/mail')).list).toHaveLength(status === 200 ? 1 : 0);
	});
});

describe('the sheets', () => {
	const write = async (method: 'PUT' | 'PATCH', body: unknown) =>
		await call('/sheets/Bookings', { method, headers: JSON_TYPE, body: JSON.stringify(body) }, null);
	const read = async () => (await call('/sheets/Bookings', {}, null)).list;

	it('number rows as a spreadsheet does, and keep what is written into one', async () => {
		await write('PUT', [{ guest: 'Guest 1' }, { guest: 'Guest 2' }]);
		const answer = await write('PATCH', { row_number: '3', netCode: '012345' });
		expect(answer.json).toEqual({ row_number: '3', netCode: '012345' });
		expect(await read()).toEqual([
			{ guest: 'Guest 1', row_number: 2 },
			{ guest: 'Guest 2', row_number: 3, netCode: '012345' },
		]);
		await write('PUT', [{ guest: 'Guest 3' }]);
		expect(await read()).toEqual([{ guest: 'Guest 3', row_number: 2 }]);
	});

	it('take digits that are typed for a number, as a spreadsheet does', async () => {
		await write('PUT', [{ guest: 'Guest 1' }]);
		const body = JSON.stringify({ row_number: 2, netCode: '012345', sentAt: '2026-05-01' });
		await call('/sheets/Bookings?valueInputOption=USER_ENTERED', { method: 'PATCH', body }, null);
		expect(await read()).toEqual([{ guest: 'Guest 1', row_number: 2, netCode: 12345, sentAt: '2026-05-01' }]);
		await call('/sheets/Bookings?valueInputOption=RAW', { method: 'PATCH', body }, null);
		expect((await read())[0]).toMatchObject({ netCode: '012345' });
	});

	it('refuse what is no sheet and what is no row', async () => {
		expect((await write('PUT', { guest: 'Guest 1' })).status).toBe(400);
		expect((await write('PATCH', { row_number: 9 })).status).toBe(404);
		expect((await write('PATCH', 'nonsense')).status).toBe(404);
		expect(await read()).toEqual([]);
	});
});

describe('the page at /', () => {
	it('tells the address, the keys and the paths', async () => {
		const { text, headers } = await call('/', {}, null);
		expect(headers.get('content-type')).toContain('text/html');
		for (const part of [
			sandbox.url,
			DEFAULT_API_KEY,
			HOTEL_ACCESS_KEY,
			'/u/1/k3connect/{id}/audit',
			'/_control/faults',
			BUSY_LOCK.lockId,
			OFFICE_LOCKS[2].name,
			'Room 4; KL1060G3; 202604221229; 451257; Europe/London',
			`curl -X PUT ${sandbox.url}/_control/behaviours -d '{"pages":"ignored"}'`,
			`curl -H 'x-api-key: ${DEFAULT_API_KEY}'`,
		]) {
			expect(text).toContain(part);
		}
		expect(text).not.toMatch(/(src|href)=/);
	});
});

describe('the command line', () => {
	const running: ChildProcess[] = [];
	const main = path.join(__dirname, '../sandbox/main.mts');

	const start = (...options: string[]) => {
		const child = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
		running.push(child);
		return child;
	};
	const firstOutput = async (stream: NodeJS.ReadableStream | null) =>
		String((await once(stream!, 'data'))[0]);

	afterEach(() => {
		for (const child of running.splice(0)) child.kill('SIGKILL');
	});

	it('says where it listens, refuses a taken port, and stops on SIGTERM', async () => {
		const child = start('--port', '0', '--shapes', 'wild');
		const greeting = await firstOutput(child.stdout);
		const [url, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(greeting) ?? [];
		expect(greeting).toContain(`curl -H 'x-api-key: ${DEFAULT_API_KEY}' '${url}/u/1/k3connect?accesskey=`);
		expect(await (await fetch(`${url}/_control/settings`)).json()).toMatchObject({ shapes: 'wild' });

		const second = start('--port', port);
		expect(await firstOutput(second.stderr)).toContain(`Port ${port} is taken`);
		expect(await once(second, 'exit')).toEqual([1, null]);

		child.kill('SIGTERM');
		expect(await once(child, 'exit')).toEqual([0, null]);
	});

	it.each([
		['--port', 'many'],
		['--shapes', 'odd'],
		['--grow-every', '-1'],
	])('explains a wrong %s', async (option, value) => {
		const child = start(`${option}=${value}`);
		expect(await firstOutput(child.stderr)).toContain(option);
		expect(await once(child, 'exit')).toEqual([1, null]);
	});
});
