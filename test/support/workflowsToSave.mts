import type {
	IDataObject,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
	IPinData,
} from 'n8n-workflow';

import { CASES } from './operationsToSave.mts';
import { asSaved, isOurs, type Unsaved } from './savedWorkflow.mts';

/** Every operation, as a workflow of a trigger with rows and the node. */
export async function operationWorkflows(): Promise<Unsaved[]> {
	return await Promise.all(
		CASES.map(async ({ name, parameters, rows = [{}], onError, credential }) => {
			const [, resource, operation] = /^(\w+)\.(\w+)/.exec(name)!;
			const saved = await asSaved({ resource, operation, ...parameters });
			return {
				name,
				start: 'Rows',
				nodes: [
					{ name: 'Rows', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
					{
						...{ name: 'Codelocks', type: 'n8n-nodes-codelocks.codelocks', typeVersion: 1 },
						...{ parameters: saved, ...(onError && { onError }) },
					},
				],
				connections: { Rows: { main: [[{ node: 'Codelocks', type: 'main', index: 0 }]] } },
				pinData: { Rows: rows.map((json) => ({ json })) } as IPinData,
				...(credential && { credential }),
			};
		}),
	);
}

/** What no saved operation uses: parameters, entries of their collections, and choices. */
export function unusedIn(workflows: Unsaved[], { properties }: INodeTypeDescription): string[] {
	const used = new Set(
		workflows.flatMap(({ name, nodes }) => {
			const place = name.split(':')[0];
			const { parameters = {} } = nodes.find(isOurs)!;
			return Object.entries(parameters).flatMap(([key, value]) => [
				`${place} ${key}`,
				`${place} ${key} ${String(value)}`,
				...Object.entries((value ?? {}) as IDataObject).flatMap(([inner, choice]) => [
					`${place} ${key}.${inner}`,
					`${place} ${key}.${inner} ${String(choice)}`,
				]),
			]);
		}),
	);
	const wanted = properties.flatMap(({ name, type, default: preset, options = [], displayOptions }) => {
		const { resource = [], operation = [] } = (displayOptions?.show ?? {}) as Record<string, string[]>;
		if (!operation.length || type === 'notice') return [];
		const place = `${resource[0]}.${operation[0]} ${name}`;
		if (type === 'collection') {
			return (options as INodeProperties[]).flatMap((entry) => [
				`${place}.${entry.name}`,
				...choicesOf(entry).map((choice) => `${place}.${entry.name} ${choice}`),
			]);
		}
		return type === 'options'
			? choicesOf({ options, type, default: preset }).map((each) => `${place} ${each}`)
			: [place];
	});
	return wanted.filter((each) => !used.has(each));
}

/** The choices but the default, which is not saved. */
function choicesOf({
	options,
	type,
	default: preset,
}: Pick<INodeProperties, 'options' | 'type' | 'default'>): string[] {
	if (type !== 'options') return [];
	return (options as Array<INodePropertyOptions | INodePropertyCollection>).flatMap((option) =>
		'value' in option && option.value !== preset ? [String(option.value)] : [],
	);
}
