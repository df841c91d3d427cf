import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyReply } from 'fastify';

import type { Behaviours } from './behaviours.mts';

/** The service sends no charset (docs/dev/api.md, 'Errors'). */
const JSON_TYPE = 'application/json';
const SLOW_MS = 1000;
const TRICKLE_MS = 20;
const BYTE_ORDER_MARK = '\uFEFF';

type Send = (reply: FastifyReply, text: string) => FastifyReply;

const SENDERS: Record<Behaviours['bodies'], Send> = {
	whole: (reply, text) => reply.send(Buffer.from(text)),
	slow: (reply, text) => reply.send(Readable.from(slowly([Buffer.from(text)], SLOW_MS))),
	trickle: (reply, text) => reply.send(Readable.from(slowly(bytesOf(text), TRICKLE_MS))),
	cut: cutInHalf,
	latin1: (reply, text) => reply.type(`${JSON_TYPE}; charset=iso-8859-1`).send(Buffer.from(text, 'latin1')),
	byteOrderMark: (reply, text) => reply.send(Buffer.from(BYTE_ORDER_MARK + text)),
	html: (reply, text) => reply.type('text/html').send(Buffer.from(text)),
};

/** Sends a value as JSON in the way that the switch has it; undefined is an empty body. */
export function sendJson(reply: FastifyReply, body: unknown, form: Behaviours['bodies']): FastifyReply {
	// Fastify adds a charset to JSON that it is given as text.
	reply.type(JSON_TYPE);
	return body === undefined ? reply.send(Buffer.alloc(0)) : SENDERS[form](reply, JSON.stringify(body));
}

/** Cuts the connection without a response. */
export function cutConnection(reply: FastifyReply): FastifyReply {
	reply.hijack();
	reply.raw.destroy();
	return reply;
}

function cutInHalf(reply: FastifyReply, text: string): FastifyReply {
	const bytes = Buffer.from(text);
	const headers = { 'content-type': JSON_TYPE, 'content-length': bytes.length };
	reply.hijack();
	reply.raw.writeHead(reply.statusCode, headers);
	reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
	return reply;
}

async function* slowly(parts: Iterable<Buffer>, pauseMs: number): AsyncGenerator<Buffer> {
	for (const part of parts) {
		await sleep(pauseMs);
		yield part;
	}
}

function bytesOf(text: string): Buffer[] {
	const bytes = Buffer.from(text);
	return Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
}
