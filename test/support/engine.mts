import { resolve } from 'node:path';

import {
	ExecuteContext,
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	PackageDirectoryLoader,
	RoutingNode,
	WorkflowExecute,
} from 'n8n-core';
import {
	createEmptyRunExecutionData,
	ICredentialsHelper,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypes,
	type ITaskData,
	type IWorkflowExecuteAdditionalData,
	type NodeParameterValueType,
	type OnError,
} from 'n8n-workflow';

/** The time zone of every test workflow. */
export const WORKFLOW_TIMEZONE = 'Europe/London';

/** The values of the credential `codelocksApi`. */
export interface Credentials {
	apiKey: string;
	accessKey?: string;
	kitLocks?: string;
	baseUrl: string;
}

/** What a test sets on the node. */
export interface NodeSettings {
	parameters: INodeParameters;
	credentials: Credentials;
	onError?: OnError;
	/** n8n's Retry On Fail: three tries, without a pause. */
	retryOnFail?: boolean;
	/** n8n hands the items on, and does not run the node. */
	disabled?: boolean;
	/** The node type's short name. */
	type?: 'codelocks' | 'codelocksTool' | 'codelocksTrigger';
	/** Cancels the execution as soon as it holds. */
	cancelWhen?: () => boolean;
	workflowId?: string;
	/** Runs with the same ID are tries of one execution. */
	executionId?: string;
	/** The zone in the settings of the workflow, WORKFLOW_TIMEZONE unless said; null for none. */
	workflowTimezone?: string | null;
}

/** The result of the node in a run of the whole workflow. */
export interface NodeRun {
	/** By output; one output unless the node has an error output. */
	outputs: INodeExecutionData[][];
	items: INodeExecutionData[];
	error: ITaskData['error'];
	hints: string[];
	/** All that the execution would save or show, as text. */
	record: string;
}

const PACKAGE_DIRECTORY = resolve(__dirname, '../..');
const PACKAGE_NAME = 'n8n-nodes-codelocks';

let loading: Promise<PackageDirectoryLoader> | undefined;

/** The built package, loaded once as n8n loads it. */
export async function loadPackage(): Promise<PackageDirectoryLoader> {
	loading ??= (async () => {
		const loader = new PackageDirectoryLoader(PACKAGE_DIRECTORY);
		await loader.loadAll();
		return loader;
	})();
	return await loading;
}

/** A node type of the built package. */
export async function nodeType(name: NodeSettings['type'] = 'codelocks'): Promise<INodeType> {
	return (await loadPackage()).getNode(withoutTool(name)).type as INodeType;
}

/** n8n makes a tool of a node by itself, under this longer name. */
function withoutTool(name: string): string {
	return name.replace(/Tool$/, '');
}

/** The credential type of the built package. */
export async function credentialType(): Promise<ICredentialType> {
	return (await loadPackage()).getCredential('codelocksApi').type;
}

/** Runs the node behind a trigger that gives these items, through WorkflowExecute. */
export async function runNode(
	settings: NodeSettings,
	input: INodeExecutionData['json'][] = [{}],
): Promise<NodeRun> {
	const workflow = await workflowWith(settings);
	const additionalData = await additionalDataFor(settings.credentials, settings.executionId);
	const start = workflow.getNode('Start')!;
	const execution = new WorkflowExecute(additionalData, 'manual', {
		...createEmptyRunExecutionData(),
		executionData: {
			contextData: {},
			nodeExecutionStack: [
				{
					node: workflow.getNode('Codelocks')!,
					data: { main: [input.map((json, item) => ({ json, pairedItem: { item } }))] },
					source: { main: [{ previousNode: start.name }] },
				},
			],
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: {},
		},
		resultData: {
			runData: {
				Start: [
					{
						startTime: 0,
						executionTime: 0,
						executionIndex: 0,
						source: [],
						data: { main: [input.map((json) => ({ json, pairedItem: { item: 0 } }))] },
					},
				],
			},
		},
	} as ReturnType<typeof createEmptyRunExecutionData>);
	const running = execution.processRunExecutionData(workflow);
	const watch = setInterval(() => {
		if (settings.cancelWhen?.()) running.cancel();
	}, 5);
	const run = await running;
	clearInterval(watch);
	const task = run.data.resultData.runData.Codelocks?.[0];
	const outputs = (task?.data?.main ?? []).map((output) => output ?? []);
	return {
		outputs,
		items: outputs[0] ?? [],
		error: task?.error,
		hints: (task?.hints ?? []).map(({ message }) => message),
		get record() {
			return JSON.stringify(run.data.resultData.runData.Codelocks ?? {}, (_key, value: unknown) =>
				value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
			);
		},
	};
}

/** Runs the node by its declarative routing, as AI agents before version 3 do. */
export async function routeNode(
	settings: NodeSettings,
	input: INodeExecutionData['json'][] = [{}],
): Promise<INodeExecutionData[]> {
	const workflow = await workflowWith(settings);
	const node = workflow.getNode('Codelocks')!;
	const items = input.map((json) => ({ json }));
	const context = new ExecuteContext(
		workflow,
		node,
		await additionalDataFor(settings.credentials),
		'manual',
		createEmptyRunExecutionData(),
		0,
		items,
		{ main: [items] },
		{ node, data: { main: [items] }, source: null },
		[],
	);
	const output = await new RoutingNode(context, await nodeType()).runNode();
	return output?.[0] ?? [];
}

