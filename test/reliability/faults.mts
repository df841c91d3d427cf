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
	/** Words of every error. */
	words: RegExp;
	/** Whether the run must succeed nevertheless. */
	succeeds?: boolean;
	/** Whether what comes back can be read, although it is not what the service holds: a run may then succeed. */
	isReadable?: boolean;
	/** Which calls may be sent again: all, since nothing took effect, those that end in the same state, or none. */
	repeats: 'all' | 'idempotent' | 'none';
	/** Whether nothing was sent, so that no error may leave that open. */
	isUnsent?: boolean;
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
const PAGE =
	'<!DOCTYPE html><html><head><title>Sign in</title></head><body>Welcome to the hotel WiFi</body></html>';

const BROKEN_OFF = /ended before the response was complete/;

const CONNECTION: Fault[] = (
	[
		{
			name: 'connection refused',
			address: 'closed',
			words: /it refused the connection/,
			repeats: 'all',
			isUnsent: true,
		},
		{ name: 'connection closed when made', address: 'hangsUp' },
		{
			name: 'no TLS at the port',
			address: 'tls',
			words: /There is no TLS at the Base URL/,
			repeats: 'none',
			isUnsent: true,
		},
		{
			name: 'unknown host',
			address: 'unknown',
			words: /its host name (is not known|could not be looked up)/,
			repeats: 'none',
			isUnsent: true,
		},
		{
			name: 'reset before the service has the call',
			interference: ({ response }) => void response.destroy(),
		},
		{
			name: 'reset after the call took effect',
			interference: async ({ forward, response }) => {
				await forward();
				response.destroy();
			},
		},
		{
			name: 'reset in the body',
			interference: async ({ forward, response }) => {
				const { body } = await forward();
				response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length + 10 });
				response.write(body.subarray(0, body.length / 2));
				setTimeout(() => response.destroy(), 5);
			},
		},
		{
			name: 'not HTTP',
			interference: ({ request, response }) => {
				request.socket.end('SSH-2.0-OpenSSH_9.6\r\n');
				response.destroy();
			},
			words: /The response from the Base URL is not HTTP/,
		},
	] as Array<Omit<Fault, 'group'>>
).map((fault) => ({
	...{ words: BROKEN_OFF, repeats: 'idempotent' as const },
	...fault,
	group: 'connection',
}));

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
	words: /did not respond within 0\.\d+ seconds|did not arrive before the time of the poll was up/,
	repeats: 'idempotent',
}));

const NOT_JSON = /The response is not JSON/;
const WEB_PAGE = /The response is a web page instead of JSON/;
/** What is JSON, and not what was asked for. */
const NOT_UNDERSTOOD =
	/The response of the service (lacks|has no result)|The response is not JSON|The API reported a failure|The API made no NetCode|The response for this item cannot be read|without an AuditEntryID/;
