import fc from 'fast-check';
import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { checkedBaseUrl, DEFAULT_BASE_URL } from '../nodes/shared/api/request.ts';
import { quotaOf } from '../nodes/shared/api/connection.ts';
import { ServiceError, toNodeError, ValueError, type ErrorReason } from '../nodes/shared/api/errors.ts';
import { filledPath, pathPart, requestOf, usableTimeout } from '../nodes/shared/api/request.ts';
import { errorInResponse, type CallSubject } from '../nodes/shared/api/responseErrors.ts';
import {
	isSuccess,
	messageIn,
	parsedBody,
	scalarText,
	type HttpResponse,
} from '../nodes/shared/api/responses.ts';
import { backoffMs, retryAfterMs, retryDelay, ThrottledCalls } from '../nodes/shared/api/retry.ts';
import { transportError } from '../nodes/shared/api/transportErrors.ts';
import { TtlCache, TtlMap } from '../nodes/shared/ttlCache.ts';

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);

describe('the time between tries', () => {
	test.each([
		[1, 500],
		[2, 1_000],
		[3, 2_000],
		[10, 20_000],
	])('after try %s is anything up to %s ms', (attempt, bound) => {
		expect(backoffMs(attempt, undefined, () => 0)).toBe(0);
		expect(backoffMs(attempt, undefined, () => 0.5)).toBe(bound / 2);
		expect(backoffMs(attempt, undefined, () => 1)).toBe(bound);
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
	method: 'GET',
	quota: 'NetCode',
	about: "start '2026-10-01 16:00'",
	usesAccessKey: false,
	redact: (text) => text.replaceAll('k3y', '[hidden]'),
};
const withAccessKey = { ...subject, usesAccessKey: true };
const write = { ...subject, method: 'POST', quota: 'Utility' as const };

const response = (statusCode: number, body: unknown = '', headers: Record<string, unknown> = {}) => ({
	statusCode,
	body,
	headers,
});

/** As the connection asks. */
const errorIn = (given: HttpResponse, about: CallSubject, now: number) =>
	isSuccess(given, about.method) ? undefined : errorInResponse(given, about, now);

const PAGE = '<!DOCTYPE html><html><body>Gateway</body></html>';
const REFUSED = { message: 'Generate netcode failed with ERROR status' };

describe('the error in a response', () => {
	test.each<[string, number, unknown, CallSubject, ErrorReason]>([
		['a bad API key', 403, { message: 'Forbidden' }, subject, 'apiKey'],
		['a 403 without a body', 403, '', subject, 'apiKey'],
		['a wrong path', 403, { message: 'Missing Authentication Token' }, subject, 'address'],
		['a redirect', 302, '', subject, 'address'],
		['a permanent redirect', 308, PAGE, subject, 'address'],
		['a proxy that wants a password', 407, '', subject, 'blocked'],
		['an unknown access key', 401, '', withAccessKey, 'accessKey'],
		['a 401 without an access key', 401, '', subject, 'apiKey'],
		['an unknown lock', 404, { message: 'No lock found.' }, subject, 'notFound'],
		['an empty 404', 404, '', subject, 'notFound'],
		['a web page with 404', 404, PAGE, subject, 'notJson'],
		['a web page with 403', 403, PAGE, subject, 'blocked'],
		['a text with 403', 403, 'Access denied by policy', subject, 'blocked'],
		['an unknown access key under any status', 400, { message: 'Invalid accesskey' }, subject, 'accessKey'],
		['an unknown access key with 500', 500, { message: 'Invalid accesskey.' }, subject, 'accessKey'],
		['an unknown access key with 200', 200, { error: 'Invalid AccessKey' }, subject, 'accessKey'],
		['a bad value', 400, REFUSED, subject, 'badValue'],
		['a value that cannot be processed', 422, REFUSED, subject, 'badValue'],
		['a used-up quota', 429, { message: 'Limit Exceeded' }, subject, 'quota'],
		['throttling', 429, { message: 'Too Many Requests' }, subject, 'throttled'],
		['a 429 without a body', 429, '', subject, 'throttled'],
		['a limit of a value', 400, { message: 'Message length limit exceeded' }, subject, 'badValue'],
		...[500, 502, 503, 504].flatMap(
			(status): Array<[string, number, unknown, CallSubject, ErrorReason]> => [
				[`${status} as JSON`, status, { message: 'Internal server error' }, subject, 'serviceDown'],
				[`${status} without a body`, status, '', subject, 'serviceDown'],
				[`${status} as a web page`, status, PAGE, subject, 'serviceDown'],
			],
		),
		['a web page in place of JSON', 200, PAGE, subject, 'notJson'],
		['text in place of JSON', 200, 'It works!', subject, 'notJson'],
		['status error', 200, { status: 'error', message: 'No' }, subject, 'badResponse'],
		['an error with a message', 200, { error: 'Bad', message: 'No' }, subject, 'badResponse'],
		['an error code', 200, { netcode: 'ERROR', status: 'ok' }, subject, 'badResponse'],
		['a result FAILED', 200, { result: 'FAILED' }, subject, 'badResponse'],
		['a result FAILED behind a blank', 200, { result: ' failed' }, subject, 'badResponse'],
		['a quota with status 200', 200, { error: 'Limit Exceeded' }, subject, 'quota'],
	])('is named by its cause: %s', (_name, status, body, about, reason) => {
		const failure = errorIn(response(status, body), about, NOW);
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
		[{ error: 'false' }],
		[{ error: 0 }],
		[{ error: {} }],
		[{ errors: [] }],
		[{ error: null }],
	])('is none for %j', (body) => {
		expect(errorIn(response(200, body), subject, NOW)).toBeUndefined();
	});

	test.each<[string, unknown, RegExp]>([
		['errorMessage', { errorMessage: 'Task timed out', errorType: 'Error' }, /: Task timed out$/],
		['success false', { success: false, message: 'Nope' }, /: Nope$/],
		['success "false"', { success: 'false', reason: 'Nope' }, /: Nope$/],
		['result false', { result: false, detail: 'Nope' }, /: Nope$/],
		['status false', { status: false, msg: 'Nope' }, /: Nope$/],
		['status error', { status: 'error', message: 'Nope' }, /: Nope$/],
		['a list of errors', { errors: [{ code: 1, message: 'Nope' }, { message: 'Never' }] }, /: Nope; Never$/],
		['errors as texts', { errors: ['Nope', 'Never'] }, /: Nope; Never$/],
		['an Error with a capital', { Error: { Message: 'Nope' } }, /: Nope$/],
		['a message alone', { message: 'Nope' }, /: Nope$/],
		['a Message alone', { Message: 'Nope', requestId: '1' }, /: Nope$/],
		['one in a list', [{ error: 'Nope' }], /: Nope$/],
		['a netcode ERROR', { netcode: 'ERROR', status: 'ok' }, /for start '2026-10-01 16:00'$/],
		['error true', { error: true, description: 'Nope' }, /: Nope$/],
	])('is found under status 200: %s', (_name, body, message) => {
		const error = errorIn(response(200, body), subject, NOW);
		expect(error).toMatchObject({ reason: 'badResponse', status: 200, isCharged: true });
		expect(error?.message).toMatch(message);
	});

	test.each<[unknown, ErrorReason, number]>([
		[{ statusCode: 400, body: '{"message":"Nope"}' }, 'badValue', 400],
		[{ statusCode: 404, body: { message: 'Nope' } }, 'notFound', 404],
		[{ statusCode: 500, body: '{"message":"Nope"}' }, 'serviceDown', 500],
		[{ statusCode: '429', body: '{"message":"Limit Exceeded"}' }, 'quota', 429],
	])("is found in a gateway's own envelope: %j", (body, reason, status) => {
		expect(errorIn(response(200, body), subject, NOW)).toMatchObject({ reason, status });
	});

	test.each([
		[{ result: 'SUCCESS', message: 'Client created' }],
		[{ message: 'Client created' }],
		[''],
		[{ status: 'ok', errors: [], error: null }],
	])('is none for a write that answers %j', (body) => {
		expect(errorIn(response(200, body), write, NOW)).toBeUndefined();
		expect(errorIn(response(204, body), write, NOW)).toBeUndefined();
	});

	test('of a write is told by a message alone where it says so', () => {
		expect(errorIn(response(200, { message: 'Client not found' }), write, NOW)).toBeDefined();
	});

	test.each([500, 502, 503, 504])(
		'of a write with %s tells that it may have taken effect, and to look first',
		(status) => {
			for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
				const error = errorIn(response(status), { ...write, method }, NOW);
				expect(error).toMatchObject({ reason: 'serviceDown', mayHaveTakenEffect: true });
				expect(error?.message).toMatch(/may have taken effect, so look with Get Many before you repeat it$/);
				expect(error?.advice).not.toMatch(/again|minutes/i);
			}
			const read = errorIn(response(status), subject, NOW);
			expect(read?.mayHaveTakenEffect).toBe(false);
			expect(read?.message).not.toMatch(/effect/);
		},
	);

	test.each<[string, Record<string, unknown>, unknown, ErrorReason]>([
		['API Gateway', { 'x-amzn-requestid': '1', 'x-amz-apigw-id': '2' }, { message: 'Forbidden' }, 'apiKey'],
		[
			'CloudFront before it',
			{ via: '1.1 abc.cloudfront.net (CloudFront)' },
			{ message: 'Forbidden' },
			'apiKey',
		],
		['nobody known', {}, '', 'apiKey'],
		['a proxy by Via', { via: '1.1 proxy.example (squid/6)' }, '', 'blocked'],
		['a proxy by its own header', { 'x-squid-error': 'ERR_ACCESS_DENIED 0' }, '', 'blocked'],
		['a proxy by its name', { server: 'Zscaler/6.2' }, { message: 'Forbidden' }, 'blocked'],
		['a firewall by its page', {}, PAGE, 'blocked'],
		['a proxy that found nobody', { 'x-squid-error': 'ERR_DNS_FAIL 0' }, PAGE, 'unreachable'],
	])('with 403 of %s is told apart', (_name, headers, body, reason) => {
		const error = errorIn(response(403, body, headers), subject, NOW);
		expect(error?.reason).toBe(reason);
		expect(error?.isCharged).toBe(false);
		if (reason !== 'apiKey') expect(`${error?.message} ${error?.advice}`).not.toMatch(/API key/i);
	});

	test.each<[unknown, CallSubject, RegExp, RegExp]>([
		[
			{ Message: '["[Invalid Data] ID (Expected: 12 or 32 characters)"]' },
			{ ...subject, quota: 'Utility' },
			/: \[Invalid Data\] ID \(Expected: 12 or 32 characters\)$/,
			/lock ID.*12 or 32/,
		],
		[
			{ Message: '["[Invalid Data] start", "[Invalid Data] duration"]' },
			subject,
			/start; \[Invalid Data\] duration$/,
			/value that the response names/,
		],
		[REFUSED, subject, /ERROR status$/, /duration/],
		[{ message: 'No' }, { ...subject, quota: 'Utility' }, /: No$/, /response names/],
		['', { ...subject, quota: 'Utility' }, /\(status 400\)$/, /does not name/],
	])('quotes %j, and its advice fits', (body, about, message, advice) => {
		const error = errorIn(response(400, body), about, NOW);
		expect(error).toMatchObject({ reason: 'badValue' });
		expect(error?.message).toMatch(message);
		expect(error?.advice).toMatch(advice);
	});

	test('quotes no megabytes', () => {
		const error = errorIn(response(400, { message: 'x '.repeat(5_000_000) }), subject, NOW);
		expect(error?.message.length).toBeLessThan(500);
	});

	test('names the values and what the service said, without a key and not at length', () => {
		const text = `${'x'.repeat(297)} k3y`;
		const said = errorIn(response(400, { message: text }), subject, NOW)?.message;
		expect(said).toMatch("start '2026-10-01 16:00'");
		expect(said).toMatch('xxx');
		expect(said).not.toMatch('k3');
		expect(said?.length).toBeLessThan(400);
		expect(errorIn(response(404, { message: 'k3y' }), subject, NOW)?.message).toMatch('[hidden]');
		expect(errorIn(response(500, { message: 'k3y' }), subject, NOW)?.message).toMatch('[hidden]');
		expect(errorIn(response(200, { error: 'k3y' }), subject, NOW)?.message).toMatch('[hidden]');
	});
});

/** An error as n8n's HTTP helper throws it: a NodeApiError around the error of axios. */
function thrown(code: string, message = 'raw text', request?: unknown): Error {
	return new Error('stock text', { cause: Object.assign(new Error(message), { code, request }) });
}

const SENT = { method: 'GET', timeoutMs: 1_500, timedOut: false, usesProxy: false };

describe('the error of a request without a response', () => {
	const connecting = (socket: object) => thrown('ECONNABORTED', 'timeout', { socket });

	test.each<[unknown, ErrorReason, RegExp]>([
		[thrown('EAI_AGAIN'), 'unreachable', /host name could not be looked up.*\n.*Internet/],
		[thrown('EHOSTUNREACH'), 'unreachable', /cannot be reached.*\n.*Internet/],
		[
			thrown('ETIMEDOUT', 'connect ETIMEDOUT'),
			'unreachable',
			/no connection .* within 1.5 seconds.*\n.*Internet/,
		],
		[connecting({ connecting: true }), 'unreachable', /no connection .* within 1.5 seconds.*\n.*proxy/],
		[connecting({ encrypted: true, secureConnecting: true }), 'unreachable', /no connection.*\n.*proxy/],
		[
			thrown('ERR_SSL_PACKET_LENGTH_TOO_LONG', 'packet length too long'),
			'certificate',
			/no TLS.*\n.*Nothing/,
		],
		[thrown('EPROTO', 'alert handshake failure'), 'certificate', /handshake .*nothing was sent\n.*Base URL/],
		[thrown('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'certificate', /certificate.*\n.*NODE_EXTRA_CA_CERTS/],
		[thrown('CERT_HAS_EXPIRED'), 'certificate', /certificate.*\n.*clock/],
		[thrown('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate', /certificate.*\n.*another host/],
		[thrown('ERR_INVALID_CHAR'), 'apiKey', /API key holds characters.*\n.*Nothing was sent/],
		[thrown('', 'The Codelocks API key was not sent: x'), 'address', /not sent: x\n.*Nothing was sent/],
		[thrown('ERR_CANCELED'), 'cancelled', /canceled.*\n.*remaining/],
	])('was not sent: %p, for %s', (error, reason, words) => {
		for (const method of ['GET', 'POST']) {
			const failure = transportError(error, { ...SENT, method });
			expect(failure).toMatchObject({ reason, status: undefined, mayHaveTakenEffect: false });
			expect(`${failure.message}\n${failure.advice}`).toMatch(words);
			expect(`${failure.message} ${failure.advice}`).not.toMatch(/taken effect|may be charged/);
			// A cancelled call may have been sent.
			expect(failure.isCharged).toBe(reason === 'cancelled');
		}
	});

	test('a call that was cancelled before it was sent counts for nothing', () => {
		const error = thrown('ERR_CANCELED', 'canceled', { socket: { connecting: true } });
		expect(transportError(error, SENT)).toMatchObject({ reason: 'stopped', isCharged: false });
	});

	test('names the proxy where the node has one', () => {
		const error = transportError(thrown('ECONNREFUSED'), { ...SENT, usesProxy: true });
		expect(error.message).toBe('The proxy of this node could not be reached: it refused the connection');
	});

	test.each<[string, unknown, boolean, RegExp]>([
		['a timeout', thrown('ECONNABORTED'), false, /did not respond within 1.5 seconds/],
		[
			'a timeout of the connected',
			thrown('ECONNABORTED', '', { socket: { connecting: false } }),
			false,
			/within 1.5 seconds/,
		],
		['a timeout of the whole response', thrown('ERR_CANCELED'), true, /within 1.5 seconds/],
		['a reset', thrown('ECONNRESET'), false, /ended before/],
		['half a response', thrown('ERR_BAD_RESPONSE', 'stream has been aborted'), false, /ended before/],
		['what is not HTTP', thrown('HPE_INVALID_CONSTANT'), false, /not HTTP/],
		['what nobody knows', 'what?', false, /ended before/],
		['nothing at all', undefined, false, /ended before/],
	])('%s leaves it open whether the call took effect', (_name, error, timedOut, message) => {
		const read = transportError(error, { ...SENT, timedOut });
		expect(read).toMatchObject({ reason: 'noResponse', mayHaveTakenEffect: false, isCharged: true });
		expect(read.message).toMatch(message);
		expect(read.message).toMatch(/; it may have charged the call$/);
		for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
			const failure = transportError(error, { ...SENT, timedOut, method });
			expect(failure).toMatchObject({ reason: 'noResponse', mayHaveTakenEffect: true });
			expect(failure.message).toMatch(/may have taken effect, so look with Get Many/);
			expect(failure.advice).not.toMatch(/again/i);
		}
	});
});

const failureBy = (reason: ErrorReason, status?: number) =>
	new ServiceError(reason, 'It failed', { advice: 'Mend it.', status, retryAfterMs: 7_000 });

describe('a retry', () => {
	const middle = () => 0.5;

	test.each<[ErrorReason, boolean, boolean]>([
		['throttled', true, true],
		['unreachable', true, true],
		['serviceDown', true, false],
		['noResponse', true, false],
		['quota', false, false],
		['apiKey', false, false],
		['accessKey', false, false],
		['address', false, false],
		['blocked', false, false],
		['certificate', false, false],
		['notFound', false, false],
		['badValue', false, false],
		['notJson', false, false],
		['badResponse', false, false],
		['cancelled', false, false],
		['stopped', false, false],
	])('after %s: %s for a call that may be repeated, %s for one that may not', (reason, safe, unsafe) => {
		for (const method of ['GET', 'PUT', 'PATCH']) {
			expect(retryDelay(failureBy(reason), method, 1, middle)).toBe(safe ? 7_000 : undefined);
		}
		for (const method of ['POST', 'DELETE']) {
			expect(retryDelay(failureBy(reason), method, 1, middle)).toBe(unsafe ? 7_000 : undefined);
		}
	});

	test('is made three times at most', () => {
		const delays = [1, 2, 3, 4].map((attempt) => retryDelay(failureBy('throttled'), 'GET', attempt, middle));
		expect(delays).toEqual([7_000, 7_000, 7_000, undefined]);
	});

	test('of a throttled call is made nine times at most where others got through since it was first sent', () => {
		const isSentAgain = (reason: ErrorReason, attempt: number, othersSucceed: boolean) =>
			retryDelay(failureBy(reason), 'GET', attempt, middle, othersSucceed) !== undefined;
		const tries = Array.from({ length: 12 }, (_, index) => index + 1);
		const triesOf = (reason: ErrorReason, othersSucceed: boolean) =>
			tries.find((attempt) => !isSentAgain(reason, attempt, othersSucceed));
		expect(triesOf('throttled', false)).toBe(4);
		expect(triesOf('throttled', true)).toBe(10);
		expect(triesOf('serviceDown', true)).toBe(4);
		expect(retryDelay(failureBy('throttled'), 'GET', 9, middle, true)).toBe(10_000);
	});

	test('ends with the run once ten calls in a row and 90 seconds brought nothing but throttling', () => {
		const endsAfter = (seconds: number[]) => {
			const throttled = new ThrottledCalls(seconds[0] * 1000);
			return seconds.find((second) => {
				throttled.add();
				return throttled.endRun(second * 1000);
			});
		};
		expect(endsAfter([0, 10, 20, 30, 40, 50, 60, 70, 80])).toBeUndefined();
		expect(endsAfter([85, 95, 105, 115, 125, 135, 145, 155, 165, 174.9, 175, 176])).toBe(175);
		// A few calls that wait for long, as Retry-After asks, are not enough.
		expect(endsAfter([200, 300, 400])).toBeUndefined();
	});

	test('is not made for a host name that is not known, nor where the service asks for more than 20 seconds', () => {
		expect(retryDelay(transportError(thrown('ENOTFOUND'), SENT), 'GET', 1, middle)).toBeUndefined();
		expect(retryDelay(transportError(thrown('EAI_AGAIN'), SENT), 'GET', 1, middle)).toBe(250);
		const asks = (retryAfterMs: number) =>
			new ServiceError('throttled', 'Wait', { advice: '', retryAfterMs });
		expect(retryDelay(asks(20_000), 'GET', 1, middle)).toBe(20_000);
		expect(retryDelay(asks(20_001), 'GET', 1, middle)).toBeUndefined();
	});
});

describe('Retry-After', () => {
	test.each<[unknown, number | undefined]>([
		['30', 30_000],
		[30, 30_000],
		['0', 0],
		['Fri, 01 May 2026 12:01:00 GMT', 60_000],
		['Fri, 01 May 2026 11:00:00 GMT', undefined],
		['Fri, 31 Dec 9999 23:59:59 GMT', 86_400_000],
		['99999999999999999999', 86_400_000],
		['9'.repeat(400), 86_400_000],
		['-5', undefined],
		['1.5', undefined],
		['0x10', undefined],
		['1e3', undefined],
		['soon', undefined],
		['', undefined],
		[['30', '60'], undefined],
		[{}, undefined],
		[undefined, undefined],
	])('%j is %s ms', (value, ms) => {
		expect(retryAfterMs({ 'retry-after': value }, NOW)).toBe(ms);
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

	test.each<[ErrorReason, string | undefined]>([
		['quota', 'quota-exhausted'],
		['serviceDown', 'temporarily-unavailable'],
		['unreachable', 'temporarily-unavailable'],
		['noResponse', 'temporarily-unavailable'],
		['apiKey', 'credential-invalid'],
		['accessKey', 'credential-invalid'],
		['address', 'configuration-invalid'],
		['blocked', 'configuration-invalid'],
		['certificate', 'configuration-invalid'],
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

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);

describe('a body', () => {
	test.each<[string, unknown, string, unknown]>([
		['UTF-8', bytes('{"a":"Büro"}'), 'application/json', { a: 'Büro' }],
		['UTF-8 with a mark', bytes('\uFEFF{"a":"Büro"}'), 'application/json', { a: 'Büro' }],
		[
			'Latin-1 that is named',
			bytes('{"a":"Büro"}', 'latin1'),
			'application/json; charset=ISO-8859-1',
			{ a: 'Büro' },
		],
		[
			'Latin-1 in quotes',
			bytes('{"a":"Büro"}', 'latin1'),
			'application/json; Charset="latin1"',
			{ a: 'Büro' },
		],
		['Latin-1 that is not named', bytes('{"a":"Büro"}', 'latin1'), 'application/json', { a: 'Büro' }],
		['Windows-1252', Buffer.from([0x22, 0x80, 0x22]), 'text/plain; charset=windows-1252', '€'],
		['UTF-16', bytes('{"a":"Büro"}', 'utf16le'), 'application/json; charset=utf-16le', { a: 'Büro' }],
		['an unknown charset', bytes('{"a":"Büro"}'), 'application/json; charset=klingon', { a: 'Büro' }],
		['nothing', Buffer.alloc(0), '', ''],
		['a web page', bytes(PAGE), 'text/html', PAGE],
		['what n8n has read already', { a: 1 }, 'application/json', { a: 1 }],
	])('of %s is read', (_name, body, contentType, value) => {
		expect(parsedBody(body, contentType)).toEqual(value);
	});

	test('with keys of prototypes changes none', () => {
		const value = parsedBody(
			'[{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"a":{"__proto__":7}}]',
		) as [{ x?: number }];
		expect(Object.keys(value[0])).toEqual(['constructor', 'a']);
		expect({ ...value[0] }.x).toBeUndefined();
		expect(Object.assign({}, value[0]).x).toBeUndefined();
		expect(({} as { x?: number }).x).toBeUndefined();
	});

	test('that is nested too deep is refused in words', () => {
		const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
		expect(() => parsedBody(nested(100))).not.toThrow();
		for (const depth of [200, 100_000]) {
			expect(() => parsedBody(nested(depth))).toThrow(/nested more than 100 levels/);
		}
		expect(messageIn(JSON.parse(`${'{"error":'.repeat(5_000)}"x"${'}'.repeat(5_000)}`))).toBe('');
	});

	test('of 10 MB is read', () => {
		const entries = Array.from({ length: 100_000 }, (_, id) => ({ id, text: 'x'.repeat(80) }));
		expect(parsedBody(bytes(JSON.stringify(entries)))).toHaveLength(100_000);
	});
});

test.each<[unknown, string]>([
	['text', 'text'],
	[7, '7'],
	[0, '0'],
	[true, 'true'],
	[10n ** 20n, '100000000000000000000'],
	[{}, ''],
	[{ toString: () => 'boom' }, ''],
	[[1], ''],
	[null, ''],
	[undefined, ''],
	[() => 'x', ''],
])('the text in %p is %j', (value, text) => {
	expect(scalarText(value)).toBe(text);
});

describe('the path of a request', () => {
	test('holds its values, encoded', () => {
		expect(filledPath('/u/1/k3connect/{id}/client', { id: 'front door+ü' })).toBe(
			'/u/1/k3connect/front%20door%2B%C3%BC/client',
		);
	});

	test.each<unknown>([
		...['', ' ', '.', '..', ' .. ', 'a/b', '../account', 'a\\b', 'a?b', 'a#b', '%2e%2e', 'a\u0000b'],
		...['a\nb', '\ud800', 'account', 'Help', {}, undefined, null, ['a']],
	])('refuses %j', (value) => {
		expect(() => pathPart(value, 'id')).toThrow(ValueError);
	});

	test('has the parts of its template, whatever a value holds', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (id) => {
				let path = '';
				try {
					path = filledPath('/u/1/k3connect/{id}/audit', { id });
				} catch (error) {
					expect(error).toBeInstanceOf(ValueError);
					return;
				}
				const { pathname } = new URL(`https://example.com${path}`);
				expect(pathname.split('/')).toHaveLength(6);
				expect(decodeURIComponent(pathname.split('/')[4])).toBe(id);
			}),
		);
	});

	test('with its values is no longer than a server takes', () => {
		const call = (length: number) => ({
			method: 'GET' as const,
			path: '/u/1',
			query: { a: 'x'.repeat(length) },
		});
		expect(() => requestOf('https://example.com', call(7_900), {})).not.toThrow();
		expect(() => requestOf('https://example.com', call(8_000), {})).toThrow(/more than the 8000/);
	});
});

test.each([
	[undefined, 60_000],
	[0, 60_000],
	[-1, 60_000],
	[1_500, 1_500],
	[2 ** 31, 2 ** 31 - 1],
	[Infinity, 2 ** 31 - 1],
	[NaN, 60_000],
])('a timeout of %s ms is %s ms', (ms, usable) => {
	expect(usableTimeout(ms)).toBe(usable);
});

describe('a map with a time to live', () => {
	test('forgets in time, and the one first that was set longest ago', () => {
		const map = new TtlMap<number>(1_000, 2);
		map.set('one', 1, NOW);
		map.set('two', 2, NOW);
		map.set('one', 3, NOW);
		map.set('three', 4, NOW + 10);
		expect(map.get('two', NOW)).toBeUndefined();
		expect(map.get('one', NOW + 999)).toBe(3);
		expect(map.get('one', NOW + 1_000)).toBeUndefined();
		expect(map.get('three', NOW + 1_009)).toBe(4);
		expect(map.get('three', NOW + 1_010)).toBeUndefined();
		map.delete('one', 7);
		expect(map.get('one', NOW)).toBe(3);
		map.delete('one');
		expect(map.get('one', NOW)).toBeUndefined();
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

	test('keeps what it is told to', async () => {
		const memory = new TtlCache<string>(1_000);
		const recall = async (answer: string) =>
			await memory.recall(
				'one',
				NOW,
				async () => await Promise.resolve(answer),
				(outcome) => outcome.status === 'fulfilled' && outcome.value !== '',
			);
		expect([await recall(''), await recall('full'), await recall('')]).toEqual(['', 'full', 'full']);
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
			expect(() => checkedBaseUrl(value)).toThrow(/Base URL[^@=]* must consist of a host and a path,/);
		},
	);
});
