import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { BUSY_LOCK, HOTEL_ACCESS_KEY, HOTEL_LOCKS } from '../sandbox/seed.mts';
import { locator, type NodeRun, type NodeSettings, routeNode, runNode } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const TIMECODE = '202604221226';
const IDENTIFIER = '061725';
const KIT_LOCKS = [
	`Room 4\tKL1060\t${TIMECODE}\t${IDENTIFIER}\tEurope/London`,
	'Room 5\tKL1060G3\t202604221227\t451254\tAmerica/New_York\tSite Time',
	'Shed\tKL1060\t202604221228\t451255',
].join('\n');

const DETAILS: INodeParameters = { lockModel: 'KL1060', timecode: TIMECODE, identifier: IDENTIFIER };
const ROOM_4: INodeParameters = { lockFrom: 'credential', kitLock: locator('room 4', 'name') };
const FOUR_HOURS: INodeParameters = { start: '2030-07-01 16:00', duration: locator('4 hours', 'length') };
const FRONT_DOOR: INodeParameters = { lockId: locator(BUSY_LOCK.lockId) };
/** In New York. */
const WINE_CELLAR: INodeParameters = { lockId: locator(HOTEL_LOCKS[1].lockId) };

const LIST_LOCKS: INodeParameters = { resource: 'k3Lock', operation: 'getAll', returnAll: true };

const settingsOf = (
	operation: 'generateForKitLock' | 'generateForK3Lock',
	parameters: INodeParameters,
	options: INodeParameters = {},
): NodeSettings => ({
	parameters: { resource: 'netCode', operation, ...parameters, options },
	credentials: { ...sandbox.credentials(), kitLocks: KIT_LOCKS },
});

const kit = async (parameters: INodeParameters, options: INodeParameters = {}, rows?: IDataObject[]) =>
	await runNode(settingsOf('generateForKitLock', parameters, options), rows);
const k3 = async (parameters: INodeParameters, options: INodeParameters = {}, rows?: IDataObject[]) =>
	await runNode(settingsOf('generateForK3Lock', parameters, options), rows);

const codes = ({ items, error }: NodeRun) => {
	if (error) throw error;
	return items.map(({ json }) => json);
};
const sent = () => sandbox.calls().filter(({ path }) => path.startsWith('/n/'));
const starts = () => sent().map(({ query }) => `${query.start} ${query.duration}`);

describe('the simplified output', () => {
	it('says when the code opens and ends, in words, for a KitLock', async () => {
		const [code] = codes(await kit({ ...DETAILS, ...FOUR_HOURS }));
		expect(code).toEqual({
			netCode: expect.stringMatching(/^\d{6}$/),
			start: '2030-07-01 16:00',
			expires: '2030-07-01 20:00',
			startsAt: '2030-07-01T16:00:00+01:00',
			expiresAt: '2030-07-01T20:00:00+01:00',
			duration: '4 hours',
			timecode: TIMECODE,
		});
		expect(starts()).toEqual(['2030-07-01 15:00 3']);
	});

	it('tells a lock of the credential by its name', async () => {
		const [code] = codes(await kit({ ...ROOM_4, ...FOUR_HOURS }));
		expect(code).toEqual({
			netCode: expect.stringMatching(/^\d{6}$/),
			lockName: 'Room 4',
			start: '2030-07-01 16:00',
			expires: '2030-07-01 20:00',
			startsAt: '2030-07-01T16:00:00+01:00',
			expiresAt: '2030-07-01T20:00:00+01:00',
			duration: '4 hours',
		});
	});

	it('has the name and the ID of a K3 lock', async () => {
		const [code] = codes(await k3({ ...FRONT_DOOR, ...FOUR_HOURS }));
		expect(code).toMatchObject({ lockName: 'Front Door', lockId: BUSY_LOCK.lockId, duration: '4 hours' });
		expect(Object.keys(code).length).toBeLessThanOrEqual(10);
	});

	it('has the name with another time zone too, once the locks are listed', async () => {
		const options = { timezone: 'Europe/Berlin', reuseCodes: false };
		const names = [];
		for (const list of [false, true]) {
			if (list) await runNode({ ...settingsOf('generateForK3Lock', {}), parameters: LIST_LOCKS });
			names.push(
				...codes(await k3({ ...FRONT_DOOR, ...FOUR_HOURS }, options)).map(({ lockName }) => lockName),
			);
		}
		expect(names).toEqual([undefined, 'Front Door']);
	});

	it('computes the end where the answer has none', async () => {
		sandbox.control.putBehaviours({ expires: 'absent' });
		const two = locator('2 days', 'length');
		const rows = [
			...codes(await kit({ ...DETAILS, ...FOUR_HOURS })),
			...codes(await kit({ ...DETAILS, start: '2030-10-26', duration: two })),
			...codes(await k3({ ...FRONT_DOOR, start: '2030-10-26', duration: two })),
		];
		expect(rows.map(({ startsAt, expires, expiresAt }) => [startsAt, expires, expiresAt])).toEqual([
			['2030-07-01T16:00:00+01:00', '2030-07-01 20:00', '2030-07-01T20:00:00+01:00'],
			['2030-10-26T01:00:00+01:00', '2030-10-28 00:00', '2030-10-28T00:00:00+00:00'],
			['2030-10-26T00:00:00+01:00', '2030-10-28 00:00', '2030-10-28T00:00:00+00:00'],
		]);
	});

	it('is text for each code, also one that begins with 0, raw too', async () => {
		const [code] = codes(await kit({ ...DETAILS, ...FOUR_HOURS }));
		const [raw] = codes(await kit({ ...DETAILS, ...FOUR_HOURS }, { simplify: false }));
		expect(raw).toMatchObject({ ActualNetcode: code.netCode, Timecode: '2026/04/22/12:26' });
	});
});

