import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { BehaviourChange } from '../sandbox/behaviours.mts';
import {
	BUSY_LOCK,
	BUSY_LOCK_ENTRIES,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
	POPULAR_LOCK,
	POPULAR_LOCK_CLIENTS,
} from '../sandbox/seed.mts';
import { locator, type NodeSettings, runNode } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const LOCK_ID = 'a1b2c3d4e5f6';

async function run(
	resource: string,
	operation: string,
	parameters: INodeParameters,
	changes: Partial<NodeSettings> = {},
) {
	sandbox.control.resetCalls();
	const result = await runNode({
		parameters: { resource, operation, returnAll: true, ...parameters },
		credentials: sandbox.credentials(),
		...changes,
	});
	return { ...result, json: result.items.map(({ json }) => json), calls: sandbox.calls().length };
}

const audit = async (lockId: string, parameters: INodeParameters = {}, changes = {}) =>
	await run('k3Lock', 'getAuditEntries', { lockId: locator(lockId), ...parameters }, changes);
const clients = async (lockId: string) => await run('k3Client', 'getAll', { lockId: locator(lockId) });

function logOf(length: number, entry: (index: number) => IDataObject = () => ({})): void {
	sandbox.control.addLock(HOTEL_ACCESS_KEY, { name: 'Side Door', lockId: LOCK_ID });
	sandbox.control.addEntries(
		LOCK_ID,
		Array.from({ length }, (_, index) => ({
			EntryText: `entry ${index}`,
			EntryType: 'NETCODE',
			...entry(index),
		})),
	);
}

describe('an audit log', () => {
	it('of 7 entries costs one call', async () => {
		logOf(7);
		expect(await audit(LOCK_ID)).toMatchObject({ calls: 1, items: { length: 7 } });
	});

	it.each<[string, BehaviourChange, number]>([
		['gives 20 on a page', { pageSize: 20 }, 14],
		['gives 25 on a page', { pageSize: 25 }, 12],
		['answers 404 past the end', { pages: 'notFoundPastEnd' }, 6],
		['answers 400 past the end', { pages: 'badRequestPastEnd' }, 6],
		['gives the last page again', { pages: 'lastAgain' }, 6],
		['sends ids as text', { ids: 'text' }, 7],
		['sends GUIDs', { ids: 'guids' }, 7],
		['sends ids above 2^53', { ids: 'huge' }, 7],
	])('comes whole from a service that %s', async (_name, behaviour, calls) => {
		sandbox.control.putBehaviours(behaviour);
		const result = await audit(BUSY_LOCK.lockId);
		expect(result.error).toBeUndefined();
		expect(new Set(result.json.map(({ AuditEntryID }) => AuditEntryID)).size).toBe(BUSY_LOCK_ENTRIES);
		expect(result.hints).toEqual([]);
		expect(result.calls).toBeLessThanOrEqual(calls);
	});

	it('is an error with a page missing, not a part of it', async () => {
		sandbox.control.putBehaviours({ pages: 'emptySecond' });
		const { error, items } = await audit(BUSY_LOCK.lockId);
		expect(error?.message).toBe(`Page 2 of the audit log of lock '${BUSY_LOCK.lockId}' came without entries`);
		expect(items).toEqual([]);
	});

	it.each([
		['the access key', 400, 'Invalid accesskey', 'The K3 Connect access key is not known to this API key'],
		['the quota', 429, 'Limit Exceeded', "The month's quota of Utility calls is used up"],
	])(
		'is an error where page 2 is refused for %s, not a part of it',
		async (_name, status, message, error) => {
			const path = `/u/1/k3connect/${BUSY_LOCK.lockId}/audit`;
			sandbox.control.addFault({ path, rate: 2, answers: [{ status, body: { message } }] });
			expect(await audit(BUSY_LOCK.lockId)).toMatchObject({ error: { message: error }, items: [] });
		},
	);

	it('of a service that ignores the page ends, and a hint tells that there may be more', async () => {
		sandbox.control.putBehaviours({ pages: 'ignored' });
		const { items, hints, calls } = await audit(BUSY_LOCK.lockId);
		expect([items.length, calls]).toEqual([50, 2]);
		expect(hints.join()).toContain('may have more entries');
	});

	it('keeps two entries with one id', async () => {
		logOf(60, (index) => ({
			AuditEntryID: 7,
			DateEntered: `2026-07-01T10:${String(index).padStart(2, '0')}:00`,
		}));
		expect((await audit(LOCK_ID)).items).toHaveLength(60);
	});

	it('is an error with an entry that has no id', async () => {
		sandbox.control.putBehaviours({ ids: 'missing' });
		expect((await audit(BUSY_LOCK.lockId)).error?.message).toContain('without an AuditEntryID');
	});
});

