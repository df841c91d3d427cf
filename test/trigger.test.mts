import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { FaultAnswer } from '../sandbox/faults.mts';
import {
	BUSY_LOCK,
	BUSY_LOCK_ENTRIES,
	EMPTY_ACCESS_KEY,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
	OFFICE_ACCESS_KEY,
	OFFICE_LOCKS,
	QUIET_LOCK,
} from '../sandbox/seed.mts';
import { loadOptions } from './support/engine.mts';
import type { TestTrigger } from './support/poll.mts';
import { SHAPES, useSandbox } from './support/sandbox.mts';
import { HOUR, idsOf, passTime, triggersOf } from './support/triggers.mts';

const sandbox = useSandbox();

const [RECEPTION, SERVER_ROOM, ARCHIVE] = OFFICE_LOCKS.map(({ lockId }) => lockId);
const { hotel, office, started, upload, uploadMany } = triggersOf(sandbox);
const auditPath = (lockId: string) => `/u/1/k3connect/${lockId}/audit`;
const fail = (lockId: string, answer: FaultAnswer = { status: 400, body: {} }, times = 1000) =>
	sandbox.control.addFault({ path: auditPath(lockId), answers: [answer], times });
const callsTo = (path: string) => sandbox.calls().filter((call) => call.path === path).length;

async function errorOf(polling: Promise<unknown>): Promise<NodeApiError> {
	const error: unknown = await polling.then(
		(items) => new Error(`No error, but ${JSON.stringify(items)}`),
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(NodeApiError);
	return error as NodeApiError;
}

afterEach(() => jest.restoreAllMocks());

describe.each(SHAPES)('an entry, in %s answers', (shapes) => {
	test('becomes one item, with the name of its lock and an instant', async () => {
		sandbox.control.putSettings({ shapes });
		const trigger = await started(office());
		upload(
			RECEPTION,
			{
				AuditEntryID: 90_001,
				DateEntered: '2026-07-01T08:00:00',
				EntryType: 'DENIED',
				EntryText: 'Wrong code',
			},
			{ AuditEntryID: 90_002, DateEntered: '2026-12-01T08:00:00', EntryType: 'NETCODE', EntryText: 'Opened' },
		);
		expect(await trigger.poll()).toEqual([
			{
				AuditEntryID: 90_001,
				LockID: RECEPTION,
				LockName: 'Reception',
				DateEntered: '2026-07-01T08:00:00',
				enteredAt: '2026-07-01T08:00:00+01:00',
				EntryType: 'DENIED',
				EntryText: 'Wrong code',
			},
			{
				AuditEntryID: 90_002,
				LockID: RECEPTION,
				LockName: 'Reception',
				DateEntered: '2026-12-01T08:00:00',
				enteredAt: '2026-12-01T08:00:00+00:00',
				EntryType: 'NETCODE',
				EntryText: 'Opened',
			},
		]);
	});

	test('of an empty log is emitted when it comes', async () => {
		sandbox.control.putSettings({ shapes });
		const trigger = await started(hotel({ parameters: { locks: [QUIET_LOCK.lockId] } }));
		const [id] = upload(QUIET_LOCK.lockId, {});
		expect(idsOf(await trigger.poll())).toEqual([id]);
	});

	test('is not there on an account without locks', async () => {
		sandbox.control.putSettings({ shapes });
		const trigger = hotel({ credentials: sandbox.credentials({ accessKey: EMPTY_ACCESS_KEY }) });
		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.fetchTestEvent()).toBeNull();
	});
});

