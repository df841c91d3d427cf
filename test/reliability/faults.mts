import { gzipSync } from 'node:zlib';

import { SWITCHES, type BehaviourChange } from '../../sandbox/behaviours.mts';
import type { Exchange, Interference, Reply } from './front.mts';
import { SHAPE_CHANGES } from './shapes.mts';

/** One thing that goes wrong between the node and the service. */
export interface Fault {
	name: string;
	group: 'connection' | 'time' | 'body' | 'redirect' | 'status' | 'throttling' | 'shape' | 'service';
	/** What answers in place of the service. */
	interference?: Interference;
	/** How the sandbox itself behaves. */
	behaviour?: BehaviourChange;
	/** Another Base URL than that of the front. */
	address?: 'closed' | 'hangsUp' | 'tls' | 'unknown';
	/** Needs a timeout that the test can set. */
	needsTimeout?: boolean;
	/** Words of the error of a run all of whose calls meet the fault. */
	words?: RegExp;
	/** Whether the run must succeed nevertheless. */
	succeeds?: boolean;
	/** Whether what comes back makes sense by itself, so that it may be remembered. */
	isPlausible?: boolean;
	/** Whether nothing has taken effect, so that each call may be repeated. */
	isSafe?: boolean;
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const answered =
	(reply: Partial<Reply>): Interference =>
	({ send }) =>
		send(reply);
/** Changes the response of a call that the service carried out. */
const changed =
	(change: (reply: Reply) => Partial<Reply>): Interference =>
	async ({ forward, send }) => {
		const reply = await forward();
		send({ ...reply, ...change(reply) });
	};
const PAGE = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Welcome to the hotel WiFi</body></html>';

const UNREACHABLE = /could not be reached|connection|ECONNREFUSED|address|TLS|certificate/i;

const CONNECTION: Fault[] = ([
	{ name: 'connection refused', address: 'closed', words: /refused the connection|ECONNREFUSED|cannot be reached|could not be reached/i, isSafe: true },
	{ name: 'connection closed when made', address: 'hangsUp', words: /broke off|could not be reached|ECONNRESET|socket hang up/i },
	{ name: 'no TLS at the port', address: 'tls', words: /TLS|EPROTO/i, isSafe: true },
	{ name: 'unknown host', address: 'unknown', words: /host name|ENOTFOUND|EAI_AGAIN/i, isSafe: true },
	{ name: 'reset before the service has the call', interference: ({ response }) => void response.destroy(), words: /broke off|ECONNRESET|socket hang up/i },
	{
		name: 'reset after the call took effect',
		interference: async ({ forward, response }) => {
			await forward();
			response.destroy();
		},
		words: /broke off|ECONNRESET|socket hang up/i,
	},
	{
		name: 'reset in the body',
		interference: async ({ forward, response }) => {
			const { body } = await forward();
			response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length + 10 });
			response.write(body.subarray(0, body.length / 2));
			setTimeout(() => response.destroy(), 5);
		},
		words: /broke off|aborted|ECONNRESET|socket hang up/i,
	},
	{
		name: 'not HTTP',
		interference: ({ request, response }) => {
			request.socket.end('SSH-2.0-OpenSSH_9.6\r\n');
			response.destroy();
		},
	},
] as Array<Omit<Fault, 'group'>>).map((fault) => ({ words: UNREACHABLE, ...fault, group: 'connection' }));

const TIMED: Fault[] = [
	['no response', () => {}],
	['silence after the headers', ({ response }: Exchange) => void response.writeHead(200).flushHeaders()],
	[
		'silence in the body',
		async ({ forward, response }: Exchange) => {
			const { body } = await forward();
			response.writeHead(200, { 'content-type': 'application/json' });
			response.write(body.subarray(0, body.length / 2));
		},
	],
	[
		'a body that trickles without end',
		({ response }: Exchange) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			const timer = setInterval(() => response.write(' '), 20);
			response.on('close', () => clearInterval(timer));
		},
	],
].map(([name, interference]) => ({
	name: name as string,
	group: 'time',
	interference: interference as Interference,
	needsTimeout: true,
	words: /within|in time|time/i,
}));

