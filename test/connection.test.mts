import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { batchSettingsOf, requestSettingsOf } from '../nodes/Codelocks/execution/requestOptions.ts';
import { checkedBaseUrl, DEFAULT_BASE_URL, goesTo } from '../nodes/shared/api/baseUrl.ts';
import { backoffMs, quotaOf } from '../nodes/shared/api/connection.ts';
import {
	errorInResponse,
	mayRetry,
	parsedBody,
	ServiceError,
	toNodeError,
	transportError,
	ValueError,
	type CallSubject,
	type ErrorCause,
} from '../nodes/shared/api/errors.ts';
import { Limiter, limiterFor, MOST_IN_FLIGHT } from '../nodes/shared/api/limiter.ts';
import { TtlCache } from '../nodes/shared/ttlCache.ts';
import { Secrets } from '../nodes/shared/api/secrets.ts';

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);

/** Lets everything run that waits for nothing but its turn. */
const settle = async () => await new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that stands until it is put forward. */
class FakeClock {
	private time = NOW;

	private sleepers: Array<{ until: number; wake: () => void }> = [];

	now = () => this.time;

	sleep = async (ms: number) =>
		await new Promise<void>((wake) => this.sleepers.push({ until: this.time + ms, wake }));

	async forward(ms: number): Promise<void> {
		this.time += ms;
		const due = this.sleepers.filter(({ until }) => until <= this.time);
		this.sleepers = this.sleepers.filter(({ until }) => until > this.time);
		for (const { wake } of due) wake();
		await settle();
	}
}

/** Calls whose ends the test decides on. */
class FakeCalls {
	running: Array<() => void> = [];

	started = 0;

	task = async () => {
		this.started++;
		await new Promise<void>((end) => this.running.push(end));
	};

	async end(count = this.running.length): Promise<void> {
		for (const end of this.running.splice(0, count)) end();
		await settle();
	}
}

function limited(count: number, clock = new FakeClock()) {
	const limiter = new Limiter(MOST_IN_FLIGHT, clock);
	const calls = new FakeCalls();
	for (let index = 0; index < count; index++) void limiter.run(calls.task);
	return { limiter, calls, clock };
}

