import { createServer } from 'node:http';

import type { BehaviourChange } from '../sandbox/behaviours.mts';
import { OFFICE_ACCESS_KEY, OFFICE_LOCKS, QUIET_LOCK, BUSY_LOCK } from '../sandbox/seed.mts';
import type { TriggerSettings } from './support/poll.mts';
import { useSandbox } from './support/sandbox.mts';
import { closeServers, listening } from './support/servers.mts';
import { HOUR, idsOf, passTime, triggersOf } from './support/triggers.mts';

const sandbox = useSandbox();

const [RECEPTION, , ARCHIVE] = OFFICE_LOCKS.map(({ lockId }) => lockId);
const BUSY = BUSY_LOCK.lockId;
const { hotel, office: newOffice, started, upload, uploadMany } = triggersOf(sandbox);

/** A trigger of the hotel's busiest lock, which holds 250 entries, that has polled once. */
const busy = async (settings: Partial<TriggerSettings> = {}) =>
	await started(hotel({ parameters: { locks: [BUSY] }, ...settings }));

const office = async (settings: Partial<TriggerSettings> = {}) => await started(newOffice(settings));

const behave = (change: BehaviourChange, lockId?: string) => sandbox.control.putBehaviours(change, lockId);
afterEach(() => jest.restoreAllMocks());

