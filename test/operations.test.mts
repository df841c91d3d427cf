import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { alwaysActive } from '../sandbox/activePeriods.mts';
import { durationsOf, modesOf } from '../sandbox/durations.mts';
import {
	ACTIVE_CLIENT_EMAIL,
	BUSY_LOCK,
	BUSY_LOCK_ENTRIES,
	EMPTY_ACCESS_KEY,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
	OFFICE_ACCESS_KEY,
	POPULAR_LOCK,
	POPULAR_LOCK_CLIENTS,
	QUIET_LOCK,
	SUSPENDED_CLIENT_EMAIL,
	seedAuditEntries,
	seedClients,
} from '../sandbox/seed.mts';
import { durationListEntry, lockBody, lockListEntry, modeListEntry } from '../sandbox/shapes.mts';
import {
	type Credentials,
	locator,
	type NodeSettings,
	nodeType,
	routeNode,
	runNode,
} from './support/engine.mts';
import { WAYS as FAULT_WAYS } from './reliability/ways.mts';
import { recordOf, type Request, SHAPES, useSandbox } from './support/sandbox.mts';

/** Runs the node and gives its items; throws what it fails with. */
type Way = (settings: NodeSettings, input?: IDataObject[]) => Promise<INodeExecutionData[]>;

/** AI agents before version 3 take the second way; both must send and give the same. */
const WAYS: Array<[string, Way]> = [
	[
		'WorkflowExecute',
		async (settings, input) => {
			const { error, items } = await runNode(settings, input);
			if (error) throw error;
			return items;
		},
	],
	['RoutingNode', routeNode],
];

const NOW = Date.UTC(2026, 6, 1, 12, 30);

const sandbox = useSandbox({ now: () => NOW });

const TIMECODE = '202604221226';
/** With this one, the code of `KIT_LOCK` begins with 0. */
const IDENTIFIER = '061725';
const FOUR_HOURS = 3;
const ONE_DAY = 12;

const KIT_LOCK: INodeParameters = {
	lockModel: 'KL1060',
	timecode: TIMECODE,
	identifier: IDENTIFIER,
	// The lock keeps standard time, so it shows 16:00 then.
	start: '2026-10-01 17:00',
	duration: FOUR_HOURS,
};
const K3_LOCK: INodeParameters = {
	lockId: locator(BUSY_LOCK.lockId),
	start: '2026-10-01 14:00',
	duration: FOUR_HOURS,
};

const K3 = '/u/1/k3connect';
const BUSY_PATH = `${K3}/${BUSY_LOCK.lockId}`;
const KIT_PATH = `/n/1/netcode/${TIMECODE}`;
const accesskey = HOTEL_ACCESS_KEY;

const get = (path: string, query: Record<string, string> = {}): Request => ({ method: 'GET', path, query });
const form = (method: string, path: string, values: Record<string, string>): Request => ({
	method,
	path,
	form: values,
});
const durationsCall = (lockmodel: string) => get('/u/1/durations', { lockmodel, operation: 'DURATIONS' });
const kitCall = (start: string, changes: Record<string, string> = {}) =>
	get(KIT_PATH, { start, duration: '3', lockmodel: 'KL1060', identifier: IDENTIFIER, ...changes });
const k3Call = (start: string, changes: Record<string, string> = {}) =>
	get(`/n/1/netcode/${BUSY_LOCK.lockId}`, {
		start,
		duration: '3',
		lockmodel: 'K3CONNECT',
		identifier: HOTEL_ACCESS_KEY,
		...changes,
	});
const pages = (path: string, count: number, query: Record<string, string>) =>
	Array.from({ length: count }, (_, index) => get(path, { ...query, page: String(index + 1) }));

const NEVER = {
	enabled: false,
	starts: '00:00',
	ends: '23:59',
	mon: false,
	tue: false,
	wed: false,
	thu: false,
	fri: false,
	sat: false,
	sun: false,
};
const WORKING_HOURS = {
	...{ enabled: true, starts: '09:00', ends: '17:30' },
	...{ mon: true, tue: true, wed: true, thu: true, fri: true, sat: false, sun: false },
};

/** The text that is sent: ten periods, those that were not given disabled. */
const tenPeriods = (given: Record<string, object>) =>
	JSON.stringify(
		Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, given[index] ?? NEVER])),
	);

const NETCODE_ANSWER = {
	Startdate: '2026-10-01 16:00',
	DurationHours: 4,
	DurationDays: 0,
	Mode: 'Standard',
	SubMode: 'Multi Use',
	Timecode: '2026/04/22/12:26',
	Resultstatus: 'OK',
	Expires: '2026-10-01 20:00:00',
	Startdata: {
		datetime: { date: '2026-10-01 16:00:00.000000', timezone_type: '3', timezone: 'UTC' },
		original: '2026-10-01 16:00',
		date_ymd: '2026-10-01',
		date_dmy: '01-10-2026',
		date_mdy: '10-01-2026',
		time_his: '16:00:00',
		time_hi: '16:00',
		time_h: '16',
		timezone: 'UTC',
	},
};

const json = (value: unknown) => value as IDataObject;

const CLIENT_RESULT = { result: 'SUCCESS', lockid: BUSY_LOCK.lockId, email: ACTIVE_CLIENT_EMAIL };

const clientItem = ({ email, status, accessType, activePeriods }: Clients[number], lockid: string) =>
	json({ email, lockid, status, accesstype: accessType, activeperiods: activePeriods });

type Clients = NonNullable<ReturnType<ReturnType<typeof seedClients>['get']>>;
const clientsOf = (lockId: string) => seedClients().get(lockId) ?? [];
const auditOf = (lockId: string) => seedAuditEntries().filter(({ LockID }) => LockID === lockId);

interface Case {
	name?: string;
	/** 'resource.operation' */
	operation: string;
	parameters: INodeParameters;
	requests: Request[];
	items: IDataObject[];
	/** What the wild shapes give, where the package hands it on as it came. */
	wild?: IDataObject[];
}

const CLIENT_PARAMETERS = {
	lockId: locator(BUSY_LOCK.lockId),
	clientEmail: locator(ACTIVE_CLIENT_EMAIL, 'email'),
};

