import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { dirname } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';

import { BUSY_LOCK, HOTEL_LOCKS } from '../sandbox/seed.mts';
import { FAST_CLOCK, limiterFor } from './reliability/limiters.mts';
import { tryAgainAtOnce } from './support/backoff.mts';
import { locator, runNode, type Credentials, type NodeRun } from './support/engine.mts';
import { GET_LOCK, KIT_CODE } from './support/parameters.mts';
import { useSandbox } from './support/sandbox.mts';
import { SELF_SIGNED } from './support/selfSigned.mts';
import { closeServers, listening } from './support/servers.mts';

const CLIENT: INodeParameters = {
	lockId: locator(BUSY_LOCK.lockId),
	clientEmail: locator('ada@example.com', 'email'),
};
const DELETE: INodeParameters = { resource: 'k3Client', operation: 'delete', ...CLIENT };
const SUSPEND: INodeParameters = { resource: 'k3Client', operation: 'suspend', ...CLIENT };
const ACCOUNT: INodeParameters = { resource: 'k3Account', operation: 'get' };

let keys = 0;

/** A server that responds to every request by hand, and what it was sent. */
async function service(answer: (response: ServerResponse, request: IncomingMessage) => void) {
	const requests: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		requests.push(request);
		request.resume();
		answer(response, request);
	});
	return { url: `http://127.0.0.1:${await listening(server)}`, requests, server };
}

const json =
	(body: unknown, status = 200) =>
	(response: ServerResponse) =>
		void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const run = async (
	parameters: INodeParameters,
	baseUrl: string,
	credentials: Partial<Credentials> = {},
): Promise<NodeRun> =>
	await runNode({
		parameters,
		credentials: { apiKey: `faults-${++keys}`, accessKey: 'k3access00', baseUrl, ...credentials },
	});

const textOf = ({ error }: NodeRun) => `${error?.message ?? ''} ${error?.description ?? ''}`;

beforeEach(() => tryAgainAtOnce());

afterEach(async () => {
	jest.restoreAllMocks();
	await closeServers();
});

describe('a body that trickles', () => {
	/** Sends a blank every 20 ms, for ever. */
	const trickling = (response: ServerResponse) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		const timer = setInterval(() => response.write(' '), 20);
		response.on('close', () => clearInterval(timer));
	};

	test('ends with the timeout, and its connection is closed', async () => {
		let closed = 0;
		const { url, requests } = await service((response) => {
			response.on('close', () => closed++);
			trickling(response);
		});
		const started = Date.now();
		const ended = await run({ ...SUSPEND, requestOptions: { timeout: 200 } }, url);
		expect(ended.error?.message).toMatch(
			/did not respond within 0.2 seconds; the call may have taken effect, so look/,
		);
		expect(Date.now() - started).toBeLessThan(15_000);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(closed).toBe(requests.length);
	});

	test('gives its place back', async () => {
		const apiKey = 'trickling-key';
		let broken = true;
		const { url } = await service((response) =>
			broken ? trickling(response) : json({ email: 'a@b.c' })(response),
		);
		const options = { requestOptions: { timeout: 100 } };
		await Promise.all(
			Array.from({ length: 8 }, async () => await run({ ...DELETE, ...options }, url, { apiKey })),
		);
		broken = false;
		const { items, error } = await run({ ...ACCOUNT, ...options }, url, { apiKey });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
	});
});

