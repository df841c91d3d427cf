import type { INode, INodeParameters, NodeParameterValueType } from 'n8n-workflow';

/** Options of the node that hold a key, a code or a password. */
const SECRET_OPTIONS: Record<string, string[]> = {
	options: ['accessKey', 'masterCode'],
	requestOptions: ['proxy'],
};

/** A copy of the node without secrets, for errors: n8n saves an error's node and hands it to the error workflow. */
export function publicNode(node: INode): INode {
	const parameters: INodeParameters = { ...node.parameters };
	for (const [collection, secret] of Object.entries(SECRET_OPTIONS)) {
		if (collection in parameters) parameters[collection] = withoutFields(parameters[collection], secret);
	}
	return { ...node, parameters };
}

function withoutFields(value: NodeParameterValueType, names: string[]): NodeParameterValueType {
	// An expression for the whole collection may spell a key out.
	if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
	return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