describe('the limiter', () => {
	test('lets five in, and another for each that ends', async () => {
		const { limiter, calls } = limited(12);
		await settle();
		expect(calls.started).toBe(5);

		await calls.end(2);
		expect(calls.started).toBe(7);
		expect(calls.running).toHaveLength(5);

		await calls.end();
		await calls.end();
		expect(calls.started).toBe(12);
		expect(limiter.idle).toBe(true);
	});

	test('keeps the order, also against one that comes just as a place becomes free', async () => {
		const limiter = new Limiter(1, new FakeClock());
		const order: string[] = [];
		const note = (name: string) => async () => void order.push(name);
		const first = limiter.run(note('first'));
		const second = limiter.run(note('second'));
		await first;
		await Promise.all([limiter.run(note('third')), second]);
		expect(order).toEqual(['first', 'second', 'third']);
	});

	test('frees the place of a call that throws, and passes the error on', async () => {
		const limiter = new Limiter(1, new FakeClock());
		await expect(limiter.run(async () => await Promise.reject(new Error('broken')))).rejects.toThrow(
			'broken',
		);
		await expect(limiter.run(async () => await Promise.resolve('next'))).resolves.toBe('next');
	});

	test('halves the bound when throttled, once for all that were under way together', async () => {
		const { limiter, calls, clock } = limited(20);
		await settle();
		for (let index = 0; index < 5; index++) limiter.throttled();
		await calls.end();
		expect(calls.running).toHaveLength(0);

		await clock.forward(250);
		await clock.forward(250);
		await clock.forward(250);
		expect(calls.running).toHaveLength(2);
		limiter.throttled();
		await calls.end();
		await clock.forward(500);
		await clock.forward(500);
		expect(calls.running).toHaveLength(1);
	});

	test('sets calls apart from each other when throttled', async () => {
		const { limiter, calls, clock } = limited(10);
		await settle();
		limiter.throttled();
		await calls.end();
		expect(calls.started).toBe(5);

		await clock.forward(249);
		expect(calls.started).toBe(5);
		await clock.forward(1);
		expect(calls.started).toBe(6);
		await clock.forward(100);
		expect(calls.started).toBe(6);
		await clock.forward(150);
		expect(calls.started).toBe(7);
	});

	test('waits for as long as the service asks', async () => {
		const { limiter, calls, clock } = limited(6);
		await settle();
		limiter.throttled(3_000);
		await calls.end();
		await clock.forward(2_999);
		expect(calls.started).toBe(5);
		await clock.forward(1);
		expect(calls.started).toBe(6);
	});

	test('comes back to five at once after enough successes', async () => {
		const { limiter, calls, clock } = limited(0);
		limiter.throttled();
		for (let index = 0; index < 50; index++) limiter.succeeded();
		await clock.forward(250);
		for (let index = 0; index < 6; index++) void limiter.run(calls.task);
		await settle();
		expect(calls.running).toHaveLength(5);
	});

	test('forgets after a while that it was throttled', async () => {
		const { limiter, calls, clock } = limited(0);
		limiter.throttled();
		await clock.forward(61_000);
		for (let index = 0; index < 6; index++) void limiter.run(calls.task);
		await settle();
		expect(calls.running).toHaveLength(5);
	});

	test('goes on when the clock is set back', async () => {
		const { limiter, calls, clock } = limited(1);
		await settle();
		limiter.throttled();
		await clock.forward(-3_600_000);
		await calls.end();
		for (let index = 0; index < 6; index++) void limiter.run(calls.task);
		await settle();
		expect(calls.started).toBe(2);
		limiter.throttled();
		await clock.forward(1_000);
		await calls.end();
		expect(calls.started).toBe(3);
	});

	test('lets one that waits go when its execution is cancelled, and takes none that is cancelled already', async () => {
		const { limiter, calls } = limited(5);
		const cancelling = new AbortController();
		let ran = false;
		const waiting = limiter.run(async () => {
			ran = true;
			return await Promise.resolve();
		}, cancelling.signal);
		const next = limiter.run(calls.task);
		await settle();
		cancelling.abort();
		await expect(waiting).rejects.toMatchObject({ reason: 'cancelled' });
		await expect(limiter.run(calls.task, cancelling.signal)).rejects.toMatchObject({ reason: 'cancelled' });

		await calls.end();
		expect(ran).toBe(false);
		expect(calls.started).toBe(6);
		await calls.end();
		await next;
		expect(limiter.idle).toBe(true);
	});

	test('is one for each API key and service, in the whole process', () => {
		expect(limiterFor('https://a', 'key')).toBe(limiterFor('https://a', 'key'));
		expect(limiterFor('https://a', 'key')).not.toBe(limiterFor('https://a', 'other'));
		expect(limiterFor('https://a', 'key')).not.toBe(limiterFor('https://b', 'key'));
	});

	test('of a key that is in use is kept, however many other keys there are', async () => {
		const busy = limiterFor('https://busy', 'key');
		const calls = new FakeCalls();
		const running = busy.run(calls.task);
		await settle();
		const atRest = limiterFor('https://rest', 'key');
		for (let index = 0; index < 300; index++) limiterFor('https://many', String(index));
		expect(limiterFor('https://busy', 'key')).toBe(busy);
		expect(limiterFor('https://rest', 'key')).not.toBe(atRest);
		await calls.end();
		await running;
	});
});

describe('the time between tries', () => {
	test.each([
		[1, 500],
		[2, 1_000],
		[3, 2_000],
		[10, 20_000],
	])('after try %s is anything up to %s ms', (tried, bound) => {
		expect(backoffMs(tried, undefined, () => 0)).toBe(0);
		expect(backoffMs(tried, undefined, () => 0.5)).toBe(bound / 2);
		expect(backoffMs(tried, undefined, () => 1)).toBe(bound);
	});

	test('is never shorter than the service asks for', () => {
		expect(backoffMs(1, 3_000, () => 0.5)).toBe(3_000);
		expect(backoffMs(3, 100, () => 0.5)).toBe(1_000);
	});
});

test.each([
	['/n/1/netcode/{id}', 'NetCode'],
	['/u/1/k3connect', 'Utility'],
])('a call to %s is charged to the quota of %s calls', (path, quota) => {
	expect(quotaOf({ method: 'GET', path })).toBe(quota);
});

