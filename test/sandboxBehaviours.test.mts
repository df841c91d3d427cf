import { SWITCH_NAMES, SWITCHES } from '../sandbox/behaviours.mts';
import type { AuditEntry } from '../sandbox/model.mts';
import {
	ACTIVE_CLIENT_EMAIL,
	BUSY_LOCK,
	DEFAULT_API_KEY,
	EMPTY_ACCESS_KEY,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
	POPULAR_LOCK,
	QUIET_LOCK,
} from '../sandbox/seed.mts';
import { type Sandbox, startSandbox } from '../sandbox/server.mts';

/* The switches of PUT /_control/behaviours: each makes the service answer in the way that it names. */

interface Answer {
	status: number;
	type: string | null;
	text: string;
	json: unknown;
}

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

async function call(url: string, init: RequestInit = {}): Promise<Answer> {
	const headers = { 'x-api-key': DEFAULT_API_KEY };
	const response = await fetch(`${sandbox.url}${url}`, { headers, ...init });
	const text = await response.text();
	const json: unknown = /^[[{"]/.test(text) ? JSON.parse(text) : undefined;
	return { status: response.status, type: response.headers.get('content-type'), text, json };
}

const put = (url: string, body: object) =>
	call(`/_control${url}`, { method: 'PUT', body: JSON.stringify(body) });

const audit = (page = 1, lockId = BUSY_LOCK.lockId, pageorder = 'descending') =>
	call(
		`/u/1/k3connect/${lockId}/audit?accesskey=${HOTEL_ACCESS_KEY}&page=${page}&perpage=100&pageorder=${pageorder}`,
	);
const entries = async (...parameters: Parameters<typeof audit>) =>
	(await audit(...parameters)).json as AuditEntry[];
const idsOf = (list: AuditEntry[]) => list.map(({ AuditEntryID }) => AuditEntryID);
const clients = (lockId = BUSY_LOCK.lockId, page = 1) =>
	call(`/u/1/k3connect/${lockId}/clients?accesskey=${HOTEL_ACCESS_KEY}&page=${page}&perpage=100`);
const locks = (accessKey = HOTEL_ACCESS_KEY) => call(`/u/1/k3connect?accesskey=${accessKey}`);
const kitCode = (changes: Record<string, string> = {}, timecode = '202604221226') =>
	call(
		`/n/1/netcode/${timecode}?${String(
			new URLSearchParams({
				...{ start: '2026-10-01 16:00', duration: '4', lockmodel: 'KL1060G3', identifier: '451254' },
				...changes,
			}),
		)}`,
	);
const suspend = (email = ACTIVE_CLIENT_EMAIL) =>
	call(`/u/1/k3connect/${BUSY_LOCK.lockId}/client`, {
		method: 'PATCH',
		body: new URLSearchParams({ accesskey: HOTEL_ACCESS_KEY, clientemail: email, action: 'SUSPEND' }),
	});

describe('the switches', () => {
	it('are set, read and put back over HTTP, for all locks and for one', async () => {
		const all = await put('/behaviours', { pages: 'ignored', pageSize: 10 });
		expect(all.json).toMatchObject({ pages: 'ignored', pageSize: 10, ids: 'numbers' });
		await put(`/behaviours?lock=${BUSY_LOCK.lockId}`, { pageSize: 20 });
		expect(await entries()).toHaveLength(20);
		expect(await entries(1, HOTEL_LOCKS[2].lockId)).toHaveLength(10);
		expect((await call('/_control/behaviours')).json).toEqual({
			all: { pages: 'ignored', pageSize: 10 },
			locks: { [BUSY_LOCK.lockId]: { pageSize: 20 } },
		});

		await put(`/behaviours?lock=${BUSY_LOCK.lockId}`, { pageSize: null });
		expect(await entries()).toHaveLength(10);
		await call('/_control/behaviours', { method: 'DELETE' });
		expect(await entries()).toHaveLength(100);
	});

	it.each([
		[{ pages: 'odd' }, 'pages must be one of asAsked'],
		[{ page: 'ignored' }, 'there is no behaviour page'],
		[{ pageSize: 0 }, 'pageSize must be'],
	])('refuse %j', async (change, message) => {
		const { status, json } = await put('/behaviours', change);
		expect([status, json]).toEqual([400, { message: expect.stringContaining(message) }]);
	});

	it('refuse a lock that is not there, and go with a reset', async () => {
		expect((await put('/behaviours?lock=none', { pages: 'ignored' })).status).toBe(404);
		await put('/behaviours', { pages: 'ignored' });
		sandbox.control.reset();
		expect((await call('/_control/behaviours')).json).toEqual({ all: {}, locks: {} });
	});

	it('are all on the page at /, with a request each', async () => {
		const { text } = await call('/');
		for (const name of SWITCH_NAMES) expect(text).toContain(`-d '{"${name}":"${SWITCHES[name].values[1]}"}'`);
	});
});

describe('pages', () => {
	const idsOfPages = async (...pages: number[]) =>
		(await Promise.all(pages.map((page) => entries(page)))).map(idsOf);

	it('ignored: always the first', async () => {
		sandbox.control.putBehaviours({ pages: 'ignored' });
		const [first, second, ninth] = await idsOfPages(1, 2, 9);
		expect([second, ninth]).toEqual([first, first]);
	});

	it('lastAgain: the last one past the end', async () => {
		sandbox.control.putBehaviours({ pages: 'lastAgain' });
		const [second, third, fourth, ninth] = await idsOfPages(2, 3, 4, 9);
		expect(third).toHaveLength(50);
		expect(second).not.toEqual(third);
		expect([fourth, ninth]).toEqual([third, third]);
	});

	it.each([
		['notFoundPastEnd', 404],
		['badRequestPastEnd', 400],
	] as const)('%s: %d', async (pages, status) => {
		sandbox.control.putBehaviours({ pages });
		expect((await audit(3)).status).toBe(200);
		expect((await audit(4)).status).toBe(status);
		expect((await audit(1, QUIET_LOCK.lockId)).status).toBe(200);
	});

	it('emptySecond: a hole in the middle, in the log and among the clients', async () => {
		sandbox.control.putBehaviours({ pages: 'emptySecond' });
		expect((await idsOfPages(1, 2, 3)).map(({ length }) => length)).toEqual([100, 0, 50]);
		expect((await clients(POPULAR_LOCK.lockId, 2)).json).toEqual({ count: 130, clients: [] });
	});

	it('pageSize: fewer than asked for, without losing any', async () => {
		sandbox.control.putBehaviours({ pageSize: 30 });
		const pages = await idsOfPages(1, 2, 3, 4, 5, 6, 7, 8, 9);
		expect(pages.map(({ length }) => length)).toEqual([30, 30, 30, 30, 30, 30, 30, 30, 10]);
		expect(new Set(pages.flat()).size).toBe(250);
	});
});

describe('the audit log', () => {
	it.each([
		['empty', '[]'],
		['false', 'false'],
		['noBody', ''],
	] as const)('answers %s although it has entries', async (auditLog, text) => {
		sandbox.control.putBehaviours({ auditLog }, BUSY_LOCK.lockId);
		expect(await audit()).toMatchObject({ status: 200, text });
		expect(await entries(1, HOTEL_LOCKS[2].lockId)).not.toHaveLength(0);
	});

	it('comes in another order', async () => {
		const usual = idsOf(await entries(1, HOTEL_LOCKS[2].lockId));
		sandbox.control.putBehaviours({ order: 'ignored' });
		expect(idsOf(await entries(1, HOTEL_LOCKS[2].lockId))).toEqual(usual.toReversed());
		sandbox.control.putBehaviours({ order: 'unstable' });
		const one = idsOf(await entries(1, HOTEL_LOCKS[2].lockId));
		const other = idsOf(await entries(1, HOTEL_LOCKS[2].lockId));
		expect(one).not.toEqual(other);
		expect(new Set(one)).toEqual(new Set(usual));
	});

	it.each([
		['text', /"AuditEntryID":"\d+"/],
		['huge', /"AuditEntryID":90071992548\d{5}1?\d?,/],
		['guids', /"AuditEntryID":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}"/],
	] as const)('has %s ids, each of its own', async (ids, pattern) => {
		sandbox.control.putBehaviours({ ids });
		const { text } = await audit();
		expect(text).toMatch(pattern);
		expect(new Set(text.match(/"AuditEntryID":[^,]+/g)).size).toBe(100);
	});

	it('has no ids', async () => {
		sandbox.control.putBehaviours({ ids: 'missing' });
		expect((await entries())[0]).toEqual({
			LockID: BUSY_LOCK.lockId,
			DateEntered: expect.any(String),
			EntryType: expect.any(String),
			EntryText: expect.any(String),
		});
	});

	it('takes one entry as an object, and an id again if it is told to', async () => {
		const url = `/_control/locks/${QUIET_LOCK.lockId}/entries`;
		const post = (body: unknown, query = '') =>
			call(url + query, { method: 'POST', body: JSON.stringify(body) });
		await post({ AuditEntryID: 7, DateEntered: '2026-01-01T00:00:00' });
		expect((await post([{ AuditEntryID: 7 }])).status).toBe(400);
		expect(
			(await post([{ AuditEntryID: 7, DateEntered: '2026-02-02T00:00:00' }], '?reuseIds=true')).status,
		).toBe(200);
		const log = await entries(1, QUIET_LOCK.lockId);
		expect(log.map(({ AuditEntryID, DateEntered }) => [AuditEntryID, DateEntered])).toEqual([
			[7, '2026-02-02T00:00:00'],
			[7, '2026-01-01T00:00:00'],
		]);
		expect((await post('a door')).status).toBe(400);
	});

	it('loses entries, one by one or all', async () => {
		const [newest, second] = idsOf(await entries());
		const erase = (query = '') =>
			call(`/_control/locks/${BUSY_LOCK.lockId}/entries${query}`, { method: 'DELETE' });
		expect((await erase(`?ids=${newest},${second},1`)).json).toEqual({ erased: 2 });
		expect(idsOf(await entries())).not.toContain(newest);
		expect((await erase()).json).toEqual({ erased: 248 });
		expect(await entries()).toEqual([]);
	});

	it('begins to count again, above the entries from before', async () => {
		const before = idsOf(await entries());
		await put(`/locks/${BUSY_LOCK.lockId}/counter`, {});
		sandbox.control.addEntries(BUSY_LOCK.lockId, [{}, {}]);
		expect(idsOf(await entries()).slice(0, 4)).toEqual([2, 1, ...before.slice(0, 2)]);
		await put(`/locks/${BUSY_LOCK.lockId}/counter`, { from: 1 });
		sandbox.control.addEntries(BUSY_LOCK.lockId, {});
		expect(idsOf(await entries()).slice(0, 4)).toEqual([1, 2, 1, before[0]]);
		expect(() => sandbox.control.addEntries(BUSY_LOCK.lockId, { AuditEntryID: 1 })).toThrow('is taken');
		const [elsewhere] = sandbox.control.addEntries(QUIET_LOCK.lockId, {});
		expect(elsewhere.AuditEntryID).toBeGreaterThan(before[0]);
	});
});

describe('lists', () => {
	const idsOfLocks = async () =>
		((await locks()).json as Array<{ LockId: string }>).map(({ LockId }) => LockId);

	it('lack a lock that still answers, or does not', async () => {
		sandbox.control.putBehaviours({ lock: 'unlisted' }, BUSY_LOCK.lockId);
		expect(await idsOfLocks()).toEqual(HOTEL_LOCKS.slice(1).map(({ lockId }) => lockId));
		expect((await audit()).status).toBe(200);
		sandbox.control.putBehaviours({ lock: 'notFound' }, BUSY_LOCK.lockId);
		expect(await idsOfLocks()).toHaveLength(35);
		expect((await audit()).status).toBe(404);
		sandbox.control.putBehaviours({ lock: null }, BUSY_LOCK.lockId);
		expect(await idsOfLocks()).toHaveLength(36);
		expect(await entries()).toHaveLength(100);
	});

	it.each([
		['empty', '[]'],
		['false', 'false'],
		['noBody', ''],
	] as const)('are %s although they have entries, or since they have none', async (form, text) => {
		sandbox.control.putBehaviours({ locks: form, clients: form, emptyLists: form });
		expect((await locks()).text).toBe(text);
		expect((await clients()).text).toBe(text);
		sandbox.control.putBehaviours({ locks: 'full' });
		expect((await locks(EMPTY_ACCESS_KEY)).text).toBe(text);
		expect((await audit(1, QUIET_LOCK.lockId)).text).toBe(text);
	});

	it('count the page, and give active periods in other forms', async () => {
		sandbox.control.putBehaviours({ count: 'page', activePeriods: 'object' });
		const second = (await clients(POPULAR_LOCK.lockId, 2)).json as { count: number; clients: object[] };
		expect(second.count).toBe(30);
		expect(second.clients[0]).toMatchObject({ activeperiods: { 0: { starts: '00:00' } } });
		sandbox.control.putBehaviours({ activePeriods: 'text' });
		expect((await clients()).text).toContain('"activeperiods":"{\\"0\\":');
	});
});

describe('writes', () => {
	it.each([
		['noBody', 200, ''],
		['badGateway', 502, '{"message":"Internal server error"}'],
		['timeout', 504, '{"message":"Endpoint request timed out"}'],
	] as const)('take effect and answer %s', async (writes, status, text) => {
		sandbox.control.putBehaviours({ writes });
		expect(await suspend()).toMatchObject({ status, text });
		expect((await clients()).text).not.toContain('"ACTIVE"');
	});

	it('take effect and lose the answer', async () => {
		sandbox.control.putBehaviours({ writes: 'lostAnswer' });
		await expect(suspend()).rejects.toThrow('fetch failed');
		expect((await clients()).text).not.toContain('"ACTIVE"');
	});
});

describe('failures', () => {
	const REFUSED = 'No client found.';

	it.each([
		['error', { error: REFUSED, message: 'Please check the identifier provided.' }],
		['status', { status: 'error', message: REFUSED }],
		['netcode', { netcode: 'ERROR', status: 'ok' }],
		['errorMessage', { errorMessage: REFUSED }],
		['success', { success: false, message: REFUSED }],
		['result', { result: false, message: REFUSED }],
		['statusFalse', { status: false, message: REFUSED }],
		['errors', { errors: [{ message: REFUSED }] }],
		['capitalError', { Error: REFUSED }],
		['message', { message: REFUSED }],
		['proxy', { statusCode: 404, body: JSON.stringify({ message: REFUSED }) }],
	] as const)('come as %s with status 200', async (failures, json) => {
		sandbox.control.putBehaviours({ failures });
		expect(await suspend('nobody@example.com')).toMatchObject({ status: 200, json });
		expect((await suspend()).json).toMatchObject({ result: 'SUCCESS' });
	});

	it('of the gateway keep their status', async () => {
		sandbox.control.putBehaviours({ failures: 'message' });
		expect((await call('/u/1/nothing')).status).toBe(403);
	});

	it('of an unknown access key come with a text', async () => {
		expect(await locks('nobody')).toMatchObject({ status: 401, text: '', type: 'application/json' });
		sandbox.control.putBehaviours({ accessKeys: 'text' });
		expect(await locks('nobody')).toMatchObject({ status: 400, json: { message: 'Invalid accesskey' } });
	});
});

describe('NetCodes', () => {
	it('of a KitLock are rounded down', async () => {
		const full = await kitCode({ start: '2026-10-01 14:00' });
		expect((await kitCode({ start: '2026-10-01 14:22' })).status).toBe(400);
		sandbox.control.putBehaviours({ starts: 'roundedDown' });
		expect(await kitCode({ start: '2026-10-01 14:22' })).toEqual(full);
	});

	it('have days in hours too, and Expires or not', async () => {
		const night = { start: '2026-10-01 00:00', duration: '13' };
		sandbox.control.putBehaviours({ dayLengths: 'daysAndHours', expires: 'absent' });
		const { json } = await kitCode(night);
		expect(json).toMatchObject({ DurationDays: 2, DurationHours: 48 });
		expect(json).not.toHaveProperty('Expires');
		sandbox.control.putSettings({ shapes: 'wild' });
		sandbox.control.putBehaviours({ dayLengths: 'days', expires: 'present' });
		expect((await kitCode(night)).json).toMatchObject({
			...{ DurationDays: 2, DurationHours: 0, Expires: '2026-10-03 00:00:00' },
		});
	});

	it('of 24 hours can be standard', async () => {
		const dayLong = async () => {
			const { json } = await call('/u/1/durations?lockmodel=KL1060G3');
			return (json as Array<{ DurationHours: number }>).find(({ DurationHours }) => DurationHours === 24);
		};
		expect(await dayLong()).toMatchObject({ Mode: '24 Hour', SubMode: '' });
		sandbox.control.putBehaviours({ dayLong: 'standard' });
		expect(await dayLong()).toMatchObject({ Mode: 'Standard', SubMode: 'Multi Use' });
	});
});

describe('bodies', () => {
	beforeEach(() => {
		sandbox.control.addLock(EMPTY_ACCESS_KEY, { name: 'Büro' });
	});

	it('are JSON without a charset', async () => {
		expect((await locks()).type).toBe('application/json');
	});

	it.each(['slow', 'trickle'] as const)('come %s', async (bodies) => {
		sandbox.control.putBehaviours({ bodies });
		const started = performance.now();
		const { text } = await call(`/u/1/k3connect/account?accesskey=${EMPTY_ACCESS_KEY}`);
		expect(text).toBe('[{"email":"new.customer@example.com","spccmstatus":"ENABLED"}]');
		expect(performance.now() - started).toBeGreaterThan(900);
	});

	it('come cut', async () => {
		sandbox.control.putBehaviours({ bodies: 'cut' });
		await expect(locks()).rejects.toThrow('terminated');
	});

	it('come in another charset, with a byte order mark, or as HTML', async () => {
		const bytes = async () => {
			const url = `${sandbox.url}/u/1/k3connect?accesskey=${EMPTY_ACCESS_KEY}`;
			const response = await fetch(url, { headers: { 'x-api-key': DEFAULT_API_KEY } });
			return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) };
		};
		sandbox.control.putBehaviours({ bodies: 'latin1' });
		const latin1 = await bytes();
		expect(latin1.type).toBe('application/json; charset=iso-8859-1');
		expect(latin1.bytes.toString('latin1')).toContain('Büro');
		sandbox.control.putBehaviours({ bodies: 'byteOrderMark' });
		expect((await bytes()).bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
		sandbox.control.putBehaviours({ bodies: 'html' });
		expect((await bytes()).type).toBe('text/html');
	});
});

describe('the feeds', () => {
	it('give out the calendar that was put there', async () => {
		expect((await call('/feeds/room-4.ics')).status).toBe(404);
		const text = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n';
		await call('/feeds/room-4.ics', { method: 'PUT', body: text });
		expect(await call('/feeds/room-4.ics')).toMatchObject({
			...{ status: 200, text, type: 'text/calendar; charset=utf-8' },
		});
		expect(sandbox.control.getCalls().requests).toEqual([]);
	});
});
