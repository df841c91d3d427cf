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
) => loadOptions({ parameters: { ...FOR_KIT_LOCK, ...parameters }, credentials }, method);

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

describe.each(SHAPES)('lock models and durations, %s shapes', (shapes) => {
	beforeEach(() => void sandbox.control.putSettings({ shapes }));

	it('gives every lock model, from one call', async () => {
		expect(await options('getLockModels')).toEqual(
			['K3CONNECT', 'KL1060', 'KL1060C2', 'KL1060G3', 'KL1550'].map((model) => ({
				name: model,
				value: model,
			})),
		);
		expectCalls({ query: { operation: 'DURATIONS' } });
	});

	it('gives the lock models that are KitLocks', async () => {
		expect(namesOf(await options('getKitLockModels'))).toEqual(['KL1060', 'KL1060C2', 'KL1060G3', 'KL1550']);
	});

	it.each<[string, string[]]>([
		['KL1550', STANDARD],
		['KL1060', [...STANDARD, ...counted(8, 21, 'day', ', medium-term rental (ACC)')]],
		[
			'KL1060C2',
			[
				...STANDARD,
				...counted(1, 7, 'day', ', single use'),
				...counted(8, 21, 'day', ', medium-term rental (ACC)'),
				...[28, 56, 84, 182, 364].map((days) => `${days} days, long-term rental (URM)`),
				'24 hours',
			],
		],
		[
			'K3CONNECT',
			[
				...STANDARD,
				...counted(1, 7, 'day', ', single use'),
				...[30, 60, 90].map((days) => `${days} days, end date`),
			],
		],
	])('gives the durations of %s as a person says them', async (lockModel, labels) => {
		const choices = await options('getDurations', { lockModel });
		expect(namesOf(choices)).toEqual(labels);
		expectCalls({ query: { lockmodel: lockModel, operation: 'DURATIONS' } });
	});

	it('gives the id of a duration as its value', async () => {
		const choices = await options('getDurations', { lockModel: 'KL1060' });
		expect(choices.filter(({ value }) => [0, 3, 12, 39].includes(Number(value)))).toEqual([
			{ name: '1 hour', value: 0 },
			{ name: '4 hours', value: 3 },
			{ name: '1 day', value: 12 },
			{ name: '21 days, medium-term rental (ACC)', value: 39 },
		]);
	});

	it('gives the durations of K3 Connect locks whatever lock model is left over', async () => {
		expect(await options('getK3Durations', { lockModel: 'KL1060' })).toEqual(
			await options('getDurations', { lockModel: 'K3CONNECT' }),
		);
		expectCalls({ query: { lockmodel: 'K3CONNECT', operation: 'DURATIONS' } });
	});
});

describe('durations', () => {
	it('wait for a lock model', async () => {
		expect(await options('getDurations')).toEqual([]);
		expect(await options('getDurations', { lockModel: '' })).toEqual([]);
		expectCalls();
	});

	it('follow a lock model in small letters', async () => {
		expect(namesOf(await options('getDurations', { lockModel: ' kl1550' }))).toEqual(STANDARD);
	});

	it('of a model that the API does not list are those that name it', async () => {
		expect(await options('getDurations', { lockModel: 'XX9000' })).toEqual([]);
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
		expect(namesOf(await options('getDurations', { lockModel: 'KL1550' }))).toEqual([
			'1 day (Multi Use)',
			'1 day (ID 6)',
			'1 day (ID 7)',
			'1 day (ID 8)',
			'1 day (ID 9)',
		]);
	});

	it('cost no second call, but for another API key', async () => {
		await options('getLockModels');
		await options('getKitLockModels');
		await options('getDurations', { lockModel: 'KL1060' });
		await options('getDurations', { lockModel: 'KL1060' });
		expect(sandbox.calls()).toHaveLength(2);
		await options('getLockModels', {}, sandbox.credentials({ apiKey: sandbox.newApiKey() }));
		expect(sandbox.calls()).toHaveLength(3);
	});

	it('are asked for again after a failure', async () => {
		sandbox.control.addFault({
			path: '/u/1/durations',
			answers: [{ status: 403, body: { message: 'Forbidden' } }],
		});
		await expect(options('getLockModels')).rejects.toThrow('API key');
		expect(await options('getLockModels')).toHaveLength(5);
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

	it('waits for a lock', async () => {
		expect(await found('', {})).toEqual([]);
		expect(await found('', { lockId: locator('', 'list') })).toEqual([]);
		expectCalls();
	});
});

describe('a failure is shown with its cause and advice', () => {
	const bad = (changes: Partial<Credentials>) => sandbox.credentials(changes);
	const AT_UNKNOWN_LOCK = { lockId: locator('f00d') };

	it.each<[string, () => Promise<unknown>, RegExp, RegExp]>([
		[
			'a wrong API key',
			() => options('getLockModels', {}, bad({ apiKey: 'nobody' })),
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
			() => options('getK3Durations', {}, bad({ baseUrl: `${sandbox.url}/api` })),
			/^The Base URL is not that of the Codelocks Connect API$/,
			/Base URL in the credential/,
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
			/^The K3 Connect access key is not known to this API key$/,
			/User section of the K3 Connect app/,
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
			/^The API did not find lock 'f00d': No lock found\.$/,
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
