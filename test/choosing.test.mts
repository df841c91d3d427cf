import type { INodeParameters } from 'n8n-workflow';

import { BUSY_LOCK, HOTEL_ACCESS_KEY, HOTEL_LOCKS } from '../sandbox/seed.mts';
import { isDays, isStandard, lengthMs, type Duration } from '../nodes/shared/api/durations.ts';
import { timezoneOf } from '../nodes/Codelocks/fields/timezone.ts';
import { type Credentials, locator, runNode } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const LIST = '/u/1/k3connect';
const pathsOf = () => sandbox.calls().map(({ path }) => path);
const callsOf = (path: string) => pathsOf().filter((each) => each === path).length;

/** Three days from now, so that no code has ended. */
const START = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10) + ' 16:00';

async function run(
	parameters: INodeParameters,
	rows: Array<Record<string, string | number>> = [{}],
	credentials: Credentials = sandbox.credentials(),
) {
	return await runNode({ parameters, credentials, onError: 'continueRegularOutput' }, rows);
}

const getLock = (lockId: unknown) =>
	({ resource: 'k3Lock', operation: 'get', lockId }) as unknown as INodeParameters;

const problem = ({ items }: Awaited<ReturnType<typeof run>>, index = 0) => String(items[index].json.error);

describe('a lock', () => {
	it.each([
		['by name', locator('Front Door', 'name')],
		['by name in other letters', locator('  front   DOOR ', 'name')],
		['by a name in the mode of an ID, where the editor puts expressions', locator('Front Door', 'id')],
		['by a plain name', 'Front Door'],
		['by its ID', locator(BUSY_LOCK.lockId, 'id')],
		['by its ID in the mode of a name', locator(BUSY_LOCK.lockId, 'name')],
		['by a plain ID', BUSY_LOCK.lockId],
		['from the list', locator(BUSY_LOCK.lockId, 'list')],
	])('is found %s', async (_name, lockId) => {
		const { items } = await run(getLock(lockId));
		expect(items[0].json).toMatchObject({ LockId: BUSY_LOCK.lockId });
	});

	it('costs no look-up by its ID, and one a day by its name, for any number of rows', async () => {
		await run(getLock(locator(BUSY_LOCK.lockId, 'id')));
		expect(callsOf(LIST)).toBe(0);
		const rows = HOTEL_LOCKS.slice(0, 5).map(({ name }) => ({ name }));
		await run(getLock(locator('={{ $json.name }}', 'id')), rows);
		await run(getLock(locator('={{ $json.name }}', 'name')), rows);
		expect(callsOf(LIST)).toBe(1);
	});

	it('that the remembered list lacks is looked up once afresh in a run', async () => {
		const answer = (name: string) => ({ status: 200, body: [{ LockId: BUSY_LOCK.lockId, LockName: name }] });
		sandbox.control.addFault({ path: LIST, answers: [answer('Old Name')] });
		await run(getLock(locator('Old Name', 'name')));
		const rows = ['Front Door', 'Nowhere', 'Nowhere Else'].map((name) => ({ name }));
		const { items } = await run(getLock(locator('={{ $json.name }}', 'name')), rows);
		expect(items[0].json).toMatchObject({ LockId: BUSY_LOCK.lockId });
		expect(items[1].json.error).toMatch(/Nowhere/);
		expect(callsOf(LIST)).toBe(2);
	});

	it('of an unknown name is refused with those that come near', async () => {
		expect(problem(await run(getLock(locator('Frnt Door', 'name'))))).toMatch(
			/'Frnt Door' is not a lock of the account; the closest is 'Front Door'/,
		);
	});

	it('whose name two locks share is refused with their IDs', async () => {
		const body = ['a1b2c3d4e5f6', 'a1b2c3d4e5f7'].map((LockId) => ({ LockId, LockName: 'Door' }));
		sandbox.control.addFault({ path: LIST, answers: [{ status: 200, body }] });
		expect(problem(await run(getLock(locator('door', 'name'))))).toMatch(
			/name of 2 locks.*a1b2c3d4e5f6, a1b2c3d4e5f7/,
		);
	});

	it('of another account is not found among the locks of the first', async () => {
		await run(getLock(locator('Front Door', 'name')));
		const options = { accessKey: 'k3office03' };
		const parameters = { ...getLock(locator('Front Door', 'name')), options };
		expect(problem(await run(parameters))).toMatch(/the names are 'Archive', 'Reception', 'Server Room'/);
	});

	it('is told when the list cannot be had', async () => {
		sandbox.control.addFault({ path: LIST, answers: [{ status: 403, body: { message: 'Forbidden' } }] });
		expect(problem(await run(getLock(locator('Front Door', 'name'))))).toMatch(/API key/);
	});
});

const forKitLock = (duration: unknown, changes: object = {}) =>
	({
		...{ resource: 'netCode', operation: 'generateForKitLock', lockFrom: 'details', start: START, duration },
		...{ lockModel: 'KL1060C2', timecode: '202611161623', identifier: '012345', lengthAs: 'duration' },
		options: { timezone: 'UTC', simplify: false },
		...changes,
	}) as unknown as INodeParameters;

const sentDuration = () => sandbox.calls().find(({ path }) => path.startsWith('/n/'))?.query.duration;