const CASES: Case[] = [
	{
		operation: 'netCode.generateForKitLock',
		parameters: KIT_LOCK,
		requests: [durationsCall('KL1060'), kitCall('2026-10-01 16:00')],
		items: [
			{
				netCode: '056951',
				start: '2026-10-01 17:00',
				expires: '2026-10-01 21:00',
				startsAt: '2026-10-01T17:00:00+01:00',
				expiresAt: '2026-10-01T21:00:00+01:00',
				duration: '4 hours',
				timecode: TIMECODE,
			},
		],
	},
	{
		name: 'as it came',
		operation: 'netCode.generateForKitLock',
		parameters: { ...KIT_LOCK, options: { simplify: false } },
		requests: [durationsCall('KL1060'), kitCall('2026-10-01 16:00')],
		items: [{ ...NETCODE_ANSWER, ActualNetcode: '056951', LockId: IDENTIFIER }],
		wild: [
			{
				Startdate: '2026-10-01T16:00:00',
				DurationHours: 4,
				DurationDays: 0,
				Mode: 'standard',
				SubMode: 'alltime',
				Timecode: '2026/04/22/12:26',
				ActualNetcode: '056951',
				Resultstatus: null,
				LockId: IDENTIFIER,
			},
		],
	},
	{
		operation: 'netCode.generateForK3Lock',
		parameters: { ...K3_LOCK, options: { simplify: true } },
		requests: [get(K3, { accesskey }), durationsCall('K3CONNECT'), k3Call('2026-10-01 14:00')],
		items: [
			{
				netCode: '090033',
				lockName: BUSY_LOCK.name,
				start: '2026-10-01 14:00',
				expires: '2026-10-01 18:00',
				startsAt: '2026-10-01T14:00:00+01:00',
				expiresAt: '2026-10-01T18:00:00+01:00',
				duration: '4 hours',
				lockId: BUSY_LOCK.lockId,
			},
		],
	},
	{
		operation: 'utility.getInitSequence',
		parameters: { lockModel: 'KL1060' },
		requests: [get('/u/1/init', { lockmodel: 'KL1060' })],
		items: [
			{
				DefaultMastercode: '11335577',
				InitSeqFormat: '#MMMMMMMM*IIIIII*YYMMDD*hhmm*',
				InitSeqFormatDesc: '# Master code * Identifier * Date * Time *',
				InitSeq: '#11335577*123456*260701*1230*',
				TimeCode: '202607011230',
			},
		],
	},
	{
		name: 'with all options',
		operation: 'utility.getInitSequence',
		parameters: {
			lockModel: 'KL1060C2',
			options: { masterCode: '01234567', timezone: 'Europe/London', randomId: false },
		},
		requests: [
			get('/u/1/init', {
				lockmodel: 'KL1060C2',
				mastercode: '01234567',
				timezone: 'Europe/London',
				randomid: 'false',
			}),
		],
		items: [
			{
				DefaultMastercode: '11335577',
				InitSeqFormat: '#MMMMMMMM*IIIIII*YYMMDD*hhmm*',
				InitSeqFormatDesc: '# Master code * Group ID + Member ID * Date * Time *',
				InitSeq: '#01234567*123456*260701*1230*',
				TimeCode: '202607011230',
			},
		],
	},
	{
		operation: 'utility.getDurations',
		parameters: { lockModel: 'KL1060' },
		requests: [durationsCall('KL1060')],
		items: durationsOf('KL1060').map((duration) => json(durationListEntry(duration, 'documented'))),
		wild: durationsOf('KL1060').map((duration) => ({
			...json({ ...json(durationListEntry(duration, 'wild')), DurationId: undefined }),
			DurationID: duration.id,
		})),
	},
	{
		operation: 'utility.getModes',
		parameters: { lockModel: 'K3CONNECT' },
		requests: [get('/u/1/durations', { lockmodel: 'K3CONNECT', operation: 'MODES' })],
		items: modesOf('K3CONNECT').map((mode) => json(modeListEntry(mode, 'documented'))),
		wild: modesOf('K3CONNECT').map((mode) => json(modeListEntry(mode, 'wild'))),
	},
	{
		operation: 'utility.getDuration',
		parameters: { lockModel: 'KL1060', duration: ONE_DAY },
		requests: [get('/u/1/duration/12', { lockmodel: 'KL1060' })],
		items: [
			{
				DurationID: ONE_DAY,
				LockModel: 'KL1060',
				Rules: { ApplyDST: 0, ConvertToUTC: 0, RestrictedStartTime: '00:00' },
				Duration: { Days: 1, Hours: 0 },
				Mode: { Name: 'Standard', SubMode: 'Multi Use' },
			},
		],
		wild: [
			{
				DurationID: ONE_DAY,
				LockModel: 'KL1060',
				Rules: { ApplyDST: 0, ConvertToUTC: 0, RestrictedStartTime: '00:00' },
				Duration: { Days: 1, Hours: 0 },
				Mode: { Name: 'standard', SubMode: 'alltime' },
			},
		],
	},
	{
		operation: 'k3Account.get',
		parameters: {},
		requests: [get(`${K3}/account`, { accesskey })],
		items: [{ email: 'hotel.manager@example.com', spccmstatus: 'ENABLED' }],
	},
	{
		operation: 'k3Lock.get',
		parameters: { lockId: locator(BUSY_LOCK.lockId), options: { simplify: false } },
		requests: [get(BUSY_PATH, { accesskey })],
		items: [lockBody(BUSY_LOCK, 'documented', NOW)],
		wild: [lockBody(BUSY_LOCK, 'wild', NOW)],
	},
	{
		operation: 'k3Lock.getAll',
		parameters: { returnAll: true, options: { simplify: false } },
		requests: [get(K3, { accesskey })],
		items: HOTEL_LOCKS.map((lock) => lockListEntry(lock, 'documented', NOW)),
		wild: HOTEL_LOCKS.map((lock) => lockListEntry(lock, 'wild', NOW)),
	},
	{
		operation: 'k3Lock.getAuditEntries',
		parameters: { lockId: locator(HOTEL_LOCKS[2].lockId), returnAll: true },
		requests: [
			get(`${K3}/${HOTEL_LOCKS[2].lockId}/audit`, {
				accesskey,
				page: '1',
				perpage: '50',
				pageorder: 'descending',
			}),
		],
		items: auditOf(HOTEL_LOCKS[2].lockId)
			.reverse()
			.map((entry) => json(entry)),
	},
	{
		operation: 'k3Client.create',
		parameters: {
			lockId: locator(BUSY_LOCK.lockId),
			clientEmail: ' New.Guest+1@example.com ',
			accessType: 'ONE_TIME',
			activePeriods: {
				period: [{ weekdays: ['fri', 'mon', 'tue', 'wed', 'thu'], from: '9:00', to: '17:30', enabled: true }],
			},
			message: 'Welcome, room 101 (main building).',
		},
		requests: [
			form('POST', `${BUSY_PATH}/client`, {
				accesskey,
				clientemail: 'New.Guest+1@example.com',
				activeperiods: tenPeriods({ 0: WORKING_HOURS }),
				accesstype: 'ONE_TIME',
				message: 'Welcome, room 101 (main building).',
			}),
		],
		items: [{ ...CLIENT_RESULT, email: 'New.Guest+1@example.com' }],
	},
	{
		name: 'with the defaults of the form',
		operation: 'k3Client.create',
		parameters: { lockId: locator(BUSY_LOCK.lockId), clientEmail: 'new.guest@example.com' },
		requests: [
			form('POST', `${BUSY_PATH}/client`, {
				accesskey,
				clientemail: 'new.guest@example.com',
				activeperiods: tenPeriods({ 0: alwaysActive()['0'] }),
				accesstype: 'STANDARD',
				message: 'You have been given access to a lock.',
			}),
		],
		items: [{ ...CLIENT_RESULT, email: 'new.guest@example.com' }],
	},
	{
		operation: 'k3Client.upsert',
		parameters: { lockId: locator(BUSY_LOCK.lockId), clientEmail: 'new.guest@example.com' },
		requests: [
			get(`${BUSY_PATH}/clients`, { accesskey, page: '1', perpage: '50' }),
			form('POST', `${BUSY_PATH}/client`, {
				accesskey,
				clientemail: 'new.guest@example.com',
				activeperiods: tenPeriods({ 0: alwaysActive()['0'] }),
				accesstype: 'STANDARD',
				message: 'You have been given access to a lock.',
			}),
		],
		items: [{ outcome: 'created', email: 'new.guest@example.com', lockid: BUSY_LOCK.lockId }],
	},
	{
		operation: 'k3Client.update',
		parameters: {
			...CLIENT_PARAMETERS,
			activePeriods: {
				period: [
					{ weekdays: ['sun'], from: '00:00', to: '23:59', enabled: true },
					{ weekdays: [], from: '08:00', to: '12:00', enabled: false },
				],
			},
		},
		requests: [
			form('PUT', `${BUSY_PATH}/client`, {
				accesskey,
				clientemail: ACTIVE_CLIENT_EMAIL,
				activeperiods: tenPeriods({
					0: { ...NEVER, enabled: true, sun: true },
					1: { ...NEVER, starts: '08:00', ends: '12:00' },
				}),
			}),
		],
		items: [CLIENT_RESULT],
	},
	{
		name: 'by JSON',
		operation: 'k3Client.update',
		parameters: {
			...CLIENT_PARAMETERS,
			activePeriodsInput: 'json',
			activePeriodsJson: JSON.stringify({ 4: WORKING_HOURS }),
		},
		requests: [
			form('PUT', `${BUSY_PATH}/client`, {
				accesskey,
				clientemail: ACTIVE_CLIENT_EMAIL,
				activeperiods: tenPeriods({ 4: WORKING_HOURS }),
			}),
		],
		items: [CLIENT_RESULT],
	},
	{
		operation: 'k3Client.suspend',
		parameters: CLIENT_PARAMETERS,
		requests: [
			form('PATCH', `${BUSY_PATH}/client`, {
				accesskey,
				clientemail: ACTIVE_CLIENT_EMAIL,
				action: 'SUSPEND',
			}),
		],
		items: [CLIENT_RESULT],
	},
	{
		operation: 'k3Client.restore',
		parameters: { ...CLIENT_PARAMETERS, clientEmail: locator(SUSPENDED_CLIENT_EMAIL, 'list') },
		requests: [
			form('PATCH', `${BUSY_PATH}/client`, {
				accesskey,
				clientemail: SUSPENDED_CLIENT_EMAIL,
				action: 'RESTORE',
			}),
		],
		items: [{ ...CLIENT_RESULT, email: SUSPENDED_CLIENT_EMAIL }],
	},
	{
		operation: 'k3Client.delete',
		parameters: CLIENT_PARAMETERS,
		requests: [form('DELETE', `${BUSY_PATH}/client`, { accesskey, clientemail: ACTIVE_CLIENT_EMAIL })],
		items: [{ deleted: true, email: ACTIVE_CLIENT_EMAIL, lockid: BUSY_LOCK.lockId }],
	},
	{
		operation: 'k3Client.getAll',
		parameters: { lockId: locator(BUSY_LOCK.lockId), limit: 50 },
		requests: [get(`${BUSY_PATH}/clients`, { accesskey, page: '1', perpage: '50' })],
		items: clientsOf(BUSY_LOCK.lockId).map((client) => clientItem(client, BUSY_LOCK.lockId)),
	},
	{
		operation: 'k3Client.getActivePeriodSchema',
		parameters: {},
		requests: [get(`${K3}/help/spcconfig`)],
		items: [{ activeperiods: json(alwaysActive()) }],
	},
];

