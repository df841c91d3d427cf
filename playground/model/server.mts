import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One turn of the conversation, as OpenAI's chat completions have it. */
export interface ChatMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: unknown;
	tool_calls?: ToolCall[];
	tool_call_id?: string;
}

export interface ToolCall {
	id: string;
	type: 'function';
	function: { name: string; arguments: string };
}

export interface Tool {
	type: 'function';
	function: { name: string; description?: string; parameters: Record<string, unknown> };
}

/** What an agent asks its model. */
export interface ChatRequest {
	model: string;
	messages: ChatMessage[];
	tools?: Tool[];
	stream?: boolean;
}

/** What the model says: words, or the tools that it wants called, with their arguments. */
export type Reply = { text: string } | { calls: Array<{ tool: string; input: Record<string, unknown> }> };

/** Stands in for the language model's mind. */
export type Script = (request: ChatRequest) => Reply;

export interface ScriptedModel {
	/** With the path that clients of OpenAI expect: 'http://127.0.0.1:1234/v1'. */
	url: string;
	/** Everything that was asked, oldest first. */
	requests: ChatRequest[];
	close(): Promise<void>;
}

/** Starts a server on the loopback address that talks as OpenAI's chat completions do and says what the script says. */
export async function startScriptedModel(script: Script): Promise<ScriptedModel> {
	const requests: ChatRequest[] = [];
	const server = createServer(async (request, response) => {
		const answer = await answerTo(request, (chat) => {
			requests.push(chat);
			return script(chat);
		});
		response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
		response.end(JSON.stringify(answer ?? { error: { message: 'Not found' } }));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		requests,
		close: async () => {
			server.closeAllConnections();
			await once(server.close(), 'close');
		},
	};
}

async function answerTo(request: IncomingMessage, script: Script): Promise<object | undefined> {
	if (request.url === '/v1/models') return { object: 'list', data: [{ id: 'scripted', object: 'model' }] };
	if (request.url !== '/v1/chat/completions') return undefined;
	const chat = JSON.parse(await text(request)) as ChatRequest;
	const reply = script(chat);
	const message = { role: 'assistant', ...contentOf(reply) };
	return {
		id: 'chatcmpl-scripted',
		object: 'chat.completion',
		created: 0,
		model: chat.model,
		choices: [{ index: 0, message, finish_reason: 'calls' in reply ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
	};
}

function contentOf(reply: Reply): Pick<ChatMessage, 'content' | 'tool_calls'> {
	if ('text' in reply) return { content: reply.text };
	return {
		content: null,
		tool_calls: reply.calls.map(({ tool, input }, index) => ({
			id: `call_${index}`,
			type: 'function',
			function: { name: tool, arguments: JSON.stringify(input) },
		})),
	};
}