describe('a duration', () => {
	it.each([
		['from the list', locator('3', 'list'), '3'],
		['by its ID', locator('3', 'durationId'), '3'],
		['by its ID with zeros', locator('003', 'durationId'), '3'],
		['as a plain number', 3, '3'],
		['as plain digits', '3', '3'],
		['by its length', locator('4 hours', 'length'), '3'],
		['by its length in short', locator('4h', 'length'), '3'],
		['by its length in capitals', locator(' 4 HOURS ', 'length'), '3'],
		['as a plain length', '4 hours', '3'],
		['by its length in the mode of an ID', locator('4 hours', 'durationId'), '3'],
	])('is taken %s', async (_name, duration, id) => {
		await run(forKitLock(duration));
		expect(sentDuration()).toBe(id);
	});

	it('of days is taken by its length', async () => {
		const start = START.slice(0, 10);
		await run(forKitLock(locator('2 days', 'length'), { start }));
		expect(sentDuration()).toBe('13');
	});

	it('of another kind is taken by its whole name', async () => {
		const start = START.slice(0, 10);
		await run(forKitLock(locator('2 days, single use', 'length'), { start }));
		expect(sentDuration()).toMatch(/^\d+$/);
		expect(sentDuration()).not.toBe('13');
	});

	it.each([
		['quota', { status: 429, body: { message: 'Limit Exceeded' } }],
		['right', { status: 403, body: { message: 'Forbidden' } }],
		['an empty list', { status: 200, body: [] }],
		['a poor list', { status: 200, body: [{ DurationID: {} }, null] }],
	])('does not hang on the look-up: %s', async (_name, answer) => {
		sandbox.control.addFault({ path: '/u/1/durations', answers: [answer], times: 9 });
		const { items } = await run(forKitLock(locator('4 hours', 'length')));
		expect(items[0].json).toHaveProperty('ActualNetcode');
		expect(sentDuration()).toBe('3');
	});
});

describe('durations', () => {
	const duration = (days: number, hours: number, mode = 'Standard', subMode = 'Multi Use'): Duration => ({
		...{ id: '1', days, hours, mode, subMode, models: [] },
	});

	it.each([
		[duration(2, 0), true, 48],
		[duration(2, 48), true, 48],
		[duration(0, 24), false, 24],
		[duration(0, 4), false, 4],
		[duration(1, 5), false, 29],
		[duration(0, 0), false, 0],
	])('%j: of days %p, %d hours', (each, ofDays, hours) => {
		expect(isDays(each)).toBe(ofDays);
		expect(lengthMs(each)).toBe(hours * 3_600_000);
	});

	it.each([
		['Standard', 'Multi Use', true],
		['standard', 'alltime', true],
		['STANDARD', '', true],
		['Standard Multi-Use', '', true],
		['Standard', 'Single Use', false],
		['Standard', 'something new', false],
		['ACC', '', false],
		['24 Hour', '', false],
		['', '', false],
	])('%j %j: standard %p', (mode, subMode, standard) => {
		expect(isStandard(duration(1, 0, mode, subMode))).toBe(standard);
	});
});

describe('a time zone', () => {
	it.each([
		[undefined, undefined],
		['', undefined],
		[locator('', 'list'), undefined],
		[locator('workflow', 'list'), 'workflow'],
		[' Lock ', 'lock'],
		[locator('Europe/London', 'name'), 'Europe/London'],
		['Europe/London', 'Europe/London'],
	])('%j is %p', (value, zone) => {
		expect(timezoneOf(value)).toBe(zone);
	});

	it.each(['EST', 'GMT', 'Europe/Nowhere', 3, [], { a: 1 }])('refuses %j', (value) => {
		expect(() => timezoneOf(value)).toThrow(/Time Zone/);
	});

	it('of an init sequence can be the workflow’s', async () => {
		const parameters = { resource: 'utility', operation: 'getInitSequence', lockModel: 'KL1060' };
		await run({ ...parameters, options: { timezone: locator('workflow', 'list') } } as INodeParameters);
		expect(sandbox.calls()[0].query).toMatchObject({ lockmodel: 'KL1060', timezone: 'Europe/London' });
	});
});

describe('the zone of a K3 lock', () => {
	const forK3 = (lockId: unknown, changes: object = {}) =>
		({
			...{ resource: 'netCode', operation: 'generateForK3Lock', lockId, start: START },
			...{ duration: locator('4 hours', 'length'), lengthAs: 'duration', options: {} },
			...changes,
		}) as unknown as INodeParameters;
	const newYork = HOTEL_LOCKS[1];

	it('is its own, from one look-up a day, also by ID', async () => {
		const { items } = await run(forK3(locator(newYork.lockId, 'id')));
		expect(items[0].json.startsAt).toMatch(/T16:00:00(\.000)?-0[45]:00$/);
		expect(items[0].json).toMatchObject({ lockName: newYork.name });
		await run(forK3(locator(newYork.name, 'name')));
		expect(callsOf(LIST)).toBe(1);
		expect(sandbox.calls().find(({ path }) => path === LIST)?.query).toEqual({ accesskey: HOTEL_ACCESS_KEY });
	});

	it('is no reason to fail with the option, and is asked for without', async () => {
		sandbox.control.addFault({
			path: LIST,
			answers: [{ status: 429, body: { message: 'Limit Exceeded' } }],
			times: 9,
		});
		const refused = await run(forK3(locator(newYork.lockId, 'id')));
		expect(`${problem(refused)} ${String(refused.items[0].json.message)}`).toMatch(/time zone/i);
		const options = { timezone: 'Asia/Kolkata' };
		const { items } = await run(forK3(locator(newYork.lockId, 'id'), { options }));
		expect(items[0].json.startsAt).toMatch(/\+05:30$/);
	});
});