describe('a request that was not sent', () => {
	/** Nothing is doubtful and nothing charged, also for a call that changes something. */
	function expectNotSent(ended: NodeRun, message: RegExp, advice: RegExp): void {
		expect(ended.error?.message).toMatch(message);
		expect(ended.error?.description).toMatch(advice);
		expect(textOf(ended)).not.toMatch(/taken effect|may be charged|have charged/);
	}

	test('since there is no TLS at the port, says so at once', async () => {
		const { url, requests, server } = await service(json({}));
		let connections = 0;
		server.on('connection', () => connections++);
		for (const parameters of [KIT_CODE, DELETE]) {
			expectNotSent(
				await run(parameters, url.replace('http:', 'https:')),
				/no TLS at the Base URL/,
				/Nothing was sent/,
			);
		}
		expect(requests).toEqual([]);
		// One for the durations of the code.
		expect(connections).toBeLessThanOrEqual(3);
	});

	test('since the connection ends before TLS stands', async () => {
		const port = await listening(createTcpServer((socket) => socket.destroy()));
		expectNotSent(await run(DELETE, `https://127.0.0.1:${port}`), /ended before anything was sent/, /proxy/);
	});

	test('since the certificate is that of nobody, names what helps', async () => {
		const port = await listening(createTlsServer(SELF_SIGNED, (_request, response) => json({})(response)));
		expectNotSent(
			await run(DELETE, `https://127.0.0.1:${port}`),
			/certificate/,
			/Ignore SSL Issues.*NODE_EXTRA_CA_CERTS/,
		);
	});

	test('since nobody takes part in the TLS handshake, within the timeout', async () => {
		const port = await listening(createTcpServer(() => {}));
		const parameters = { ...DELETE, requestOptions: { timeout: 150 } };
		expectNotSent(
			await run(parameters, `https://127.0.0.1:${port}`),
			/no connection .* within 0.15 seconds/,
			/Base URL/,
		);
	});

	test("since n8n's guard blocks the address", async () => {
		const { url, requests } = await service(json({}));
		const network = dirname(require.resolve('n8n-core'));
		const { OutboundHttp } = jest.requireActual<{ OutboundHttp: { prototype: Record<string, unknown> } }>(
			require.resolve('@n8n/backend-network', { paths: [network] }),
		);
		const { SsrfBlockedIpError } = jest.requireActual<{ SsrfBlockedIpError: new (ip: string) => Error }>(
			require
				.resolve('@n8n/backend-network', { paths: [network] })
				.replace(/index\.js$/, 'ssrf/ssrf-blocked-ip.error.js'),
		);
		const bridge = {
			validateUrl: async () =>
				await Promise.resolve({ ok: false, error: new SsrfBlockedIpError('127.0.0.1') }),
		};
		jest
			.spyOn(OutboundHttp.prototype as { resolveSsrf: () => unknown }, 'resolveSsrf')
			.mockReturnValue(bridge);
		for (const parameters of [KIT_CODE, DELETE]) {
			expectNotSent(await run(parameters, url), /administrator blocks/, /N8N_SSRF_ALLOWED_HOSTNAMES/);
		}
		expect(requests).toEqual([]);
	});

	/** A proxy that responds to CONNECT with this. */
	const proxy = async (answer: string) => {
		const port = await listening(
			createTcpServer((socket) => {
				socket.on('error', () => {}).once('data', () => (answer ? socket.end(answer) : socket.destroy()));
			}),
		);
		return { requestOptions: { proxy: `http://127.0.0.1:${port}` } };
	};
	const PAGE = 'Content-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>No</html>';

	test.each([
		[
			'refuses with 403',
			`HTTP/1.1 403 Forbidden\r\n${PAGE}`,
			/proxy or firewall .* refused the call \(status 403\)/,
		],
		[
			'wants a password',
			`HTTP/1.1 407 Authentication Required\r\n${PAGE}`,
			/proxy .* requires another user name and password/,
		],
		[
			'refuses without a word',
			'HTTP/1.1 403 Forbidden\r\nVia: 1.1 proxy\r\nContent-Length: 0\r\n\r\n',
			/proxy or firewall/,
		],
		['hangs up', '', /proxy closed the connection/],
	])('since a proxy %s', async (_name, answer, message) => {
		for (const parameters of [KIT_CODE, DELETE]) {
			const ended = await run({ ...parameters, ...(await proxy(answer)) }, 'https://api.example');
			expectNotSent(ended, message, /Proxy in the Request Options of this node.*HTTPS_PROXY/);
			expect(textOf(ended)).not.toMatch(/API key/i);
		}
	});
});

