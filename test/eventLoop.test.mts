import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	type IDataObject,
	type IExecuteData,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeParameters,
} from 'n8n-workflow';

import { additionalDataFor, nodeType, workflowWith, type NodeSettings } from './support/engine.mts';
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

/** The most CPU time between two turns of the event loop, in ms: a busy machine does not lengthen it. */
async function longestStall(work: () => Promise<unknown>): Promise<number> {
	let longest = 0;
	let last = process.cpuUsage();
	const turned = () => {
		const { user, system } = process.cpuUsage(last);
		last = process.cpuUsage();
		longest = Math.max(longest, (user + system) / 1000);
	};
	const watch = setInterval(turned, 1);
	await work();
	clearInterval(watch);
	turned();
	return longest;
}

describe('5,000 rows with a computed expression', () => {
	const rows = (changes: IDataObject = {}) =>
		Array.from({ length: 5000 }, (_, number) => ({ json: { number, ...changes } }));
	const run = async (parameters: INodeParameters, items: INodeExecutionData[]) => {
		const context = await contextOf(
			{ parameters, credentials: sandbox.credentials(), onError: 'continueRegularOutput' },
			items,
		);
		const { customOperations } = await nodeType();
		const operation = customOperations!.netCode.generateForKitLock as (
			this: IExecuteFunctions,
		) => Promise<INodeExecutionData[][]>;
		return await operation.call(context as unknown as IExecuteFunctions);
	};

	// In one go, planning takes two seconds and more.
	const BOUND_MS = 100;

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
		'%s let others run',
		async (_name, parameters, changes, holds) => {
			let output: INodeExecutionData[] = [];
			// The first run of a process loads and compiles what later ones find.
			await run(parameters, rows(changes).slice(0, 50));
			const stall = await longestStall(async () => {
				[output] = await run(parameters, rows(changes));
			});
			expect(output).toHaveLength(5000);
			expect(holds(output)).toBe(true);
			expect(stall).toBeLessThan(BOUND_MS);
		},
		120_000,
	);
});

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