describe('the lock of an item', () => {
	const zoneOf = async (timezone: string, offset?: string) => {
		const { lockId } = sandbox.control.addLock(OFFICE_ACCESS_KEY, { name: 'Shed', timezone });
		const list = [
			{ LockId: lockId, LockName: 'Shed', Timezone: timezone, TimezoneOffset: offset, DstStart: '' },
		];
		sandbox.control.addFault({ path: '/u/1/k3connect', answers: [{ status: 200, body: list }] });
		const trigger = await started(office());
		upload(lockId, { DateEntered: '2027-07-01T08:00:00' });
		return (await trigger.poll())[0].enteredAt;
	};

	test.each([
		['Australia/Sydney', undefined, '2027-07-01T08:00:00+10:00'],
		['Nowhere/Land', '+05:30', '2027-07-01T08:00:00+05:30'],
		['', 'UTC-0330', '2027-07-01T08:00:00-03:30'],
		['Nowhere/Land', '', undefined],
		['BST', 'one hour', undefined],
	])('in zone %p with offset %p: enteredAt %p', async (timezone, offset, expected) => {
		expect(await zoneOf(timezone, offset)).toBe(expected);
	});

	test('is named by its id where the list of locks fails', async () => {
		const trigger = await started(office({ parameters: { locks: [RECEPTION] } }));
		const [id] = upload(RECEPTION, {});
		sandbox.control.addFault({ path: '/u/1/k3connect', answers: [{ status: 400, body: {} }] });
		expect(await trigger.poll()).toMatchObject([{ AuditEntryID: id, LockName: RECEPTION }]);
		upload(RECEPTION, {});
		expect(await trigger.poll()).toMatchObject([{ LockName: 'Reception' }]);
	});
});

describe('the first poll', () => {
	test('emits nothing, and costs two calls for each lock that has entries', async () => {
		const trigger = hotel();
		expect(await trigger.poll()).toEqual([]);
		const callsFor = (page: string) => sandbox.calls().filter(({ query }) => query.page === page).length;
		expect(callsTo('/u/1/k3connect')).toBe(1);
		expect(callsFor('1')).toBe(HOTEL_LOCKS.length);
		// QUIET_LOCK has no entries.
		expect(callsFor('2')).toBe(HOTEL_LOCKS.length - 1);
		expect(callsFor('3')).toBe(0);
		expect(await trigger.poll()).toEqual([]);
	});

	test('asks as the API documents it', async () => {
		await office({ parameters: { locks: [RECEPTION] } }).poll();
		expect(sandbox.calls()).toMatchObject([
			...['1', '2'].map((page) => ({
				method: 'GET',
				path: auditPath(RECEPTION),
				query: { accesskey: OFFICE_ACCESS_KEY, page, perpage: '50', pageorder: 'descending' },
			})),
		]);
	});

	test('emits what is there where that is asked for, over as many polls as it takes', async () => {
		const trigger = hotel({
			parameters: { locks: [BUSY_LOCK.lockId], options: { includeExisting: true, maxEntriesPerPoll: 100 } },
		});
		const polls = [await trigger.poll(), await trigger.poll(), await trigger.poll(), await trigger.poll()];
		expect(polls.map(({ length }) => length)).toEqual([100, 100, 50, 0]);
		const ids = idsOf(polls.flat());
		expect(new Set(ids).size).toBe(BUSY_LOCK_ENTRIES);
		expect(ids).toEqual([...ids].sort((one, other) => one - other));
	});

	test.each([
		[true, 250],
		['true', 250],
		[' True', 250],
		[false, 0],
		['false', 0],
		['', 0],
		[null, 0],
		[undefined, 0],
	])('reads %p as Include Existing', async (includeExisting, expected) => {
		const trigger = hotel({
			parameters: { locks: [BUSY_LOCK.lockId], options: { includeExisting } as never },
		});
		expect(await trigger.poll()).toHaveLength(expected);
	});

	test.each([
		['includeExisting', 'yes', 'Include Existing is neither true nor false'],
		['includeExisting', 1, 'Include Existing is neither true nor false'],
		['includeExisting', [true], 'Include Existing is neither true nor false'],
		['includeExisting', {}, 'Include Existing is neither true nor false'],
		['maxEntriesPerPoll', 'many', 'Max Entries per Poll is not a number of 1 or more'],
		['maxEntriesPerPoll', 0, 'Max Entries per Poll is not a number of 1 or more'],
		['maxEntriesPerPoll', -5, 'Max Entries per Poll is not a number of 1 or more'],
		['maxEntriesPerPoll', [5], 'Max Entries per Poll is not a number of 1 or more'],
	])('refuses %s of %p by name, without a call', async (name, value, message) => {
		const trigger = hotel({
			parameters: { locks: [BUSY_LOCK.lockId], options: { [name]: value } as never },
		});
		await expect(trigger.poll()).rejects.toThrow(message);
		expect(sandbox.calls()).toEqual([]);
	});

	test('that cannot read a lock takes note of it later', async () => {
		fail(RECEPTION, undefined, 1);
		const trigger = await started(office());
		upload(SERVER_ROOM, {});
		expect(await trigger.poll()).toHaveLength(1);
		const [id] = upload(RECEPTION, {});
		expect(idsOf(await trigger.poll())).toEqual([id]);
	});
});

