import { IANAZone } from 'luxon';
import type { INodeParameters } from 'n8n-workflow';

import {
	ACTIVE_CLIENT_EMAIL,
	BUSY_LOCK,
	DISABLED_API_KEY,
	EMPTY_ACCESS_KEY,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
	OFFICE_ACCESS_KEY,
	OFFICE_LOCKS,
	POPULAR_LOCK,
	POPULAR_LOCK_CLIENTS,
	QUIET_LOCK,
	SUSPENDED_CLIENT_EMAIL,
} from '../sandbox/seed.mts';
import { type Credentials, listSearch, loadOptions, locator } from './support/engine.mts';
import { recordOf, type Request, SHAPES, useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const FOR_KIT_LOCK = { resource: 'netCode', operation: 'generateForKitLock' };
const OF_CLIENT = { resource: 'k3Client', operation: 'update' };

const options = (
	method: string,
	parameters: INodeParameters = {},
	credentials: Credentials = sandbox.credentials(),
) => loadOptions({ parameters, credentials, type: 'codelocksTrigger' }, method);

const search = (
	method: string,
	filter?: string,
	parameters: INodeParameters = {},
	credentials: Credentials = sandbox.credentials(),
) => listSearch({ parameters: { ...OF_CLIENT, ...parameters }, credentials }, method, filter);

const namesOf = (choices: Array<{ name: string }>) => choices.map(({ name }) => name);

/** The calls since the test began, which is all with this test's API key. */
function expectCalls(...requests: Array<Partial<Request>>): void {
	const { apiKey } = sandbox.credentials();
	expect(sandbox.calls()).toEqual(
		requests.map((request) => recordOf({ method: 'GET', path: '/u/1/durations', ...request }, apiKey)),
	);
}

const counted = (from: number, to: number, unit: string, rest = '') =>
	Array.from({ length: to - from + 1 }, (_, index) => from + index).map(
		(count) => `${count} ${unit}${count === 1 ? '' : 's'}${rest}`,
	);

const STANDARD = [...counted(1, 12, 'hour'), ...counted(1, 7, 'day')];

const itemsOf = async (
	method: string,
	filter?: string,
	parameters: INodeParameters = {},
	credentials: Credentials = sandbox.credentials(),
) =>
	(await listSearch({ parameters: { ...FOR_KIT_LOCK, ...parameters }, credentials }, method, filter)).results;

const ofModel = (lockModel: string, mode = 'list') => ({ lockModel: locator(lockModel, mode) });

const HOUR = 'From any full hour';
const DAY = 'Midnight to midnight';
const ONCE = 'Midnight to midnight; works once';
const ACC =
	'Midnight to midnight; void unless used within 24 hours of the start; a lock runs rental modes or standard modes, never both';
const URM =
	'Works until the next code of this kind is used; void unless used first within this time; a lock runs rental modes or standard modes, never both';

describe.each(SHAPES)('lock models and durations, %s shapes', (shapes) => {
	beforeEach(() => void sandbox.control.putSettings({ shapes }));

	it('gives every lock model, from one call', async () => {
		expect(await itemsOf('searchLockModels')).toEqual(
			['K3CONNECT', 'KL1060', 'KL1060C2', 'KL1060G3', 'KL1550'].map((model) => ({
				name: model,
				value: model,
			})),
		);
		expect(namesOf(await itemsOf('searchLockModels', 'c2'))).toEqual(['KL1060C2']);
		expectCalls({ query: { operation: 'DURATIONS' } });
	});

	it('gives the lock models that are KitLocks', async () => {
		expect(namesOf(await itemsOf('searchKitLockModels'))).toEqual([
			'KL1060',
			'KL1060C2',
			'KL1060G3',
			'KL1550',
		]);
	});

	it.each<[string, string[]]>([
		['KL1550', STANDARD],
		['KL1060', [...STANDARD, ...counted(1, 21, 'day', ', medium-term rental (ACC)')]],
		[
			'KL1060C2',
			[
				...STANDARD,
				'24 hours',
				...counted(1, 7, 'day', ', single use'),
				...counted(1, 21, 'day', ', medium-term rental (ACC)'),
				...counted(1, 12, 'hour', ', long-term rental (URM)'),
				...counted(1, 7, 'day', ', long-term rental (URM)'),
			],
		],
		[
			'K3CONNECT',
			[
				...STANDARD,
				...[30, 60, 90].map((days) => `${days} days, end date`),
				...counted(1, 7, 'day', ', single use'),
			],
		],
	])(
		'gives the durations of %s as a person says them: hours, days, others, rental',
		async (lockModel, labels) => {
			expect(namesOf(await itemsOf('searchDurations', undefined, ofModel(lockModel)))).toEqual(labels);
			expectCalls({ query: { lockmodel: lockModel, operation: 'DURATIONS' } });
		},
	);

	it('gives the id of a duration as its value, and says what one must know', async () => {
		const choices = await itemsOf('searchDurations', undefined, ofModel('KL1060C2', 'name'));
		const named = (name: string) => choices.find((choice) => choice.name === name);
		expect(named('1 hour')).toEqual({ name: '1 hour', value: '0', description: HOUR });
		expect(named('4 hours')).toEqual({ name: '4 hours', value: '3', description: HOUR });
		expect(named('24 hours')).toMatchObject({ description: HOUR });
		expect(named('1 day')).toEqual({ name: '1 day', value: '12', description: DAY });
		expect(named('2 days, single use')).toMatchObject({ description: ONCE });
		expect(named('21 days, medium-term rental (ACC)')).toMatchObject({ description: ACC });
		expect(named('7 days, long-term rental (URM)')).toMatchObject({ description: URM });
	});

	it('gives the durations of K3 Connect locks whatever lock model is left over', async () => {
		const choices = await itemsOf('searchK3Durations', undefined, ofModel('KL1060'));
		expect(choices).toEqual(await itemsOf('searchDurations', undefined, ofModel('K3CONNECT')));
		expect(choices.find(({ name }) => name === '30 days, end date')).toMatchObject({
			description: 'Until midnight of a date',
		});
		expectCalls({ query: { lockmodel: 'K3CONNECT', operation: 'DURATIONS' } });
	});
});

describe('durations', () => {
	it.each<[string, INodeParameters]>([
		['empty', ofModel('')],
		['missing', {}],
		['an expression', ofModel('={{ $json.model }}', 'id')],
		['an expression alone', { lockModel: '={{ $json.model }}' }],
		['of a KitLock that is an expression', { lockFrom: 'credential', kitLock: locator('={{ $json.door }}') }],
	])('are all that there are while the lock model is %s', async (_name, parameters) => {
		const names = namesOf(await itemsOf('searchDurations', undefined, parameters));
		expect(names).toEqual(
			expect.arrayContaining(['1 hour', '7 days', '7 days, single use', '90 days, end date', '24 hours']),
		);
		expectCalls({ query: { operation: 'DURATIONS' } });
	});

	it('follow the model of the KitLock that is chosen, and not one that is left over', async () => {
		const credentials = sandbox.credentials({ kitLocks: 'Room 4;KL1550;202611161623;012345' });
		const parameters = { lockFrom: 'credential', kitLock: locator('room 4', 'name'), ...ofModel('KL1060') };
		expect(namesOf(await itemsOf('searchDurations', '', parameters, credentials))).toEqual(STANDARD);
		expectCalls({ query: { lockmodel: 'KL1550', operation: 'DURATIONS' } });
	});

	it('are searched by name, and by ID', async () => {
		expect(namesOf(await itemsOf('searchDurations', '12', ofModel('KL1550')))).toEqual(['12 hours', '1 day']);
		expect(namesOf(await itemsOf('searchDurations', 'DAYS', ofModel('KL1550')))).toEqual(
			counted(2, 7, 'day'),
		);
	});

	it.each(['netCode.generateForKitLock', 'utility.getDuration'])('are listed for %s', async (place) => {
		const [resource, operation] = place.split('.');
		const parameters = { resource, operation, ...ofModel('KL1550') };
		expect(namesOf(await itemsOf('searchDurations', '', parameters))).toEqual(STANDARD);
	});

	it('follow a lock model in small letters', async () => {
		expect(namesOf(await itemsOf('searchDurations', '', ofModel(' kl1550')))).toEqual(STANDARD);
	});

	it('of a model that the API does not list are the standard ones, and cost no second refusal', async () => {
		expect(namesOf(await itemsOf('searchDurations', '', ofModel('XX9000')))).toEqual(STANDARD);
		expect(namesOf(await itemsOf('searchDurations', '', ofModel('XX9000')))).toEqual(STANDARD);
		expectCalls(
			{ query: { lockmodel: 'XX9000', operation: 'DURATIONS' }, status: 400 },
			{ query: { operation: 'DURATIONS' } },
		);
	});

	it('are told apart where two read the same', async () => {
		const entry = (DurationID: number, SubMode: string) => ({
			...{ DurationID, SubMode, Mode: 'Standard', DurationDays: 1, DurationHours: 0, LockModels: 'KL1550' },
		});
		sandbox.control.addFault({
			path: '/u/1/durations',
			answers: [
				{
					status: 200,
					body: [
						...[entry(5, 'Multi Use'), entry(6, ''), entry(7, '')],
						...[entry(8, 'Multi Use (new)'), entry(9, 'Multi Use (new)')],
					],
				},
			],
		});
		const names = namesOf(await itemsOf('searchDurations', '', ofModel('KL1550')));
		expect(names.sort()).toEqual([
			'1 day (ID 6)',
			'1 day (ID 7)',
			'1 day (ID 8)',
			'1 day (ID 9)',
			'1 day (Multi Use)',
		]);
	});

	it('cost no second call, but for another API key', async () => {
		await itemsOf('searchLockModels');
		await itemsOf('searchKitLockModels');
		await itemsOf('searchDurations', '', ofModel('KL1060'));
		await itemsOf('searchDurations', '4', ofModel('KL1060'));
		expect(sandbox.calls()).toHaveLength(2);
		await itemsOf('searchLockModels', '', {}, sandbox.credentials({ apiKey: sandbox.newApiKey() }));
		expect(sandbox.calls()).toHaveLength(3);
	});

	it('are asked for again after a failure', async () => {
		sandbox.control.addFault({
			path: '/u/1/durations',
			answers: [{ status: 403, body: { message: 'Forbidden' } }],
		});
		await expect(itemsOf('searchLockModels')).rejects.toThrow('API key');
		expect(await itemsOf('searchLockModels')).toHaveLength(5);
	});

	it.each<[string, unknown]>([
		['an empty list', []],
		['nulls', [null]],
		['objects where texts are due', [{ DurationID: { a: 1 }, DurationDays: {}, LockModels: 'KL1060' }]],
		['no IDs', [{ DurationDays: 1, LockModels: 'KL1060' }]],
		[
			'one ID twice',
			[1, 2].map((DurationDays) => ({ DurationID: 5, DurationDays, DurationHours: 0, LockModels: 'KL1060' })),
		],
		['no lengths at all', [{ DurationID: 5, LockModels: 'KL1060' }]],
		['lengths that are none', [{ DurationID: 5, DurationDays: 'many', LockModels: 'KL1060' }]],
	])('are not remembered from %s', async (_name, body) => {
		sandbox.control.addFault({ path: '/u/1/durations', answers: [{ status: 200, body }], times: 2 });
		await itemsOf('searchDurations', '', ofModel('KL1550')).catch(() => []);
		await itemsOf('searchLockModels').catch(() => []);
		sandbox.control.clearFaults();
		expect(namesOf(await itemsOf('searchDurations', '', ofModel('KL1550')))).toEqual(STANDARD);
		expect(await itemsOf('searchLockModels')).toHaveLength(5);
	});

	it('without lock models are no list of lock models', async () => {
		sandbox.control.addFault({
			path: '/u/1/durations',
			answers: [{ status: 200, body: [{ DurationID: 5, DurationDays: 1, DurationHours: 0 }] }],
		});
		await expect(itemsOf('searchLockModels')).rejects.toThrow('lacks the lock models of the durations');
		expect(await itemsOf('searchLockModels')).toHaveLength(5);
	});
});

describe('time zones', () => {
	const WORKFLOW = expect.objectContaining({ value: 'workflow' });
	const LOCK = expect.objectContaining({ value: 'lock' });

	it('are listed without a call, behind the choices that follow the workflow or the lock', async () => {
		const zones = await itemsOf('searchTimezones');
		expect(zones[0]).toEqual(WORKFLOW);
		expect(zones).not.toContainEqual(LOCK);
		expect(zones).toContainEqual({ name: 'Europe/London', value: 'Europe/London' });
		expect(zones).toContainEqual({ name: 'Asia/Kolkata', value: 'Asia/Kolkata' });
		expect(zones).toContainEqual({ name: 'UTC', value: 'UTC' });
		expect((await itemsOf('searchK3Timezones')).slice(0, 2)).toEqual([LOCK, WORKFLOW]);
		expectCalls();
	});

	it('are all known at run time', async () => {
		for (const { value } of await itemsOf('searchTimezones')) {
			if (value !== 'workflow') expect([value, IANAZone.isValidZone(String(value))]).toEqual([value, true]);
		}
	});

	it('are searched with blanks as with signs', async () => {
		const names = async (filter: string) => namesOf(await itemsOf('searchTimezones', filter));
		expect(await names('new york')).toEqual(['America/New_York']);
		expect(await names('NEW_YORK')).toEqual(['America/New_York']);
		expect(await names('workflow')).toEqual(["Workflow's Time Zone"]);
	});
});

describe('the KitLocks of the credential', () => {
	const kitLocks = [
		'Room 4;kl1060 G3;202611161623;012345',
		'Cellar;KL1550;202611161624;654321;Europe/Paris',
	].join('\n');

	it('are chosen by name without a call, and show neither timecode nor identifier', async () => {
		const credentials = sandbox.credentials({ kitLocks });
		expect(await itemsOf('searchKitLocks', '', {}, credentials)).toEqual([
			{ name: 'Room 4', value: 'Room 4', description: 'KL1060G3' },
			{ name: 'Cellar', value: 'Cellar', description: 'KL1550' },
		]);
		expect(namesOf(await itemsOf('searchKitLocks', 'cel', {}, credentials))).toEqual(['Cellar']);
		expectCalls();
	});

	it('are none where the credential has none', async () => {
		expect(await itemsOf('searchKitLocks')).toEqual([]);
	});
});

describe('Request Options of the node', () => {
	it.each([
		['searchLocks', {}],
		['searchLockModels', {}],
		['searchDurations', ofModel('KL1060')],
		['searchClients', { lockId: locator(BUSY_LOCK.lockId, 'list') }],
	])('count for %s: a proxy that does not answer', async (method, parameters) => {
		const requestOptions = { proxy: 'http://127.0.0.1:9', timeout: 500 };
		await expect(itemsOf(method, '', { ...parameters, requestOptions })).rejects.toThrow(/proxy|reach/i);
		expectCalls();
	});
});

const byName = (locks: typeof HOTEL_LOCKS) =>
	[...locks].sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));