const TOO_DEEP = /nested more than 100 levels deep/;
const BODIES: Fault[] = (
	[
		['cut in half', ({ body }) => ({ body: body.subarray(0, body.length / 2) })],
		['cut before its last byte', ({ body }) => ({ body: body.subarray(0, -1) })],
		['twice', ({ body }) => ({ body: Buffer.concat([body, body]) })],
		[
			'as a web page',
			() => ({ headers: { 'content-type': 'text/html' }, body: Buffer.from(PAGE) }),
			WEB_PAGE,
		],
		['as a web page that is called JSON', () => ({ body: Buffer.from(PAGE) }), WEB_PAGE],
		['as plain text', () => ({ headers: { 'content-type': 'text/plain' }, body: Buffer.from('OK') })],
		['as XML', () => ({ body: Buffer.from('<?xml version="1.0"?><error/>') }), WEB_PAGE],
		['empty', () => ({ body: Buffer.alloc(0) }), NOT_UNDERSTOOD],
		['of blanks', () => ({ body: Buffer.from(' \r\n\t ') }), NOT_UNDERSTOOD],
		[
			'with a byte order mark',
			({ body }) => ({ body: Buffer.concat([Buffer.from('\uFEFF'), body]) }),
			'succeeds',
		],
		[
			'with blanks around it',
			({ body }) => ({ body: Buffer.from(`\r\n ${body.toString()} \n`) }),
			'succeeds',
		],
		['called text', ({ body }) => ({ headers: { 'content-type': 'text/plain' }, body }), 'succeeds'],
		['without a content type', ({ body }) => ({ headers: { 'content-type': '' }, body }), 'succeeds'],
		[
			'in Latin-1',
			({ body }) => ({
				headers: { 'content-type': 'application/json; charset=iso-8859-1' },
				body: Buffer.from(body.toString(), 'latin1'),
			}),
			'succeeds',
		],
		[
			'in a charset that is not known',
			({ body }) => ({ headers: { 'content-type': 'application/json; charset=klingon' }, body }),
			'succeeds',
		],
		[
			'in UTF-16',
			({ body }) => ({
				headers: { 'content-type': 'application/json; charset=utf-16le' },
				body: Buffer.from(body.toString(), 'utf16le'),
			}),
			'succeeds',
		],
		['in UTF-16 that is called UTF-8', ({ body }) => ({ body: Buffer.from(body.toString(), 'utf16le') })],
		[
			'compressed',
			({ body }) => ({
				headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
				body: gzipSync(body),
			}),
			'succeeds',
		],
		['called compressed', ({ body }) => ({ headers: { 'content-encoding': 'gzip' }, body }), BROKEN_OFF],
		[
			'of random bytes',
			() => ({ body: Buffer.from(Array.from({ length: 500 }, (_, at) => (at * 151) % 256)) }),
		],
		['of 10 MB of text', () => ({ body: Buffer.alloc(10_000_000, 'x') })],
		[
			'behind 10 MB of blanks',
			({ body }) => ({ body: Buffer.concat([Buffer.alloc(10_000_000, ' '), body]) }),
			'succeeds',
		],
		[
			'nested 100,000 deep',
			() => ({ body: Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)) }),
			TOO_DEEP,
		],
		[
			'of objects nested 5,000 deep',
			() => ({ body: Buffer.from('{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)) }),
			TOO_DEEP,
		],
		['with NaN', () => ({ body: Buffer.from('[{"LockId":NaN}]') })],
	] as Array<[string, (reply: Reply) => Partial<Reply>, (RegExp | 'succeeds')?]>
).map(([name, change, expected]) => ({
	name: `body ${name}`,
	group: 'body',
	interference: changed(change),
	...(expected === 'succeeds' ? { succeeds: true } : {}),
	words: expected instanceof RegExp ? expected : NOT_JSON,
	repeats: expected === BROKEN_OFF ? 'idempotent' : 'none',
	isReadable: expected === NOT_UNDERSTOOD,
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
		words: /The Base URL redirects elsewhere, and the API key was not sent there/,
		repeats: 'none' as const,
	})),
);

const STATUSES = [
	400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422,
	423, 424, 425, 426, 428, 431, 451, 494, 499, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520,
	521, 522, 524, 529, 530, 599,
];

function wordsOf(status: number): RegExp {
	if (status >= 500) return new RegExp(`The Codelocks service failed \\(status ${status}\\)`);
	if (status === 401) return /(API key is missing, wrong or disabled|access key is not known)/;
	if (status === 403) return /API key is missing, wrong or disabled/;
	if (status === 404) return /The API did not find/;
	if (status === 407) return /The proxy .* requires another user name and password \(status 407\)/;
	return new RegExp(`The API refused .*\\(status ${status}\\)`);
}

const BY_STATUS: Fault[] = STATUSES.flatMap((status) =>
	[
		{ name: `${status}`, body: json({ message: `Status ${status} for a test` }) },
		{ name: `${status} without a body`, body: Buffer.alloc(0) },
	].map(({ name, body }) => ({
		name,
		group: 'status' as const,
		interference: answered({ status, body }),
		words: wordsOf(status),
		repeats: repeatsOf(status),
	})),
);

function repeatsOf(status: number): Fault['repeats'] {
	return status >= 500 ? 'idempotent' : 'none';
}