describe('a lock of the credential', () => {
	const SECRETS = [TIMECODE, '2026/04/22/12:26', IDENTIFIER];
	const withoutParameters = (run: NodeRun) => JSON.stringify([run.items, run.error, run.hints, run.record]);

	it.each<[string, INodeParameters]>([
		['simplified', {}],
		['raw', { simplify: false }],
		['raw, version 3', { simplify: false, apiVersion: '3' }],
	])('shows neither timecode nor identifier, %s', async (_name, options) => {
		const run = await kit({ ...ROOM_4, ...FOUR_HOURS }, options);
		expect(codes(run)).toHaveLength(1);
		for (const secret of SECRETS) expect(withoutParameters(run)).not.toContain(secret);
	});

	it('shows neither where the service echoes them in a failure', async () => {
		sandbox.control.addFault({
			path: `/n/1/netcode/${TIMECODE}`,
			answers: [{ status: 400, body: { message: `Bad identifier ${IDENTIFIER} of ${TIMECODE}` } }],
		});
		const run = await kit({ ...ROOM_4, ...FOUR_HOURS });
		expect(run.error?.message).toContain("KitLock 'Room 4'");
		for (const secret of SECRETS) expect(withoutParameters(run)).not.toContain(secret);
	});

	it('keeps a code that is the same as its identifier', async () => {
		sandbox.control.addFault({
			path: `/n/1/netcode/${TIMECODE}`,
			answers: [{ status: 200, body: { ActualNetcode: IDENTIFIER, DurationHours: 4, Timecode: TIMECODE } }],
			times: 2,
		});
		expect(codes(await kit({ ...ROOM_4, ...FOUR_HOURS }))).toMatchObject([{ netCode: IDENTIFIER }]);
		const options = { simplify: false, reuseCodes: false };
		expect(codes(await kit({ ...ROOM_4, ...FOUR_HOURS }, options))).toEqual([
			{ ActualNetcode: IDENTIFIER, DurationHours: 4 },
		]);
	});

	it('brings its own zone and clock, which options of the node override', async () => {
		const room5 = { ...ROOM_4, kitLock: locator('Room 5', 'name'), ...FOUR_HOURS };
		const run = await kit(room5);
		expect(codes(run)).toMatchObject([{ startsAt: '2030-07-01T16:00:00-04:00' }]);
		expect(run.hints.join()).toContain('America/New_York');
		await kit(room5, { reuseCodes: false, lockClock: 'standardTime' });
		await kit(room5, { reuseCodes: false, timezone: 'Europe/Berlin' });
		await kit(room5, { reuseCodes: false, timezone: locator('workflow', 'list') });
		await kit(room5, { reuseCodes: false, lockOffset: '-08:00' });
		expect(sent().map(({ query }) => query.start)).toEqual([
			'2030-07-01 16:00',
			'2030-07-01 15:00',
			'2030-07-01 16:00',
			'2030-07-01 16:00',
			'2030-07-01 12:00',
		]);
	});

	it('is named among those that come near when there is none of that name', async () => {
		const { error } = await kit({ ...ROOM_4, kitLock: locator('Rom 4', 'name'), ...FOUR_HOURS });
		expect(error?.message).toContain("'Room 4'");
		expect(sandbox.calls()).toEqual([]);
	});
});

