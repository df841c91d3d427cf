import { BUSY_LOCK } from '../../sandbox/seed.mts';
import type { Workflow } from '../n8nApi.mts';
import { allow, type Outcome, type Stage } from './checks.mts';

const PATH = 'codelocks-check';
const NO_LOCK = 'no such lock';

interface Answer {
	result?: {
		tools?: Array<{ name: string }>;
		isError?: boolean;
		content?: Array<{ text: string }>;
	};
}

/** The node as a tool of an MCP Server Trigger: a call that succeeds, and one that fails. */
export async function checkMcp(stage: Stage, credential: { id: string; name: string }): Promise<Outcome> {
	stage.sandbox.control.reset();
	allow(stage);
	const workflow = await stage.api.createWorkflow(mcpWorkflow(credential));
	await stage.api.activateWorkflow(workflow);
	const client = new McpClient(`${stage.n8nUrl}/mcp/${PATH}`, stage.alive);
	await client.open();
	const [tool] = (await client.ask('tools/list', {})).result?.tools ?? [];
	const call = async (Lock: string) => {
		const { result } = await client.ask('tools/call', { name: tool.name, arguments: { Lock } });
		return {
			isError: result?.isError === true,
			text: (result?.content ?? []).map(({ text }) => text).join(' '),
		};
	};
	const [good, bad] = [await call(BUSY_LOCK.name), await call(NO_LOCK)];
	await stage.api.deactivateWorkflow(workflow.id);
	const problems = [
		...(!good.isError && good.text.includes(BUSY_LOCK.lockId) ? [] : [`a lock: ${JSON.stringify(good)}`]),
		...(bad.isError && bad.text.includes(NO_LOCK) ? [] : [`a failure: ${JSON.stringify(bad)}`]),
	];
	return { tried: 2, problems };
}

const mcpWorkflow = (credential: { id: string; name: string }): Workflow => ({
	name: 'MCP server',
	nodes: [
		{
			...{ id: 'server', name: 'MCP Server', type: '@n8n/n8n-nodes-langchain.mcpTrigger', typeVersion: 2 },
			...{ position: [0, 0], parameters: { path: PATH }, webhookId: PATH },
		},
		{
			...{ id: 'tool', name: 'Get Lock', type: 'n8n-nodes-codelocks.codelocksTool', typeVersion: 1 },
			position: [0, 220],
			parameters: {
				...{
					descriptionType: 'manual',
					toolDescription: 'Gets a lock',
					resource: 'k3Lock',
					operation: 'get',
				},
				lockId: { __rl: true, mode: 'name', value: "={{ $fromAI('Lock', 'Name of the lock', 'string') }}" },
			},
			credentials: { codelocksApi: credential },
		},
	],
	connections: { 'Get Lock': { ai_tool: [[{ node: 'MCP Server', type: 'ai_tool', index: 0 }]] } },
	settings: { executionOrder: 'v1', timezone: 'Europe/London' },
});

/** As much of MCP over streamable HTTP as the check needs. */
class McpClient {
	readonly #url: string;
	readonly #signal: AbortSignal;
	#session: string | undefined;
	#id = 0;

	constructor(url: string, signal: AbortSignal) {
		this.#url = url;
		this.#signal = signal;
	}

	async open(): Promise<void> {
		const clientInfo = { name: 'check', version: '1' };
		await this.ask('initialize', { protocolVersion: '2025-03-26', capabilities: {}, clientInfo });
		await this.#post({ jsonrpc: '2.0', method: 'notifications/initialized' });
	}

	async ask(method: string, params: object): Promise<Answer> {
		const text = await this.#post({ jsonrpc: '2.0', id: ++this.#id, method, params });
		// A response is JSON, or one event of a stream.
		const data = /^data: ?(.*)$/m.exec(text)?.[1] ?? text;
		return JSON.parse(data) as Answer;
	}

	async #post(message: object): Promise<string> {
		const response = await fetch(this.#url, {
			method: 'POST',
			headers: {
				...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
				...(this.#session && { 'mcp-session-id': this.#session }),
			},
			body: JSON.stringify(message),
			signal: AbortSignal.any([this.#signal, AbortSignal.timeout(30_000)]),
		});
		this.#session = response.headers.get('mcp-session-id') ?? this.#session;
		return await response.text();
	}
}
