import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One turn of the conversation, as OpenAI's chat completions have it. */
export interface ChatMessage {
	role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
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

/** Replaces the language model. */
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
		if (request.url === '/v1/models') {
			return sendJson(response, 200, { object: 'list', data: [{ id: 'scripted', object: 'model' }] });
		}
		if (request.url !== '/v1/chat/completions') {
			return sendJson(response, 404, { error: { message: 'Not found' } });
		}
		const chat = JSON.parse(await text(request)) as ChatRequest;
		requests.push(chat);
		try {
			const reply = script(chat);
			if (chat.stream) sendStream(response, chat, reply);
			else sendJson(response, 200, completion(chat, 'chat.completion', { message: messageOf(reply) }, reply));
		} catch (error) {
			// Clients of OpenAI try again after a 500, and a script that failed once fails again.
			sendJson(response, 400, { error: { message: `The script of the model failed: ${String(error)}` } });
		}
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

function sendJson(response: ServerResponse, status: number, body: object): void {
	response.writeHead(status, { 'content-type': 'application/json' });
	response.end(JSON.stringify(body));
}

/** Agents before version 2 ask for a stream, and so do chats that show an answer while it is made. One piece is enough. */
function sendStream(response: ServerResponse, chat: ChatRequest, reply: Reply): void {
	const { tool_calls: calls, ...message } = messageOf(reply);
	const delta = {
		...message,
		...(calls && { tool_calls: calls.map((call, index) => ({ index, ...call })) }),
	};
	const piece = completion(chat, 'chat.completion.chunk', { delta }, reply);
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	response.end(`data: ${JSON.stringify(piece)}\n\ndata: [DONE]\n\n`);
}

function completion({ model }: ChatRequest, object: string, said: object, reply: Reply): object {
	return {
		id: 'chatcmpl-scripted',
		object,
		created: 0,
		model,
		choices: [{ index: 0, ...said, finish_reason: 'calls' in reply ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
	};
}

function messageOf(reply: Reply): Pick<ChatMessage, 'role' | 'content' | 'tool_calls'> {
	if ('text' in reply) return { role: 'assistant', content: reply.text };
	return {
		role: 'assistant',
		content: null,
		tool_calls: reply.calls.map(({ tool, input }) => ({
			// An agent drops a call whose id it has seen before, as if it were answered already.
			id: `call_${randomUUID()}`,
			type: 'function',
			function: { name: tool, arguments: JSON.stringify(input) },
		})),
	};
}