describe('the time zone', () => {
	it('of a K3 lock is its own, with a hint where the workflow has another', async () => {
		const run = await k3({ ...WINE_CELLAR, ...FOUR_HOURS });
		expect(codes(run)).toMatchObject([{ startsAt: '2030-07-01T16:00:00-04:00', lockName: 'Wine Cellar' }]);
		expect(run.hints.filter((hint) => hint.includes('America/New_York'))).toHaveLength(1);
		const same = await k3({ ...FRONT_DOOR, ...FOUR_HOURS });
		expect(same.hints.join()).not.toContain('zone');
	});

	it.each<[string, INodeParameters, string]>([
		['the workflow, chosen', { timezone: locator('workflow', 'list') }, '2030-07-01T16:00:00+01:00'],
		['the lock, chosen', { timezone: locator('lock', 'list') }, '2030-07-01T16:00:00-04:00'],
		['a name', { timezone: 'Asia/Kolkata' }, '2030-07-01T16:00:00+05:30'],
		['a name of Windows', { timezone: locator('India Standard Time', 'name') }, '2030-07-01T16:00:00+05:30'],
	])('of a K3 lock: %s', async (_name, options, startsAt) => {
		expect(codes(await k3({ ...WINE_CELLAR, ...FOUR_HOURS }, options))).toMatchObject([{ startsAt }]);
	});

	it('of a K3 lock is looked up again after a day, and the old one serves where that fails', async () => {
		const lock = sandbox.control.addLock(HOTEL_ACCESS_KEY, { name: 'Moved', timezone: 'Europe/London' });
		const room = { ...FOUR_HOURS, lockId: locator(lock.lockId) };
		const zoneAfter = async (hours: number) => {
			const now = Date.now();
			jest.spyOn(Date, 'now').mockReturnValue(now + hours * 3_600_000);
			const [{ startsAt }] = codes(await k3(room, { reuseCodes: false }));
			jest.restoreAllMocks();
			return String(startsAt).slice(-6);
		};
		expect(await zoneAfter(0)).toBe('+01:00');
		sandbox.control.removeLock(lock.lockId);
		sandbox.control.addLock(HOTEL_ACCESS_KEY, { ...lock, timezone: 'America/New_York' });
		expect(await zoneAfter(23)).toBe('+01:00');
		sandbox.control.putBehaviours({ locks: 'empty' });
		expect(await zoneAfter(25)).toBe('+01:00');
		sandbox.control.putBehaviours({ locks: 'full' });
		expect(await zoneAfter(25)).toBe('-04:00');
		expect(sandbox.calls().filter(({ path }) => path === '/u/1/k3connect')).toHaveLength(3);
	});

	it('of a K3 lock that nobody knows is asked for, and the option does without', async () => {
		sandbox.control.putBehaviours({ locks: 'empty' });
		const { error } = await k3({ ...WINE_CELLAR, ...FOUR_HOURS });
		expect(error?.message).toMatch(/time zone of lock .* is not known; set the option Time Zone/);
		expect(sent()).toEqual([]);
		expect(codes(await k3({ ...WINE_CELLAR, ...FOUR_HOURS }, { timezone: 'America/New_York' }))).toHaveLength(
			1,
		);
	});

	it.each<[string, Parameters<typeof settingsOf>]>([
		['a KitLock', ['generateForKitLock', { ...DETAILS, ...FOUR_HOURS }]],
		[
			"a KitLock, the workflow's chosen",
			['generateForKitLock', { ...DETAILS, ...FOUR_HOURS }, { timezone: 'workflow' }],
		],
		[
			"a K3 lock, the workflow's chosen",
			['generateForK3Lock', { ...FRONT_DOOR, ...FOUR_HOURS }, { timezone: 'workflow' }],
		],
	])("of %s is named in a hint where it is n8n's default", async (_name, given) => {
		const settings = settingsOf(...given);
		const run = await runNode({ ...settings, workflowTimezone: null });
		expect(
			run.hints.filter((hint) => hint.includes("n8n's default time zone, America/New_York")),
		).toHaveLength(1);
		const set = await runNode({ ...settings, workflowTimezone: 'America/New_York' });
		expect(set.hints.join()).not.toContain('default time zone');
	});
});