const CASE_TITLES = CASES.map((each): [string, Case] => [
	[each.operation, each.name].filter(Boolean).join(', '),
	each,
]);

/** One case of each operation that needs an access key. */
const K3_CASES = CASE_TITLES.filter(
	([title, { operation }]) =>
		title === operation &&
		(operation.startsWith('k3') || operation === 'netCode.generateForK3Lock') &&
		operation !== 'k3Client.getActivePeriodSchema',
);
const LOCK_CASES = K3_CASES.filter(([, { parameters }]) => 'lockId' in parameters);

function settingsOf(
	operation: string,
	parameters: INodeParameters,
	credentials: Credentials = sandbox.credentials(),
): NodeSettings {
	const [resource, name] = operation.split('.');
	// The dates of this file are those of the sandbox's clock, and n8n's is past them.
	const options = { ...(parameters.options as INodeParameters), endedCodes: 'allow' };
	return {
		parameters: {
			...{ resource, operation: name, ...parameters },
			...(resource === 'netCode' && typeof (parameters.options ?? {}) === 'object' && { options }),
		},
		credentials,
	};
}

/** Runs an operation both ways, each with an API key of its own, and checks that they agree. */
async function runBothWays(
	operation: string,
	parameters: INodeParameters,
	{ input, ...changes }: Partial<Credentials> & { input?: IDataObject[] } = {},
) {
	const runs = [];
	for (const [, run] of WAYS) {
		sandbox.control.resetCalls();
		const credentials = sandbox.credentials({ apiKey: sandbox.newApiKey(), ...changes });
		const items = await run(settingsOf(operation, parameters, credentials), input);
		const requests = sandbox
			.calls()
			.map(({ method, path, query, form: sent }) =>
				method === 'GET' ? { method, path, query } : { method, path, form: sent },
			);
		runs.push({ items, requests });
	}
	expect(runs[1].items).toEqual(runs[0].items);
	expect(runs[1].requests).toEqual(runs[0].requests);
	return { ...runs[0], json: runs[0].items.map((item) => item.json) };
}

/** The message and the description of the error that both ways end with, and what was sent before it. */
async function failBothWays(
	operation: string,
	parameters: INodeParameters,
	changes: Partial<Credentials> = {},
) {
	const failures = [];
	for (const [, run] of WAYS) {
		sandbox.control.resetCalls();
		const credentials = sandbox.credentials({ apiKey: sandbox.newApiKey(), ...changes });
		const error: unknown = await run(settingsOf(operation, parameters, credentials)).then(
			() => undefined,
			(thrown: unknown) => thrown,
		);
		const { name, message, description } = error as Error & { description?: string };
		failures.push({ name, message, description, paths: sandbox.calls().map(({ path }) => path) });
	}
	// The routing engine makes a NodeApiError of whatever it gets.
	expect(failures[1]).toEqual({ ...failures[0], name: 'NodeApiError' });
	return failures[0];
}

/** A column that the row lacks. What stands empty in the node itself, n8n refuses before the node is asked. */
const MISSING = '={{ $json.missing }}';

const REFUSED_UNSENT = { name: 'NodeOperationError', paths: [] as string[] };