describe('a request that may have taken effect', () => {
	test.each<[string, (response: ServerResponse) => void]>([
		['breaks off', (response) => response.destroy()],
		[
			'breaks off in the body',
			(response) => {
				response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
				response.write('{"result"');
				setTimeout(() => response.destroy(), 20);
			},
		],
		['fails with 500', json({ message: 'Internal server error' }, 500)],
		['fails with 504', json('', 504)],
		['takes too long', () => {}],
	])('and %s is sent once, and says to look first', async (_name, answer) => {
		const { url, requests } = await service(answer);
		const ended = await run({ ...DELETE, requestOptions: { timeout: 200 } }, url);
		expect(ended.error?.message).toMatch(
			/the call may have taken effect, so look with Get Many before you repeat it$/,
		);
		expect(textOf(ended)).not.toMatch(/try again|few minutes/i);
		expect(requests).toHaveLength(1);
	});
});

describe('a redirect', () => {
	test.each([301, 302, 303, 307, 308])('by %s is not followed', async (status) => {
		const other = await service(json({}));
		const { url } = await service(
			(response) => void response.writeHead(status, { location: `${other.url}/u/1` }).end(),
		);
		for (const parameters of [GET_LOCK, DELETE]) {
			expect((await run(parameters, url)).error?.message).toMatch(/redirects elsewhere/);
		}
		expect(other.requests).toEqual([]);
	});
});

