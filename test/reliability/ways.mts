import type { IDataObject, INodeExecutionData, INodeParameters, OnError } from 'n8n-workflow';

import {
	ACTIVE_CLIENT_EMAIL,
	BUSY_LOCK,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
	kitLocksText,
	OFFICE_ACCESS_KEY,
	OFFICE_LOCKS,
	POPULAR_LOCK,
	SUSPENDED_CLIENT_EMAIL,
} from '../../sandbox/seed.mts';
import { testCredential } from '../support/credentialTester.mts';
import { type Credentials, listSearch, loadOptions, locator, runNode } from '../support/engine.mts';
import { triggerWith, type TestTrigger } from '../support/poll.mts';

/** A way into the service. */
export interface Way {
	name: string;
	kind: 'operation' | 'search' | 'credential' | 'trigger';
	/** Parameters of the node, for operations and searches. */
	parameters: INodeParameters;
	/** The rows of an operation. */
	rows?: IDataObject[];
	/** The method of a search, and the field that asks for it. */
	method?: string;
	path?: string;
	type?: 'codelocks' | 'codelocksTrigger';
	withoutAccessKey?: boolean;
	/** A trigger that has polled before. */
	polledBefore?: boolean;
	/** Whether its response timeout can be set. */
	hasTimeout: boolean;
	/** Whether it makes no call by nature. */
	callsNothing?: boolean;
}

/** What came of a run. */
export interface Outcome {
	/** Of the node's own output; the results of a search. */
	items: INodeExecutionData[];
	/** Of the error output. */
	errorItems: INodeExecutionData[];
	/** Texts of what was thrown. */
	error?: string;
	hints: string[];
	/** All that n8n saves or shows of it. */
	record: string;
}

const KIT: INodeParameters = {
	lockModel: 'KL1060',
	timecode: '202611161623',
	identifier: '={{ $json.identifier }}',
	start: '2099-12-01 16:00',
};
const KIT_ROWS = [{ identifier: '100001' }, { identifier: '100002' }];
const K3: INodeParameters = { lockId: locator(BUSY_LOCK.lockId), start: '2099-12-01 16:00' };
const K3_ROWS = [
	{ hour: '2099-12-01 16:00', lock: HOTEL_LOCKS[0].lockId, name: HOTEL_LOCKS[0].name },
	{ hour: '2099-12-01 18:00', lock: HOTEL_LOCKS[2].lockId, name: HOTEL_LOCKS[2].name },
];
const GUESTS = [{ email: 'guest.one@example.com' }, { email: 'guest.two@example.com' }];
const NEW_CLIENT: INodeParameters = {
	lockId: locator(BUSY_LOCK.lockId),
	clientEmail: '={{ $json.email }}',
};
const CLIENT: INodeParameters = {
	lockId: locator(BUSY_LOCK.lockId),
	clientEmail: locator(ACTIVE_CLIENT_EMAIL, 'email'),
};

const operation = (
	name: string,
	parameters: INodeParameters,
	rows: IDataObject[] = [{ row: 0 }, { row: 1 }],
): Way => {
	const [resource, operationName] = name.split(' ')[0].split('.');
	return {
		name,
		kind: 'operation',
		parameters: { resource, operation: operationName, ...parameters },
		rows,
		hasTimeout: true,
	};
};

const search = (
	method: string,
	path: string,
	parameters: INodeParameters = {},
	callsNothing = false,
): Way => ({
	name: method,
	kind: 'search',
	method,
	path,
	parameters,
	hasTimeout: !callsNothing,
	callsNothing,
});

