import { createRequire } from 'node:module';
import type {
	INode,
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
	NodeParameterValueType,
} from 'n8n-workflow';
import type { WorkflowNode } from '../n8nApi.mts';

// Its modules for `import` are made for bundlers: Node.js does not find their parts.
const { NodeHelpers } = createRequire(import.meta.url)('n8n-workflow') as typeof import('n8n-workflow');

/**
 * What n8n's editor would mark in red on a node, and what it would pass over in silence: a version that it does not have, a
 * parameter that the node's type has no place for, and a choice that is none of the list.
 *
 * @param types those of the running n8n.
 */
export function checkNode(node: WorkflowNode, types: readonly INodeTypeDescription[]): string[] {
	const versions = types.filter(({ name }) => name === node.type);
	const type = versions.find(({ version }) => [version].flat().includes(node.typeVersion));
	if (!type) {
		const unknown = versions.length > 0 ? `version ${node.typeVersion} of ${node.type}` : node.type;
		return [`'${node.name}': n8n does not know ${unknown}`];
	}
	const given = node.parameters as INodeParameters;
	const complete = NodeHelpers.getNodeParameters(type.properties, given, true, false, node, type)!;
	const described = { ...node, parameters: complete } as INode;
	const issues = NodeHelpers.getNodeParametersIssues(type.properties, described, type);
	const isShown = (property: INodeProperties, beside: INodeParameters) =>
		NodeHelpers.displayParameter(beside, property, node, type, complete);
	return [
		...Object.values(issues?.parameters ?? {}).flat(),
		...checkValues(given, complete, type.properties, isShown),
	].map((problem) => `'${node.name}': ${problem}`);
}

type IsShown = (property: INodeProperties, beside: INodeParameters) => boolean;

/**
 * @param given the values of the file.
 * @param complete the same, with the defaults of those that are left out: what is shown depends on them.
 */
function checkValues(
	given: INodeParameters,
	complete: INodeParameters,
	properties: INodeProperties[],
	isShown: IsShown,
	path = '',
): string[] {
	return Object.entries(given).flatMap(([name, value]) => {
		const property = properties.find((one) => one.name === name && isShown(one, complete));
		if (!property) return [`There is no parameter '${path}${name}', or none that is shown beside the others`];
		if (typeof value === 'string' && value.startsWith('=')) return [];
		return checkValue(value, complete[name], property, isShown, path + name);
	});
}

function checkValue(
	value: NodeParameterValueType,
	complete: NodeParameterValueType,
	property: INodeProperties,
	isShown: IsShown,
	path: string,
): string[] {
	const wrong = [`'${path}' cannot be ${JSON.stringify(value)}`];
	switch (property.type) {
		case 'boolean':
		case 'number':
		case 'string':
			return [value].flat().every((one) => typeof one === property.type) ? [] : wrong;
		case 'options':
		case 'multiOptions':
			return isChoice([value].flat(), property) ? [] : wrong;
		case 'resourceLocator':
			return property.modes?.some(({ name }) => name === (value as { mode?: string }).mode) ? [] : wrong;
		case 'collection':
			return checkValues(
				value as INodeParameters,
				complete as INodeParameters,
				property.options as INodeProperties[],
				isShown,
				`${path}.`,
			);
		case 'fixedCollection':
			return Object.entries(value as INodeParameters).flatMap(([name, entries]) => {
				const group = (property.options as INodePropertyCollection[]).find((one) => one.name === name);
				if (!group) return [`There is no '${path}.${name}'`];
				const completed = [(complete as INodeParameters)[name]].flat() as INodeParameters[];
				return ([entries].flat() as INodeParameters[]).flatMap((entry, index) =>
					checkValues(entry, completed[index], group.values, isShown, `${path}.${name}.`),
				);
			});
		default:
			return [];
	}
}

/** A list that n8n asks a service for cannot be known here. */
function isChoice(values: unknown[], { options, typeOptions }: INodeProperties): boolean {
	if (typeOptions?.loadOptionsMethod || typeOptions?.loadOptions) return true;
	const choices = (options as INodePropertyOptions[]).map(({ value }) => value as unknown);
	return values.every((value) => choices.includes(value));
}