describe('a start', () => {
	it('that Start Rounding moves is told', async () => {
		const rows = ['2030-07-01 16:40', '2030-07-01 17:00', '2030-07-01 18:20'].map((start) => ({ start }));
		const run = await kit(
			{ ...DETAILS, ...FOUR_HOURS, start: '={{ $json.start }}' },
			{ startRounding: 'roundDown' },
			rows,
		);
		expect(run.hints).toContain('Start Rounding moved 2 starts to an earlier time.');
		expect(starts()).toEqual(['2030-07-01 15:00 3', '2030-07-01 16:00 3', '2030-07-01 17:00 3']);
	});

	it('that is a day gets Start Time for hours, and a hint for days', async () => {
		const day = { ...DETAILS, start: '2030-07-01' };
		await kit({ ...day, duration: locator('4 hours', 'length') }, { startTime: '15:00' });
		const run = await kit({ ...day, duration: locator('2 days', 'length') }, { startTime: '15:00' });
		expect(starts()).toEqual(['2030-07-01 14:00 3', '2030-07-01 00:00 13']);
		expect(run.hints.join()).toContain('opens at midnight');
	});

	it('of a code that would have ended is refused before it is paid for, all rows in one sentence', async () => {
		const rows = ['2026-07-01 16:00', '2022-07-01 16:00', '2030-07-01 16:00'].map((start) => ({ start }));
		const parameters = { ...DETAILS, ...FOUR_HOURS, start: '={{ $json.start }}' };
		const { error } = await kit(parameters, {}, rows);
		expect(error?.message).toContain('2 of 3 items');
		expect(error?.message).toMatch(/Items 0 to 1: The code has already ended/);
		expect(sent()).toEqual([]);
		expect(codes(await kit(parameters, { endedCodes: 'allow' }, rows))).toHaveLength(3);
	});
});

