import type { N8nApi, Workflow, WorkflowNode } from '../n8nApi.mts';
import { FIELDS, type Fields } from './cells.mts';
import { TIMEZONE } from './rows.mts';

/** The ways to the same codes that are compared. */
export const WAYS = ['codelocks', 'httpRequest'] as const;
export type Way = (typeof WAYS)[number];

/** The last shows what n8n uses up by itself. */
export type WorkflowName = `${Way}-${Fields}` | 'idle';

export const workflowName = (way: Way, fields: Fields): WorkflowName => `${way}-${fields}`;

export const WAY_NAMES: Record<Way, string> = {
	codelocks: 'Codelocks node',
	httpRequest: 'HTTP Request node',
};

export interface Service {
	url: string;
	apiKey: string;
}

/** Expressions for the fields of a code. All give what the row holds, so that the same codes are due. */
const EXPRESSIONS = {
	columns: {
		timecode: '{{ $json.timecode }}',
		start: '{{ $json.start }}',
		duration: '{{ $json.duration }}',
		lockModel: '{{ $json.lockModel }}',
		identifier: '{{ $json.identifier }}',
	},
	computed: {
		timecode: '{{ $json.timecode.trim() }}',
		start:
			"{{ DateTime.fromFormat($json.start, 'yyyy-MM-dd HH:mm').startOf('hour').toFormat('yyyy-MM-dd HH:mm') }}",
		duration: '{{ $json.duration > 0 ? $json.duration : 0 }}',
		lockModel: '{{ $json.lockModel.trim().toUpperCase() }}',
		identifier: "{{ $json.identifier.padStart(6, '0') }}",
	},
};

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
	const nodes = {
		codelocks: await codelocksNode(api, service),
		httpRequest: await httpRequestNode(api, service),
	};
	const urls: Partial<Record<WorkflowName, string>> = {};
	for (const fields of FIELDS) {
		for (const way of WAYS) {
			const name = workflowName(way, fields);
			urls[name] = await provide(name, nodes[way](fields));
		}
	}
	urls.idle = await provide('idle', node('Idle', 'CUSTOM.benchIdle', 1));
	return urls as Record<WorkflowName, string>;
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
		name: `Bench: ${name}`,
		nodes: chain.map((entry, index) => ({ ...entry, position: [index * 200, 0] })),
		connections: Object.fromEntries(links) as Workflow['connections'],
		settings: { timezone: TIMEZONE, saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none' },
	};
}

/** The measured node, by what its fields hold. */
type MeasuredNode = (fields: Fields) => WorkflowNode;

async function codelocksNode(api: N8nApi, { url, apiKey }: Service): Promise<MeasuredNode> {
	const credential = await api.createCredential({
		name: 'Bench: Codelocks',
		type: 'codelocksApi',
		data: { apiKey, accessKey: '', baseUrl: url },
	});
	return (fields) => {
		const { timecode, start, duration, lockModel, identifier } = EXPRESSIONS[fields];
		return {
			...node(WAY_NAMES.codelocks, 'n8n-nodes-codelocks.codelocks', 1),
			credentials: { codelocksApi: credential },
			parameters: {
				resource: 'netCode',
				operation: 'generateForKitLock',
				timecode: `=${timecode}`,
				start: `=${start}`,
				duration: { __rl: true, mode: 'durationId', value: `=${duration}` },
				lockModel: { __rl: true, mode: 'name', value: `=${lockModel}` },
				identifier: `=${identifier}`,
				// Each round repeats the rows of the one before, whose codes would cost nothing.
				options: { reuseCodes: false },
			},
		};
	};
}

async function httpRequestNode(api: N8nApi, { url, apiKey }: Service): Promise<MeasuredNode> {
	const credential = await api.createCredential({
		name: 'Bench: Header Auth',
		type: 'httpHeaderAuth',
		data: { name: 'x-api-key', value: apiKey },
	});
	return (fields) => {
		const { timecode, ...query } = EXPRESSIONS[fields];
		return {
			...node(WAY_NAMES.httpRequest, 'n8n-nodes-base.httpRequest', 4.5),
			credentials: { httpHeaderAuth: credential },
			parameters: {
				url: `=${url}/n/1/netcode/${timecode}`,
				authentication: 'genericCredentialType',
				genericAuthType: 'httpHeaderAuth',
				sendQuery: true,
				queryParameters: {
					parameters: Object.entries(query).map(([name, value]) => ({
						name: name.toLowerCase(),
						value: `=${value}`,
					})),
				},
				options: {},
			},
		};
	};
}

function node(name: string, type: string, typeVersion: number): WorkflowNode {
	return { name, type, typeVersion, position: [0, 0], parameters: {} };
}