const subject: CallSubject = {
	quota: 'NetCode',
	about: "start '2026-10-01 16:00'",
	usesAccessKey: false,
	hide: (text) => text.replaceAll('k3y', '[hidden]'),
};
const withAccessKey = { ...subject, usesAccessKey: true };

const answer = (statusCode: number, body: unknown = '', headers: Record<string, unknown> = {}) => ({
	statusCode,
	body,
	headers,
});

const PAGE = '<!DOCTYPE html><html><body>Gateway</body></html>';
const REFUSED = { message: 'Generate netcode failed with ERROR status' };

describe('the failure in an answer', () => {
	test.each<[string, number, unknown, CallSubject, ErrorCause]>([
		['a bad API key', 403, { message: 'Forbidden' }, subject, 'apiKey'],
		['a 403 without a body', 403, '', subject, 'apiKey'],
		['a wrong path', 403, { message: 'Missing Authentication Token' }, subject, 'address'],
		['a redirect', 302, '', subject, 'address'],
		['a permanent redirect', 308, PAGE, subject, 'address'],
		['a proxy that wants a password', 407, '', subject, 'address'],
		['an unknown access key', 401, '', withAccessKey, 'accessKey'],
		['a 401 without an access key', 401, '', subject, 'apiKey'],
		['an unknown lock', 404, { message: 'No lock found.' }, subject, 'notFound'],
		['an empty 404', 404, '', subject, 'notFound'],
		['a web page with 404', 404, PAGE, subject, 'notJson'],
		['a web page with 403', 403, PAGE, subject, 'notJson'],
		['a bad value', 400, REFUSED, subject, 'badValue'],
		['a value that cannot be processed', 422, REFUSED, subject, 'badValue'],
		['a used-up quota', 429, { message: 'Limit Exceeded' }, subject, 'quota'],
		['throttling', 429, { message: 'Too Many Requests' }, subject, 'throttled'],
		['a 429 without a body', 429, '', subject, 'throttled'],
		...[500, 502, 503, 504].flatMap(
			(status): Array<[string, number, unknown, CallSubject, ErrorCause]> => [
				[`${status} as JSON`, status, { message: 'Internal server error' }, subject, 'serviceDown'],
				[`${status} without a body`, status, '', subject, 'serviceDown'],
				[`${status} as a web page`, status, PAGE, subject, 'serviceDown'],
			],
		),
		['a web page in place of JSON', 200, PAGE, subject, 'notJson'],
		['text in place of JSON', 200, 'It works!', subject, 'notJson'],
		['status error', 200, { status: 'error', message: 'No' }, subject, 'refused'],
		['an error with a message', 200, { error: 'Bad', message: 'No' }, subject, 'refused'],
		['an error code', 200, { netcode: 'ERROR', status: 'ok' }, subject, 'refused'],
		['a result FAILED', 200, { result: 'FAILED' }, subject, 'refused'],
		['a quota with status 200', 200, { error: 'Limit Exceeded' }, subject, 'quota'],
	])('is named by its cause: %s', (_name, status, body, about, reason) => {
		const failure = errorInResponse(answer(status, body), about, NOW);
		expect(failure).toMatchObject({ reason, status });
		expect(failure?.message).toBeTruthy();
		expect(failure?.advice).toMatch(/\.$/);
	});

	test.each([
		[{ ActualNetcode: '012345' }],
		[[]],
		[false],
		[''],
		[{ result: 'SUCCESS' }],
		[{ status: 'ok' }],
		[{ error: '' }],
		[{ error: null }],
	])('is none for %j', (body) => {
		expect(errorInResponse(answer(200, body), subject, NOW)).toBeUndefined();
	});

	test('names the values and what the service said, without a key and not at length', () => {
		const text = `${'x'.repeat(297)} k3y`;
		const said = errorInResponse(answer(400, { message: text }), subject, NOW)?.message;
		expect(said).toMatch("start '2026-10-01 16:00'");
		expect(said).toMatch('xxx');
		expect(said).not.toMatch('k3');
		expect(said?.length).toBeLessThan(400);
		expect(errorInResponse(answer(404, { message: 'k3y' }), subject, NOW)?.message).toMatch('[hidden]');
		expect(errorInResponse(answer(500, { message: 'k3y' }), subject, NOW)?.message).toMatch('[hidden]');
		expect(errorInResponse(answer(200, { error: 'k3y' }), subject, NOW)?.message).toMatch('[hidden]');
	});

	test.each([
		['30', 30_000],
		['0', 0],
		['Fri, 01 May 2026 12:01:00 GMT', 60_000],
		['Fri, 01 May 2026 11:00:00 GMT', undefined],
		['soon', undefined],
		['', undefined],
	])('reads Retry-After %j as %s ms', (value, ms) => {
		expect(errorInResponse(answer(503, '', { 'retry-after': value }), subject, NOW)?.retryAfterMs).toBe(ms);
	});
});