describe('an end in place of a duration', () => {
	const STAY: INodeParameters = { lengthAs: 'end', start: '2030-11-05 15:00' };

	it.each<[end: string, call: string, duration: string, expires: string]>([
		['2030-11-05 18:30', '2030-11-05 15:00 3', '4 hours', '2030-11-05 19:00'],
		['2030-11-06 11:00', '2030-11-05 00:00 13', '2 days', '2030-11-07 00:00'],
		['2030-11-11 11:00', '2030-11-05 00:00 18', '7 days', '2030-11-12 00:00'],
	])('until %s', async (end, call, duration, expires) => {
		for (const run of [await kit({ ...ROOM_4, ...STAY, end }), await k3({ ...FRONT_DOOR, ...STAY, end })]) {
			expect(codes(run)).toMatchObject([{ duration, expires }]);
		}
		expect(starts()).toEqual([call, call]);
	});

	it('says how far the code reaches over the stay', async () => {
		const rows = [1, 2].map((day) => ({ day }));
		const parameters = {
			...ROOM_4,
			...STAY,
			start: '=2030-11-0{{ $json.day }} 15:00',
			end: '=2030-11-0{{ $json.day + 1 }} 11:00',
		};
		const { hints } = await kit(parameters, {}, rows);
		expect(hints.filter((hint) => hint.includes('15 hours before the start'))).toHaveLength(1);
		expect(hints.join()).toContain('13 hours after the end');
	});

	it('gets its hour from End Time, and a start from Start Time', async () => {
		const days = { ...ROOM_4, lengthAs: 'end', start: '2030-11-05', end: '2030-11-05T00:00:00' };
		const run = await kit(days, { startTime: '15:00', endTime: '18:00' });
		expect(codes(run)).toMatchObject([
			{ start: '2030-11-05 15:00', expires: '2030-11-05 18:00', duration: '3 hours' },
		]);
		const { error } = await kit({ ...days, end: '2030-11-06' }, { startTime: '15:00' });
		expect(error?.message).toContain('End Time');
	});

	it('takes a standard code of 24 hours, and no other kind', async () => {
		const night = { ...ROOM_4, kitLock: locator('Room 5', 'name'), ...STAY, end: '2030-11-06 11:00' };
		await kit(night);
		sandbox.control.putBehaviours({ dayLong: 'standard' });
		await runNode({
			...settingsOf('generateForKitLock', night),
			credentials: { ...sandbox.credentials({ apiKey: sandbox.newApiKey() }), kitLocks: KIT_LOCKS },
		});
		expect(starts()).toEqual(['2030-11-05 00:00 13', expect.stringMatching(/^2030-11-05 15:00 /)]);
	});

	it('that no code covers is refused, with the longest that there is and the option', async () => {
		const { error } = await kit({ ...ROOM_4, ...STAY, end: '2030-11-12 11:00' });
		expect(error?.message).toMatch(/7 days; set the option Long Stays to Split for 2 consecutive codes/);
		expect(sent()).toEqual([]);
	});

	it('is split into consecutive codes, one item each', async () => {
		const run = await kit({ ...ROOM_4, ...STAY, end: '2030-11-12 11:00' }, { longStays: 'split' });
		expect(codes(run)).toMatchObject([
			{ start: '2030-11-05 00:00', expires: '2030-11-12 00:00', duration: '7 days', part: 1, parts: 2 },
			{ start: '2030-11-12 00:00', expires: '2030-11-12 11:00', duration: '11 hours', part: 2, parts: 2 },
		]);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
		expect(run.hints).toContain('2 NetCode calls for 1 row with 2 codes');
		const one = await kit({ ...ROOM_4, ...STAY, end: '2030-11-05 18:00' }, { longStays: 'split' });
		expect(codes(one)).toMatchObject([{ part: 1, parts: 1 }]);
		const tooLong = await kit({ ...ROOM_4, ...STAY, end: '2031-01-12 11:00' }, { longStays: 'split' });
		expect(tooLong.error?.message).toMatch(/needs 10 codes, and the node splits a stay into 6 at most/);
	});

	it('leaves out parts that have ended', async () => {
		const now = Date.now();
		const day = (offset: number) => new Date(now + offset * 86_400_000).toISOString().slice(0, 10);
		const run = await kit(
			{ ...ROOM_4, lengthAs: 'end', start: `${day(-9)} 15:00`, end: `${day(3)} 11:00` },
			{ longStays: 'split' },
		);
		expect(codes(run)).toMatchObject([{ part: 2, parts: 2 }]);
	});

	it('that is not after the start is refused', async () => {
		const { error } = await kit({ ...ROOM_4, ...STAY, end: '2030-11-05 15:00' });
		expect(error?.message).toContain("End '2030-11-05 15:00' is not after Start '2030-11-05 15:00'");
	});
});

describe('a look-up of durations that fails', () => {
	it.each([403, 429, 503])('with %i costs no code', async (status) => {
		const body = { message: status === 429 ? 'Limit Exceeded' : 'Forbidden' };
		sandbox.control.addFault({ path: '/u/1/durations', answers: [{ status, body }], times: 20 });
		const run = await kit({ ...DETAILS, ...FOUR_HOURS });
		expect(codes(run)).toMatchObject([{ duration: '4 hours' }]);
		expect(run.hints.join()).toContain('could not be looked up');
		expect(
			codes(await kit({ ...DETAILS, lengthAs: 'end', start: '2030-11-05 15:00', end: '2030-11-06 11:00' })),
		).toMatchObject([{ duration: '2 days' }]);
	});

	it('fails the row whose code has another length than was asked for', async () => {
		sandbox.control.addFault({
			path: `/n/1/netcode/${TIMECODE}`,
			answers: [{ status: 200, body: { ActualNetcode: '123456', DurationHours: 3 } }],
		});
		const { error } = await kit({ ...DETAILS, ...FOUR_HOURS });
		expect(error?.message).toMatch(/made a code of 3 hours .* and 4 hours were asked for/);
	});
});

