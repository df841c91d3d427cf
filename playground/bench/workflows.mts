import type { N8nApi, Workflow, WorkflowNode } from '../n8nApi.mts';
import { TIMEZONE } from './rows.mts';

/** The ways to the same codes that are compared. */
export const WAYS = ['codelocks', 'httpRequest'] as const;
export type Way = (typeof WAYS)[number];

/** The third shows what n8n uses up by itself. */
export type WorkflowName = Way | 'idle';

export const WAY_NAMES: Record<Way, string> = {
	codelocks: 'Codelocks node',
	httpRequest: 'HTTP Request node',
};

export interface Service {
	url: string;
	apiKey: string;
}

const COLUMNS = ['start', 'duration', 'lockModel', 'identifier'] as const;

/** Makes the workflows and activates them; returns the addresses that start them. */
export async function provideWorkflows(
	api: N8nApi,
	n8nUrl: string,
	service: Service,
): Promise<Record<WorkflowName, string>> {
	const provide = async (name: WorkflowName, measured: WorkflowNode) => {
		const workflow = await api.createWorkflow(around(name, measured));
		await api.activateWorkflow(workflow);
		return `${n8nUrl}/webhook/${pathOf(name)}`;
	};
	return {
		codelocks: await provide('codelocks', await codelocksNode(api, service)),
		httpRequest: await provide('httpRequest', await httpRequestNode(api, service)),
		idle: await provide('idle', node('Idle', 'CUSTOM.benchIdle', 1)),
	};
}

const pathOf = (name: WorkflowName): string => `bench-${name.toLowerCase()}`;

/** Started by a webhook, a workflow runs as in production, and the editor's bookkeeping does not disturb the measurement. */
function around(name: WorkflowName, measured: WorkflowNode): Workflow {
	const path = pathOf(name);
	const chain: WorkflowNode[] = [
		{
			...node('Webhook', 'n8n-nodes-base.webhook', 2),
			webhookId: path,
			parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
		},
		node('Rows', 'CUSTOM.benchRows', 1),
		measured,
		node('Measure', 'CUSTOM.benchMeasure', 1),
	];
	const links = chain
		.slice(1)
		.map((next, index) => [chain[index].name, { main: [[{ node: next.name, type: 'main', index: 0 }]] }]);
	return {
		name: `Bench: ${measured.name}`,
		nodes: chain.map((entry, index) => ({ ...entry, position: [index * 200, 0] })),
		connections: Object.fromEntries(links) as Workflow['connections'],
		settings: { timezone: TIMEZONE, saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none' },
	};
}

async function codelocksNode(api: N8nApi, { url, apiKey }: Service): Promise<WorkflowNode> {
	const credential = await api.createCredential({
		name: 'Bench: Codelocks',
		type: 'codelocksApi',
		data: { apiKey, accessKey: '', baseUrl: url },
	});
	return {
		...node(WAY_NAMES.codelocks, 'n8n-nodes-codelocks.codelocks', 1),
		credentials: { codelocksApi: credential },
		parameters: {
			resource: 'netCode',
			operation: 'generateForKitLock',
			timecode: fromRow('timecode'),
			...Object.fromEntries(COLUMNS.map((column) => [column, fromRow(column)])),
			// Each round repeats the rows of the one before, whose codes would cost nothing.
			options: { reuseCodes: false },
		},
	};
}

async function httpRequestNode(api: N8nApi, { url, apiKey }: Service): Promise<WorkflowNode> {
	const credential = await api.createCredential({
		name: 'Bench: Header Auth',
		type: 'httpHeaderAuth',
		data: { name: 'x-api-key', value: apiKey },
	});
	return {
		...node(WAY_NAMES.httpRequest, 'n8n-nodes-base.httpRequest', 4.5),
		credentials: { httpHeaderAuth: credential },
		parameters: {
			url: `=${url}/n/1/netcode/{{ $json.timecode }}`,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			sendQuery: true,
			queryParameters: {
				parameters: COLUMNS.map((column) => ({ name: column.toLowerCase(), value: fromRow(column) })),
			},
			options: {},
		},
	};
}

const fromRow = (column: string): string => `={{ $json.${column} }}`;

function node(name: string, type: string, typeVersion: number): WorkflowNode {
	return { name, type, typeVersion, position: [0, 0], parameters: {} };
}
