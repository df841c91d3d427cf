import type { FastifyInstance } from 'fastify';

import type { World } from './world.mts';

interface FeedRoute {
	Params: { feed: string };
}

/** Registers /feeds/:feed, which gives out calendars (iCal) that someone put there, as booking sites do. */
export function registerFeeds(server: FastifyInstance, world: World): void {
	server.get<FeedRoute>('/feeds/:feed', (request, reply) => {
		const text = world.feeds.get(request.params.feed);
		if (text === undefined) return reply.code(404).send({ message: 'There is no such feed' });
		return reply.type('text/calendar; charset=utf-8').send(text);
	});
	server.put<FeedRoute>('/feeds/:feed', (request) => {
		world.feeds.set(request.params.feed, String(request.body ?? ''));
		return { ok: true };
	});
}
