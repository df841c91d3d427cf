import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { World } from './world.mts';

interface ChannelRoute {
	Params: { channel: string };
}

/** Registers /inbox/:channel, which stands in for Slack's chat.postMessage in demos and tests. */
export function registerInbox(server: FastifyInstance, world: World): void {
	server.post<ChannelRoute>('/inbox/:channel', (request) => {
		const { channel } = request.params;
		const { ts } = world.inbox.post(channel, messageOf(request), world.now());
		return { ok: true, channel, ts };
	});
	server.get<ChannelRoute>('/inbox/:channel', (request) => world.inbox.messages(request.params.channel));
	server.delete<ChannelRoute>('/inbox/:channel', (request) => {
		world.inbox.clear(request.params.channel);
		return { ok: true };
	});
}

/** A JSON or form body as a value, any other as its text. */
function messageOf(request: FastifyRequest): unknown {
	const text = typeof request.body === 'string' ? request.body : '';
	const type = request.headers['content-type'] ?? '';
	if (type.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
	try {
		return JSON.parse(text);
	} catch {
		return { text };
	}
}