describe('a list of durations that was cut short', () => {
	const ONE_HOUR = {
		DurationID: '0',
		DurationHours: 1,
		DurationDays: 0,
		Mode: 'Standard',
		SubMode: 'Multi Use',
	};
	const asked = () => sandbox.calls().filter(({ path }) => path === '/u/1/durations').length;
	const cutOnce = () =>
		sandbox.control.addFault({ path: '/u/1/durations', answers: [{ status: 200, body: [ONE_HOUR] }] });

	it.each<[string, INodeParameters]>([
		['an ID', FOUR_HOURS],
		['a length', { start: FOUR_HOURS.start, duration: locator('4 hours', 'length') }],
		['an end', { lengthAs: 'end', start: '2030-07-01 16:00', end: '2030-07-01 20:00' }],
	])('refuses one run, and is loaded afresh by the next: %s', async (_name, length) => {
		cutOnce();
		const first = await kit({ ...DETAILS, ...length });
		expect(first.error).toBeDefined();
		expect(asked()).toBe(1);
		expect(codes(await kit({ ...DETAILS, ...length }))).toMatchObject([{ duration: '4 hours' }]);
		expect(asked()).toBe(2);
		expect(sent()).toHaveLength(1);
	});

	it('is loaded afresh once a run, and what it offers costs no call', async () => {
		sandbox.control.addFault({
			path: '/u/1/durations',
			answers: [{ status: 200, body: [ONE_HOUR] }],
			times: 20,
		});
		const hour = { ...DETAILS, start: '2030-07-01 16:00', duration: '0' };
		expect(codes(await kit(hour))).toHaveLength(1);
		expect(codes(await kit(hour))).toHaveLength(1);
		expect(asked()).toBe(1);
		const rows = [{ id: '3' }, { id: '4' }, { id: '0' }];
		const { error } = await kit({ ...hour, duration: '={{ $json.id }}' }, {}, rows);
		expect(error?.message).toContain('2 of 3 items');
		expect(asked()).toBe(2);
	});
});

describe('version 3', () => {
	it('is another address for the same query', async () => {
		const parameters = { ...DETAILS, ...FOUR_HOURS };
		const [one] = codes(await kit(parameters));
		const [three] = codes(await kit(parameters, { apiVersion: '3' }));
		expect(three).toEqual(one);
		expect(sent().map(({ path }) => path)).toEqual([`/n/1/netcode/${TIMECODE}`, `/n/3/netcode/${TIMECODE}`]);
		expect(sent()[1].query).toEqual(sent()[0].query);
	});
});

it('one single-use code for two rows is told', async () => {
	const parameters = { ...FRONT_DOOR, start: '={{ $json.start }}', duration: '={{ $json.id }}' };
	const single = 19;
	const rows = [
		{ start: '2030-07-01', id: single },
		{ start: '2030-07-01', id: single },
		{ start: '2030-07-02', id: single },
	];
	const id = (await singleUseId()) ?? single;
	const run = await k3(
		parameters,
		{},
		rows.map((row) => ({ ...row, id })),
	);
	expect(codes(run)).toHaveLength(3);
	expect(run.hints.filter((hint) => hint.includes('single-use'))).toEqual([
		'2 rows share one single-use code, which opens the lock once.',
	]);
});

async function singleUseId(): Promise<number | undefined> {
	const { DURATIONS } = await import('../sandbox/durations.mts');
	return DURATIONS.find(({ subMode, days }) => subMode === 'Single Use' && days === 1)?.id;
}

it('an agent before version 3 gets the same', async () => {
	const settings = settingsOf('generateForK3Lock', {
		...FRONT_DOOR,
		lengthAs: 'end',
		start: '2030-11-05 15:00',
		end: '2030-11-06 11:00',
	});
	const routed = await routeNode(settings);
	expect(routed.map(({ json }) => json)).toEqual(codes(await runNode(settings)));
	expect(sent()[0].query.identifier).toBe(HOTEL_ACCESS_KEY);
});