describe('entry types', () => {
	beforeEach(() => logOf(3, (index) => ({ EntryType: ['NETCODE', 'CLIENT', 'NETCODE'][index] })));

	it.each<[unknown, number]>([
		['netcode', 2],
		['NETCODE, client', 3],
		[['CLIENT'], 1],
		['={{ ["CLIENT", "NETCODE"] }}', 3],
	])('%j let %i pass, without a hint', async (entryTypes, passed) => {
		const { items, hints } = await audit(LOCK_ID, { filters: { entryTypes } as INodeParameters });
		expect(items).toHaveLength(passed);
		expect(hints).toEqual([]);
	});

	it('that never occur give a hint with those that do', async () => {
		const { items, hints } = await audit(LOCK_ID, { filters: { entryTypes: 'NETCODES' } });
		expect(items).toEqual([]);
		expect(hints).toEqual([
			`No entry of lock '${LOCK_ID}' passes the filters. The entries that were read have the types: CLIENT, NETCODE`,
		]);
	});

	it('say nothing of types where only dates let none pass', async () => {
		expect((await audit(LOCK_ID, { filters: { after: '2099-01-01' } })).hints).toEqual([]);
	});
});

describe('a list of clients', () => {
	it.each<[string, BehaviourChange, number]>([
		['counts all', { count: 'all' }, 3],
		['counts the page', { count: 'page' }, 3],
		['gives 20 on a page and counts all', { pageSize: 20, count: 'all' }, 7],
		['gives 20 on a page and counts the page', { pageSize: 20, count: 'page' }, 7],
		['answers 404 past the end', { pages: 'notFoundPastEnd', pageSize: 10, count: 'page' }, 14],
	])('comes whole from a service that %s', async (_name, behaviour, calls) => {
		sandbox.control.putBehaviours(behaviour);
		const result = await clients(POPULAR_LOCK.lockId);
		expect(result.error).toBeUndefined();
		expect(new Set(result.json.map(({ email }) => email)).size).toBe(POPULAR_LOCK_CLIENTS);
		expect(result.calls).toBeLessThanOrEqual(calls);
	});

	it('is an error where the service counts more than it sends', async () => {
		sandbox.control.putBehaviours({ pages: 'ignored' });
		expect((await clients(POPULAR_LOCK.lockId)).error?.message).toBe(
			`The service counts 130 entries of the clients of lock '${POPULAR_LOCK.lockId}', and sent 50`,
		);
	});
});

describe('a lock', () => {
	const lock = async (operation: string, options: INodeParameters = {}) =>
		await run('k3Lock', operation, { lockId: locator(BUSY_LOCK.lockId), options });
	const SIMPLE = [
		...['LockId', 'LockName', 'LockLocation', 'BatteryStatus', 'BatteryUpdated'],
		...['ModelName', 'FirmwareVersion', 'Timezone', 'PairingDate'],
	];

	it.each(['get', 'getAll'])('has at most ten fields, by %s', async (operation) => {
		const { json } = await lock(operation);
		expect(SIMPLE).toEqual(expect.arrayContaining(Object.keys(json[0])));
		expect(json[0]).toMatchObject({ LockId: BUSY_LOCK.lockId, LockName: 'Front Door' });
	});

	it.each(['get', 'getAll'])('has all that came without Simplify, by %s', async (operation) => {
		const { json } = await lock(operation, { simplify: false });
		expect(json[0]).toHaveProperty('Manufacturer');
		expect(Object.keys(json[0]).length).toBeGreaterThan(10);
	});

	it.each(['get', 'getAll'])('has the fields that are chosen, by %s', async (operation) => {
		for (const simplify of [true, false]) {
			const { json } = await lock(operation, { simplify, fields: 'DstStart, LockId' });
			expect(Object.keys(json[0])).toEqual(['DstStart', 'LockId']);
		}
	});

	it.each<[string, unknown, string]>([
		['no ID', { LockName: 'Front Door' }, 'The response of the service lacks the IDs of the locks'],
		['nothing', {}, `The response of the service lacks lock '${BUSY_LOCK.lockId}'`],
		['a flag', { result: false, message: 'Not today' }, 'Not today'],
		['a message', { message: 'Internal trouble' }, 'Internal trouble'],
	])('of %s is an error', async (_name, body, message) => {
		const path = `/u/1/k3connect/${BUSY_LOCK.lockId}`;
		sandbox.control.addFault({ path, answers: [{ status: 200, body }] });
		expect((await lock('get')).error?.message).toContain(message);
	});

	it('is named in errors once its name is known', async () => {
		const path = `/u/1/k3connect/${BUSY_LOCK.lockId}/audit`;
		sandbox.control.addFault({ path, answers: [{ status: 404 }] });
		await lock('getAll');
		expect((await audit(BUSY_LOCK.lockId)).error?.message).toContain(
			`lock 'Front Door' (${BUSY_LOCK.lockId})`,
		);
	});

	it('is found by its name', async () => {
		const { error, items } = await run('k3Client', 'getAll', { lockId: locator(' front door', 'name') });
		expect(error).toBeUndefined();
		expect(new Set(items.map(({ json }) => json.lockid))).toEqual(new Set([HOTEL_LOCKS[0].lockId]));
	});
});

describe('an account', () => {
	it.each<[unknown, string]>([
		[{ spccmstatus: 'ENABLED' }, 'The response of the service lacks the email of the account'],
		[{ success: false, errorMessage: 'No such account' }, 'No such account'],
		[[], 'The response of the service lacks the K3 Connect account'],
	])('of %j is an error', async (body, message) => {
		sandbox.control.addFault({ path: '/u/1/k3connect/account', answers: [{ status: 200, body }] });
		expect((await run('k3Account', 'get', {})).error?.message).toContain(message);
	});
});
