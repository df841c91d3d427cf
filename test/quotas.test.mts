import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import {
	ACTIVE_CLIENT_EMAIL,
	BUSY_LOCK,
	DISABLED_API_KEY,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
	kitLocksText,
	OFFICE_ACCESS_KEY,
	OFFICE_LOCKS,
	POPULAR_LOCK,
	QUIET_LOCK,
	SUSPENDED_CLIENT_EMAIL,
} from '../sandbox/seed.mts';
import { testCredential } from './support/credentialTester.mts';
import {
	type Credentials,
	listSearch,
	locator,
	type NodeRun,
	type NodeSettings,
	routeNode,
	runNode,
} from './support/engine.mts';
import { triggerWith, type TestTrigger } from './support/poll.mts';
import { useSandbox } from './support/sandbox.mts';

/* docs/quotas.md says what each action costs. Each line of its tables is done here, and the sandbox counts the calls. */

const sandbox = useSandbox();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KIT_LOCK: INodeParameters = {
	resource: 'netCode',
	operation: 'generateForKitLock',
	lockModel: 'KL1060G3',
	timecode: '202604221226',
	identifier: '={{ $json.identifier }}',
	start: '2099-12-01 16:00',
	duration: '3',
};
/** The timecode of a lock whose codes the API refuses to make. */
const REFUSED = '202604221300';
const K3_CODE: INodeParameters = {
	resource: 'netCode',
	operation: 'generateForK3Lock',
	lockId: locator(BUSY_LOCK.lockId),
	start: '2099-12-01 16:00',
	duration: '3',
};
const LONG_STAY: INodeParameters = {
	...KIT_LOCK,
	lengthAs: 'end',
	start: '2099-12-01 15:00',
	end: '2099-12-11 11:00',
	options: { longStays: 'split' },
};
const UPSERT: INodeParameters = {
	operation: 'upsert',
	activePeriods: {
		period: [{ weekdays: ['mon'], from: '09:00', to: '={{ $json.to ?? "17:00" }}', enabled: true }],
	},
};
const CLIENT_ROW: INodeParameters = {
	resource: 'k3Client',
	lockId: locator('={{ $json.lock }}'),
	clientEmail: locator('={{ $json.email }}', 'email'),
};

const bookings = (count: number, different = count): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ identifier: String(451_000 + (index % different)) }));
const roster = (size: number): IDataObject[] =>
	Array.from({ length: size }, (_, index) => ({
		lock: QUIET_LOCK.lockId,
		email: `cleaner${index}@example.com`,
	}));

/** Runs the node, and fails where a line of the table expects a run that goes well. */
async function run(parameters: INodeParameters, rows?: IDataObject[], changes?: Partial<NodeSettings>) {
	const result = await tryRun(parameters, rows, changes);
	if (result.error) throw result.error;
	return result;
}

const tryRun = async (
	parameters: INodeParameters,
	rows: IDataObject[] = bookings(1),
	changes: Partial<NodeSettings> = {},
): Promise<NodeRun> => await runNode({ parameters, credentials: sandbox.credentials(), ...changes }, rows);

const generate = async (count: number, different = count) => await run(KIT_LOCK, bookings(count, different));
const call =
	(resource: string, operation: string, parameters: INodeParameters = {}) =>
	async () =>
		await run({ resource, operation, ...parameters });
const onLock = (operation: string, parameters: INodeParameters = {}) =>
	call('k3Lock', operation, { lockId: locator(BUSY_LOCK.lockId), ...parameters });
const onClient = async (operation: string, email: string) =>
	await run({ ...CLIENT_ROW, operation }, [{ lock: BUSY_LOCK.lockId, email }]);
const upsert = async (rows: IDataObject[], night = 'first') =>
	await run({ ...CLIENT_ROW, ...UPSERT }, rows, { executionId: night });
const search =
	(method: string, parameters: INodeParameters = {}, changes: Partial<Credentials> = {}) =>
	async () =>
		await listSearch({ parameters, credentials: sandbox.credentials(changes) }, method);

/** Ends the preparation of a line: only later calls count. */
const fromHere = () => sandbox.control.resetCalls();
const limitNetCodes = (netCode: number) =>
	sandbox.control.putKey(sandbox.credentials().apiKey, { quotas: { netCode } });
const refuse = () =>
	sandbox.control.addFault({ path: `/n/1/netcode/${REFUSED}`, answers: [{ status: 400 }], times: 9 });

let now = 0;

/** A trigger for three locks of the office. */
const newTrigger = (): TestTrigger =>
	triggerWith({
		credentials: sandbox.credentials({ accessKey: OFFICE_ACCESS_KEY }),
		parameters: { locks: OFFICE_LOCKS.map(({ lockId }) => lockId), monthlyCalls: 500 },
	});

