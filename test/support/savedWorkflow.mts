import { WorkflowExecute } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	NodeHelpers,
	Workflow,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IPinData,
} from 'n8n-workflow';

import type { RecordedCall } from '../../sandbox/calls.mts';
import {
	additionalDataFor,
	type Credentials,
	nodeType,
	nodeTypes,
	plainType,
	WORKFLOW_TIMEZONE,
} from './engine.mts';

/** A workflow as n8n's editor saved it, without what does not matter when it runs, and what came of it then. */
export interface SavedWorkflow {
	name: string;
	nodes: SavedNode[];
	connections: IConnections;
	/** The rows that nodes of n8n's put out. Those without rows pass on what they get. */
	pinData: IPinData;
	/** The node where it starts. */
	start: string;
	credential?: { accessKey?: string; kitLocks?: string };
	/** By the name of a node of the package. */
	expected: Record<string, Observed>;
	calls: string[];
}

/** A workflow that has not run yet. */
export type Unsaved = Omit<SavedWorkflow, 'expected' | 'calls'>;

/** A node of n8n's has no parameters here, since these tests do not run it. */
export type SavedNode = Pick<INode, 'name' | 'type' | 'typeVersion' | 'onError'> & {
	parameters?: INodeParameters;
};

/** What a node of the package did. */
export interface Observed {
	/** The values of the parameters that are not saved. */
	defaults: INodeParameters;
	outputs: OutputItems[];
}

/** The items of one output; of many, the first and the last one. */
export interface OutputItems {
	count: number;
	items: IDataObject[];
}

const MAX_ITEMS = 3;
const FAILED: IDataObject = { error: '<text>', message: '<text>' };

/** Runs a saved workflow in n8n's engine, and tells what its nodes of the package did. */
export async function runSaved(
	saved: SavedWorkflow,
	credentials: Credentials,
): Promise<Record<string, Observed>> {
	const workflow = await workflowOf(saved);
	const execution = new WorkflowExecute(
		await additionalDataFor({ ...credentials, ...saved.credential }, `saved ${saved.name} ${Math.random()}`),
		'manual',
		{
			...createEmptyRunExecutionData(),
			executionData: {
				contextData: {},
				nodeExecutionStack: [
					{ node: workflow.getNode(saved.start)!, data: { main: [[{ json: {} }]] }, source: null },
				],
				metadata: {},
				waitingExecution: {},
				waitingExecutionSource: {},
			},
			resultData: { runData: {}, pinData: structuredClone(saved.pinData) },
		} as ReturnType<typeof createEmptyRunExecutionData>,
	);
	const { data } = await execution.processRunExecutionData(workflow);
	if (data.resultData.error) throw data.resultData.error;
	const ours = saved.nodes.filter(isOurs);
	const observed = ours.map(async ({ name, parameters = {} }) => [
		name,
		{
			defaults: leftOut(parameters, workflow.getNode(name)!.parameters),
			outputs: (data.resultData.runData[name]?.[0].data?.main ?? []).map(itemsOf),
		},
	]);
	return Object.fromEntries(await Promise.all(observed)) as Record<string, Observed>;
}

/** The parameters as the editor saves them: none that is not shown, and none that equals its default. */
export async function asSaved(
	parameters: INodeParameters,
	type: 'codelocks' | 'codelocksTrigger' = 'codelocks',
): Promise<INodeParameters> {
	const { description } = await nodeType(type);
	const { properties } = description;
	return (
		NodeHelpers.getNodeParameters(properties, parameters, false, false, nodeOf(parameters), description) ?? {}
	);
}

/** A call in one line. */
export function callText({ method, path, query, form }: RecordedCall): string {
	const sent = [query, form].flatMap((fields) =>
		Object.entries(fields).map(([name, value]) => `${name}=${value}`),
	);
	return [method, path, ...sent].join(' ');
}

/** Whether a call changes something or uses up the small quota. */
export const matters = (call: string): boolean => !call.startsWith('GET ') || call.includes(' /n/');

export const isOurs = ({ type }: Pick<SavedNode, 'type'>): boolean => type.startsWith('n8n-nodes-codelocks.');

async function workflowOf({ name, nodes, connections }: SavedWorkflow): Promise<Workflow> {
	return new Workflow({
		id: name,
		active: false,
		nodes: nodes.map((node) => ({ ...nodeOf(node.parameters), ...node })),
		connections,
		nodeTypes: await nodeTypes(passing),
		settings: { timezone: WORKFLOW_TIMEZONE, executionOrder: 'v1' },
	});
}

function nodeOf(parameters: INodeParameters = {}): INode {
	return {
		id: 'saved',
		name: 'Codelocks',
		type: 'n8n-nodes-codelocks.codelocks',
		typeVersion: 1,
		position: [0, 0],
		parameters: structuredClone(parameters),
		credentials: { codelocksApi: { id: '1', name: 'Codelocks' } },
	};
}

/** Nodes of n8n's pass on what they get. */
const passing = plainType(['main'], async function () {
	return [this.getInputData()];
});

function leftOut(saved: INodeParameters, all: INodeParameters): INodeParameters {
	return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in saved)));
}

function itemsOf(output: INodeExecutionData[] | null): OutputItems {
	const items = (output ?? []).map(({ json }) => (isFailure(json) ? { ...json, ...FAILED } : json));
	return { count: items.length, items: items.length > MAX_ITEMS ? [items[0], items.at(-1)!] : items };
}

/** How an error is worded may change. */
const isFailure = (json: IDataObject): boolean => typeof json.error === 'string' && 'message' in json;