/** An error as n8n's HTTP helper throws it: a NodeApiError around the error of axios. */
function thrown(code: string): Error {
	return new Error('stock text', { cause: Object.assign(new Error('raw text'), { code }) });
}

describe('the failure to get an answer', () => {
	test.each<[string, ErrorCause, RegExp]>([
		['ECONNREFUSED', 'unreachable', /refused the connection/],
		['ENOTFOUND', 'unreachable', /host name/],
		['EAI_AGAIN', 'unreachable', /host name/],
		['EHOSTUNREACH', 'unreachable', /no way/],
		['ECONNABORTED', 'noAnswer', /within 1.5 seconds/],
		['ETIMEDOUT', 'noAnswer', /within 1.5 seconds/],
		['ECONNRESET', 'noAnswer', /broke off/],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'refused', /certificate/],
		['CERT_HAS_EXPIRED', 'refused', /certificate/],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'refused', /certificate/],
		['ERR_CANCELED', 'cancelled', /canceled/],
	])('by %s is %s', (code, reason, message) => {
		const failure = transportError(thrown(code), 1_500);
		expect(failure).toMatchObject({ reason, status: undefined });
		expect(failure.message).toMatch(message);
		expect(failure.advice).toMatch(/\.$/);
	});

	test('of a kind that nobody knows may have happened after the call took effect', () => {
		expect(transportError('what?', 1_500).reason).toBe('noAnswer');
	});
});

const failureBy = (reason: ErrorCause, status?: number) =>
	new ServiceError(reason, 'It failed', { advice: 'Mend it.', status, retryAfterMs: 7_000 });

describe('trying again', () => {
	test.each<[ErrorCause, boolean, boolean]>([
		['throttled', true, true],
		['unreachable', true, true],
		['serviceDown', true, false],
		['noAnswer', true, false],
		['quota', false, false],
		['apiKey', false, false],
		['accessKey', false, false],
		['address', false, false],
		['notFound', false, false],
		['badValue', false, false],
		['notJson', false, false],
		['refused', false, false],
		['cancelled', false, false],
	])('after %s: %s for a call that may be repeated, %s for one that may not', (reason, safe, unsafe) => {
		expect(mayRetry(failureBy(reason), true)).toBe(safe);
		expect(mayRetry(failureBy(reason), false)).toBe(unsafe);
	});
});

describe('an error as n8n shows it', () => {
	const node = { name: 'Codelocks', type: 'codelocks', parameters: {} } as unknown as INode;

	test('holds status, item, advice and Retry-After', () => {
		const shown = toNodeError(node, failureBy('throttled', 429), 3);
		expect(shown).toBeInstanceOf(NodeApiError);
		expect(shown).toMatchObject({
			message: 'It failed',
			description: 'Mend it.',
			httpCode: '429',
			context: { itemIndex: 3 },
			failure: { cause: 'rate-limited', retryAfterMs: 7_000 },
			errorResponse: { headers: { 'retry-after': '7' } },
		});
	});

	test.each<[ErrorCause, string | undefined]>([
		['quota', 'quota-exhausted'],
		['serviceDown', 'temporarily-unavailable'],
		['unreachable', 'temporarily-unavailable'],
		['noAnswer', 'temporarily-unavailable'],
		['apiKey', 'credential-invalid'],
		['accessKey', 'credential-invalid'],
		['address', 'configuration-invalid'],
		['badValue', undefined],
	])('says by which cause n8n paces a poller: %s is %s', (reason, cause) => {
		expect((toNodeError(node, failureBy(reason)) as NodeApiError).failure?.cause).toBe(cause);
	});

	test('keeps its message where n8n would put a stock text', () => {
		const message = "Lock 'ECONNREFUSED' is not a lock ID";
		expect(toNodeError(node, new ValueError(message, 'Look.')).message).toBe(message);
		const failure = new ServiceError('notFound', message, { advice: 'Look.' });
		expect(toNodeError(node, failure).message).toBe(message);
	});

	test("is a NodeOperationError for the user's values", () => {
		const shown = toNodeError(node, new ValueError('Start is empty', 'Fill it in.'), 2);
		expect(shown).toBeInstanceOf(NodeOperationError);
		expect(shown).toMatchObject({ description: 'Fill it in.', context: { itemIndex: 2 } });
	});
});