describe('a response', () => {
	test('in Latin-1 is read', async () => {
		const { url } = await service((response) => {
			response.writeHead(200, { 'content-type': 'application/json; charset=iso-8859-1' });
			response.end(Buffer.from(JSON.stringify({ email: 'büro@example.com' }), 'latin1'));
		});
		expect((await run(ACCOUNT, url)).items[0].json).toMatchObject({ email: 'büro@example.com' });
	});

	test('that is nested without end is refused in words', async () => {
		const { url } = await service(
			(response) => void response.end(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
		);
		expect((await run(ACCOUNT, url)).error?.message).toMatch(/nested more than 100 levels/);
	});

	test('of 10 MB passes', async () => {
		const locks = Array.from({ length: 20_000 }, (_, id) => ({
			LockId: String(id),
			LockName: 'x'.repeat(500),
		}));
		const { url } = await service(json(locks));
		const { items, error } = await run({ resource: 'k3Lock', operation: 'getAll', returnAll: true }, url);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(20_000);
	});
});

describe('a run', () => {
	const sandbox = useSandbox();

	test('against a service that allows ten calls a second loses nothing and is hardly refused', async () => {
		jest.restoreAllMocks();
		const credentials = sandbox.credentials();
		// The first run of the package takes its time.
		await runNode({ parameters: KIT_CODE, credentials });
		sandbox.control.putSettings({ throttle: { rate: 10, burst: 10 }, latencyMs: 5 });
		const rows = Array.from({ length: 120 }, (_, row) => ({ identifier: String(100_000 + row) }));
		const started = Date.now();
		const { items, error } = await runNode(
			{ parameters: { ...KIT_CODE, identifier: '={{ $json.identifier }}' }, credentials },
			rows,
		);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(120);
		const { netCode } = sandbox.control.getCalls().keys[credentials.apiKey];
		expect(netCode.charged).toBe(121);
		// On a busy machine, 32 calls are in flight before the first 429 is read.
		const statuses = sandbox.calls().map(({ status }) => status);
		const later = statuses.slice(statuses.indexOf(429) + 32);
		expect(later.length).toBeGreaterThan(60);
		expect(later.filter((status) => status === 429).length / later.length).toBeLessThan(0.1);
		// The exact figures are those of a simulated clock (limiter.test.mts); this machine may be busy.
		expect(Date.now() - started).toBeLessThan(11_000 * 1.5);
	});

	describe('that is throttled at every call', () => {
		/**
		 * Sends 60 rows after the one call that the service accepts at first. The limiter's clock runs 40 times as fast.
		 *
		 * @param rate how many calls the service accepts in a second of the machine's clock.
		 */
		const sendThrottled = async (onError: 'continueRegularOutput' | 'stopWorkflow', rate = 1e-9) => {
			sandbox.control.putSettings({ throttle: { rate, burst: 1 } });
			const credentials = sandbox.credentials();
			limiterFor(String(credentials.baseUrl), credentials.apiKey).clock = FAST_CLOCK;
			const rows = Array.from({ length: 60 }, (_, row) => ({ identifier: String(200_000 + row) }));
			const parameters = { ...KIT_CODE, identifier: '={{ $json.identifier }}' };
			const ended = await runNode({ parameters, credentials, onError }, rows);
			return { ...ended, calls: sandbox.control.getCalls().keys[credentials.apiKey].netCode };
		};
		const ENDED = 'The API is throttling: it refused every call for 90 seconds, so the run ended';

		test('ends after a minute and a half, with every remaining row', async () => {
			const { items, error, calls } = await sendThrottled('continueRegularOutput');
			expect(error).toBeUndefined();
			expect(items).toHaveLength(60);
			expect(items.filter(({ json: { error: text } }) => text === ENDED).length).toBeGreaterThan(20);
			for (const { json: item } of items) expect(item.error).toMatch(/^The API is throttling: /);
			expect(calls.received).toBeGreaterThanOrEqual(10);
			expect(calls.received).toBeLessThan(60);
			expect(calls.charged).toBe(0);
		});

		test('stops with words that say so', async () => {
			const { error } = await sendThrottled('stopWorkflow');
			expect(error?.message).toContain(ENDED);
		});

		test('loses no row where the service accepts calls again before', async () => {
			const recovered = setTimeout(() => sandbox.control.putSettings({ throttle: null }), 60_000 / 40);
			const { items, calls } = await sendThrottled('continueRegularOutput');
			clearTimeout(recovered);
			expect(items.filter(({ json: item }) => item.error)).toEqual([]);
			expect(calls.charged).toBe(60);
		});

		test('loses no row where the service accepts a call each minute and recovers after three', async () => {
			const recovered = setTimeout(() => sandbox.control.putSettings({ throttle: null }), 180_000 / 40);
			const { items } = await sendThrottled('continueRegularOutput', 40 / 60);
			clearTimeout(recovered);
			expect(items).toHaveLength(60);
			expect(items.filter(({ json: item }) => item.error)).toEqual([]);
		});
	});

	/** Reads twenty locks, for which two minutes pass in 12 ms. */
	const readLocks = async (onError?: 'continueRegularOutput') => {
		const credentials = sandbox.credentials();
		limiterFor(String(credentials.baseUrl), credentials.apiKey).clock = {
			now: () => performance.now() * 10_000,
			sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms / 10_000)),
		};
		const parameters = { ...GET_LOCK, lockId: locator('={{ $json.lock }}') };
		return await runNode({ parameters, credentials, onError }, locks);
	};
	const locks = HOTEL_LOCKS.slice(0, 20).map(({ lockId }) => ({ lock: lockId }));

	test('loses no row that is throttled again and again while the service accepts others', async () => {
		// Eleven in all, more than a service may throttle in a row, and more than four of a call.
		for (const [{ lock }, tries] of [[locks[0], 6] as const, [locks[1], 5] as const]) {
			sandbox.control.addFault({ path: `/u/1/k3connect/${lock}`, answers: [{ status: 429 }], times: tries });
		}
		const { items, error } = await readLocks();
		expect(error).toBeUndefined();
		expect(items.map(({ json: { LockId } }) => LockId)).toEqual(locks.map(({ lock }) => lock));
		expect(sandbox.calls().filter(({ status }) => status === 429)).toHaveLength(11);
	});

	test('ends where calls are throttled or get no response, and none is accepted', async () => {
		const answers = [{ status: 429 }, { drop: true }];
		sandbox.control.addFault({ path: '/u/1/k3connect/*', answers, times: 100 });
		const { items } = await readLocks('continueRegularOutput');
		expect(items.filter(({ json: { error } }) => /so the run ended$/.test(String(error)))).not.toEqual([]);
		expect(sandbox.calls().length).toBeLessThan(4 * locks.length);
	});

	test('that meets a used-up quota sends nothing more than was in flight', async () => {
		const credentials = sandbox.credentials();
		sandbox.control.putKey(credentials.apiKey, { quotas: { netCode: 0, utility: 10 } });
		const rows = Array.from({ length: 60 }, (_, row) => ({ identifier: String(100_000 + row) }));
		await runNode(
			{
				parameters: { ...KIT_CODE, identifier: '={{ $json.identifier }}' },
				credentials,
				onError: 'continueRegularOutput',
			},
			rows,
		);
		expect(sandbox.control.getCalls().keys[credentials.apiKey].netCode.received).toBeLessThanOrEqual(6);
	});
});