/** Asks a dropdown of the node for its options. */
export async function loadOptions(
	settings: NodeSettings,
	method: string,
	path = 'lockModel',
): Promise<INodePropertyOptions[]> {
	const type = await nodeType(settings.type);
	return await type.methods!.loadOptions![method].call(await loadOptionsContext(settings, path));
}

/** Asks a resource locator's list of the node for its results. */
export async function listSearch(
	settings: NodeSettings,
	method: string,
	filter?: string,
	path = 'lockId',
): Promise<INodeListSearchResult> {
	const type = await nodeType(settings.type);
	return await type.methods!.listSearch![method].call(await loadOptionsContext(settings, path), filter);
}

async function loadOptionsContext(settings: NodeSettings, path: string): Promise<LoadOptionsContext> {
	const workflow = await workflowWith(settings);
	const additionalData = await additionalDataFor(settings.credentials);
	additionalData.currentNodeParameters = settings.parameters;
	return new LoadOptionsContext(workflow, workflow.getNode('Codelocks')!, additionalData, path);
}

/** A workflow of a start and the node, by the built package's types. */
export async function workflowWith(settings: NodeSettings): Promise<Workflow> {
	const codelocks: INode = {
		id: 'codelocks',
		name: 'Codelocks',
		type: `${PACKAGE_NAME}.${settings.type ?? 'codelocks'}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: settings.parameters,
		credentials: { codelocksApi: { id: '1', name: 'Codelocks' } },
		...(settings.onError && { onError: settings.onError }),
		...(settings.disabled && { disabled: true }),
		...(settings.retryOnFail && { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 }),
	};
	const start: INode = {
		id: 'start',
		name: 'Start',
		type: 'test.start',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	return new Workflow({
		id: settings.workflowId ?? 'test',
		active: false,
		nodes: [start, codelocks],
		connections: { Start: { main: [[{ node: 'Codelocks', type: 'main', index: 0 }]] } },
		nodeTypes: await nodeTypes(plainType()),
		settings: {
			...(settings.workflowTimezone !== null && { timezone: settings.workflowTimezone ?? WORKFLOW_TIMEZONE }),
			executionOrder: 'v1',
		},
	});
}

/** A node type with one output that stands for those of n8n. */
export const plainType = (inputs: string[] = [], execute?: INodeType['execute']): INodeType =>
	({
		description: { name: 'plain', properties: [], inputs, outputs: ['main'], defaults: {}, version: 1 },
		execute,
	}) as unknown as INodeType;

/** The package's own types; all others are like `other`. */
export async function nodeTypes(other: INodeType): Promise<INodeTypes> {
	const loader = await loadPackage();
	const byName = (name: string) =>
		name.startsWith(`${PACKAGE_NAME}.`)
			? (loader.getNode(withoutTool(name.slice(PACKAGE_NAME.length + 1))).type as INodeType)
			: other;
	return { getByName: byName, getByNameAndVersion: byName, getKnownTypes: () => ({}) };
}

/** What the engine wants beside a workflow. */
export async function additionalDataFor(
	credentials: Credentials,
	executionId = '1',
): Promise<IWorkflowExecuteAdditionalData> {
	const hooks = new ExecutionLifecycleHooks('manual', '1', {
		id: 'test',
		name: 'test',
		active: false,
		nodes: [],
		connections: {},
		createdAt: new Date(0),
		updatedAt: new Date(0),
	} as unknown as ConstructorParameters<typeof ExecutionLifecycleHooks>[2]);
	return {
		credentialsHelper: new GivenCredentials(credentials, await credentialType()),
		hooks,
		currentNodeExecutionIndex: 0,
		restApiUrl: '',
		instanceBaseUrl: '',
		webhookBaseUrl: '',
		variables: {},
		executionId,
	} as unknown as IWorkflowExecuteAdditionalData;
}

/** Hands out one credential, and has its own type authenticate calls, as n8n's helper does for a function. */
class GivenCredentials extends ICredentialsHelper {
	private readonly credentials: Credentials;

	private readonly type: ICredentialType;

	constructor(credentials: Credentials, type: ICredentialType) {
		super();
		this.credentials = credentials;
		this.type = type;
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type;
		if (typeof authenticate !== 'function')
			throw new Error('The credential does not authenticate by a function');
		return await authenticate.call(this.type, credentials, request);
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(): Promise<never> {
		throw new Error('Not needed by the engine');
	}

	async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return { ...this.credentials };
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}

	getCredentialsProperties() {
		return this.type.properties;
	}
}

/** A resource locator's value as the editor saves it. */
export function locator(value: string, mode = 'id'): NodeParameterValueType {
	return { __rl: true, mode, value } as unknown as NodeParameterValueType;
}