describe.each([
	['static data', false],
	['durable cursors', true],
])('with %s', (_, durable) => {
	test.each(['empty', 'false', 'noBody'] as const)(
		'one answer without entries (%s) moves nothing',
		async (auditLog) => {
			const trigger = await busy({ durable });
			const ids = uploadMany(BUSY, 3);
			behave({ auditLog });
			expect(await trigger.poll()).toEqual([]);
			behave({ auditLog: 'full' });
			expect(idsOf(await trigger.poll())).toEqual(ids);
			expect(await trigger.poll()).toEqual([]);
		},
	);

	test('a log that is empty at three polls was erased, and what comes then is new', async () => {
		const trigger = await busy({ durable });
		sandbox.control.eraseEntries(BUSY);
		for (let round = 0; round < 3; round++) expect(await trigger.poll()).toEqual([]);
		const ids = uploadMany(BUSY, 60);
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('a log that comes back after three empty polls is not emitted again', async () => {
		const trigger = await busy({ durable });
		behave({ auditLog: 'empty' });
		for (let round = 0; round < 4; round++) await trigger.poll();
		behave({ auditLog: 'full' });
		const ids = uploadMany(BUSY, 2);
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('an empty page 2 while more entries are new: all of them with the next poll', async () => {
		const trigger = await busy({ durable });
		const ids = uploadMany(BUSY, 120);
		behave({ pages: 'emptySecond' });
		expect(await trigger.poll()).toEqual([]);
		behave({ pages: 'asAsked' });
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('a page 2 that stays empty is reported at the third poll, and taken as it is at a later one', async () => {
		const trigger = await busy({ durable });
		uploadMany(BUSY, 120);
		behave({ pages: 'emptySecond' });
		const outcomes: Array<number | string> = [];
		for (let round = 0; round < 6; round++) {
			outcomes.push(
				await trigger.poll().then(
					(items) => items.length,
					(error: Error) => error.message,
				),
			);
		}
		expect(outcomes.slice(0, 2)).toEqual([0, 0]);
		expect(outcomes[2]).toMatch(
			/^Lock '.+' could not be read in 3 polls in a row: a page of its audit log came without/,
		);
		expect(outcomes.slice(3).filter((outcome) => outcome === 50)).toHaveLength(1);
		expect(outcomes.filter((outcome) => typeof outcome === 'string')).toHaveLength(1);
	});
});

describe.each(['ignored', 'lastAgain', 'notFoundPastEnd', 'badRequestPastEnd'] as const)(
	'where page numbers are %s',
	(pages) => {
		test('new entries come at once, and a poll ends', async () => {
			behave({ pages });
			const trigger = await busy();
			expect(await trigger.poll()).toEqual([]);
			const ids = uploadMany(BUSY, 3);
			sandbox.control.resetCalls();
			expect(idsOf(await trigger.poll())).toEqual(ids);
			expect(sandbox.calls().length).toBeLessThanOrEqual(3);
			expect(await trigger.poll()).toEqual([]);
		});

		test('a log that starts at its beginning comes once, as far as it can be had', async () => {
			behave({ pages });
			const trigger = hotel({
				parameters: { locks: [BUSY], options: { includeExisting: true } },
			});
			const ids = idsOf(await trigger.poll());
			expect(ids).toHaveLength(pages === 'ignored' ? 50 : 250);
			expect(sandbox.calls().length).toBeLessThanOrEqual(7);
			expect(await trigger.poll()).toEqual([]);
			expect(await trigger.poll()).toEqual([]);
		});
	},
);

test('a page that is refused for the access key is no end of the log', async () => {
	const trigger = hotel({ parameters: { locks: [BUSY], options: { includeExisting: true } } });
	expect(await trigger.poll()).toHaveLength(250);
	const ids = uploadMany(BUSY, 70);
	const path = `/u/1/k3connect/${BUSY}/audit`;
	const answers = [{ status: 400, body: { message: 'Invalid accesskey' } }];
	sandbox.control.addFault({ path, rate: 2, times: 1, answers });
	await expect(trigger.poll()).rejects.toThrow('The K3 Connect access key is not known');
	expect(idsOf(await trigger.poll())).toEqual(ids);
});

test('pages of 20 entries are read to their end', async () => {
	behave({ pageSize: 20 });
	const trigger = await busy();
	const ids = uploadMany(BUSY, 105);
	expect(idsOf(await trigger.poll())).toEqual(ids);
	expect(await trigger.poll()).toEqual([]);
});

test.each([7, 12, 20, 36])(
	'where pages hold %d entries, a new entry brings no old ones',
	async (pageSize) => {
		behave({ pageSize });
		const trigger = await busy();
		for (let day = 1; day <= 3; day++) {
			const ids = uploadMany(BUSY, day);
			expect(idsOf(await trigger.poll())).toEqual(ids);
		}
		behave({});
		const ids = uploadMany(BUSY, 1);
		expect(idsOf(await trigger.poll())).toEqual(ids);
	},
);

test('pages of one new entry are refused before they cost more than they bring', async () => {
	const trigger = await busy();
	behave({ pageSize: 1 });
	uploadMany(BUSY, 100);
	sandbox.control.resetCalls();
	await expect(trigger.poll()).rejects.toThrow(/did not end: \d+ calls brought \d+ entries/);
	expect(sandbox.calls().length).toBeLessThan(10);
});

test.each(['text', 'huge', 'guids'] as const)(
	'ids as %s are told apart, and given out as they are',
	async (ids) => {
		behave({ ids });
		const trigger = await busy();
		upload(BUSY, { DateEntered: '2026-06-01T10:00:00' }, { DateEntered: '2026-06-01T10:00:01' });
		const items = await trigger.poll();
		expect(items).toHaveLength(2);
		expect(typeof items[0].AuditEntryID).toBe(ids === 'text' ? 'number' : 'string');
		expect(await trigger.poll()).toEqual([]);
	},
);

test('an entry without an id is an error that names the field', async () => {
	const trigger = await busy();
	behave({ ids: 'missing' });
	await expect(trigger.poll()).rejects.toThrow(/AuditEntryID/);
});

test('a lock that counts from 1 again emits its new entries, also under ids that are known', async () => {
	const trigger = await office({ parameters: { locks: [RECEPTION] } });
	sandbox.control.restartIds(RECEPTION);
	const first = upload(
		RECEPTION,
		{ DateEntered: '2026-06-01T10:00:00' },
		{ DateEntered: '2026-06-01T10:01:00' },
	);
	expect(first).toEqual([1, 2]);
	expect(idsOf(await trigger.poll())).toEqual(first);
	sandbox.control.restartIds(RECEPTION);
	const second = upload(
		RECEPTION,
		{ DateEntered: '2026-06-02T10:00:00' },
		{ DateEntered: '2026-06-02T10:01:00' },
	);
	expect(second).toEqual([1, 2]);
	expect(idsOf(await trigger.poll())).toEqual(second);
	sandbox.control.eraseEntries(RECEPTION);
	sandbox.control.restartIds(RECEPTION);
	const third = upload(RECEPTION, { DateEntered: '2026-06-03T10:00:00' });
	expect(idsOf(await trigger.poll())).toEqual(third);
	expect(await trigger.poll()).toEqual([]);
});

test.each([1, 10, 40])('%i erased entries let no old entry in as new', async (count) => {
	const trigger = await busy();
	const log = await hotel({
		parameters: { locks: [BUSY], options: { includeExisting: true } },
	}).poll();
	sandbox.control.eraseEntries(BUSY, idsOf(log).slice(-count) as number[]);
	const ids = uploadMany(BUSY, 2);
	expect(idsOf(await trigger.poll())).toEqual(ids);
	expect(await trigger.poll()).toEqual([]);
});

describe('a service that sends the oldest entries first', () => {
	beforeEach(() => behave({ order: 'ignored' }));

	test('gives the new entries of a log of one page once, oldest first', async () => {
		const lockId = QUIET_LOCK.lockId;
		const dates = (from: number, count: number) =>
			Array.from({ length: count }, (_, index) => ({ DateEntered: `2026-06-01T10:00:${from + index}` }));
		upload(lockId, ...dates(10, 3));
		const trigger = await started(hotel({ parameters: { locks: [lockId] } }));
		for (const from of [13, 23, 33]) {
			const ids = upload(lockId, ...dates(from, 10));
			expect(idsOf(await trigger.poll())).toEqual(ids);
			expect(await trigger.poll()).toEqual([]);
		}
	});

	test('is an error that names the order where the log has more pages', async () => {
		const trigger = hotel({ parameters: { locks: [BUSY] } });
		for (let round = 0; round < 3; round++) {
			await expect(trigger.poll()).rejects.toThrow(
				/'.+' oldest entry first, though the newest was asked for/,
			);
		}
		behave({ order: 'asAsked' });
		expect(await trigger.poll()).toEqual([]);
		const ids = uploadMany(BUSY, 3);
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('is an error where it sent the newest first before', async () => {
		behave({ order: 'asAsked' });
		const trigger = await busy();
		behave({ order: 'ignored' });
		await expect(trigger.poll()).rejects.toThrow(/oldest entry first/);
		behave({ order: 'asAsked' });
		const ids = uploadMany(BUSY, 3);
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test.each([{}, { pageSize: 20 }])('is an error once a log outgrows its page, with %p', async (change) => {
		behave({ ...change, order: 'ignored' });
		const lockId = QUIET_LOCK.lockId;
		const minutes = (from: number, count: number) =>
			Array.from({ length: count }, (_, index) => {
				const minute = from + index;
				const time = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0'));
				return { DateEntered: `2026-06-01T${time.join(':')}:00` };
			});
		upload(lockId, ...minutes(0, 12));
		const trigger = await started(hotel({ parameters: { locks: [lockId] } }));
		upload(lockId, ...minutes(12, 40));
		await expect(trigger.poll()).rejects.toThrow(/oldest entry first/);
	});
});

test('neighbours that change places are no new entries', async () => {
	behave({ order: 'unstable' });
	const trigger = await busy();
	for (let round = 0; round < 3; round++) {
		const ids = uploadMany(BUSY, 3);
		expect(idsOf(await trigger.poll()).sort()).toEqual(ids);
	}
});

describe('a log that was empty at the first poll', () => {
	test('holds old entries if they are dated before it, and new ones', async () => {
		behave({ auditLog: 'empty' });
		const trigger = await busy();
		behave({ auditLog: 'full' });
		const ids = uploadMany(BUSY, 2);
		expect(idsOf(await trigger.poll())).toEqual(ids);
		expect(await trigger.poll()).toEqual([]);
	});

	test.each([
		['in UTC', 0],
		['of a clock that misses daylight saving', 12 * HOUR],
	])('emits its first entries with dates %s', async (_, aheadMs) => {
		const lockId = 'FARAHEAD';
		sandbox.control.addLock(OFFICE_ACCESS_KEY, { lockId, name: 'Far ahead', timezone: 'Etc/GMT-13' });
		const trigger = await office();
		const DateEntered = new Date(Date.now() + aheadMs).toISOString().slice(0, 19);
		const ids = upload(lockId, { DateEntered }, { DateEntered });
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('emits what is dated before the first poll, once it has shown entries', async () => {
		const trigger = await started(hotel({ parameters: { locks: [QUIET_LOCK.lockId] } }));
		const first = upload(QUIET_LOCK.lockId, {});
		expect(idsOf(await trigger.poll())).toEqual(first);
		expect(await trigger.poll()).toEqual([]);
		const wrongClock = upload(
			QUIET_LOCK.lockId,
			{ DateEntered: '2000-01-01T00:00:10' },
			{ DateEntered: '2000-01-01T00:00:20' },
		);
		expect(idsOf(await trigger.poll())).toEqual(wrongClock);
		expect(await trigger.poll()).toEqual([]);
	});

	test('emits what has no readable date', async () => {
		const trigger = await started(hotel({ parameters: { locks: [QUIET_LOCK.lockId] } }));
		const ids = upload(QUIET_LOCK.lockId, { DateEntered: 'yesterday' });
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});
});

describe('the list of locks', () => {
	test('that lacks a lock keeps its place', async () => {
		const trigger = await office();
		behave({ lock: 'unlisted' }, ARCHIVE);
		passTime(HOUR);
		expect(await trigger.poll()).toEqual([]);
		const ids = upload(ARCHIVE, {}, {});
		expect(await trigger.poll()).toEqual([]);
		behave({ lock: 'listed' }, ARCHIVE);
		passTime(29 * 24 * HOUR);
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('that lacked a lock at the first poll brings none of its old entries', async () => {
		behave({ lock: 'unlisted' }, ARCHIVE);
		const trigger = await office();
		behave({ lock: 'listed' }, ARCHIVE);
		passTime(HOUR);
		const ids = upload(ARCHIVE, { DateEntered: '2099-01-01T00:00:00' });
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test.each(['empty', 'false', 'noBody'] as const)('that is empty (%s) stops no lock', async (locks) => {
		const trigger = await office();
		behave({ locks });
		passTime(HOUR);
		const ids = upload(ARCHIVE, {});
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('a lock that answers 404 is skipped, the others emit, and it goes on from its place', async () => {
		const trigger = await office();
		behave({ lock: 'notFound' }, RECEPTION);
		const reception = upload(RECEPTION, {});
		const archive = upload(ARCHIVE, {});
		expect(idsOf(await trigger.poll())).toEqual(archive);
		behave({ lock: 'listed' }, RECEPTION);
		expect(idsOf(await trigger.poll())).toEqual(reception);
	});
});

describe.each(['a page of the audit log', 'the list of locks'])(
	'%s that is nested 3,000 levels deep',
	(what) => {
		test.each(['[', '{"a":', '[{"AuditEntryID":'])('of %s is an error in words', async (open) => {
			const close = open.replace(/[^[{]/g, '').replaceAll('[', ']').replaceAll('{', '}');
			const body = `${open.repeat(3000)}1${[...close].reverse().join('').repeat(3000)}`;
			const server = createServer((_, response) => {
				response.writeHead(200, { 'content-type': 'application/json' }).end(body);
			});
			const port = await listening(server);
			const trigger = hotel({
				credentials: sandbox.credentials({ baseUrl: `http://127.0.0.1:${port}` }),
				parameters: { locks: what === 'the list of locks' ? [] : [BUSY] },
			});
			await expect(trigger.poll()).rejects.toThrow(/nested more than 100 levels deep/);
			await expect(trigger.fetchTestEvent()).rejects.toThrow(/nested more than 100 levels deep/);
			await closeServers();
		});
	},
);

test('no key that the service sends back is kept in the static data', async () => {
	sandbox.control.addLock(OFFICE_ACCESS_KEY, { name: `Door ${OFFICE_ACCESS_KEY}` });
	upload(RECEPTION, { DateEntered: `2026-12-01T10:00:00 ${OFFICE_ACCESS_KEY}` });
	const trigger = await office();
	expect(trigger.saved()).toContain('[hidden]');
	expect(trigger.saved()).not.toContain(OFFICE_ACCESS_KEY);
});