describe.each(SHAPES)('locks, %s shapes', (shapes) => {
	beforeEach(() => void sandbox.control.putSettings({ shapes }));

	it('come by name, all 36', async () => {
		const sorted = byName(HOTEL_LOCKS);
		expect(await options('getLocks')).toEqual(sorted.map(({ name, lockId }) => ({ name, value: lockId })));
		expect((await search('searchLocks')).results).toEqual(
			sorted.map(({ name, lockId }) => ({ name, value: lockId, description: lockId })),
		);
		expectCalls({ path: '/u/1/k3connect', query: { accesskey: HOTEL_ACCESS_KEY } });
	});

	it('of an account that has none are none', async () => {
		const credentials = sandbox.credentials({ accessKey: EMPTY_ACCESS_KEY });
		expect(await options('getLocks', {}, credentials)).toEqual([]);
		expect(await search('searchLocks', '', {}, credentials)).toEqual({ results: [] });
	});
});

describe('the search for a lock', () => {
	it.each<[string, string[]]>([
		['room 11', Array.from({ length: 9 }, (_, index) => `Room ${110 + index}`)],
		[' FRONT door ', ['Front Door']],
		[BUSY_LOCK.lockId.slice(8).toUpperCase(), ['Front Door']],
		['', byName(HOTEL_LOCKS).map(({ name }) => name)],
		['nowhere', []],
	])('finds %p', async (filter, names) => {
		expect(namesOf((await search('searchLocks', filter)).results)).toEqual(names);
	});

	it('costs one call, whatever is typed', async () => {
		for (const filter of [undefined, 'r', 'ro', 'roo', 'room']) await search('searchLocks', filter);
		expect(sandbox.calls()).toHaveLength(1);
	});

	it('does not remember an empty list', async () => {
		sandbox.control.putBehaviours({ locks: 'empty' });
		expect((await search('searchLocks')).results).toEqual([]);
		sandbox.control.clearBehaviours();
		expect((await search('searchLocks')).results).toHaveLength(36);
	});

	it("is in the account of the node's own access key", async () => {
		const { results } = await search('searchLocks', '', { options: { accessKey: OFFICE_ACCESS_KEY } });
		expect(namesOf(results)).toEqual(byName(OFFICE_LOCKS).map(({ name }) => name));
		const choices = await options('getLocks', { options: { accessKey: OFFICE_ACCESS_KEY } });
		expect(namesOf(choices)).toEqual(namesOf(results));
		expect(namesOf((await search('searchLocks')).results)).toHaveLength(36);
	});

	it('shows the ID of a lock without a name', async () => {
		sandbox.control.addFault({
			path: '/u/1/k3connect',
			answers: [{ status: 200, body: [{ LockId: 'f00d' }] }],
		});
		expect((await search('searchLocks')).results).toEqual([
			{ name: 'f00d', value: 'f00d', description: 'f00d' },
		]);
	});
});

