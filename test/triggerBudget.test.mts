import { NodeOperationError } from 'n8n-workflow';

import { BUSY_LOCK, HOTEL_LOCKS, OFFICE_LOCKS } from '../sandbox/seed.mts';
import type { TestTrigger, TriggerSettings } from './support/poll.mts';
import { useSandbox } from './support/sandbox.mts';
import { HOUR, idsOf, triggersOf } from './support/triggers.mts';

const sandbox = useSandbox();

const [RECEPTION, SERVER_ROOM] = OFFICE_LOCKS.map(({ lockId }) => lockId);
const MINUTE = 60_000;
const DAY = 24 * HOUR;

const { hotel, office: newOffice, started, uploadMany } = triggersOf(sandbox);
const office = (settings: Partial<TriggerSettings> = {}) =>
	newOffice({ ...settings, parameters: { locks: [RECEPTION], monthlyCalls: 500, ...settings.parameters } });
const upload = (lockId: string, count = 1) => uploadMany(lockId, count);
const calls = () => sandbox.calls().length;

let now = 0;

/** Lets this much time pass for the node. */
function passTime(ms: number): void {
	now += ms;
}

beforeEach(() => {
	now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

/** Polls every `step` for a time; what came, and how many calls it took. */
async function pollFor(trigger: TestTrigger, time: number, step: number) {
	const ids: unknown[] = [];
	const before = calls();
	for (let passed = 0; passed < time; passed += step) {
		passTime(step);
		ids.push(...idsOf(await trigger.poll()));
	}
	return { ids, calls: calls() - before };
}

describe('the Monthly Call Limit', () => {
	test('is 500 in a trigger that nobody has set', async () => {
		const trigger = await started(office({ parameters: { monthlyCalls: undefined } }));
		const { calls: made } = await pollFor(trigger, DAY, 10 * MINUTE);
		expect(made).toBeGreaterThanOrEqual(16);
		expect(made).toBeLessThanOrEqual(17);
	});

	test.each([
		[[RECEPTION], 500, 17],
		[[RECEPTION, SERVER_ROOM], 500, 18],
		[[RECEPTION], 2400, 81],
		[[], 900, 30],
	])('with locks %p and %i calls: at most %i calls a day', async (locks, monthlyCalls, most) => {
		const trigger = await started(office({ parameters: { locks, monthlyCalls } }));
		const { calls: made } = await pollFor(trigger, DAY, 5 * MINUTE);
		expect(made).toBeLessThanOrEqual(most);
		expect(made).toBeGreaterThan(most * 0.8);
	});

	test('0 means none: each poll reads', async () => {
		const trigger = await started(office({ parameters: { monthlyCalls: 0 } }));
		expect(await pollFor(trigger, 10 * MINUTE, MINUTE)).toMatchObject({ calls: 10 });
	});

	test('loses nothing: entries of polls that were left out come with the next one that reads', async () => {
		const trigger = await started(office());
		const added: unknown[] = [];
		const got: unknown[] = [];
		for (let hour = 0; hour < 12; hour++) {
			added.push(...upload(RECEPTION, 2));
			got.push(...(await pollFor(trigger, HOUR, 10 * MINUTE)).ids);
		}
		got.push(...(await pollFor(trigger, 2 * HOUR, 10 * MINUTE)).ids);
		expect(got).toEqual(added);
	});

	test('costs one poll more at a restart for which n8n saved no later state', async () => {
		const trigger = await started(office());
		const saved = trigger.saved();
		await pollFor(trigger, 6 * HOUR, 10 * MINUTE);
		const before = calls();
		await trigger.poll(saved);
		await trigger.poll();
		expect(calls() - before).toBe(1);
	});

	test('lets a test event read at any time', async () => {
		const trigger = await started(office());
		expect(await trigger.poll()).toEqual([]);
		expect(calls()).toBe(0);
		expect(await trigger.fetchTestEvent()).not.toBeNull();
		expect(calls()).toBeGreaterThan(0);
	});

	test('does not hold up a lock that is added to the selection, or a change of account', async () => {
		const trigger = await started(office());
		trigger.edit({ parameters: { locks: [RECEPTION, SERVER_ROOM], monthlyCalls: 500 } });
		await trigger.poll();
		expect(calls()).toBeGreaterThanOrEqual(2);
		const ids = upload(SERVER_ROOM);
		expect((await pollFor(trigger, 4 * HOUR, 30 * MINUTE)).ids).toEqual(ids);
	});

	test('lets the poll after a failed one read, and no more than that while the service fails', async () => {
		const trigger = await started(office());
		const path = `/u/1/k3connect/${RECEPTION}/audit`;
		sandbox.control.addFault({ path, answers: [{ status: 400, body: {} }], times: 1000 });
		passTime(2 * HOUR);
		for (let poll = 0; poll < 6; poll++) await trigger.poll().catch(() => []);
		expect(calls()).toBe(2);
		sandbox.control.clearFaults();
		const ids = upload(RECEPTION);
		expect((await pollFor(trigger, 2 * HOUR, 10 * MINUTE)).ids).toEqual(ids);
	});

	test('does not count what is not charged: a poll after a used-up quota reads', async () => {
		const trigger = await started(office());
		const path = `/u/1/k3connect/${RECEPTION}/audit`;
		const answer = { status: 429, body: { message: 'Limit Exceeded' } };
		sandbox.control.addFault({ path, answers: [answer], times: 3 });
		passTime(2 * HOUR);
		for (let poll = 0; poll < 3; poll++) await expect(trigger.poll()).rejects.toThrow(/quota/);
		const ids = upload(RECEPTION);
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	test('looks up the list of every lock less often', async () => {
		const trigger = await started(office({ parameters: { locks: [], monthlyCalls: 900 } }));
		await pollFor(trigger, 3 * DAY, 30 * MINUTE);
		const lists = sandbox.calls().filter(({ path }) => path === '/u/1/k3connect').length;
		expect(lists).toBeGreaterThanOrEqual(8);
		expect(lists).toBeLessThanOrEqual(9);
	});
});

describe('a limit that is too low', () => {
	test.each([
		[{ locks: HOTEL_LOCKS.slice(0, 10).map(({ lockId }) => lockId), monthlyCalls: 10 }, '43'],
		[{ locks: [], monthlyCalls: 100 }, '172'],
	])('is refused at activation with the one that would do: %#', async (parameters, least) => {
		const error: unknown = await hotel({ parameters })
			.poll()
			.catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(String(error)).toContain(`set it to ${least} or more`);
		expect(sandbox.calls().filter(({ path }) => path.endsWith('/audit'))).toHaveLength(0);
		expect(await hotel({ parameters: { ...parameters, monthlyCalls: Number(least) } }).poll()).toEqual([]);
	});

	test('is refused when it is changed, and not when the account alone has grown', async () => {
		const trigger = hotel({ parameters: { locks: [], monthlyCalls: 172 } });
		expect(await trigger.poll()).toEqual([]);
		for (let lock = 0; lock < 5; lock++) sandbox.control.addLock('k3hotel036', { name: `New ${lock}` });
		passTime(8 * DAY);
		expect(await trigger.poll()).toEqual([]);
		trigger.edit({ parameters: { monthlyCalls: 171 } });
		passTime(8 * DAY);
		await expect(trigger.poll()).rejects.toThrow(/too low for 41 locks/);
	});

	test('of more calls than a month has milliseconds is none', async () => {
		const trigger = await started(office({ parameters: { monthlyCalls: 1e308 } }));
		expect(await pollFor(trigger, 3 * MINUTE, MINUTE)).toMatchObject({ calls: 3 });
	});

	test.each(['many', -1, '', null])('%p is refused by name', async (monthlyCalls) => {
		await expect(office({ parameters: { monthlyCalls } as never }).poll()).rejects.toThrow(
			/^Monthly Call Limit/,
		);
	});
});

describe('with durable cursors, n8n drops what the poll at activation wrote', () => {
	test('the next poll saves it, also one that is left out', async () => {
		const trigger = await started(office({ durable: true }));
		// As after activation: nothing is saved.
		expect(await trigger.poll('{}')).toEqual([]);
		expect(calls()).toBe(0);
		const saved = trigger.saved();
		expect(saved).toContain('"cursor"');
		const ids = upload(RECEPTION);
		expect((await pollFor(trigger, 2 * HOUR, 10 * MINUTE)).ids).toEqual(ids);
	});

	test('also where the first poll after it reads', async () => {
		const trigger = await started(office({ durable: true }));
		const ids = upload(RECEPTION);
		passTime(2 * HOUR);
		expect(idsOf(await trigger.poll('{}'))).toEqual(ids);
		expect(await trigger.poll()).toEqual([]);
	});
});

test('a poll by n8n with its usual time may be durable too, and emits nothing twice', async () => {
	const trigger = hotel({
		parameters: { locks: [BUSY_LOCK.lockId] },
		durable: true,
		budgetMs: 300_000,
		activation: 'update',
	});
	await trigger.poll();
	const stale = trigger.saved();
	const ids = upload(BUSY_LOCK.lockId);
	expect(idsOf(await trigger.poll(stale))).toEqual(ids);
	expect(idsOf(await trigger.poll(stale))).toEqual([]);
});
