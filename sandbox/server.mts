import type { AddressInfo } from 'node:net';

import { fastify, type FastifyInstance } from 'fastify';

import { registerApi } from './api.mts';
import { type Control, ControlError, createControl } from './control.mts';
import { registerControl } from './controlRoutes.mts';
import { registerFeeds } from './feedRoutes.mts';
import { grow } from './growth.mts';
import { homePage } from './homePage.mts';
import { registerInbox } from './inboxRoutes.mts';
import type { Shapes } from './model.mts';
import { registerSheets } from './sheetRoutes.mts';
import { createWorld, type Settings, type World } from './world.mts';

export interface SandboxOptions {
	/** 0, the default, takes any free port. */
	port?: number;
	/** Responses as the documentation has them (default), or as seen in the wild. */
	shapes?: Shapes;
	/** Added to every API call. */
	latencyMs?: number;
	/** The clock, in ms; the machine's by default. */
	now?: () => number;
	/** Lets something happen at a lock every so often; off by default. */
	growth?: { everySeconds: number };
}

export interface Sandbox {
	/** Without a trailing slash: 'http://127.0.0.1:4010'. */
	url: string;
	control: Control;
	close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts an emulator of the Connect API on the loopback address. Rejects with EADDRINUSE when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, shapes = 'documented', latencyMs = 0, now = Date.now, growth } = options;
	const settings: Settings = { shapes, latencyMs, throttle: null };
	const world = createWorld(now, settings);
	const control = createControl(world, settings);
	const server = createServer(world, control);

	await server.listen({ host: HOST, port });
	const timer = growth && setInterval(() => grow(world), growth.everySeconds * 1000).unref();
	return {
		url: addressOf(server),
		control,
		close: async () => {
			clearInterval(timer);
			await server.close();
		},
	};
}

function createServer(world: World, control: Control): FastifyInstance {
	const server = fastify({
		logger: false,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
		routerOptions: { maxParamLength: 500 },
	});
	// The API must see what was sent, whatever the content type says, so bodies are left as text.
	server.removeAllContentTypeParsers();
	server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
	server.setErrorHandler((error, _request, reply) => {
		const status = error instanceof ControlError ? error.status : 500;
		return reply.code(status).send({ message: error instanceof Error ? error.message : String(error) });
	});
	server.get('/', (_request, reply) =>
		reply.type('text/html; charset=utf-8').send(homePage(addressOf(server), world)),
	);
	registerControl(server, control);
	registerInbox(server, world);
	registerSheets(server, world);
	registerFeeds(server, world);
	registerApi(server, world);
	return server;
}

function addressOf(server: FastifyInstance): string {
	const { port } = server.server.address() as AddressInfo;
	return `http://${HOST}:${port}`;
}