describe.each(SHAPES)('the search for a client, %s shapes', (shapes) => {
	beforeEach(() => void sandbox.control.putSettings({ shapes }));

	const at = ({ lockId }: typeof BUSY_LOCK): INodeParameters => ({ lockId: locator(lockId, 'list') });
	const found = async (filter: string | undefined, parameters: INodeParameters) =>
		(await search('searchClients', filter, parameters)).results;

	it('finds all over several pages, with three calls', async () => {
		const results = await found(undefined, at(POPULAR_LOCK));
		expect(results).toHaveLength(POPULAR_LOCK_CLIENTS);
		expect([results[0], results.at(-1)]).toEqual([
			{ name: 'guest.001@example.com', value: 'guest.001@example.com' },
			{ name: 'guest.130@example.com', value: 'guest.130@example.com' },
		]);
		expectCalls(
			...['1', '2', '3'].map((page) => ({
				path: `/u/1/k3connect/${POPULAR_LOCK.lockId}/clients`,
				query: { accesskey: HOTEL_ACCESS_KEY, page, perpage: '50' },
			})),
		);
		expect(namesOf(await found('GUEST.12', at(POPULAR_LOCK)))).toEqual(
			Array.from({ length: 10 }, (_, index) => `guest.12${index}@example.com`),
		);
		expect(sandbox.calls()).toHaveLength(3);
	});

	it('marks who is suspended', async () => {
		expect(await found('', at(BUSY_LOCK))).toEqual([
			{ name: ACTIVE_CLIENT_EMAIL, value: ACTIVE_CLIENT_EMAIL },
			{ name: `${SUSPENDED_CLIENT_EMAIL} (suspended)`, value: SUSPENDED_CLIENT_EMAIL },
		]);
	});

	it('takes a lock in plain text, and finds nobody where nobody is', async () => {
		expect(await found('', { lockId: BUSY_LOCK.lockId })).toHaveLength(2);
		expect(await found('', at(QUIET_LOCK))).toEqual([]);
	});

	it.each([
		['no clients', []],
		['clients without an address', [{ status: 'ACTIVE' }, { email: null }]],
	])('does not remember %s', async (_name, body) => {
		sandbox.control.addFault({
			path: `/u/1/k3connect/${BUSY_LOCK.lockId}/clients`,
			answers: [{ status: 200, body }],
		});
		expect(await found('', at(BUSY_LOCK))).toEqual([]);
		expect(await found('', at(BUSY_LOCK))).toHaveLength(2);
	});

	it('waits for a lock', async () => {
		expect(await found('', {})).toEqual([]);
		expect(await found('', { lockId: locator('', 'list') })).toEqual([]);
		expectCalls();
	});
});