describe.each(SHAPES)('each operation, %s shapes', (shapes) => {
	describe.each(WAYS)('by %s', (_way, run) => {
		it.each(CASE_TITLES)('%s', async (_title, { operation, parameters, requests, items, wild }) => {
			sandbox.control.putSettings({ shapes });
			const credentials = sandbox.credentials();
			const output = await run(settingsOf(operation, parameters, credentials));
			expect(sandbox.calls()).toEqual(requests.map((request) => recordOf(request, credentials.apiKey)));
			const expected = shapes === 'wild' ? (wild ?? items) : items;
			expect(output).toEqual(expected.map((item) => ({ json: item, pairedItem: { item: 0 } })));
		});
	});
});

describe('the table of operations', () => {
	it('has every operation of the node, and so has the reliability run', async () => {
		const { properties } = (await nodeType()).description;
		const operations = properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ options = [], displayOptions }) =>
				options.map(
					(option) => `${displayOptions?.show?.resource?.[0]}.${'value' in option && option.value}`,
				),
			);
		expect([...new Set(CASES.map(({ operation }) => operation))].sort()).toEqual(operations.sort());
		const ways = FAULT_WAYS.filter(({ kind }) => kind === 'operation').map(({ name }) => name.split(' ')[0]);
		expect([...new Set(ways)].sort()).toEqual(operations);
	});

	it('changes what it says it changes', async () => {
		const statuses: unknown[] = [];
		for (const operation of ['suspend', 'restore', 'delete']) {
			await runNode(settingsOf(`k3Client.${operation}`, CLIENT_PARAMETERS));
			const { json: clients } = await runBothWays('k3Client.getAll', { lockId: BUSY_LOCK.lockId });
			statuses.push(clients.find(({ email }) => email === ACTIVE_CLIENT_EMAIL)?.status);
		}
		expect(statuses).toEqual(['SUSPENDED', 'ACTIVE', undefined]);
	});
});

