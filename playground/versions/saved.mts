import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootFolder } from '../folders.mts';
import type { Items, Workflow, WorkflowNode } from '../n8nApi.mts';

/** A workflow of test/saved, as far as n8n's own interface can run it. */
export interface SavedWorkflow {
	name: string;
	nodes: Array<
		Pick<WorkflowNode, 'name' | 'type' | 'typeVersion'> & { parameters?: WorkflowNode['parameters'] }
	>;
	connections: Record<string, unknown>;
	start: string;
	pinData: Record<string, Array<{ json: Record<string, unknown> }>>;
	expected: Record<string, { outputs: Array<{ count: number; items: Items }> }>;
}

/** When the workflows were saved, by the sandbox's clock (test/savedWorkflows.test.mts). */
export const SAVED_AT = Date.UTC(2026, 10, 27, 12);

const savedFolder = join(rootFolder, 'test', 'saved');

/** Every operation as the newest version saved it. */
export async function readOperations(): Promise<SavedWorkflow[]> {
	const newest = readdirSync(savedFolder)
		.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
		.at(-1)!;
	return JSON.parse(await readFile(join(savedFolder, newest, 'operations.json'), 'utf8')) as SavedWorkflow[];
}

/** The workflow with what an n8n wants beside, and the credential. */
export function workflowOf(saved: SavedWorkflow, credential: { id: string; name: string }): Workflow {
	return {
		name: saved.name,
		nodes: saved.nodes.map((node, index) => ({
			...{ id: `node-${index}`, position: [220 * index, 0] as [number, number], parameters: {} },
			...node,
			...(node.type.startsWith('n8n-nodes-codelocks.') && { credentials: { codelocksApi: credential } }),
		})),
		connections: saved.connections,
		pinData: saved.pinData,
		settings: { executionOrder: 'v1', timezone: 'Europe/London' },
	};
}

/** Where the outputs differ from what was saved; nothing where they are as expected. */
export function differences({ expected }: SavedWorkflow, actual: Record<string, Items[]>): string[] {
	return Object.entries(expected).flatMap(([node, { outputs }]) =>
		outputs.flatMap(({ count, items }, index) => {
			const found = actual[node]?.[index] ?? [];
			const shown = found.length > items.length ? [found[0], found.at(-1)] : found;
			return [
				...(found.length === count ? [] : [`output ${index} has ${found.length} items in place of ${count}`]),
				...(fits(shown, items) ? [] : [`output ${index}: ${JSON.stringify(shown)}`]),
			];
		}),
	);
}

/** Whether a value has at least what is expected; marked texts may be any. */
function fits(actual: unknown, expected: unknown): boolean {
	if (expected === '<text>' || expected === '<varies>') return typeof actual === 'string' && actual !== '';
	if (typeof expected !== 'object' || expected === null) return actual === expected;
	if (typeof actual !== 'object' || actual === null) return false;
	if (Array.isArray(expected) && expected.length !== (actual as unknown[]).length) return false;
	return Object.entries(expected).every(([key, value]) => fits(Reflect.get(actual, key), value));
}