const GATEWAY: Fault[] = (
	[
		['Forbidden', 403, { message: 'Forbidden' }, /API key is missing, wrong or disabled/],
		[
			'a missing authentication token',
			403,
			{ message: 'Missing Authentication Token' },
			/Base URL is not that of the Codelocks Connect API/,
		],
		[
			'an explicit deny',
			403,
			{ Message: 'User is not authorized to access this resource' },
			/API key is missing, wrong or disabled/,
		],
		['an invalid access key', 400, { message: 'Invalid accesskey' }, /access key is not known/],
		[
			'a refusal of the values',
			400,
			{ message: "Invalid data: 'x'" },
			/refused .*\(status 400\): Invalid data: 'x'/,
		],
		['an integration timeout', 504, { message: 'Endpoint request timed out' }, wordsOf(504)],
		['an internal error', 500, { message: null }, wordsOf(500)],
		['an error in its envelope', 200, { statusCode: 500, body: '{"message":"boom"}' }, wordsOf(500), 500],
		[
			'a Lambda error',
			200,
			{ errorMessage: 'Task timed out after 3.00 seconds', errorType: 'Runtime' },
			/The API reported a failure for .*: Task timed out/,
		],
	] as Array<[string, number, unknown, RegExp, number?]>
).map(([name, status, body, words, inner]) => ({
	name: `API Gateway with ${name}`,
	group: 'status',
	interference: answered({ status, body: json(body) }),
	words,
	repeats: repeatsOf(inner ?? status),
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
				headers:
					after === undefined
						? {}
						: { 'retry-after': after === 'in a second' ? new Date(Date.now() + 1000).toUTCString() : after },
				body: json(tooMany),
			}),
		words: /The API is throttling/,
		// Nobody waits for longer than 20 seconds.
		repeats: /^9+$|9999/.test(after ?? '') ? 'none' : 'all',
	},
]);
THROTTLING.push(
	{
		name: '429 of a quota',
		group: 'throttling',
		interference: answered({ status: 429, body: json({ message: 'Limit Exceeded' }) }),
		words: /The month's quota of (NetCode|Utility) calls is used up/,
		repeats: 'none',
	},
	{
		name: '503 with Retry-After 0',
		group: 'throttling',
		interference: answered({
			status: 503,
			headers: { 'retry-after': '0' },
			body: json({ message: 'Service Unavailable' }),
		}),
		words: wordsOf(503),
		repeats: 'idempotent',
	},
);

const SHAPES: Fault[] = SHAPE_CHANGES.map(({ name, change }) => ({
	name: `shape: ${name}`,
	group: 'shape',
	isReadable: true,
	words: NOT_UNDERSTOOD,
	repeats: 'none',
	interference: changed(({ body }) => {
		try {
			return { body: Buffer.from(change(JSON.parse(body.toString()) as never)) };
		} catch {
			return {};
		}
	}),
}));

/** Values of the sandbox's switches that make a call fail. */
const WORDS_OF_VALUES: Record<string, RegExp> = {
	cut: BROKEN_OFF,
	lostAnswer: BROKEN_OFF,
	badGateway: wordsOf(502),
	timeout: wordsOf(504),
	notFound: wordsOf(404),
};

const SERVICE: Fault[] = Object.entries(SWITCHES).flatMap(([name, { values }]) =>
	// Bodies that take seconds are among the timed faults.
	values
		.slice(1)
		.filter((value) => !['slow', 'trickle'].includes(value))
		.map((value) => ({
			name: `service: ${name} ${value}`,
			group: 'service' as const,
			isReadable: true,
			words: WORDS_OF_VALUES[value] ?? NOT_UNDERSTOOD,
			repeats: 'idempotent' as const,
			behaviour: { [name]: value } as BehaviourChange,
		})),
);
SERVICE.push(
	...[1, 7].map((pageSize) => ({
		name: `service: pages of ${pageSize}`,
		group: 'service' as const,
		isReadable: true,
		words: NOT_UNDERSTOOD,
		repeats: 'none' as const,
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