describe('lists', () => {
	const locks = (limits: INodeParameters, changes: Partial<Credentials> = {}) =>
		runBothWays('k3Lock.getAll', limits, changes);
	const clients = (limits: INodeParameters, { lockId } = POPULAR_LOCK) =>
		runBothWays('k3Client.getAll', { lockId: locator(lockId), ...limits });
	const entries = (changes: INodeParameters, { lockId } = BUSY_LOCK) =>
		runBothWays('k3Lock.getAuditEntries', { lockId: locator(lockId), ...changes });

	const popular = clientsOf(POPULAR_LOCK.lockId).map(({ email }) => email);
	const busyIds = auditOf(BUSY_LOCK.lockId).map(({ AuditEntryID }) => AuditEntryID);
	const newestIds = [...busyIds].reverse();

	it.each([
		['returnAll', { returnAll: true }, 36],
		['the default limit', {}, 36],
		['a limit of 5', { limit: 5 }, 5],
		['a limit beyond the end', { limit: 1000 }, 36],
		['returnAll and a limit left over', { returnAll: true, limit: 5 }, 36],
	])('gives locks in one call for %s', async (_name, limits, count) => {
		const run = await locks(limits);
		expect(run.json.map(({ LockId }) => LockId)).toEqual(
			HOTEL_LOCKS.slice(0, count).map(({ lockId }) => lockId),
		);
		expect(run.requests).toEqual([get(K3, { accesskey })]);
	});

	it.each([
		['a list', ['LockName', 'LockId']],
		['text', 'LockName, LockId'],
	])('gives the chosen fields of locks for %s', async (_name, fields) => {
		const run = await locks({ limit: 2, options: { fields } });
		expect(JSON.stringify(run.json)).toBe(
			JSON.stringify(HOTEL_LOCKS.slice(0, 2).map(({ name, lockId }) => ({ LockName: name, LockId: lockId }))),
		);
	});

	it('gives null for a field that the service left out', async () => {
		const run = await locks({ limit: 1, options: { fields: ['LockSmsId'] } });
		expect(run.json).toEqual([{ LockSmsId: null }]);
	});

	it.each([
		['returnAll', { returnAll: true }, POPULAR_LOCK_CLIENTS, 3, 50],
		['the default limit', {}, 50, 1, 50],
		['a limit of 10', { limit: 10 }, 10, 1, 10],
		['a limit of 60', { limit: 60 }, 60, 2, 50],
		['a limit of 100', { limit: 100 }, 100, 2, 50],
		['a limit of 1000', { limit: 1000 }, POPULAR_LOCK_CLIENTS, 3, 50],
	])('gives clients page by page for %s', async (_name, limits, count, calls, perpage) => {
		const run = await clients(limits);
		expect(run.json.map(({ email }) => email)).toEqual(popular.slice(0, count));
		expect(run.requests).toEqual(
			pages(`${K3}/${POPULAR_LOCK.lockId}/clients`, calls, { accesskey, perpage: String(perpage) }),
		);
	});

	// The documentation does not say what `count` counts.
	it.each<[string, (page: IDataObject[]) => unknown]>([
		['counts the page', (page) => ({ count: page.length, clients: page })],
		['tells no count', (page) => ({ clients: page })],
		['is a bare list', (page) => page],
	])('reads clients to the end where the answer %s', async (_name, answer) => {
		const page = (length: number): IDataObject[] =>
			Array.from({ length }, () => ({ email: `client${++number}@example.com` }));
		let number = 0;
		for (const [lengths, calls] of [
			[[50, 50, 30], 3],
			// An empty page behind full ones is asked for in other words too.
			[[50, 50, 0, 0], 4],
		] as const) {
			sandbox.control.addFault({
				path: `${K3}/${POPULAR_LOCK.lockId}/clients`,
				answers: lengths.map((length) => ({ status: 200, body: answer(page(length)) })),
				times: 2,
			});
			const run = await clients({ returnAll: true });
			expect([run.items.length, run.requests.length]).toEqual([100 + lengths[2], calls]);
		}
	});

	it.each([
		// The fifth page is full, so a sixth tells the end, and one more call that it is no gap.
		['returnAll', { returnAll: true }, newestIds, 7],
		['the default limit', {}, newestIds.slice(0, 50), 1],
		['a limit of 3', { limit: 3 }, newestIds.slice(0, 3), 1],
		['a limit of 120', { limit: 120 }, newestIds.slice(0, 120), 3],
		['the oldest first', { limit: 3, options: { order: 'ascending' } }, busyIds.slice(0, 3), 1],
		['all, oldest first', { returnAll: true, options: { order: 'ascending' } }, busyIds, 7],
		['all, newest first', { returnAll: true, options: { order: 'descending' } }, newestIds, 7],
	])('gives audit entries page by page for %s', async (_name, changes, ids, calls) => {
		const run = await entries(changes);
		expect(run.json.map(({ AuditEntryID }) => AuditEntryID)).toEqual(ids);
		const pageorder = ids[0] === busyIds[0] ? 'ascending' : 'descending';
		const requests = pages(`${BUSY_PATH}/audit`, calls, { accesskey, perpage: '50', pageorder });
		if (calls === 7) requests[6].query = { accesskey, perpage: '25', page: '11', pageorder };
		expect(run.requests).toEqual(requests);
	});

	it.each(SHAPES)('give nothing where there is nothing, %s shapes', async (shapes) => {
		sandbox.control.putSettings({ shapes });
		expect((await locks({}, { accessKey: EMPTY_ACCESS_KEY })).items).toEqual([]);
		expect((await clients({}, QUIET_LOCK)).items).toEqual([]);
		expect((await entries({}, QUIET_LOCK)).items).toEqual([]);
	});

	it('take locks that have little more than an ID', async () => {
		sandbox.control.addFault({ path: K3, answers: [{ status: 200, body: [{ LockId: 7 }] }], times: 2 });
		expect((await locks({})).json).toEqual([{ LockId: '7', LockName: '' }]);
	});

	it.each(WAYS)('give entries once that are added while pages are read, by %s', async (_way, run) => {
		const path = `${BUSY_PATH}/audit`;
		sandbox.control.addFault({ path, answers: [{ delayMs: 0 }, { delayMs: 300 }] });
		const running = run(settingsOf('k3Lock.getAuditEntries', { lockId: BUSY_LOCK.lockId, returnAll: true }));
		while (sandbox.calls().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
		sandbox.control.addEntries(BUSY_LOCK.lockId, [{}, {}, {}]);
		const ids = (await running).map(({ json: { AuditEntryID } }) => AuditEntryID);
		expect(ids).toHaveLength(BUSY_LOCK_ENTRIES);
		expect(ids).toEqual(newestIds);
	});

	it('pair each entry with its row', async () => {
		const { items } = await runBothWays(
			'k3Lock.getAuditEntries',
			{ lockId: locator('={{ $json.lock }}'), limit: '={{ $json.limit }}' },
			{
				input: [
					{ lock: BUSY_LOCK.lockId, limit: 2 },
					{ lock: QUIET_LOCK.lockId, limit: 5 },
					{ lock: HOTEL_LOCKS[3].lockId, limit: 3 },
				],
			},
		);
		expect(items.map(({ json: { LockID }, pairedItem }) => [LockID, pairedItem])).toEqual([
			...Array(2).fill([BUSY_LOCK.lockId, { item: 0 }]),
			...Array(3).fill([HOTEL_LOCKS[3].lockId, { item: 2 }]),
		]);
	});
});

describe('audit filters', () => {
	const LOCK_ID = 'filtered0loc';
	const LOG = [
		['early', '2026-07-01T08:59:59', 'NETCODE'],
		['opening', '2026-07-01T09:00:00', 'CLIENT'],
		['afternoon', '2026-07-01T17:59:59', 'NETCODE'],
		['closing', '2026-07-01T18:00:00', 'DENIED'],
		// Hiding what cannot be read could hide a break-in.
		['undated', 'unknown', 'MASTER'],
	];

	beforeEach(() => {
		sandbox.control.addLock(HOTEL_ACCESS_KEY, { name: 'Filtered', lockId: LOCK_ID });
		sandbox.control.addEntries(
			LOCK_ID,
			LOG.map(([EntryText, DateEntered, EntryType]) => ({ EntryText, DateEntered, EntryType })),
		);
	});

	// The workflow's time zone is Europe/London, an hour before UTC in July.
	it.each<[INodeParameters, string[]]>([
		[{}, ['early', 'opening', 'afternoon', 'closing', 'undated']],
		[{ after: '', before: '', entryTypes: '' }, ['early', 'opening', 'afternoon', 'closing', 'undated']],
		[{ after: '2026-07-01 09:00' }, ['opening', 'afternoon', 'closing', 'undated']],
		[{ after: '2026-07-01T09:00:01' }, ['afternoon', 'closing', 'undated']],
		[{ after: '2026-07-01T08:00:00Z' }, ['opening', 'afternoon', 'closing', 'undated']],
		[{ after: '2026-07-01T09:00:00Z' }, ['afternoon', 'closing', 'undated']],
		[
			{ after: '={{ DateTime.fromISO("2026-07-01T08:00:00Z") }}' },
			['opening', 'afternoon', 'closing', 'undated'],
		],
		[{ after: '2026-07-02' }, ['undated']],
		[{ before: '2026-07-01 18:00' }, ['early', 'opening', 'afternoon', 'undated']],
		[{ before: '2026-07-01T18:00:01' }, ['early', 'opening', 'afternoon', 'closing', 'undated']],
		[{ before: '2026-07-01T17:00:00.000Z' }, ['early', 'opening', 'afternoon', 'undated']],
		[{ after: '2026-07-01 09:00', before: '2026-07-01 18:00' }, ['opening', 'afternoon', 'undated']],
		[{ entryTypes: 'NETCODE' }, ['early', 'afternoon']],
		[{ entryTypes: ' netcode, Denied ,' }, ['early', 'afternoon', 'closing']],
		[{ entryTypes: ['CLIENT', 'MASTER'] }, ['opening', 'undated']],
		[{ entryTypes: '={{ ["CLIENT", "MASTER"] }}' }, ['opening', 'undated']],
		[{ after: '2026-07-01 09:00', entryTypes: 'NETCODE' }, ['afternoon']],
		[{ entryTypes: 'LOW_BATTERY' }, []],
	])('%j', async (filters, texts) => {
		const { json: found, requests } = await runBothWays('k3Lock.getAuditEntries', {
			lockId: LOCK_ID,
			filters,
			options: { order: 'ascending' },
		});
		expect(found.map(({ EntryText }) => EntryText)).toEqual(texts);
		expect(requests).toHaveLength(1);
	});

	it("compare on the lock's own clock once the locks are listed", async () => {
		const lockId = 'newyork0lock';
		sandbox.control.addLock(HOTEL_ACCESS_KEY, { name: 'Abroad', lockId, timezone: 'America/New_York' });
		sandbox.control.addEntries(lockId, [{ DateEntered: '2026-07-01T09:00:00' }]);
		const settings = (operation: string, parameters: INodeParameters) =>
			runNode(settingsOf(operation, parameters));
		// 08:00 UTC in London, and 13:00 UTC in New York.
		const found = async (after: string) =>
			(await settings('k3Lock.getAuditEntries', { lockId, filters: { after } })).items.length;
		expect([await found('2026-07-01T08:00:00Z'), await found('2026-07-01T13:00:00Z')]).toEqual([1, 0]);
		await settings('k3Lock.getAll', { returnAll: true });
		expect([await found('2026-07-01T13:00:00Z'), await found('2026-07-01T13:00:01Z')]).toEqual([1, 0]);
		expect(sandbox.calls()).toHaveLength(5);
	});

	it('apply before the limit does', async () => {
		const { json: found } = await runBothWays('k3Lock.getAuditEntries', {
			lockId: LOCK_ID,
			limit: 2,
			filters: { before: '2026-07-01 18:00', entryTypes: 'NETCODE,CLIENT' },
		});
		expect(found.map(({ EntryText }) => EntryText)).toEqual(['afternoon', 'opening']);
	});
});

describe('audit filters of a long log', () => {
	const LOCK_ID = 'long0log0loc';
	/** Noon of a day counted from 1 January 2026. */
	const noon = (day: number) => new Date(Date.UTC(2026, 0, 1 + day, 12)).toISOString().slice(0, 19);

	/** What is read of a log that holds an entry for each of these days, in the order of their upload. */
	async function readLog(days: number[], filters: INodeParameters, order: string) {
		sandbox.control.addLock(HOTEL_ACCESS_KEY, { name: 'Long', lockId: LOCK_ID });
		sandbox.control.addEntries(
			LOCK_ID,
			days.map((day) => ({ EntryText: `day ${day}`, DateEntered: noon(day), EntryType: 'NETCODE' })),
		);
		const { json: found, requests } = await runBothWays('k3Lock.getAuditEntries', {
			lockId: LOCK_ID,
			returnAll: true,
			filters,
			options: { order },
		});
		return { days: found.map(({ EntryText }) => Number(String(EntryText).slice(4))), calls: requests.length };
	}
	const days = (first: number, last: number) =>
		Array.from({ length: last - first + 1 }, (_, index) => first + index);

	// An entry a day, 200 of them: a page holds 50 days.
	it.each<[INodeParameters, string, number, number, number]>([
		[{ after: noon(190) }, 'descending', 190, 199, 2],
		[{ after: noon(156) }, 'descending', 156, 199, 3],
		[{ after: noon(157) }, 'descending', 157, 199, 2],
		[{ after: noon(100), before: noon(111) }, 'descending', 100, 110, 4],
		[{ before: noon(10) }, 'ascending', 0, 9, 2],
		[{ before: noon(43) }, 'ascending', 0, 42, 2],
		[{ before: noon(44) }, 'ascending', 0, 43, 3],
		[{ after: noon(190) }, 'ascending', 190, 199, 6],
		[{ before: noon(10) }, 'descending', 0, 9, 6],
	])('%j, %s, reads no page after one that is a week beyond', async (filters, order, first, last, calls) => {
		const wanted = days(first, last);
		if (order === 'descending') wanted.reverse();
		expect(await readLog(days(0, 199), filters, order)).toEqual({ days: wanted, calls });
	});

	it('find what was uploaded before a late batch of a week', async () => {
		const late = Array.from({ length: 60 }, () => 93);
		const found = await readLog([...days(1, 100), ...late], { after: noon(100) }, 'descending');
		expect(found).toEqual({ days: [100], calls: 3 });
	});

	it('read on where dates cannot be read', async () => {
		sandbox.control.addFault({
			path: `${K3}/${LOCK_ID}/audit`,
			answers: [50, 50, 1].map((length, page) => ({
				status: 200,
				body: Array.from({ length }, (_, index) => ({
					AuditEntryID: page * 50 + index + 1,
					DateEntered: '?',
				})),
			})),
			times: 2,
		});
		const { calls } = await readLog([], { after: noon(10) }, 'descending');
		expect(calls).toBe(3);
	});
});

describe('the start of a NetCode', () => {
	/** What is sent, and the simplified output's other fields; `start` and `expires` there are the clock at the site. */
	type Expected = [sent: string, startsAt: string, expires: string, expiresAt: string];
	const siteText = (iso: string) => iso.slice(0, 16).replace('T', ' ');

	const kitCode = (changes: INodeParameters, options: INodeParameters = {}) =>
		runBothWays('netCode.generateForKitLock', { ...KIT_LOCK, ...changes, options });
	const k3Code = (changes: INodeParameters, options: INodeParameters = {}) =>
		runBothWays('netCode.generateForK3Lock', { ...K3_LOCK, ...changes, options });

	const SUMMER: Expected = [
		'2026-07-01 15:00',
		'2026-07-01T16:00:00+01:00',
		'2026-07-01 20:00',
		'2026-07-01T20:00:00+01:00',
	];
	const SITE_TIME: Expected = [
		'2026-07-01 16:00',
		'2026-07-01T16:00:00+01:00',
		'2026-07-01 20:00',
		'2026-07-01T20:00:00+01:00',
	];
	const FOUR_PM = '2026-07-01 16:00';
	const NEW_YORK = { timezone: 'America/New_York' };

	it.each<[string, unknown, INodeParameters, Expected]>([
		['standard time, a wall clock', FOUR_PM, {}, SUMMER],
		['an instant', '2026-07-01T17:00:00+02:00', {}, SUMMER],
		['a DateTime', '={{ DateTime.fromISO("2026-07-01T15:00:00Z") }}', {}, SUMMER],
		['a Date', '={{ new Date("2026-07-01T15:00:00Z") }}', {}, SUMMER],
		["a sheet's serial number", 46204 + 16 / 24, {}, SUMMER],
		['site time', FOUR_PM, { lockClock: 'siteTime' }, SITE_TIME],
		['UTC', FOUR_PM, { lockClock: 'utc' }, SUMMER],
		['rounding down', '2026-07-01 16:45', { startRounding: 'roundDown' }, SUMMER],

		[
			'another site',
			FOUR_PM,
			NEW_YORK,
			['2026-07-01 15:00', '2026-07-01T16:00:00-04:00', '2026-07-01 20:00', '2026-07-01T20:00:00-04:00'],
		],
	])('KitLock: %s', async (_name, start, options, [sent, startsAt, expires, expiresAt]) => {
		const run = await kitCode({ start } as INodeParameters, options);
		expect(run.requests.at(-1)).toEqual(kitCall(sent));
		expect(run.json).toEqual([
			expect.objectContaining({ start: siteText(startsAt), startsAt, expires, expiresAt }),
		]);
	});

	it.each<[string, unknown, INodeParameters, string, string]>([
		['a date alone', '2026-07-01', {}, '2026-07-01 00:00', '2026-07-01T01:00:00+01:00'],

		['site time', '2026-07-01', { lockClock: 'siteTime' }, '2026-07-01 00:00', '2026-07-01T00:00:00+01:00'],
	])('KitLock, a code of one day: %s', async (_name, start, options, sent, startsAt) => {
		const run = await kitCode({ start, duration: ONE_DAY } as INodeParameters, options);
		expect(run.requests.at(-1)).toEqual(kitCall(sent, { duration: '12' }));
		expect(run.json).toEqual([
			expect.objectContaining({ start: siteText(startsAt), startsAt, duration: '1 day' }),
		]);
	});

	it.each<[string, INodeParameters, Expected]>([
		["the lock's time zone", {}, SITE_TIME],
		// The lock follows daylight saving itself, so a KitLock's option that is left over changes nothing.
		['a left-over lock clock', { lockClock: 'utc' }, SITE_TIME],
		[
			"the site's time zone",
			{ timezone: 'Asia/Kolkata' },
			['2026-07-01 16:00', '2026-07-01T16:00:00+05:30', '2026-07-01 20:00', '2026-07-01T20:00:00+05:30'],
		],
	])('K3 lock: %s', async (_name, options, [sent, startsAt, expires, expiresAt]) => {
		const run = await k3Code({ start: FOUR_PM }, options);
		expect(run.requests.at(-1)).toEqual(k3Call(sent));
		expect(run.json).toEqual([
			expect.objectContaining({ start: siteText(startsAt), startsAt, expires, expiresAt }),
		]);
	});

	it('rounds down for a K3 lock', async () => {
		const run = await k3Code({ start: '2026-07-01 16:45' }, { startRounding: 'roundDown' });
		expect(run.requests.at(-1)).toEqual(k3Call('2026-07-01 16:00'));
	});
});

describe('values', () => {
	const OTHER_LOCK = { timecode: '202611161623', identifier: '451254' };

	it.each<[string, INodeParameters]>([
		['texts', { ...OTHER_LOCK, duration: '3', lockModel: 'KL1060' }],
		['numbers from a sheet', { timecode: 202611161623, identifier: 451254, duration: 3 }],
		['spaces and small letters', { timecode: ' 202611161623', identifier: '451254 ', lockModel: 'kl1060 ' }],
		['a padded duration', { ...OTHER_LOCK, duration: '03' }],
	])('of a KitLock: %s', async (_name, changes) => {
		const { requests } = await runBothWays('netCode.generateForKitLock', { ...KIT_LOCK, ...changes });
		expect(requests.at(-1)).toEqual(
			get('/n/1/netcode/202611161623', {
				start: '2026-10-01 16:00',
				duration: '3',
				lockmodel: 'KL1060',
				identifier: '451254',
			}),
		);
	});

	it('come from expressions, for each row its own', async () => {
		const { items, requests } = await runBothWays(
			'netCode.generateForKitLock',
			{
				lockModel: '={{ $json.model }}',
				timecode: '={{ $json.timecode }}',
				identifier: '={{ $json.identifier }}',
				start: '={{ $json.start }}',
				duration: '={{ $json.duration }}',
				options: { timezone: '={{ $json.zone }}', simplify: '={{ $json.simple }}' },
			},
			{
				input: [
					{
						...OTHER_LOCK,
						model: 'KL1060',
						start: '2026-07-01 16:00',
						duration: 0,
						zone: 'Europe/London',
						simple: true,
					},
					{
						timecode: 202604221226,
						identifier: IDENTIFIER,
						model: 'KL1060C2',
						start: '2026-07-02',
						duration: '12',
						zone: 'America/New_York',
						simple: false,
					},
				],
			},
		);
		expect(requests.filter(({ path }) => path.startsWith('/n/'))).toEqual([
			get('/n/1/netcode/202611161623', {
				start: '2026-07-01 15:00',
				duration: '0',
				lockmodel: 'KL1060',
				identifier: '451254',
			}),
			kitCall('2026-07-02 00:00', { duration: '12', lockmodel: 'KL1060C2' }),
		]);
		expect(items).toEqual([
			{
				json: expect.objectContaining({ netCode: expect.stringMatching(/^\d{6}$/), duration: '1 hour' }),
				pairedItem: { item: 0 },
			},
			{
				json: expect.objectContaining({ ActualNetcode: expect.stringMatching(/^\d{7}$/) }),
				pairedItem: { item: 1 },
			},
		]);
	});

	it.each(WAYS)('that repeat earlier ones still give each row its item, by %s', async (_way, run) => {
		const items = await run(
			settingsOf('netCode.generateForKitLock', { ...KIT_LOCK, identifier: '={{ $json.identifier }}' }),
			['061725', '451254', '061725'].map((identifier) => ({ identifier })),
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(items[2].json).toEqual(items[0].json);
		expect(items[1].json.netCode).not.toBe(items[0].json.netCode);
	});

	it.each(WAYS)('of an init sequence ask for a random identifier, by %s', async (_way, run) => {
		const parameters = { lockModel: 'KL1060', options: { randomId: true } };
		const [item] = await run(settingsOf('utility.getInitSequence', parameters));
		expect(sandbox.calls().map(({ query }) => query)).toEqual([{ lockmodel: 'KL1060', randomid: 'true' }]);
		expect(item.json.InitSeq).toMatch(/^#11335577\*(?!123456)\d{6}\*260701\*1230\*$/);
	});
});

describe('the lock', () => {
	it.each<[string, unknown]>([
		['by list', locator(BUSY_LOCK.lockId, 'list')],
		['by ID', locator(BUSY_LOCK.lockId, 'id')],
		['by an expression in the locator', locator('={{ $json.lock }}')],
		['as plain text', BUSY_LOCK.lockId],
		['as an expression', '={{ $json.lock }}'],
		['with spaces around it', ` ${BUSY_LOCK.lockId}\n`],
	])('%s', async (_name, lockId) => {
		const run = await runBothWays('k3Lock.get', { lockId } as INodeParameters, {
			input: [{ lock: BUSY_LOCK.lockId }],
		});
		expect(run.requests).toEqual([get(BUSY_PATH, { accesskey })]);
		expect(run.json[0].LockName).toBe('Front Door');
	});

	it.each([
		['k3Lock.get', BUSY_PATH],
		['k3Client.getAll', `${BUSY_PATH}/clients`],
		['k3Lock.getAuditEntries', `${BUSY_PATH}/audit`],
	])('has its name in an error once the locks are listed: %s', async (operation, path) => {
		sandbox.control.addFault({ path, answers: [{ status: 404, body: { message: 'x' } }], times: 2 });
		const messageOf = async () =>
			(await runNode(settingsOf(operation, { lockId: locator(BUSY_LOCK.lockId) }))).error?.message;
		expect(await messageOf()).toContain(`ock '${BUSY_LOCK.lockId}'`);
		await runNode(settingsOf('k3Lock.getAll', {}));
		expect(await messageOf()).toContain(`ock 'Front Door' (${BUSY_LOCK.lockId})`);
		expect(sandbox.calls().map((call) => call.path)).toEqual([path, K3, path]);
	});

	describe.each(LOCK_CASES)('%s', (operation, { parameters }) => {
		it.each([MISSING, '  '])('is refused without a call when it is empty: %p', async (lockId) => {
			const failure = await failBothWays(operation, { ...parameters, lockId: locator(lockId) });
			expect(failure).toMatchObject(REFUSED_UNSENT);
			expect(failure.message).toContain('Lock is empty');
		});

		// 'account' and 'help' would turn the path into that of another method.
		it.each(['account', 'Help', '../account', '0605?x=1'])(
			'is looked up by its name when it has not the form of an ID: %p',
			async (lockId) => {
				const failure = await failBothWays(operation, { ...parameters, lockId: locator(lockId) });
				expect(failure).toMatchObject({ name: 'NodeOperationError' });
				expect(failure.message).toContain(`Lock '${lockId}' is not a lock of the account`);
				expect(new Set(failure.paths)).toEqual(new Set([K3]));
			},
		);
	});
});

describe('the client', () => {
	const clientOperations = LOCK_CASES.filter(([, { parameters }]) => 'clientEmail' in parameters);

	it.each(clientOperations)('must be an email address: %s', async (operation, { parameters }) => {
		for (const [clientEmail, message] of [
			[MISSING, 'is empty'],
			['Nathan', "Client 'Nathan' is not an email address"],
			['a b@example.com', "Client 'a b@example.com' is not an email address"],
		]) {
			const failure = await failBothWays(operation, { ...parameters, clientEmail });
			expect(failure).toMatchObject(REFUSED_UNSENT);
			expect(failure.message).toContain(message);
		}
	});

	const invitation = (message: unknown) =>
		({ lockId: BUSY_LOCK.lockId, clientEmail: 'new.guest@example.com', message }) as INodeParameters;

	it.each([
		['every allowed character', 'Az09_,-.() ok', 'Az09_,-.() ok'],
		['500 characters', 'a'.repeat(500), 'a'.repeat(500)],
		['a number', 101, '101'],
		['nothing', '', 'You have been given access to a lock.'],
	])('gets a message of %s', async (_name, message, sent) => {
		const { error } = await runNode(settingsOf('k3Client.create', invitation(message)));
		expect(error).toBeUndefined();
		expect(sandbox.calls().map(({ form: values }) => values.message)).toEqual([sent]);
	});
});

describe('the access key', () => {
	const keySent = ({ query, form: values }: { query: IDataObject; form: IDataObject }) =>
		query.accesskey ?? query.identifier ?? values.accesskey;

	describe.each(WAYS)('by %s', (_way, run) => {
		it.each(K3_CASES)(
			'of the option takes precedence over that of the credential: %s',
			async (operation, { parameters }) => {
				const options = { accessKey: ` ${OFFICE_ACCESS_KEY} ` };
				// The lock is of another account, so most of these fail; what counts is what was sent.
				await run(settingsOf(operation, { ...parameters, options })).catch(() => undefined);
				const calls = sandbox.calls().filter(({ path }) => path !== '/u/1/durations');
				expect(calls.map(keySent)).toEqual([OFFICE_ACCESS_KEY]);
			},
		);
	});

	it.each(K3_CASES)(
		'is asked for where there is none, without a call: %s',
		async (operation, { parameters }) => {
			for (const accessKey of ['', '  ', undefined]) {
				const failure = await failBothWays(operation, parameters, { accessKey });
				expect(failure).toMatchObject({
					...REFUSED_UNSENT,
					message: 'No K3 Connect access key is set: add it to the Codelocks API credential',
				});
			}
		},
	);

	it('is needed for nothing else', async () => {
		const titles = K3_CASES.map(([title]) => title);
		for (const [title, { operation, parameters }] of CASE_TITLES) {
			if (titles.includes(operation)) continue;
			const { items } = await runNode(
				settingsOf(operation, parameters, sandbox.credentials({ accessKey: '' })),
			);
			expect([title, items.length > 0]).toEqual([title, true]);
		}
		const sent = JSON.stringify(sandbox.calls().map(({ query, form: values }) => [query, values]));
		expect(sent).not.toContain(HOTEL_ACCESS_KEY);
	});
});

describe('rows that fail', () => {
	const LOCK = { resource: 'k3Lock', operation: 'get', lockId: locator('={{ $json.lock }}') };
	const INPUT = [
		{ lock: BUSY_LOCK.lockId, guest: 'Ada' },
		{ lock: '', guest: 'Ben' },
		{ lock: 'f00d', guest: 'Cleo' },
		{ lock: QUIET_LOCK.lockId, guest: 'Dan' },
	];
	const EMPTY_ERROR = {
		error: 'Lock is empty; enter the name or the ID of a lock',
		message: 'If it is an expression, check that the input item has the fields that the expression reads.',
	};
	const UNKNOWN_ERROR = {
		error: expect.stringContaining("Lock 'f00d' is not a lock of the account") as string,
		message: 'Get Many of the resource K3 Lock lists the names and IDs of the locks.',
	};
	const lockItem = (lock: typeof BUSY_LOCK, item: number) => ({
		json: expect.objectContaining({ LockName: lock.name }),
		pairedItem: { item },
	});

	it.each(WAYS)('become error items among the others, by %s', async (_way, run) => {
		const items = await run(
			{ parameters: LOCK, credentials: sandbox.credentials(), onError: 'continueRegularOutput' },
			INPUT,
		);
		expect(items).toEqual([
			lockItem(BUSY_LOCK, 0),
			{ json: EMPTY_ERROR, pairedItem: { item: 1 } },
			{ json: UNKNOWN_ERROR, pairedItem: { item: 2 } },
			lockItem(QUIET_LOCK, 3),
		]);
		expect(sandbox.calls()).toHaveLength(3);
	});

	it('go to the error output with the fields of their row', async () => {
		const { outputs, error } = await runNode(
			{ parameters: LOCK, credentials: sandbox.credentials(), onError: 'continueErrorOutput' },
			INPUT,
		);
		expect(error).toBeUndefined();
		expect(outputs).toEqual([
			[lockItem(BUSY_LOCK, 0), lockItem(QUIET_LOCK, 3)],
			[
				{ json: { ...INPUT[1], ...EMPTY_ERROR }, pairedItem: { item: 1 } },
				{ json: { ...INPUT[2], ...UNKNOWN_ERROR }, pairedItem: { item: 2 } },
			],
		]);
	});

	it.each(K3_CASES)('fail one by one where no access key is set: %s', async (operation, { parameters }) => {
		const settings = settingsOf(operation, parameters, sandbox.credentials({ accessKey: '' }));
		const { outputs } = await runNode({ ...settings, onError: 'continueErrorOutput' }, [
			{ guest: 'Ada' },
			{ guest: 'Ben' },
		]);
		const failed = (guest: string, item: number) => ({
			json: {
				guest,
				error: 'No K3 Connect access key is set: add it to the Codelocks API credential',
				message: expect.stringContaining('K3 Connect app'),
			},
			pairedItem: { item },
		});
		expect(outputs).toEqual([[], [failed('Ada', 0), failed('Ben', 1)]]);
		expect(sandbox.calls()).toEqual([]);
	});

	it.each(WAYS)('fail one by one where the whole node cannot run, by %s', async (_way, run) => {
		const items = await run(
			{
				parameters: LOCK,
				credentials: sandbox.credentials({ baseUrl: 'http://api-connect.codelocks.io' }),
				onError: 'continueRegularOutput',
			},
			INPUT,
		);
		expect(items).toEqual(
			INPUT.map((_row, item) => ({
				json: expect.objectContaining({ error: expect.stringContaining('must begin with https://') }),
				pairedItem: { item },
			})),
		);
	});

	it('end the run with the row named, without On Error', async () => {
		const { error, items } = await runNode({ parameters: LOCK, credentials: sandbox.credentials() }, INPUT);
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			message:
				'2 of 4 items cannot be sent, and nothing was charged. Item 1: Lock is empty; enter the name or the ID of a lock',
		});
		expect(sandbox.calls().map(({ path }) => path)).toEqual([K3]);
	});
});
