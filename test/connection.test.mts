import fc from 'fast-check';
import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { batchSettingsOf, requestSettingsOf } from '../nodes/Codelocks/execution/requestOptions.ts';
import { checkedBaseUrl, DEFAULT_BASE_URL, goesTo } from '../nodes/shared/api/baseUrl.ts';
import { quotaOf } from '../nodes/shared/api/connection.ts';
import { ServiceError, toNodeError, ValueError, type ErrorCause } from '../nodes/shared/api/errors.ts';
import { filledPath, pathPart, requestOf, usableTimeout } from '../nodes/shared/api/request.ts';
import { errorInResponse, type CallSubject } from '../nodes/shared/api/responseErrors.ts';
import { messageIn, parsedBody, textIn } from '../nodes/shared/api/responses.ts';
import { backoffMs, retryAfterMs, retryDelay } from '../nodes/shared/api/retry.ts';
import { transportError } from '../nodes/shared/api/transportErrors.ts';
import { TtlCache, TtlMap } from '../nodes/shared/ttlCache.ts';

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);

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