const NOT_JSON = /web page|other than JSON|not JSON|nested|response/i;
const BODIES: Fault[] = (
	[
		['cut in half', ({ body }) => ({ body: body.subarray(0, body.length / 2) })],
		['cut before its last byte', ({ body }) => ({ body: body.subarray(0, -1) })],
		['twice', ({ body }) => ({ body: Buffer.concat([body, body]) })],
		['as a web page', () => ({ headers: { 'content-type': 'text/html' }, body: Buffer.from(PAGE) }), NOT_JSON],
		['as a web page that is called JSON', () => ({ body: Buffer.from(PAGE) }), NOT_JSON],
		['as plain text', () => ({ headers: { 'content-type': 'text/plain' }, body: Buffer.from('OK') })],
		['as XML', () => ({ body: Buffer.from('<?xml version="1.0"?><error/>') })],
		['empty', () => ({ body: Buffer.alloc(0) })],
		['of blanks', () => ({ body: Buffer.from(' \r\n\t ') })],
		['with a byte order mark', ({ body }) => ({ body: Buffer.concat([Buffer.from('\uFEFF'), body]) }), 'succeeds'],
		['with blanks around it', ({ body }) => ({ body: Buffer.from(`\r\n ${body.toString()} \n`) }), 'succeeds'],
		['called text', ({ body }) => ({ headers: { 'content-type': 'text/plain' }, body }), 'succeeds'],
		['without a content type', ({ body }) => ({ headers: { 'content-type': '' }, body }), 'succeeds'],
		['in Latin-1', ({ body }) => ({ headers: { 'content-type': 'application/json; charset=iso-8859-1' }, body: Buffer.from(body.toString(), 'latin1') }), 'succeeds'],
		['in a charset that is not known', ({ body }) => ({ headers: { 'content-type': 'application/json; charset=klingon' }, body }), 'succeeds'],
		['in UTF-16', ({ body }) => ({ headers: { 'content-type': 'application/json; charset=utf-16le' }, body: Buffer.from(body.toString(), 'utf16le') })],
		['in UTF-16 that is called UTF-8', ({ body }) => ({ body: Buffer.from(body.toString(), 'utf16le') })],
		['compressed', ({ body }) => ({ headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: gzipSync(body) }), 'succeeds'],
		['called compressed', ({ body }) => ({ headers: { 'content-encoding': 'gzip' }, body })],
		['of random bytes', () => ({ body: Buffer.from(Array.from({ length: 500 }, (_, at) => (at * 151) % 256)) })],
		['of 10 MB of text', () => ({ body: Buffer.alloc(10_000_000, 'x') })],
		['behind 10 MB of blanks', ({ body }) => ({ body: Buffer.concat([Buffer.alloc(10_000_000, ' '), body]) }), 'succeeds'],
		['nested 100,000 deep', () => ({ body: Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)) })],
		['of objects nested 5,000 deep', () => ({ body: Buffer.from('{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)) })],
		['with NaN', () => ({ body: Buffer.from('[{"LockId":NaN}]') })],
	] as Array<[string, (reply: Reply) => Partial<Reply>, (RegExp | 'succeeds')?]>
).map(([name, change, expected]) => ({
	name: `body ${name}`,
	group: 'body',
	interference: changed(change),
	...(expected === 'succeeds' ? { succeeds: true } : { words: expected }),
}));

const REDIRECTS: Fault[] = [300, 301, 302, 303, 304, 305, 307, 308].flatMap((status) =>
	[
		['elsewhere', 'http://127.0.0.1:9/u/1'],
		['to itself', '/'],
		['nowhere', ''],
	].map(([where, location]) => ({
		name: `${status} ${where}`,
		group: 'redirect' as const,
		interference: answered({ status, headers: location ? { location } : {} }),
		words: /redirects|Base URL/,
	})),
);

const STATUSES = [
	400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425,
	426, 428, 431, 451, 494, 499, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 521, 522, 524, 529, 530, 599,
];

function wordsOf(status: number): RegExp | undefined {
	if (status >= 500) return /service failed|status 5|5\d\d|failed/i;
	if (status === 401) return /key/i;
	if (status === 404) return /did not find|not found|Base URL|address|404/i;
	return undefined;
}

const BY_STATUS: Fault[] = STATUSES.flatMap((status) => [
	{
		name: `${status}`,
		group: 'status' as const,
		interference: answered({ status, body: json({ message: `Status ${status} for a test` }) }),
		words: wordsOf(status),
	},
	{
		name: `${status} without a body`,
		group: 'status' as const,
		interference: answered({ status }),
		words: wordsOf(status),
	},
]);

const GATEWAY: Fault[] = (
	[
		['Forbidden', 403, { message: 'Forbidden' }, /API key|plan/i],
		['a missing authentication token', 403, { message: 'Missing Authentication Token' }, /Base URL|address/i],
		['an explicit deny', 403, { Message: 'User is not authorized to access this resource' }, /key/i],
		['an invalid access key', 400, { message: 'Invalid accesskey' }, undefined],
		['a refusal of the values', 400, { message: "Invalid data: 'x'" }, undefined],
		['an integration timeout', 504, { message: 'Endpoint request timed out' }, /failed|504/],
		['an internal error', 500, { message: null }, /failed|500/],
		['an error in its envelope', 200, { statusCode: 500, body: '{"message":"boom"}' }, undefined],
		['a Lambda error', 200, { errorMessage: 'Task timed out after 3.00 seconds', errorType: 'Runtime' }, undefined],
	] as Array<[string, number, unknown, RegExp | undefined]>
).map(([name, status, body, words]) => ({
	name: `API Gateway with ${name}`,
	group: 'status',
	interference: answered({ status, body: json(body) }),
	words,
}));

const tooMany = { message: 'Too Many Requests' };
const THROTTLING: Fault[] = [
	undefined,
	'0',
	'1',
	'99999999999999999999',
	'-5',
	'1e400',
	'soon',
	'0x10',
	'Fri, 31 Dec 9999 23:59:59 GMT',
	'Thu, 01 Jan 1970 00:00:00 GMT',
	'in a second',
].flatMap((after): Fault[] => [
	{
		name: `429 with Retry-After ${after ?? 'left out'}`,
		group: 'throttling',
		interference: ({ send }) =>
			send({
				status: 429,
				headers: after === undefined ? {} : { 'retry-after': after === 'in a second' ? new Date(Date.now() + 1000).toUTCString() : after },
				body: json(tooMany),
			}),
		words: /throttling|too many|429/i,
		isSafe: true,
	},
]);
THROTTLING.push(
	{
		name: '429 of a quota',
		group: 'throttling',
		interference: answered({ status: 429, body: json({ message: 'Limit Exceeded' }) }),
		words: /quota|used up|429|too many/i,
		isSafe: true,
	},
	{
		name: '503 with Retry-After 0',
		group: 'throttling',
		interference: answered({ status: 503, headers: { 'retry-after': '0' }, body: json({ message: 'Service Unavailable' }) }),
		words: /failed|503/i,
	},
);

const PLAUSIBLE =
	/the whole is (\[\]|\{\}|false|\{"list":\[\]\}|""|null)$|each list (is|holds)|objects without|service: (clients|locks|auditLog|emptyLists|lock|dayLengths|dayLong|ids) |each (value|text|number) /;

const SHAPES: Fault[] = SHAPE_CHANGES.map(({ name, change }) => ({
	name: `shape: ${name}`,
	isPlausible: PLAUSIBLE.test(name),
	group: 'shape',
	interference: changed(({ body }) => {
		try {
			return { body: Buffer.from(change(JSON.parse(body.toString()) as never)) };
		} catch {
			return {};
		}
	}),
}));

const SERVICE: Fault[] = Object.entries(SWITCHES).flatMap(([name, { values }]) =>
	// Bodies that take seconds are among the timed faults.
	values.slice(1).filter((value) => !['slow', 'trickle'].includes(value)).map((value) => ({
		name: `service: ${name} ${value}`,
		isPlausible: PLAUSIBLE.test(`service: ${name} ${value}`),
		group: 'service' as const,
		behaviour: { [name]: value } as BehaviourChange,
	})),
);
SERVICE.push(
	...[1, 7].map((pageSize) => ({
		name: `service: pages of ${pageSize}`,
		group: 'service' as const,
		behaviour: { pageSize } as BehaviourChange,
	})),
);

/** Everything that goes wrong. */
export const FAULTS: readonly Fault[] = [
	...CONNECTION,
	...TIMED,
	...BODIES,
	...REDIRECTS,
	...BY_STATUS,
	...GATEWAY,
	...THROTTLING,
	...SHAPES,
	...SERVICE,
];