/** One that is active. */
async function trigger(): Promise<TestTrigger> {
	const made = newTrigger();
	await made.poll();
	fromHere();
	return made;
}

async function pollFor(polled: TestTrigger, time: number, every: number): Promise<void> {
	for (let passed = 0; passed < time; passed += every) {
		now += every;
		await polled.poll();
	}
}

const DONE: Record<string, () => Promise<unknown>> = {
	'Test a credential, without an access key': async () =>
		await testCredential(sandbox.credentials({ accessKey: '' })),
	'Test a credential, with an access key': async () => await testCredential(sandbox.credentials()),
	'Test a credential with a wrong API key': async () =>
		await testCredential(sandbox.credentials({ apiKey: DISABLED_API_KEY })),
	'Test a credential with a wrong access key': async () =>
		await testCredential(sandbox.credentials({ accessKey: 'wrong' })),
	'Open the list of locks': search('searchLocks'),
	'Open the list of clients of a lock that has 130': search('searchClients', {
		lockId: locator(POPULAR_LOCK.lockId),
	}),
	'Open the list of lock models': search('searchLockModels'),
	'Open the list of durations': search('searchDurations', { lockModel: locator('KL1060G3') }),
	'Open the list of KitLocks of the credential': search('searchKitLocks', {}, { kitLocks: kitLocksText() }),
	'Open the list of time zones': search('searchTimezones'),

	'Execute a step that makes a KitLock code': async () => await generate(1),
	'Execute it again': async () => {
		await generate(1);
		fromHere();
		await generate(1);
	},
	'Execute it for another lock of the same model': async () => {
		await generate(1);
		fromHere();
		await run({ ...KIT_LOCK, timecode: '202604221227' });
	},
	'Execute it again with *Reuse Codes* off': async () => {
		await generate(1);
		fromHere();
		await run({ ...KIT_LOCK, options: { reuseCodes: false } });
	},
	'Execute a step that makes a K3 code': async () => await run(K3_CODE),
	'Execute a step whose value the node refuses': async () => {
		const { error } = await tryRun({ ...KIT_LOCK, identifier: '12345' });
		expect(error?.message).toContain('dentifier');
	},
	'Execute a step whose value the API refuses': async () => {
		refuse();
		const { error } = await tryRun({ ...KIT_LOCK, timecode: REFUSED });
		expect(error?.message).toContain('API refused');
	},

	'Run 300 bookings, 60 of them different': async () => await generate(300, 60),
	'Run them again': async () => {
		await generate(300, 60);
		fromHere();
		await generate(300, 60);
	},
	'Run them with one row that the node refuses': async () => {
		const { error } = await tryRun(KIT_LOCK, [...bookings(300, 60), { identifier: '12345' }]);
		expect(error?.message).toContain('dentifier');
	},
	'Run them with 25 calls left in the month': async () => {
		limitNetCodes(25);
		expect((await tryRun(KIT_LOCK, bookings(300, 60))).error?.message).toContain('quota');
	},
	'Run them again in the next month': async () => {
		limitNetCodes(25);
		await tryRun(KIT_LOCK, bookings(300, 60));
		limitNetCodes(1000);
		fromHere();
		await generate(300, 60);
	},
	'Run 10 bookings with *Retry On Fail*, three tries, one row refused by the API': async () => {
		refuse();
		const rows = bookings(10).map((row, index) => ({
			...row,
			timecode: index === 4 ? REFUSED : KIT_LOCK.timecode,
		}));
		const { error } = await tryRun({ ...KIT_LOCK, timecode: '={{ $json.timecode }}' }, rows, {
			retryOnFail: true,
		});
		expect(error).toBeDefined();
	},
	'Two executions ask for the same code at the same time': async () =>
		await Promise.all([generate(1), generate(1)]),
	'An AI agent asks for the same code three times': async () => {
		await generate(1);
		await run(KIT_LOCK, bookings(1), { type: 'codelocksTool' });
		await routeNode({ parameters: KIT_LOCK, credentials: sandbox.credentials() }, bookings(1));
	},
	'Split a stay of ten nights': async () => await run(LONG_STAY),

	'Get a lock': onLock('get'),
	'List 36 locks': call('k3Lock', 'getAll', { returnAll: true }),
	'Get the account': call('k3Account', 'get'),
	'Read the newest 50 entries of an audit log': onLock('getAuditEntries', { limit: 50 }),
	'Read a whole audit log of 250 entries': onLock('getAuditEntries', { returnAll: true }),
	'List 130 clients': call('k3Client', 'getAll', { lockId: locator(POPULAR_LOCK.lockId), returnAll: true }),
	'Create a client': async () => await onClient('create', 'ada@example.com'),
	'Update a client': async () => await onClient('update', ACTIVE_CLIENT_EMAIL),
	'Suspend a client': async () => await onClient('suspend', ACTIVE_CLIENT_EMAIL),
	'Restore a client': async () => await onClient('restore', SUSPENDED_CLIENT_EMAIL),
	'Delete a client': async () => await onClient('delete', ACTIVE_CLIENT_EMAIL),
	'Create or Update 33 clients of one lock, all new': async () => await upsert(roster(33)),
	'The same roster the next night': async () => {
		await upsert(roster(33));
		fromHere();
		await upsert(roster(33), 'second');
	},
	'The roster with two changes': async () => {
		await upsert(roster(33));
		fromHere();
		const [first, second, ...rest] = roster(33);
		await upsert([{ ...first, to: '18:00' }, { ...second, to: '18:00' }, ...rest], 'second');
	},
	'Get the active period schema': call('k3Client', 'getActivePeriodSchema'),
	'Get the durations of a lock model': call('utility', 'getDurations', { lockModel: 'KL1060G3' }),
	'Get the modes of a lock model': call('utility', 'getModes', { lockModel: 'KL1060G3' }),
	'Get a duration by its ID': call('utility', 'getDuration', { lockModel: 'KL1060G3', duration: '3' }),
	'Get an initialisation sequence': call('utility', 'getInitSequence', { lockModel: 'KL1060' }),

	'Activate a trigger for three locks': async () => await newTrigger().poll(),
	'A poll that the limit leaves out': async () => await (await trigger()).poll(),
	'A poll that reads, without new entries': async () => await pollFor(await trigger(), 5 * HOUR, 5 * HOUR),
	'A poll that reads, with one new entry': async () => {
		const polled = await trigger();
		sandbox.control.addEntries(OFFICE_LOCKS[0].lockId, {});
		await pollFor(polled, 5 * HOUR, 5 * HOUR);
	},
	'*Fetch Test Event*': async () => await (await trigger()).fetchTestEvent(),
	'30 days at the default limit, polled every hour': async () =>
		await pollFor(await trigger(), 30 * DAY, HOUR),
	'Ten minutes without a limit, polled every minute, 36 locks': async () => {
		const locks = HOTEL_LOCKS.map(({ lockId }) => lockId);
		const credentials = sandbox.credentials({ accessKey: HOTEL_ACCESS_KEY });
		const polled = triggerWith({ credentials, parameters: { locks, monthlyCalls: 0 } });
		await polled.poll();
		fromHere();
		await pollFor(polled, 10 * MINUTE, MINUTE);
	},
};

