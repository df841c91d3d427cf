import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	Workflow,
	type ICredentialsDecrypted,
	type INode,
	type INodeCredentialTestResult,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';

import { additionalDataFor, type Credentials, credentialType } from './engine.mts';

/** What a failed test leaves for the rules: the response under the error's cause, as axios has it. */
interface RoutingError extends Error {
	cause?: { response?: { status: number; statusText: string }; code?: string };
}

/**
 * Tests a credential as n8n's CredentialsTester (n8n 2.41.1, runRequestTest) does: the test's request as the routing
 * of a temporary node, then the rules on its response.
 */
export async function testCredential(credentials: Credentials): Promise<INodeCredentialTestResult> {
	const { test } = await credentialType();
	if (!test) throw new Error('The credential has no test');
	const decrypted: ICredentialsDecrypted = {
		id: '1',
		name: 'Codelocks',
		type: 'codelocksApi',
		data: { ...credentials },
	};
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'temp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { codelocksApi: { id: decrypted.id, name: decrypted.name } },
	};
	const nodeType: INodeType = {
		description: {
			displayName: 'Temp',
			name: 'temp',
			group: ['input'],
			version: 1,
			description: '',
			defaults: {},
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: 'codelocksApi', required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: test.request },
					default: '',
				},
			],
		},
	};
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const context = new ExecuteContext(
		workflow,
		node,
		await additionalDataFor(credentials),
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const rules = test.rules ?? [];
	try {
		const output = await new RoutingNode(context, nodeType, decrypted).runNode();
		const answer = output?.[0]?.[0].json ?? {};
		const broken = rules.find(
			({ type, properties }) =>
				type === 'responseSuccessBody' && 'key' in properties && answer[properties.key] === properties.value,
		);
		return broken
			? { status: 'Error', message: broken.properties.message }
			: { status: 'OK', message: 'Connection successful!' };
	} catch (error) {
		return { status: 'Error', message: messageFor(error as RoutingError, rules) };
	}
}

function messageFor({ message, cause }: RoutingError, rules: NonNullable<Rules>): string {
	if (!cause?.response) return cause?.code ?? message;
	const { status, statusText } = cause.response;
	const rule = rules.find(({ type, properties }) => type === 'responseCode' && properties.value === status);
	return rule?.properties.message ?? (statusText || `Received HTTP status code: ${status}`);
}

type Rules = NonNullable<Awaited<ReturnType<typeof credentialType>>['test']>['rules'];