describe('a failure is shown with its cause and advice', () => {
	const bad = (changes: Partial<Credentials>) => sandbox.credentials(changes);
	const AT_UNKNOWN_LOCK = { lockId: locator('f00d'.repeat(8)) };

	it.each<[string, () => Promise<unknown>, RegExp, RegExp]>([
		[
			'a wrong API key',
			() => itemsOf('searchLockModels', '', {}, bad({ apiKey: 'nobody' })),
			/^The Codelocks API key is missing, wrong or disabled$/,
			/API Key in the credential/,
		],
		[
			'a disabled API key',
			() => options('getLocks', {}, bad({ apiKey: DISABLED_API_KEY })),
			/^The Codelocks API key is missing, wrong or disabled$/,
			/API Key in the credential/,
		],
		[
			'a wrong Base URL',
			() => itemsOf('searchK3Durations', '', {}, bad({ baseUrl: `${sandbox.url}/api` })),
			/Base URL/,
			/path/,
		],
		[
			'a Base URL without https',
			() => options('getLocks', {}, bad({ baseUrl: 'http://api-connect.codelocks.io' })),
			/must begin with https:/,
			/(?:)/,
		],
		[
			'an unknown access key',
			() => search('searchLocks', '', {}, bad({ accessKey: 'k3nobody' })),
			/access key/,
			/credential/,
		],
		[
			'no access key',
			() => options('getLocks', {}, bad({ accessKey: '' })),
			/^No K3 Connect access key is set/,
			/User section of the K3 Connect app/,
		],
		[
			'an unknown lock',
			() => search('searchClients', '', AT_UNKNOWN_LOCK),
			/^The API did not find lock '(f00d){8}': No lock found\.$/,
			/exists on the account/,
		],
	])('%s', async (_name, ask, message, description) => {
		const error: unknown = await ask().then(
			() => undefined,
			(thrown: unknown) => thrown,
		);
		expect(error).toMatchObject({
			message: expect.stringMatching(message),
			description: expect.stringMatching(description),
		});
	});
});