/** Every way into the service: the operations, the searches of the editor, the credential test and the trigger. */
export const WAYS: readonly Way[] = [
	operation('netCode.generateForKitLock', { ...KIT, duration: '3' }, KIT_ROWS),
	operation(
		'netCode.generateForKitLock to an end',
		{ ...KIT, lengthAs: 'end', end: '2099-12-09 11:00', options: { longStays: 'split' } },
		KIT_ROWS,
	),
	operation(
		'netCode.generateForKitLock raw',
		{ ...KIT, duration: '3', options: { simplify: false } },
		KIT_ROWS,
	),
	operation('netCode.generateForKitLock of the credential', {
		lockFrom: 'credential',
		kitLock: locator('Locker 12', 'name'),
		start: '2099-12-01 16:00',
		duration: '3',
	}),
	operation('netCode.generateForK3Lock', { ...K3, start: '={{ $json.hour }}', duration: '3' }, K3_ROWS),
	operation(
		'netCode.generateForK3Lock by name, to an end',
		{
			...K3,
			lockId: { __rl: true, mode: 'name', value: '={{ $json.name }}' } as never,
			lengthAs: 'end',
			end: '2099-12-02 11:00',
		},
		K3_ROWS,
	),
	operation('utility.getInitSequence', { lockModel: 'KL1060' }),
	operation('utility.getDurations', { lockModel: 'KL1060' }),
	operation('utility.getModes', { lockModel: 'K3CONNECT' }),
	operation('utility.getDuration', { lockModel: 'KL1060', duration: '12' }),
	operation('k3Account.get', {}),
	operation('k3Lock.get', { lockId: '={{ $json.lock }}' }, K3_ROWS),
	operation('k3Lock.getAll', { returnAll: true, options: { simplify: false } }),
	operation('k3Lock.getAuditEntries', { lockId: locator(BUSY_LOCK.lockId), returnAll: true }),
	operation('k3Lock.getAuditEntries of a time', {
		lockId: locator(BUSY_LOCK.lockId),
		limit: 20,
		filters: { after: '2026-04-19T00:00:00Z' },
		options: { order: 'ascending' },
	}),
	operation('k3Client.create', NEW_CLIENT, GUESTS),
	operation('k3Client.upsert', NEW_CLIENT, GUESTS),
	operation('k3Client.upsert of a client', CLIENT),
	operation('k3Client.update', CLIENT),
	operation('k3Client.suspend', CLIENT),
	operation('k3Client.restore', { ...CLIENT, clientEmail: locator(SUSPENDED_CLIENT_EMAIL, 'email') }),
	operation('k3Client.delete', CLIENT, [{ row: 0 }]),
	operation('k3Client.getAll', { lockId: locator(POPULAR_LOCK.lockId), returnAll: true }),
	operation('k3Client.getActivePeriodSchema', {}),
	search('searchLocks', 'lockId'),
	search('searchClients', 'clientEmail', { lockId: locator(BUSY_LOCK.lockId) }),
	search('searchDurations', 'duration', { lockModel: 'KL1060' }),
	search('searchK3Durations', 'duration'),
	search('searchLockModels', 'lockModel'),
	search('searchKitLockModels', 'lockModel'),
	search('searchKitLocks', 'kitLock', {}, true),
	search('searchTimezones', 'timezone', {}, true),
	search('searchK3Timezones', 'timezone', {}, true),
	{
		...search('getLocks', 'locks'),
		type: 'codelocksTrigger',
		hasTimeout: false,
	},
	{ name: 'credential test', kind: 'credential', parameters: {}, hasTimeout: false },
	{
		name: 'credential test without an access key',
		kind: 'credential',
		parameters: {},
		withoutAccessKey: true,
		hasTimeout: false,
	},
	{ name: 'first poll', kind: 'trigger', parameters: { locks: [BUSY_LOCK.lockId] }, hasTimeout: true },
	{ name: 'first poll of every lock', kind: 'trigger', parameters: {}, hasTimeout: true },
	{
		name: 'later poll',
		kind: 'trigger',
		parameters: { locks: [BUSY_LOCK.lockId] },
		polledBefore: true,
		hasTimeout: true,
	},
	{ name: 'later poll of every lock', kind: 'trigger', parameters: {}, polledBefore: true, hasTimeout: true },
];

/** The account of a way, and a lock of it. Every lock of the larger one would take a call each. */
export function accountOf({ name }: Way): { accessKey: string; lockId: string } {
	return name.endsWith('of every lock')
		? { accessKey: OFFICE_ACCESS_KEY, lockId: OFFICE_LOCKS[0].lockId }
		: { accessKey: HOTEL_ACCESS_KEY, lockId: BUSY_LOCK.lockId };
}

let executions = 0;

export interface RunSettings {
	credentials: Credentials;
	onError?: OnError;
	/** In ms, where the way has one. */
	timeout?: number;
	/** The trigger of a `trigger` way. */
	trigger?: TestTrigger;
}

/** Goes a way once. Never throws. */
export async function go(
	way: Way,
	{ credentials, onError, timeout, trigger }: RunSettings,
): Promise<Outcome> {
	const parameters = {
		...way.parameters,
		...(timeout !== undefined && way.hasTimeout && { requestOptions: { timeout } }),
	};
	const settings = {
		parameters,
		credentials: {
			kitLocks: kitLocksText(),
			...credentials,
			...(way.withoutAccessKey && { accessKey: '' }),
		},
		type: way.type,
	};
	const items = (results: object[] | null | undefined) => ({
		items: (results ?? []).map((result) => ({ json: result as IDataObject })),
		errorItems: [],
		hints: [],
	});
	try {
		if (way.kind === 'operation') {
			const run = await runNode(
				{ ...settings, onError, executionId: `reliability-${++executions}` },
				way.rows,
			);
			return {
				items: run.items,
				errorItems: run.outputs[1] ?? [],
				error: run.error ? textOf(run.error) : undefined,
				hints: run.hints,
				record: run.record,
			};
		}
		if (way.kind === 'search') {
			const results =
				way.type === 'codelocksTrigger'
					? await loadOptions(settings, way.method!, way.path)
					: (await listSearch(settings, way.method!, undefined, way.path)).results;
			return { ...items(results), record: JSON.stringify(results) };
		}
		if (way.kind === 'credential') {
			const { status, message } = await testCredential(settings.credentials);
			return { ...items([]), error: status === 'OK' ? undefined : message, record: message };
		}
		const entries = await trigger!.poll();
		return { ...items(entries), record: JSON.stringify(entries) + trigger!.saved() };
	} catch (error) {
		return { ...items([]), error: textOf(error), record: recordOf(error) };
	}
}

/** A trigger for a way of this kind. */
export function triggerFor(way: Way, credentials: Credentials): TestTrigger {
	return triggerWith({ parameters: way.parameters, credentials });
}

function textOf(error: unknown): string {
	const { message, description } = error as { message?: string; description?: string | null };
	return `${message ?? ''}\n${description ?? ''}`;
}

function recordOf(error: unknown): string {
	const seen = new Set<unknown>();
	return JSON.stringify(error, (_key, value: unknown) => {
		if (typeof value === 'object' && value !== null) {
			if (seen.has(value)) return '[again]';
			seen.add(value);
		}
		return value instanceof Error ? { ...value, message: value.message } : value;
	});
}
