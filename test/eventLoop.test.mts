import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	type IDataObject,
	type IExecuteData,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeParameters,
} from 'n8n-workflow';

import { BUSY_LOCK, POPULAR_LOCK } from '../sandbox/seed.mts';
import { additionalDataFor, nodeType, workflowWith, type NodeSettings } from './support/engine.mts';
import { triggerWith } from './support/poll.mts';
import { useSandbox } from './support/sandbox.mts';

/* The node within n8n's process: how long it holds the event loop, and what a tool's caller hears of an error. */

const sandbox = useSandbox();

const KIT_LOCK: INodeParameters = {
	resource: 'netCode',
	operation: 'generateForKitLock',
	lockModel: 'KL1060',
	timecode: '202611161623',
	identifier: '={{ String(100000 + $json.number % 20).trim() }}',
	start: '2099-12-01 16:00',
	duration: '3',
};

/** The context of the node; `caller` is the node that runs, which for a tool is the agent. */
async function contextOf(settings: NodeSettings, items: INodeExecutionData[], caller?: IExecuteData | null) {
	const workflow = await workflowWith(settings);
	const node = workflow.getNode('Codelocks')!;
	return new ExecuteContext(
		workflow,
		node,
		await additionalDataFor(settings.credentials),
		'manual',
		createEmptyRunExecutionData(),
		0,
		items,
		{ main: [items] },
		// For a tool of an MCP Server Trigger there is none.
		caller === null
			? (undefined as unknown as IExecuteData)
			: (caller ?? { node, data: { main: [items] }, source: null }),
		[],
	);
}

/** The most CPU time of the thread between two turns of the event loop, in ms: a busy machine does not lengthen it. */
async function longestStall(work: () => Promise<unknown>): Promise<number> {
	let longest = 0;
	let last = process.threadCpuUsage();
	const turned = () => {
		const { user, system } = process.threadCpuUsage(last);
		last = process.threadCpuUsage();
		longest = Math.max(longest, (user + system) / 1000);
	};
	const watch = setInterval(turned, 1);
	await work();
	clearInterval(watch);
	turned();
	return longest;
}

const BOUND_MS = 100;

const rowsOf = (count: number, changes: IDataObject = {}): INodeExecutionData[] =>
	Array.from({ length: count }, (_, number) => ({ json: { number, ...changes } }));

/** The node for these rows, to be run. n8n's own work before that is not measured. */
async function ready(parameters: INodeParameters, items: INodeExecutionData[]) {
	const context = await contextOf(
		{ parameters, credentials: sandbox.credentials(), onError: 'continueRegularOutput' },
		items,
	);
	const { customOperations } = await nodeType();
	const operation = customOperations!.netCode.generateForKitLock as (
		this: IExecuteFunctions,
	) => Promise<INodeExecutionData[][]>;
	return async () => (await operation.call(context as unknown as IExecuteFunctions))[0];
}

/** The first run of a process loads and compiles what later ones find. */
async function warmUp(): Promise<void> {
	await (
		await ready(KIT_LOCK, rowsOf(50))
	)();
}

// In one go, planning takes two seconds and more.
test.each<[string, INodeParameters, IDataObject, (items: INodeExecutionData[]) => boolean]>([
	[
		'that keep their columns',
		{ ...KIT_LOCK, options: { includeInputFields: true } },
		{ note: 'x'.repeat(500) },
		(items) => items.every(({ json }) => json.doorCode && json.note),
	],
	[
		'that are all refused',
		{ ...KIT_LOCK, start: '={{ "soon" + $json.number }}' },
		{},
		(items) => items.every(({ json }) => json.error),
	],
])(
	'5,000 rows with a computed expression %s let others run',
	async (_name, parameters, changes, holds) => {
		await warmUp();
		const run = await ready(parameters, rowsOf(5000, changes));
		let items: INodeExecutionData[] = [];
		const stall = await longestStall(async () => {
			items = await run();
		});
		expect(items).toHaveLength(5000);
		expect(holds(items)).toBe(true);
		expect(stall).toBeLessThan(BOUND_MS);
	},
	120_000,
);

// Where each holds the event loop for 25 ms and then waits for its next turn, they hold it for a second together.
test('40 executions at once let others run', async () => {
	await warmUp();
	const runs = await Promise.all(Array.from({ length: 40 }, async () => await ready(KIT_LOCK, rowsOf(50))));
	let outputs: INodeExecutionData[][] = [];
	const stall = await longestStall(async () => {
		outputs = await Promise.all(runs.map(async (run) => await run()));
	});
	expect(outputs.flat().filter(({ json }) => json.netCode)).toHaveLength(2000);
	expect(stall).toBeLessThan(BOUND_MS);
}, 120_000);

test('a single row does not wait for 2,000 that started before it', async () => {
	await warmUp();
	const many = await ready(KIT_LOCK, rowsOf(2000));
	// No code that the others pay for.
	const one = await ready({ ...KIT_LOCK, identifier: '654321' }, rowsOf(1));
	const began = performance.now();
	const manyDone = many().then(() => performance.now() - began);
	const oneDone = one().then(() => performance.now() - began);
	expect(await oneDone).toBeLessThan((await manyDone) / 4);
}, 120_000);

// Each item has a date to be turned into the lock's time zone.
test('a poll that emits 20,000 entries lets others run', async () => {
	const credentials = sandbox.credentials();
	const options = { includeExisting: true, maxEntriesPerPoll: 50_000 };
	const triggerOf = (lockId: string) =>
		triggerWith({ parameters: { locks: [lockId], options }, credentials });
	await triggerOf(POPULAR_LOCK.lockId).poll();

	sandbox.control.eraseEntries(BUSY_LOCK.lockId);
	sandbox.control.addEntries(
		BUSY_LOCK.lockId,
		Array.from({ length: 20_000 }, () => ({ DateEntered: '2026-11-01T10:00:00', EntryText: 'Unlocked' })),
	);
	const trigger = triggerOf(BUSY_LOCK.lockId);
	let items: IDataObject[] = [];
	const stall = await longestStall(async () => {
		items = await trigger.poll();
	});
	expect(new Set(items.map(({ AuditEntryID }) => AuditEntryID)).size).toBe(20_000);
	expect(stall).toBeLessThan(BOUND_MS);
}, 120_000);

describe('a tool whose values are refused', () => {
	const refused = {
		parameters: { ...KIT_LOCK, identifier: 'x' },
		type: 'codelocksTool',
	} as const;
	const route = async (caller: IExecuteData | null) => {
		const context = await contextOf(
			{ ...refused, credentials: sandbox.credentials() },
			[{ json: {} }],
			caller,
		);
		return await new RoutingNode(context, await nodeType()).runNode();
	};
	const calledBy = (type: string): IExecuteData => ({
		node: { id: 'caller', name: 'Caller', type, typeVersion: 1, position: [0, 0], parameters: {} },
		data: { main: [[]] },
		source: null,
	});

	test('gives an agent an item, which its model reads', async () => {
		const output = await route(calledBy('@n8n/n8n-nodes-langchain.agent'));
		expect(output?.[0][0].json).toEqual({
			error: expect.stringMatching(/^Identifier 'x'/) as string,
			message: expect.any(String) as string,
		});
	});

	test.each([
		['outside of a run', null],
		['as the running node', calledBy('@n8n/n8n-nodes-langchain.mcpTrigger')],
	])('throws for an MCP Server Trigger %s, which marks only that as an error', async (_name, caller) => {
		await expect(route(caller)).rejects.toThrow(/^Identifier 'x'/);
	});
});
