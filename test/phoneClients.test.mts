import type { IDataObject, INodeParameters } from 'n8n-workflow';
import fc from 'fast-check';

import { DISABLED, WEEKDAYS, type ActivePeriod } from '../nodes/Codelocks/fields/activePeriod.ts';
import { activePeriodsOf } from '../nodes/Codelocks/fields/activePeriods.ts';
import { clientEmailOf } from '../nodes/Codelocks/fields/client.ts';
import { Parameters } from '../nodes/Codelocks/execution/parameters.ts';
import { samePeriods } from '../nodes/Codelocks/resources/k3Client/samePeriods.ts';
import {
	ACTIVE_CLIENT_EMAIL,
	BUSY_LOCK,
	POPULAR_LOCK,
	QUIET_LOCK,
	SUSPENDED_CLIENT_EMAIL,
} from '../sandbox/seed.mts';
import { locator, type NodeSettings, runNode } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const ROW = { lockId: locator('={{ $json.lock }}'), clientEmail: locator('={{ $json.email }}', 'email') };
const PATH = `/u/1/k3connect/${BUSY_LOCK.lockId}/client`;
const ADA = { lock: BUSY_LOCK.lockId, email: 'ada@example.com' };
const BOB = { lock: BUSY_LOCK.lockId, email: 'bob@example.com' };
const CONTINUE = { onError: 'continueRegularOutput' } as const;

/** Runs an operation on rows of `lock` and `email`. */
async function run(
	operation: string,
	rows: IDataObject[],
	parameters: INodeParameters = {},
	changes: Partial<NodeSettings> = {},
) {
	const all = { resource: 'k3Client', operation, ...ROW, ...parameters };
	const result = await runNode({ parameters: all, credentials: sandbox.credentials(), ...changes }, rows);
	return { ...result, json: result.items.map(({ json }) => json) };
}

/** 'GET /clients', 'POST ada@example.com', …, without the path of the lock. */
const calls = () =>
	sandbox
		.calls()
		.map(({ method, path, form }) =>
			method === 'GET' ? `GET ${path.split('/').at(-1)}` : `${method} ${form.clientemail}`,
		);
const writes = () => calls().filter((call) => !call.startsWith('GET'));

async function clientsOf(lockId: string): Promise<Map<unknown, IDataObject>> {
	const { json } = await run('getAll', [{ lock: lockId }], { returnAll: true });
	return new Map(json.map((client) => [client.email, client]));
}

const form = (changes: INodeParameters = {}): INodeParameters => ({
	activePeriods: {
		period: [{ weekdays: ['mon', 'tue'], from: '09:00', to: '17:00', enabled: true, ...changes }],
	},
});