test.each([
	['{"a":1}', { a: 1 }],
	['  [] ', []],
	['false', false],
	['', ''],
	['   ', ''],
	[PAGE, PAGE],
	[undefined, undefined],
])('the body %j reads as %j', (text, value) => {
	expect(parsedBody(text)).toEqual(value);
});

describe('keys', () => {
	const AWKWARD = `p@ss/wörd +&"'!<x>\\`;
	const known = (...keys: string[]) => {
		const secrets = new Secrets();
		keys.forEach((key) => secrets.add(key));
		return secrets;
	};
	const strict = (text: string) =>
		encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
	const asHtml = (text: string) =>
		text.replace(
			/[&<>"']/g,
			(sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[sign]};`,
		);

	test.each([
		['as it is', AWKWARD],
		['in a URL', encodeURIComponent(AWKWARD)],
		['in a URL in lower case', encodeURIComponent(AWKWARD).toLowerCase()],
		['in a URL by the strict rules', strict(AWKWARD)],
		['in a form', new URLSearchParams({ key: AWKWARD }).toString()],
		['in JSON', JSON.stringify({ key: AWKWARD })],
		['in HTML', `<p>${asHtml(AWKWARD)}</p>`],
	])('are hidden %s', (_name, text) => {
		const shown = known(AWKWARD).hide(`before ${text} after`);
		expect(shown).toMatch(/^before .*\[hidden\].* after$/);
		for (const part of ['p@', 'p%40', 'ss/', 'rd', 'x']) expect(shown).not.toContain(part);
	});

	test('are hidden at any depth, in names too, and the value itself stays as it was', () => {
		const value = { list: [{ 'key-k3hotel': 'k3hotel' }], count: 3, nothing: null, yes: true };
		expect(known('k3hotel').hide(value)).toEqual({
			list: [{ 'key-[hidden]': '[hidden]' }],
			count: 3,
			nothing: null,
			yes: true,
		});
		expect(value.list[0]['key-k3hotel']).toBe('k3hotel');
	});

	test('that begin like another key are hidden whole', () => {
		expect(known('secret', 'secret-long').hide('secret-long')).toBe('[hidden]');
	});

	test('that are too short to be real spoil no words', () => {
		const secrets = known('a', '');
		expect(secrets.hide('a banana')).toBe('a banana');
		expect(secrets.has('a')).toBe(true);
		expect(secrets.has('')).toBe(false);
	});
});

describe('the memory', () => {
	test('asks once for as long as it keeps, each key for itself', async () => {
		const memory = new TtlCache<number>(1_000);
		let asked = 0;
		const ask = async () => await Promise.resolve(++asked);
		expect(await memory.recall('one', NOW, ask)).toBe(1);
		expect(await memory.recall('one', NOW + 999, ask)).toBe(1);
		expect(await memory.recall('two', NOW, ask)).toBe(2);
		expect(await memory.recall('one', NOW + 1_000, ask)).toBe(3);
	});

	test('lets those who ask at the same time share an answer', async () => {
		const memory = new TtlCache<number>(1_000);
		let asked = 0;
		const ask = async () => await Promise.resolve(++asked);
		expect(await Promise.all([memory.recall('one', NOW, ask), memory.recall('one', NOW, ask)])).toEqual([
			1, 1,
		]);
	});

	test('forgets a failure at once', async () => {
		const memory = new TtlCache<string>(1_000);
		const fail = async () => await Promise.reject(new Error('down'));
		await expect(memory.recall('one', NOW, fail)).rejects.toThrow('down');
		expect(await memory.recall('one', NOW, async () => await Promise.resolve('up'))).toBe('up');
	});

	test('keeps no more than it may, the newest', async () => {
		const memory = new TtlCache<string>(1_000, 2);
		const ask = (value: string) => async () => await Promise.resolve(value);
		for (const key of ['one', 'two', 'three']) await memory.recall(key, NOW, ask('old'));
		expect(await memory.recall('three', NOW, ask('new'))).toBe('old');
		expect(await memory.recall('two', NOW, ask('new'))).toBe('old');
		expect(await memory.recall('one', NOW, ask('new'))).toBe('new');
	});
});

describe('the base URL', () => {
	test.each([
		['', DEFAULT_BASE_URL],
		[undefined, DEFAULT_BASE_URL],
		[' https://example.com// ', 'https://example.com'],
		['https://example.com/api/', 'https://example.com/api'],
		['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
		['http://localhost:4010/', 'http://localhost:4010'],
		['http://[::1]:4010', 'http://[::1]:4010'],
	])('%j is taken', (value, url) => {
		expect(checkedBaseUrl(value)).toBe(url);
	});

	test.each([
		'http://example.com',
		'http://127.0.0.1.example.com',
		'http://localhost.example.com',
		'ftp://example.com',
		'example.com',
	])('%j is refused', (value) => {
		expect(() => checkedBaseUrl(value)).toThrow(/Base URL.*https:\/\//);
	});

	test.each(['https://user:password@example.com', 'https://example.com?key=1', 'https://example.com#top'])(
		'%j is refused for what is more than a host and a path, and not shown',
		(value) => {
			expect(() => checkedBaseUrl(value)).toThrow(/Base URL[^@=]* must hold a host and a path alone/);
		},
	);

	test('decides which requests get the key', () => {
		expect(goesTo('https://example.com', '/u/1', 'https://example.com')).toBe(true);
		expect(goesTo('https://example.com', 'https://example.com/x', 'https://other.com')).toBe(true);
		expect(goesTo('https://example.com', 'https://other.com/x', 'https://example.com')).toBe(false);
		expect(goesTo('https://example.com', 'http://example.com/x', 'https://example.com')).toBe(false);
		expect(goesTo('https://example.com', '//other.com/x', 'https://example.com')).toBe(false);
	});
});

describe("n8n's Request Options", () => {
	test('set nothing by themselves', () => {
		expect(requestSettingsOf({})).toEqual({
			timeout: undefined,
			proxy: undefined,
			allowUnauthorizedCerts: false,
		});
		expect(batchSettingsOf({})).toBeUndefined();
	});

	test('set timeout and certificates', () => {
		expect(requestSettingsOf({ timeout: 1_500, allowUnauthorizedCerts: true })).toMatchObject({
			timeout: 1_500,
			allowUnauthorizedCerts: true,
		});
		expect(requestSettingsOf({ timeout: 0 }).timeout).toBeUndefined();
	});

	test.each([
		['http://proxy:3128', { host: 'proxy', port: 3128, protocol: 'http' }],
		['https://proxy', { host: 'proxy', port: 443, protocol: 'https' }],
		['http://proxy', { host: 'proxy', port: 80, protocol: 'http' }],
		[
			'http://me:p%40ss%25@proxy:3128',
			{ host: 'proxy', port: 3128, protocol: 'http', auth: { username: 'me', password: 'p%40ss%25' } },
		],
	])('set the proxy %s', (proxy, setting) => {
		expect(requestSettingsOf({ proxy }).proxy).toEqual(setting);
	});

	test.each(['proxy', 'proxy:3128', 'socks5://proxy:1080', 'http://', 'ftp://proxy'])(
		'refuse the proxy %s',
		(proxy) => {
			expect(() => requestSettingsOf({ proxy })).toThrow(ValueError);
		},
	);

	test.each([
		[50, 1_000, { size: 50, interval: 1_000 }],
		[-1, 1_000, { size: 1, interval: 1_000 }],
		[0, 1_000, { size: 1, interval: 1_000 }],
		[50, 0, undefined],
	])('space calls: batches of %s every %s ms', (batchSize, batchInterval, settings) => {
		expect(batchSettingsOf({ batching: { batch: { batchSize, batchInterval } } })).toEqual(settings);
	});
});