/** How many calls the API charges: all but those that its gateway refuses (docs/dev/api.md, 'Addresses and quotas'). */
function charged() {
	const paths = sandbox
		.calls()
		.filter(({ status }) => status !== 403 && status !== 429)
		.map(({ path }) => path);
	const netCode = paths.filter((path) => path.startsWith('/n/')).length;
	return { netCode, utility: paths.length - netCode };
}

interface Line {
	action: string;
	netCode: string;
	utility: string;
}

/** The lines of the page's tables of actions. */
function linesOf(page: string): Line[] {
	const [, section = ''] = page.split('## What an action costs');
	return section
		.split('\n## ')[0]
		.split('\n')
		.filter((line) => line.startsWith('|') && !/^\| Action |^\|-/.test(line))
		.map((line) => {
			const [, action, netCode, utility] = line.split('|').map((cell) => cell.trim());
			return { action, netCode, utility };
		});
}

/** '3', '2,160' or '498 to 501'. */
function boundsOf(cell: string): [number, number] {
	const numbers = cell.split(' to ').map((text) => Number(text.replace(',', '')));
	if (!cell || numbers.length > 2 || !numbers.every(Number.isInteger))
		throw new Error(`No number: '${cell}'`);
	return [numbers[0], numbers[numbers.length - 1]];
}

const LINES = linesOf(readFileSync(resolve(__dirname, '../docs/quotas.md'), 'utf8'));

afterEach(() => jest.restoreAllMocks());

test('each line of the page is measured here, and each measurement is a line of the page', () => {
	expect(LINES.map(({ action }) => action)).toEqual(Object.keys(DONE));
});

test.each(LINES)('$action: $netCode and $utility', async ({ action, netCode, utility }) => {
	now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	await DONE[action]();
	const measured = charged();
	for (const [count, cell] of [
		[measured.netCode, netCode],
		[measured.utility, utility],
	] as const) {
		const [least, most] = boundsOf(cell);
		expect(count).toBeGreaterThanOrEqual(least);
		expect(count).toBeLessThanOrEqual(most);
	}
});
