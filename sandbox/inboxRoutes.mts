import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { World } from './world.mts';

interface ChannelRoute {
	Params: { channel: string };
}

/** Registers /inbox/:channel, which replaces Slack's chat.postMessage and a mail server in demos and tests. */
export function registerInbox(server: FastifyInstance, world: World): void {
	server.post<ChannelRoute>('/inbox/:channel', (request, reply) => {
		const { channel } = request.params;
		const message = messageOf(request);
		if (isMailToNobody(message)) return reply.code(400).send({ message: 'No recipients defined' });
		const { ts } = world.inbox.post(channel, message, world.now());
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

/** A message with a `to` is an e-mail, and no mail server takes one without an address. */
function isMailToNobody(message: unknown): boolean {
	if (typeof message !== 'object' || message === null || !('to' in message)) return false;
	return !/\S@\S/.test(String(message.to));
}
