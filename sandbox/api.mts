import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Behaviours } from './behaviours.mts';
import { cutConnection, sendJson } from './bodies.mts';
import type { OpenCall } from './calls.mts';
import { ApiFailure, disguised, Refusal } from './failures.mts';
import type { FaultAnswer } from './faults.mts';
import { admit } from './gateway.mts';
import { k3ClientMethods } from './methods/k3Clients.mts';
import { k3LockMethods } from './methods/k3Locks.mts';
import type { ApiMethod } from './methods/method.mts';
import { netCodeMethods } from './methods/netCode.mts';
import { utilityMethods } from './methods/utility.mts';
import type { CallKind } from './model.mts';
import type { World } from './world.mts';

/** Every method of the emulated API. */
export const API_METHODS: readonly ApiMethod[] = [
	...netCodeMethods,
	...utilityMethods,
	...k3LockMethods,
	...k3ClientMethods,
];

const FORM = 'application/x-www-form-urlencoded';

/** Registers the API at its real paths. Every path that nobody else has is taken for a wrong one of the API. */
export function registerApi(server: FastifyInstance, world: World): void {
	for (const method of API_METHODS) {
		server.route({
			method: method.verb,
			url: method.template.replace('{id}', ':id'),
			handler: (request, reply) =>
				answer(world, request, reply, `${method.verb} ${method.template}`, (call) =>
					callMethod(world, method, request, call),
				),
		});
	}
	// API Gateway finds no method for a wrong path before it looks at the key (docs/dev/api.md, 'Errors').
	server.setNotFoundHandler((request, reply) =>
		answer(world, request, reply, 'unknown path', () => {
			throw new ApiFailure(403, 'Missing Authentication Token');
		}),
	);
}

async function answer(
	world: World,
	request: FastifyRequest,
	reply: FastifyReply,
	template: string,
	handle: (call: OpenCall) => unknown,
): Promise<FastifyReply> {
	const { path } = locate(request);
	const call = openCall(world, request, template);
	reply.raw.once('close', () => call.finish(0));

	const fault = world.faults.take(request.method, path);
	if (fault?.delayMs !== undefined) await sleep(fault.delayMs);
	if (fault?.drop) return cutConnection(reply);
	if (fault?.status !== undefined) return sendFault(reply, call, fault, fault.status);

	const behaviours = world.behaviours.of(idOf(request));
	try {
		const body = await handle(call);
		if (fault?.loseAnswer) return cutConnection(reply);
		return request.method === 'GET'
			? send(reply, call, 200, body, behaviours.bodies)
			: sendWritten(reply, call, body, behaviours);
	} catch (error) {
		if (!(error instanceof ApiFailure)) throw error;
		if (error instanceof Refusal && behaviours.failures !== 'plain')
			return send(reply, call, 200, disguised(error, behaviours.failures), behaviours.bodies);
		return send(reply.headers(error.headers), call, error.status, error.body, behaviours.bodies);
	}
}

/** Responds to a write that has taken effect, as the switch sets it. */
function sendWritten(
	reply: FastifyReply,
	call: OpenCall,
	body: unknown,
	{ writes, bodies }: Behaviours,
): FastifyReply {
	switch (writes) {
		case 'lostAnswer':
			return cutConnection(reply);
		case 'badGateway':
			return send(reply, call, 502, { message: 'Internal server error' }, bodies);
		case 'timeout':
			return send(reply, call, 504, { message: 'Endpoint request timed out' }, bodies);
		default:
			return send(reply, call, 200, writes === 'noBody' ? undefined : body, bodies);
	}
}

async function callMethod(
	world: World,
	method: ApiMethod,
	request: FastifyRequest,
	call: OpenCall,
): Promise<unknown> {
	admit(world, headerOf(request, 'x-api-key'), kindOf(method.template), call);
	if (world.settings.latencyMs > 0) await sleep(world.settings.latencyMs);
	const id = idOf(request);
	const behaviours = world.behaviours.of(id);
	return method.answer(
		{ id: id ?? '', query: locate(request).query, form: formOf(request), behaviours },
		world,
	);
}

function openCall(world: World, request: FastifyRequest, template: string): OpenCall {
	const { path, query } = locate(request);
	const headers = {
		'x-api-key': headerOf(request, 'x-api-key'),
		'content-type': headerOf(request, 'content-type'),
	};
	const record = {
		method: request.method,
		path,
		query: Object.fromEntries(query),
		headers,
		form: Object.fromEntries(formOf(request)),
		status: 0,
	};
	return world.calls.open(record, kindOf(path), template);
}

function send(
	reply: FastifyReply,
	call: OpenCall,
	status: number,
	body: unknown,
	bodies: Behaviours['bodies'] = 'whole',
): FastifyReply {
	// The record must be complete before the client can ask for it.
	call.finish(status);
	return sendJson(reply.code(status), body, bodies);
}

function sendFault(reply: FastifyReply, call: OpenCall, fault: FaultAnswer, status: number): FastifyReply {
	const { body, headers = {} } = fault;
	if (typeof body !== 'string') return send(reply.headers(headers), call, status, body);
	call.finish(status);
	return reply
		.code(status)
		.type(body.startsWith('<') ? 'text/html' : 'text/plain')
		.headers(headers)
		.send(body);
}

/** The id in the path; undefined where there is none. */
function idOf(request: FastifyRequest): string | undefined {
	return (request.params as { id?: string }).id;
}

function kindOf(path: string): CallKind {
	return path.startsWith('/n/') ? 'netCode' : 'utility';
}

function locate(request: FastifyRequest): { path: string; query: URLSearchParams } {
	const [path, query = ''] = request.url.split('?', 2);
	return { path, query: new URLSearchParams(query) };
}

/** The body's parameters. Any other content type counts as none, so the first required one is missing. */
function formOf(request: FastifyRequest): URLSearchParams {
	const [type] = (headerOf(request, 'content-type') ?? '').split(';');
	const isForm = type.trim().toLowerCase() === FORM && typeof request.body === 'string';
	return new URLSearchParams(isForm ? (request.body as string) : '');
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
	const value = request.headers[name];
	return Array.isArray(value) ? value[0] : value;
}
