import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A response as it stands before a fault changes it. */
export interface Reply {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

/** A call as it came in. */
export interface FrontCall {
	method: string;
	path: string;
	query: string[];
	/** Equal for calls that ask for the same. */
	key: string;
}

/** What a fault may do with a call. */
export interface Exchange {
	request: IncomingMessage;
	requestBody: Buffer;
	response: ServerResponse;
	/** Has the service carry the call out. */
	forward(): Promise<Reply>;
	/** Answers the call. */
	send(reply: Partial<Reply>): void;
}

/** Answers a call in place of the service. */
export type Interference = (exchange: Exchange) => Promise<void> | void;

/** A server in front of a service, which passes calls on until it is told to interfere. */
export interface Front {
	url: string;
	calls: FrontCall[];
	/** The most calls that were under way at once. */
	mostInFlight: number;
	/** The calls whose response is not complete, as long as the caller waits for it. */
	readonly inFlight: number;
	/** Interferes with each call, or with the first few. */
	interfere(interference: Interference, calls?: number): void;
	/** Passes calls on again, and forgets those that came. */
	clear(): void;
	close(): Promise<void>;
}

/** Starts a front on the loopback address. */
export async function startFront(serviceUrl: string): Promise<Front> {
	let interference: Interference | undefined;
	let left = 0;
	let inFlight = 0;
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		void (async () => {
			front.mostInFlight = Math.max(front.mostInFlight, ++inFlight);
			response.on('close', () => inFlight--).on('error', () => {});
			const url = new URL(request.url ?? '/', 'http://front');
			const requestBody = await bytesOf(request);
			front.calls.push({
				method: request.method ?? '',
				path: url.pathname,
				query: [...url.searchParams.keys()],
				key: `${request.method} ${request.url} ${requestBody.toString()}`,
			});
			const forward = async () => await forwarded(serviceUrl, request, requestBody);
			const send = ({ status = 200, headers = {}, body = Buffer.alloc(0) }: Partial<Reply>) => {
				// Node.js refuses to write a body with these.
				const plain = status === 204 || status === 304 ? Buffer.alloc(0) : body;
				response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(plain);
			};
			const faulty = left > 0 ? interference : undefined;
			if (faulty) left--;
			await (faulty ?? (async () => send(await forward())))({
				request,
				requestBody,
				response,
				forward,
				send,
			});
		})().catch(() => response.destroy());
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket)).on('error', () => {});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const front: Front = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		calls: [],
		mostInFlight: 0,
		get inFlight() {
			return inFlight;
		},
		interfere: (next, calls = Infinity) => {
			interference = next;
			left = calls;
		},
		clear: () => {
			interference = undefined;
			left = 0;
			front.calls = [];
			front.mostInFlight = 0;
		},
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return front;
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of stream) parts.push(part as Buffer);
	return Buffer.concat(parts);
}

async function forwarded(serviceUrl: string, request: IncomingMessage, body: Buffer): Promise<Reply> {
	const answer = await new Promise<IncomingMessage>((resolve, reject) => {
		const { host: _host, connection: _connection, ...headers } = request.headers;
		httpRequest(serviceUrl + request.url, { method: request.method, headers }, resolve)
			.on('error', reject)
			.end(body);
	});
	const { 'content-type': type, 'retry-after': retryAfter } = answer.headers;
	return {
		status: answer.statusCode ?? 0,
		headers: { ...(type && { 'content-type': type }), ...(retryAfter && { 'retry-after': retryAfter }) },
		body: await bytesOf(answer),
	};
}