describe('Create', () => {
	it('invites a person once, however often their row is there', async () => {
		const { json, items } = await run('create', [ADA, { ...ADA, email: ' ADA@example.com' }, BOB, ADA]);
		expect(writes().sort()).toEqual(['POST ada@example.com', 'POST bob@example.com']);
		expect(json).toEqual(
			[ADA, ADA, BOB, ADA].map(({ lock, email }) => ({ result: 'SUCCESS', email, lockid: lock })),
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
	});

	it('invites again on another lock, and in another execution', async () => {
		const rows = [ADA, { ...ADA, lock: QUIET_LOCK.lockId }];
		await run('create', rows, {}, { executionId: 'first' });
		await run('create', rows, {}, { executionId: 'second', ...CONTINUE });
		expect(writes()).toHaveLength(4);
	});

	it('invites nobody again when n8n runs the node again, and does what is left', async () => {
		const credentials = sandbox.credentials();
		sandbox.control.addFault({ path: PATH, method: 'POST', answers: [{ delayMs: 0 }, { status: 400 }] });
		const rows = [ADA, BOB];
		const { error } = await run('create', rows, {}, { credentials });
		expect(error?.message).toMatch(/status 400/);
		const again = await run('create', rows, {}, { credentials });
		expect(again.json.map(({ email }) => email)).toEqual([ADA.email, BOB.email]);
		expect(writes().filter((call) => call.includes('ada'))).toHaveLength(1);
	});

	it('does not send one again whose outcome is not known', async () => {
		const credentials = sandbox.credentials();
		sandbox.control.addFault({ path: PATH, method: 'POST', answers: [{ loseAnswer: true }] });
		for (const tried of [1, 2, 3]) {
			const { error } = await run('create', [ADA], {}, { credentials });
			expect([tried, error?.message]).toEqual([tried, expect.stringContaining('may have taken effect')]);
		}
		expect(writes()).toEqual(['POST ada@example.com']);
	});

	it('is done where the service answers without a body', async () => {
		sandbox.control.putBehaviours({ writes: 'noBody' });
		expect((await run('create', [ADA])).json).toEqual([{ email: ADA.email, lockid: ADA.lock }]);
		expect((await run('suspend', [{ ...ADA, email: ACTIVE_CLIENT_EMAIL }])).json).toEqual([
			{ email: ACTIVE_CLIENT_EMAIL, lockid: ADA.lock },
		]);
		expect((await run('delete', [{ ...ADA, email: ACTIVE_CLIENT_EMAIL }])).json).toEqual([
			{ deleted: true, email: ACTIVE_CLIENT_EMAIL, lockid: ADA.lock },
		]);
	});

	it('of someone who is there names what to use instead', async () => {
		const { error } = await run('create', [{ ...ADA, email: ACTIVE_CLIENT_EMAIL }]);
		expect(error?.message).toContain('Client already exists; use Create or Update, Update or Restore');
	});
});

describe('a change of someone', () => {
	it('names the client and the lock', async () => {
		const { json } = await run('suspend', [{ ...ADA, email: ' Night.Porter@example.com ' }]);
		expect(json).toEqual([{ result: 'SUCCESS', email: 'Night.Porter@example.com', lockid: ADA.lock }]);
	});

	it('who is gone says that they may have been deleted before', async () => {
		const { error } = await run('delete', [ADA]);
		expect(error?.message).toBe(
			`The API did not find client 'ada@example.com' of lock '${ADA.lock}': No client found; it may have been deleted before`,
		);
		expect((await run('suspend', [ADA])).error?.message).not.toContain('deleted');
	});

	it('says that it may have taken effect where the service fails', async () => {
		for (const operation of ['create', 'update', 'suspend', 'restore', 'delete', 'upsert']) {
			sandbox.control.reset();
			sandbox.control.putBehaviours({ writes: 'badGateway' });
			const credentials = sandbox.credentials({ apiKey: sandbox.newApiKey() });
			const isNew = operation === 'create' || operation === 'upsert';
			const row = isNew ? ADA : { ...ADA, email: ACTIVE_CLIENT_EMAIL };
			const { error } = await run(operation, [row], form(), { credentials });
			expect([operation, error?.message]).toEqual([
				operation,
				expect.stringContaining('may have taken effect'),
			]);
		}
	});
});

describe('Create or Update', () => {
	const upsert = async (rows: IDataObject[], parameters: INodeParameters = form(), changes = {}) =>
		await run('upsert', rows, parameters, changes);
	const outcomes = (json: IDataObject[]) => json.map(({ outcome }) => outcome);
	const PORTER = { ...ADA, email: ACTIVE_CLIENT_EMAIL };
	const TEMP = { ...ADA, email: SUSPENDED_CLIENT_EMAIL };

	it('invites who is new, updates who is there, and sends nothing at the second run', async () => {
		const first = await upsert([ADA, PORTER]);
		expect(first.json).toEqual([
			{ outcome: 'created', email: ADA.email, lockid: ADA.lock },
			{ outcome: 'updated', email: PORTER.email, lockid: ADA.lock },
		]);
		expect(calls()).toEqual(['GET clients', 'POST ada@example.com', `PUT ${PORTER.email}`]);
		expect(first.hints.join()).not.toContain('uspended');
		sandbox.control.resetCalls();
		const second = await upsert([ADA, PORTER], form(), { executionId: 'the next night' });
		expect(outcomes(second.json)).toEqual(['unchanged', 'unchanged']);
		expect(calls()).toEqual(['GET clients']);
	});

	it.each(['array', 'object', 'text'] as const)('knows who is unchanged by periods as %s', async (shape) => {
		sandbox.control.putBehaviours({ activePeriods: shape });
		await upsert([PORTER]);
		const { json } = await upsert([{ ...PORTER, email: 'NIGHT.porter@Example.com' }]);
		expect(outcomes(json)).toEqual(['unchanged']);
	});

	it('reads one list a lock, however many rows', async () => {
		const rows = Array.from({ length: 40 }, (_, index) => ({
			lock: index % 2 ? BUSY_LOCK.lockId : QUIET_LOCK.lockId,
			email: `guest${index}@example.com`,
		}));
		const { json } = await upsert(rows);
		expect(new Set(outcomes(json))).toEqual(new Set(['created']));
		expect(calls().filter((call) => call === 'GET clients')).toHaveLength(2);
		expect(writes()).toHaveLength(40);
	});

	it('finds a client on the last page', async () => {
		const { email, accesstype } = [...(await clientsOf(POPULAR_LOCK.lockId)).values()].at(-1) ?? {};
		const changes = { ...form(), accessType: String(accesstype) };
		const { json } = await upsert([{ lock: POPULAR_LOCK.lockId, email }], changes);
		expect(outcomes(json)).toEqual(['updated']);
	});

	it('leaves who is suspended so, and says it', async () => {
		const { json, hints } = await upsert([TEMP]);
		expect(outcomes(json)).toEqual(['updated']);
		expect(hints).toEqual([
			`Suspended clients stay suspended: ${TEMP.email} of lock '${ADA.lock}'. To restore them, switch on the option Restore Suspended.`,
		]);
		expect((await clientsOf(ADA.lock)).get(TEMP.email)?.status).toBe('SUSPENDED');
	});

	it('names twenty of those who stay suspended, and counts the rest', async () => {
		const rows = Array.from({ length: 23 }, (_, at) => ({ ...ADA, email: `guest${at}@example.com` }));
		await upsert(rows);
		await run('suspend', rows);
		const { json, hints } = await upsert(rows, form(), { executionId: 'the next night' });
		expect(new Set(outcomes(json))).toEqual(new Set(['unchanged']));
		const [hint] = hints.filter((text) => text.startsWith('Suspended clients stay suspended: '));
		expect(hint.match(/guest\d+@example\.com/g)).toHaveLength(20);
		expect(hint).toContain(' and 3 more. To restore them');
	});

	it('restores who is suspended where that is asked for, after the periods', async () => {
		const { json } = await upsert([TEMP], { ...form(), options: { restoreSuspended: true } });
		expect(outcomes(json)).toEqual(['restored']);
		expect(writes()).toEqual([`PUT ${TEMP.email}`, `PATCH ${TEMP.email}`]);
		expect((await clientsOf(ADA.lock)).get(TEMP.email)?.status).toBe('ACTIVE');
	});

	it.each([
		[{ status: 400 }, 'periods updated, still suspended'],
		[{ loseAnswer: true }, 'periods updated, perhaps still suspended'],
	])('says what is done where the restoring fails with %j', async (answer, message) => {
		sandbox.control.addFault({ path: PATH, method: 'PATCH', answers: [answer], times: 9 });
		const { error } = await upsert([TEMP], { ...form(), options: { restoreSuspended: true } });
		expect(error?.message).toContain(message);
	});

	it('refuses another access type', async () => {
		const { error } = await upsert([PORTER], { ...form(), accessType: 'ONE_TIME' });
		expect(error?.message).toBe(
			`Client '${PORTER.email}' of lock '${ADA.lock}' has the access type STANDARD, not ONE_TIME; delete the client, then create it`,
		);
		expect(writes()).toEqual([]);
	});

	it('refuses rows that want different things for one client before anything is sent', async () => {
		const rows = [
			{ ...BOB, to: '17:00' },
			{ ...ADA, to: '17:00' },
			{ ...ADA, email: 'Ada@example.com', to: '18:00' },
		];
		const wish = form({ to: '={{ $json.to }}' });
		const { error } = await upsert(rows, wish);
		expect(error?.message).toContain('is in several items with different periods');
		expect(calls()).toEqual([]);

		const { json } = await upsert(rows, wish, CONTINUE);
		expect(json.map(({ outcome, error: refusal }) => outcome ?? String(refusal).slice(0, 6))).toEqual([
			'created',
			'Client',
			'Client',
		]);
		expect(writes()).toEqual(['POST bob@example.com']);
	});

	it('shares a row that is repeated', async () => {
		const { json } = await upsert([ADA, ADA, { ...ADA, email: 'ADA@example.com' }]);
		expect(outcomes(json)).toEqual(['created', 'created', 'created']);
		expect(calls()).toEqual(['GET clients', 'POST ada@example.com']);
	});

	it('invites nobody again when n8n runs the node again, and tells of the invitation', async () => {
		const credentials = sandbox.credentials();
		sandbox.control.addFault({ path: PATH, method: 'PUT', answers: [{ status: 400 }] });
		const { error } = await upsert([ADA, PORTER], form(), { credentials });
		expect(error?.message).toMatch(/status 400/);
		const { json } = await upsert([ADA, PORTER], form(), { credentials });
		expect(outcomes(json)).toEqual(['created', 'updated']);
		expect(writes().filter((call) => call.startsWith('POST'))).toHaveLength(1);
	});

	it('writes nothing where the list of clients has a gap', async () => {
		sandbox.control.putBehaviours({ pages: 'emptySecond' });
		const { error } = await upsert([{ lock: POPULAR_LOCK.lockId, email: ADA.email }]);
		expect(error?.message).toContain('came without entries');
		expect(writes()).toEqual([]);
	});
});

describe('the address of a client', () => {
	const emailOf = (value: unknown) =>
		clientEmailOf(new Parameters((name, fallback) => (name === 'clientEmail' ? value : fallback), 'UTC'));

	it.each<[unknown, string]>([
		['ada@example.com', 'ada@example.com'],
		[{ __rl: true, mode: 'list', value: 'ada@example.com' }, 'ada@example.com'],
		[' Ada@Example.com\n', 'Ada@Example.com'],
		['Ada Lovelace <ada@example.com>', 'ada@example.com'],
		['<ada@example.com>', 'ada@example.com'],
		['mailto:ada@example.com', 'ada@example.com'],
		['MAILTO: ada@example.com?subject=Your key', 'ada@example.com'],
		['<mailto:ada@example.com>', 'ada@example.com'],
		['\u200Bada@\uFEFFexample.com\u00A0', 'ada@example.com'],
	])('%j is %s', (value, email) => {
		expect(emailOf(value)).toBe(email);
	});

	it.each<[unknown, string]>([
		['', 'Client is empty'],
		[undefined, 'Client is empty'],
		[null, 'Client is empty'],
		['Nathan', "Client 'Nathan' is not an email address"],
		['ada@example.com, bob@example.com', "Client 'ada@example.com, bob@example.com' is not"],
		['ada@example.com;bob', "Client 'ada@example.com;bob' is not"],
		[{ email: 'ada@example.com' }, 'Client (an object) is not an email address'],
		[['ada@example.com'], 'Client (a list) is not an email address'],
	])('%j is refused', (value, message) => {
		expect(() => emailOf(value)).toThrow(message);
	});
});

describe('active periods', () => {
	const OFFICE: ActivePeriod = {
		...DISABLED,
		...{ enabled: true, starts: '09:00', ends: '17:30', mon: true, fri: true },
	};
	const wanted = (periods: Record<number, ActivePeriod>): Record<string, ActivePeriod> =>
		Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, periods[index] ?? DISABLED]));
	const OTHER_DISABLED = { ...DISABLED, starts: '00:00', ends: '00:00' };

	it.each<[string, unknown, boolean]>([
		['an object', wanted({ 0: OFFICE }), true],
		['an array around it', [wanted({ 0: OFFICE })], true],
		['its JSON text', JSON.stringify(wanted({ 0: OFFICE })), true],
		['the JSON text of an array', JSON.stringify([wanted({ 0: OFFICE })]), true],
		['one period alone', { 0: OFFICE }, true],
		['disabled periods of other times', { 0: OFFICE, 1: OTHER_DISABLED }, true],
		['flags as text', { 0: { ...OFFICE, enabled: 'true', mon: 'TRUE', tue: 'false' } }, true],
		['flags as numbers', { 0: { ...OFFICE, enabled: 1, mon: '1', tue: 0 } }, true],
		['times with seconds', { 0: { ...OFFICE, starts: '9:00', ends: '17:30:00' } }, true],
		['another number', { 1: OFFICE }, false],
		['another end', { 0: { ...OFFICE, ends: '17:31' } }, false],
		['another day', { 0: { ...OFFICE, fri: false } }, false],
		['a period more', { 0: OFFICE, 1: OFFICE }, false],
		['an eleventh', { 0: OFFICE, 10: OTHER_DISABLED }, false],
		['a flag that is missing', { 0: { ...OFFICE, sun: undefined } }, false],
		['a time in words', { 0: { ...OFFICE, starts: 'nine' } }, false],
		['a text', 'always', false],
		['an empty list', [], false],
		['nothing', undefined, false],
		['false', false, false],
		['a list of periods', [OFFICE, OFFICE], false],
		['null for a period', { 0: OFFICE, 1: null }, false],
	])('are the same or not as %s', (_name, present, same) => {
		expect(samePeriods(wanted({ 0: OFFICE }), present)).toBe(same);
	});

	it('that are kept for later count too', () => {
		const later = { ...OFFICE, enabled: false };
		expect(samePeriods(wanted({ 0: later }), { 0: later })).toBe(true);
		expect(samePeriods(wanted({ 0: later }), { 0: DISABLED })).toBe(false);
	});

	it('are the same as themselves in every shape, and never after a change', () => {
		const time = fc
			.tuple(fc.integer({ min: 0, max: 22 }), fc.integer({ min: 0, max: 59 }))
			.map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
		const flags = Object.fromEntries(WEEKDAYS.map((day) => [day, fc.boolean()]));
		const period = fc.record({
			enabled: fc.constant(true),
			starts: time,
			ends: fc.constant('23:59'),
			...flags,
		});
		fc.assert(
			fc.property(
				fc.dictionary(fc.constantFrom(...'0123456789'), period as fc.Arbitrary<ActivePeriod>),
				fc.constantFrom(...'0123456789'),
				fc.constantFrom(...WEEKDAYS),
				(given, key, day) => {
					const all = wanted(given);
					for (const shape of [all, [all], JSON.stringify(all), given]) {
						expect(samePeriods(all, shape)).toBe(true);
					}
					const changed = { ...all, [key]: { ...all[key], enabled: true, [day]: !all[key][day] } };
					expect(samePeriods(all, changed)).toBe(false);
				},
			),
		);
	});

	it.each<[unknown, string]>([
		[{ period: [null] }, 'Active period 1 is (nothing); enter weekdays, from and to'],
		[{ period: 'always' }, "Active period 1 is 'always'; enter weekdays, from and to"],
		[{ period: [[]] }, 'Active period 1 is (a list); enter weekdays, from and to'],
		['always', "Active Periods is 'always', not an object with fields"],
	])('%j are refused', (activePeriods, message) => {
		const parameters = new Parameters(
			(name, fallback) => (name === 'activePeriods' ? activePeriods : fallback),
			'UTC',
		);
		expect(() => activePeriodsOf(parameters)).toThrow(message);
	});

	it('take the names of days', async () => {
		const { error } = await run('create', [ADA], form({ weekdays: 'Monday, tues., THURSDAYS' }));
		expect(error).toBeUndefined();
		const { 0: first } = JSON.parse(String(sandbox.calls()[0].form.activeperiods)) as Record<
			string,
			ActivePeriod
		>;
		expect(WEEKDAYS.filter((day) => first[day])).toEqual(['mon', 'tue', 'thu']);
	});
});
