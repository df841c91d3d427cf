import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INode, OnError } from 'n8n-workflow';

import { runNode, type NodeSettings } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';

/**
 * Bug reports as they come: a workflow that was copied out of n8n, with its rows pinned on the node before ours, and
 * beside it what should come out. CONTRIBUTING.md says how to add one.
 */
const FOLDER = join(__dirname, 'workflows');

interface PastedWorkflow {
	nodes: INode[];
	connections: Record<string, { main: Array<Array<{ node: string }>> }>;
	pinData?: Record<string, IDataObject[]>;
}

interface Expected {
	/** The output items; fields that are not named here do not matter. */
	items?: IDataObject[];
	/** A part of the message of the failed node. */
	error?: string;
	/** How many calls the sandbox charges at most. */
	calls: number;
	/** The credential's KitLocks, where the workflow needs them. */
	kitLocks?: string;
}

const sandbox = useSandbox();

const names = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json') && !file.endsWith('.expected.json'))
	.map((file) => file.replace(/\.json$/, ''));

test.each(names)('%s', async (name) => {
	const workflow = read<PastedWorkflow>(`${name}.json`);
	const expected = read<Expected>(`${name}.expected.json`);
	const node = workflow.nodes.find(({ type }) => /\.codelocks(Tool)?$/.test(type))!;
	const run = await runNode(
		{
			parameters: node.parameters,
			credentials: sandbox.credentials({ kitLocks: expected.kitLocks } as Partial<
				NodeSettings['credentials']
			>),
			onError: node.onError as OnError | undefined,
		},
		rowsBefore(node, workflow),
	);
	if (expected.error) expect(run.error?.message).toContain(expected.error);
	else expect(run.error).toBeUndefined();
	expect(run.items.map(({ json }) => json)).toMatchObject(expected.items ?? []);
	expect(sandbox.calls().length).toBeLessThanOrEqual(expected.calls);
});

/** The pinned rows of the node that comes before. n8n pins them plain, or each as `{ json }`. */
function rowsBefore(node: INode, { connections, pinData = {} }: PastedWorkflow): IDataObject[] {
	const [before] =
		Object.entries(connections).find(([, { main }]) =>
			main.some((targets) => targets?.some((target) => target.node === node.name)),
		) ?? [];
	const pinned = (before !== undefined && pinData[before]) || [{}];
	return pinned.map((row) => ('json' in row ? (row.json as IDataObject) : row));
}

function read<T>(file: string): T {
	return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as T;
}