describe('later polls', () => {
	test('find late uploads once, with lower ids and old dates', async () => {
		const trigger = await started(hotel({ parameters: { locks: [BUSY_LOCK.lockId] } }));
		const [fresh] = upload(BUSY_LOCK.lockId, { AuditEntryID: 99_999 });
		await trigger.poll();
		const late = upload(
			BUSY_LOCK.lockId,
			{ AuditEntryID: 99_990, DateEntered: '2026-01-01T00:00:00' },
			{ AuditEntryID: 99_991 },
		);
		const newer = upload(BUSY_LOCK.lockId, { AuditEntryID: 100_500 });
		expect(idsOf(await trigger.poll())).toEqual([...late, ...newer]);
		expect(fresh).toBe(99_999);
		expect(await trigger.poll()).toEqual([]);
	});

	test('give each entry once when n8n restarts before each of them', async () => {
		const trigger = await started(office({ restarts: true }));
		const added: number[] = [];
		const got: number[] = [];
		for (let round = 0; round < 5; round++) {
			added.push(...uploadMany(OFFICE_LOCKS[round % 3].lockId, 30));
			got.push(...idsOf(await trigger.poll()));
		}
		expect(got).toEqual(added);
	});

	test('bring at most so many entries, the oldest first, and starve no lock', async () => {
		const trigger = await started(office({ parameters: { options: { maxEntriesPerPoll: 60 } } }));
		const reception = uploadMany(RECEPTION, 150);
		const archive = uploadMany(ARCHIVE, 70);
		const polls: Array<Awaited<ReturnType<TestTrigger['poll']>>> = [];
		for (let round = 0; round < 5; round++) polls.push(await trigger.poll());
		expect(polls.map(({ length }) => length)).toEqual([60, 60, 60, 40, 0]);
		const of = (lockId: string) => idsOf(polls.flat().filter(({ LockID }) => LockID === lockId));
		expect(of(RECEPTION)).toEqual(reception);
		expect(of(ARCHIVE)).toEqual(archive);
		expect(polls[1][0].LockID).toBe(ARCHIVE);
	});

	test('leave the static data alone when nothing is new', async () => {
		const trigger = await started(office());
		const saved = trigger.saved();
		await trigger.poll();
		expect(trigger.saved()).toBe(saved);
	});

	test.each([false, true])('do not overlap, with durable cursors (%s) or without', async (durable) => {
		const trigger = await started(office({ durable }));
		const ids = upload(SERVER_ROOM, {}, {});
		sandbox.control.putSettings({ latencyMs: 50 });
		const [one, other] = await Promise.all([trigger.poll(), trigger.poll()]);
		expect([...idsOf(one), ...idsOf(other)]).toEqual(ids);
		expect(idsOf(await trigger.poll())).toEqual([]);
	});

	test('emit nothing from a state that n8n had read before an earlier poll ended, unless it keeps coming', async () => {
		const trigger = await started(office({ durable: true }));
		const stale = trigger.saved();
		const ids = upload(SERVER_ROOM, {}, {});
		expect(idsOf(await trigger.poll(stale))).toEqual(ids);
		expect(idsOf(await trigger.poll(stale))).toEqual([]);
		expect(trigger.saved()).toBe(stale);
		passTime(30_000);
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('emit what came after the poll at activation, which n8n does not keep with durable cursors', async () => {
		const trigger = await started(office({ durable: true }));
		const ids = upload(SERVER_ROOM, {}, {});
		expect(idsOf(await trigger.poll('{}'))).toEqual(ids);
		expect(idsOf(await trigger.poll())).toEqual([]);
		expect(idsOf(await trigger.poll('{}'))).toEqual([]);
	});

	test('emit entries again where n8n lost the state that was left, as after a crash', async () => {
		const trigger = await started(office());
		const lost = trigger.saved();
		const ids = upload(SERVER_ROOM, {}, {});
		expect(idsOf(await trigger.poll())).toEqual(ids);
		expect(idsOf(await trigger.poll(lost))).toEqual(ids);
	});

	test('keep the state of ten locks under 64 KB, and no key in it', async () => {
		const trigger = hotel({
			parameters: {
				locks: HOTEL_LOCKS.slice(0, 10).map(({ lockId }) => lockId),
				options: { maxEntriesPerPoll: 10_000 },
			},
		});
		await trigger.poll();
		for (const { lockId } of HOTEL_LOCKS.slice(0, 10)) uploadMany(lockId, 400);
		expect(await trigger.poll()).toHaveLength(4000);
		expect(trigger.saved().length).toBeLessThan(65_536);
		expect(trigger.saved()).not.toContain(HOTEL_ACCESS_KEY);
		expect(trigger.saved()).not.toContain(sandbox.credentials().apiKey);
		expect(JSON.parse(trigger.saved())).toMatchObject({ audit: { version: 2 } });
	});
});

describe('what a poll costs', () => {
	test('one call for a quiet lock, and one more for each page of new entries', async () => {
		const trigger = await started(hotel({ parameters: { locks: [BUSY_LOCK.lockId] } }));
		await trigger.poll();
		expect(sandbox.calls()).toHaveLength(1);
		for (const [count, calls] of [
			[1, 2],
			[50, 2],
			[51, 3],
		]) {
			uploadMany(BUSY_LOCK.lockId, count);
			sandbox.control.resetCalls();
			expect(await trigger.poll()).toHaveLength(count);
			expect(callsTo(auditPath(BUSY_LOCK.lockId))).toBe(calls);
		}
	});

	test('the names of selected locks: one call a day, when there is something to emit', async () => {
		const trigger = await started(office({ parameters: { locks: [RECEPTION] } }));
		await trigger.poll();
		expect(callsTo('/u/1/k3connect')).toBe(0);
		for (let hour = 0; hour < 23; hour++) {
			upload(RECEPTION, {});
			expect(await trigger.poll()).toMatchObject([{ LockName: 'Reception' }]);
			passTime(HOUR);
		}
		expect(callsTo('/u/1/k3connect')).toBe(1);
		passTime(2 * HOUR);
		upload(RECEPTION, {});
		await trigger.poll();
		expect(callsTo('/u/1/k3connect')).toBe(2);
	});

	test('the list of every lock: one call an hour', async () => {
		const trigger = await started(office());
		for (let quarter = 0; quarter < 3; quarter++) {
			passTime(HOUR / 4);
			await trigger.poll();
		}
		expect(callsTo('/u/1/k3connect')).toBe(0);
		passTime(HOUR / 4);
		await trigger.poll();
		await trigger.poll();
		expect(callsTo('/u/1/k3connect')).toBe(1);
	});

	test('the list of every lock is asked for once an hour also while it fails, and the locks are read', async () => {
		const trigger = await started(office());
		sandbox.control.addFault({ path: '/u/1/k3connect', answers: [{ status: 400, body: {} }], times: 1000 });
		passTime(HOUR);
		const ids = upload(RECEPTION, {});
		expect(idsOf(await trigger.poll())).toEqual(ids);
		await trigger.poll();
		expect(callsTo('/u/1/k3connect')).toBe(1);
		passTime(24 * HOUR);
		await errorOf(trigger.poll());
	});
});

describe('locks that come and go', () => {
	test('one that appears starts at its beginning, one that goes keeps its place', async () => {
		const trigger = await started(office());
		const { lockId } = sandbox.control.addLock(OFFICE_ACCESS_KEY, { name: 'Annexe' });
		const ids = uploadMany(lockId, 3);
		sandbox.control.removeLock(ARCHIVE);
		expect(await trigger.poll()).toEqual([]);
		passTime(HOUR);
		expect(idsOf(await trigger.poll())).toEqual(ids);
		expect(trigger.saved()).toContain(ARCHIVE);
	});

	test('an empty list of locks forgets none of them', async () => {
		const trigger = await started(office());
		passTime(HOUR);
		sandbox.control.addFault({ path: '/u/1/k3connect', answers: [{ status: 200 }] });
		const ids = upload(RECEPTION, {});
		expect(idsOf(await trigger.poll())).toEqual(ids);
		passTime(HOUR);
		expect(idsOf(await trigger.poll())).toEqual([]);
	});

	test('one that is added to the selection is taken note of, and the others go on', async () => {
		const trigger = await started(office({ parameters: { locks: [RECEPTION] } }));
		const ids = upload(RECEPTION, {});
		trigger.edit({ parameters: { locks: [RECEPTION, ARCHIVE] } });
		expect(idsOf(await trigger.poll())).toEqual(ids);
		const later = upload(ARCHIVE, {});
		trigger.edit({ parameters: { locks: [] } });
		expect(idsOf(await trigger.poll())).toEqual(later);
		expect(idsOf(await trigger.poll())).toEqual([]);
	});

	test('with another access key all other locks are taken note of and the old ones forgotten', async () => {
		const trigger = await started(office());
		trigger.edit({ parameters: { options: { accessKey: HOTEL_ACCESS_KEY } } });
		expect(await trigger.poll()).toEqual([]);
		expect(trigger.saved()).not.toContain(RECEPTION);
		const ids = upload(QUIET_LOCK.lockId, {});
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('with another API key nothing is lost', async () => {
		const trigger = await started(office());
		const ids = upload(RECEPTION, {});
		trigger.edit({
			credentials: sandbox.credentials({ accessKey: OFFICE_ACCESS_KEY, apiKey: sandbox.newApiKey() }),
		});
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});
});

describe('the filter', () => {
	test.each([[' netcode, Denied '], [['NETCODE', 'denied']]])(
		'%p lets only these types through',
		async (entryTypes) => {
			const trigger = await started(office({ parameters: { filters: { entryTypes } } }));
			upload(RECEPTION, { EntryType: 'NETCODE' }, { EntryType: 'MASTER' }, { EntryType: 'DENIED' });
			expect((await trigger.poll()).map(({ EntryType }) => EntryType)).toEqual(['NETCODE', 'DENIED']);
		},
	);

	test('replays nothing when it changes', async () => {
		const trigger = await started(office({ parameters: { filters: { entryTypes: 'DENIED' } } }));
		upload(RECEPTION, { EntryType: 'NETCODE' });
		expect(await trigger.poll()).toEqual([]);
		trigger.edit({ parameters: { filters: {} } });
		expect(await trigger.poll()).toEqual([]);
	});
});

describe.each([
	['n8n keeps what a failed poll wrote', false],
	['n8n drops what a failed poll wrote', true],
])('failures, where %s', (_, durable) => {
	test('of one lock: the others emit, its own entries wait', async () => {
		const trigger = await started(office({ durable }));
		const reception = upload(RECEPTION, {});
		const archive = upload(ARCHIVE, {});
		fail(RECEPTION);
		expect(idsOf(await trigger.poll())).toEqual(archive);
		sandbox.control.clearFaults();
		expect(idsOf(await trigger.poll())).toEqual(reception);
	});

	test('of one lock three polls in a row are reported, then the others go on, and nothing is lost or repeated', async () => {
		const trigger = await started(office({ durable }));
		const waiting = upload(RECEPTION, {});
		fail(RECEPTION);
		const added: number[] = [];
		const got: number[] = [];
		const errors = new Map<number, NodeApiError>();
		for (let round = 1; round <= 7; round++) {
			added.push(...upload(ARCHIVE, {}));
			const items = await trigger.poll().catch((error: NodeApiError) => {
				errors.set(round, error);
				return [];
			});
			got.push(...idsOf(items));
		}
		got.push(...idsOf(await trigger.poll()));
		expect(got).toEqual(added);
		expect([...errors.keys()]).toEqual(durable ? [3, 7] : [3, 6]);
		expect(errors.get(3)).toMatchObject({
			httpCode: '400',
			message: expect.stringContaining("Lock 'Reception'") as string,
		});
		sandbox.control.clearFaults();
		expect(idsOf(await trigger.poll())).toEqual(waiting);
	});

	test('of all locks are reported at once', async () => {
		const trigger = await started(office({ durable }));
		const ids = OFFICE_LOCKS.flatMap(({ lockId }) => upload(lockId, {}));
		for (const { lockId } of OFFICE_LOCKS) fail(lockId);
		expect(await errorOf(trigger.poll())).toMatchObject({ httpCode: '400' });
		sandbox.control.clearFaults();
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('a page that fails in the middle of a lock leaves all its entries to the next poll', async () => {
		const trigger = await started(office({ durable }));
		const ids = uploadMany(RECEPTION, 120);
		const archive = upload(ARCHIVE, {});
		sandbox.control.addFault({ path: auditPath(RECEPTION), answers: [{ delayMs: 0 }, { status: 410 }] });
		expect(idsOf(await trigger.poll())).toEqual(archive);
		expect(trigger.saved()).toContain('"failures":1');
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test.each([
		['a bad key', { status: 403, body: { message: 'Forbidden' } }, '403'],
		['an unknown access key', { status: 401 }, '401'],
		['a used-up quota', { status: 429, body: { message: 'Limit Exceeded' } }, '429'],
	])('%s ends the poll at once and loses nothing', async (_name, answer, httpCode) => {
		const trigger = await started(office({ durable }));
		const ids = [...upload(RECEPTION, {}), ...upload(ARCHIVE, {})];
		fail(SERVER_ROOM, answer);
		expect(await errorOf(trigger.poll())).toMatchObject({ httpCode });
		expect(callsTo(auditPath(SERVER_ROOM))).toBe(1);
		expect(callsTo(auditPath(ARCHIVE))).toBe(0);
		sandbox.control.clearFaults();
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('throttling tells n8n when to come back', async () => {
		const trigger = await started(office({ durable, parameters: { locks: [RECEPTION] } }));
		fail(RECEPTION, {
			status: 429,
			headers: { 'retry-after': '90' },
			body: { message: 'Too Many Requests' },
		});
		const error = await errorOf(trigger.poll());
		expect(error.httpCode).toBe('429');
		expect(error.failure).toEqual({ cause: 'rate-limited', retryAfterMs: 90_000 });
		expect(await errorOf(trigger.poll())).toMatchObject({ httpCode: '429' });
	});

	test('throttling in the middle of a poll lets out what was read, and the next poll goes on from there', async () => {
		const trigger = await started(office({ durable }));
		const reception = upload(RECEPTION, {});
		const archive = upload(ARCHIVE, {});
		fail(SERVER_ROOM, {
			status: 429,
			headers: { 'retry-after': '90' },
			body: { message: 'Too Many Requests' },
		});
		expect(idsOf(await trigger.poll())).toEqual(reception);
		sandbox.control.clearFaults();
		expect(idsOf(await trigger.poll())).toEqual(archive);
	});

	test('locks that do not answer take up the time of one poll, and not that of the others', async () => {
		const trigger = await started(office({ durable, budgetMs: 1500 }));
		const ids = [...upload(SERVER_ROOM, {}), ...upload(ARCHIVE, {})];
		fail(RECEPTION, { delayMs: 3000 });
		const start = performance.now();
		expect(await trigger.poll()).toEqual([]);
		expect(performance.now() - start).toBeLessThan(1500);
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('a service that does not answer at all is reported', async () => {
		const trigger = await started(office({ durable, budgetMs: 1000 }));
		sandbox.control.addFault({ path: '/u/*', answers: [{ delayMs: 3000 }], times: 1000 });
		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.poll()).toEqual([]);
		expect(await errorOf(trigger.poll())).toMatchObject({
			description: expect.stringContaining('may be charged') as string,
		});
	});
});

describe('a lock that is unknown', () => {
	test('is skipped while the others emit, and no fault where every lock is watched', async () => {
		const trigger = await started(office());
		sandbox.control.removeLock(SERVER_ROOM);
		for (let round = 0; round < 4; round++) {
			const ids = upload(RECEPTION, {});
			expect(idsOf(await trigger.poll())).toEqual(ids);
		}
	});

	test('is named in the error where it is the only one', async () => {
		const error = await errorOf(office({ parameters: { locks: ['no-such-lock'] } }).poll());
		expect(error).toMatchObject({
			httpCode: '404',
			message: expect.stringContaining('no-such-lock') as string,
		});
	});

	test('is reported where it is selected beside others', async () => {
		const trigger = await started(office({ parameters: { locks: ['no-such-lock', RECEPTION] } }));
		expect(await trigger.poll()).toEqual([]);
		expect(await errorOf(trigger.poll())).toMatchObject({ httpCode: '404' });
		expect(await trigger.poll()).toEqual([]);
	});
});

describe.each([
	['n8n keeps what a failed poll wrote', false],
	['n8n drops what a failed poll wrote', true],
])('an ID that no address can hold, where %s', (_, durable) => {
	const BAD = 'Front/Door';
	const named = { message: expect.stringContaining(`'${BAD}' cannot be the id`) as string };
	const withBad = (locks: string[]) => office({ durable, parameters: { locks } });

	test('is refused at activation, and when a test event is fetched', async () => {
		expect(await errorOf(withBad([RECEPTION, BAD]).poll())).toMatchObject(named);
		expect(await errorOf(withBad([BAD, RECEPTION]).fetchTestEvent())).toMatchObject(named);
	});

	test('is named when it is added, then at the third failure, and the other locks emit all they have', async () => {
		const trigger = await started(withBad([RECEPTION]));
		trigger.edit({ parameters: { locks: [BAD, RECEPTION] } });
		const added: number[] = [];
		const got: number[] = [];
		const errors: NodeApiError[] = [];
		for (let round = 1; round <= 4; round++) {
			added.push(...upload(RECEPTION, {}));
			const items = await trigger.poll().catch((error: NodeApiError) => {
				errors.push(error);
				return [];
			});
			got.push(...idsOf(items));
		}
		got.push(...idsOf(await trigger.poll()));
		expect(got).toEqual(added);
		expect(errors).toHaveLength(2);
		for (const error of errors) expect(error).toMatchObject(named);
	});
});

describe('Fetch Test Event', () => {
	test('shows the newest entries, oldest first, and touches no state', async () => {
		const trigger = await started(hotel({ parameters: { locks: [BUSY_LOCK.lockId] } }));
		const ids = uploadMany(BUSY_LOCK.lockId, 12);
		const saved = trigger.saved();
		const shown = await trigger.fetchTestEvent();
		expect(idsOf(shown!)).toEqual(ids.slice(-10));
		expect(shown![0]).toMatchObject({ LockName: BUSY_LOCK.name, enteredAt: expect.any(String) as string });
		expect(trigger.saved()).toBe(saved);
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('reads no more locks than it takes', async () => {
		const trigger = hotel();
		expect(await trigger.fetchTestEvent()).toHaveLength(10);
		expect(sandbox.calls()).toHaveLength(2);
		expect(trigger.saved()).toBe('{}');
	});

	test('shows entries of the filter alone, and names the types there are when none of them passes', async () => {
		const parameters = { locks: [RECEPTION], filters: { entryTypes: 'NEVER_SEEN' } };
		const trigger = office({ parameters });
		const error: unknown = await trigger.fetchTestEvent().catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(String(error)).toMatch(/such as BLUETOOTH, CLIENT, .*NETCODE/);
		upload(RECEPTION, { EntryType: 'NEVER_SEEN' });
		expect(await trigger.fetchTestEvent()).toMatchObject([{ EntryType: 'NEVER_SEEN' }]);
	});

	test('fails with its cause', async () => {
		const trigger = office({ credentials: sandbox.credentials({ apiKey: 'wrong-key' }) });
		expect(await errorOf(trigger.fetchTestEvent())).toMatchObject({ httpCode: '403' });
	});
});

test('the locks to choose from are those of the account', async () => {
	const settings = { type: 'codelocksTrigger' as const, credentials: sandbox.credentials(), parameters: {} };
	const office = { ...settings, parameters: { options: { accessKey: OFFICE_ACCESS_KEY } } };
	expect(await loadOptions(office, 'getLocks', 'locks')).toEqual([
		{ name: 'Archive', value: ARCHIVE },
		{ name: 'Reception', value: RECEPTION },
		{ name: 'Server Room', value: SERVER_ROOM },
	]);
});
