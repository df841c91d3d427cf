import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { DISABLED_API_KEY, HOTEL_ACCESS_KEY, SMALL_API_KEY } from '../sandbox/seed.mts';
import type { FaultAnswer } from '../sandbox/faults.mts';
import { testCredential } from './support/credentialTester.mts';
import { credentialType } from './support/engine.mts';
import { recordOf, useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const SERVICE = 'https://api-connect.codelocks.io';
const TEST_PATH = '/u/1/k3connect/help/spcconfig';

async function authenticated(
	request: IHttpRequestOptions,
	credentials: ICredentialDataDecryptedObject = { apiKey: 'the-key', baseUrl: SERVICE },
): Promise<IHttpRequestOptions> {
	const { authenticate } = await credentialType();
	if (typeof authenticate !== 'function')
		throw new Error('The credential does not authenticate by a function');
	return await authenticate(credentials, request);
}

const refusal = async (credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions) =>
	await authenticated(request, credentials).then(
		() => 'not refused',
		(error: Error) => error.message,
	);

describe('authenticate', () => {
	it.each<[string, IHttpRequestOptions]>([
		['a whole URL', { url: `${SERVICE}/u/1/durations` }],
		['a path on the base URL', { baseURL: SERVICE, url: '/u/1/durations' }],
		['a path alone', { url: '/u/1/durations' }],
		['a path on a base URL with slashes', { baseURL: `${SERVICE}//`, url: 'u/1/durations' }],
	])('adds the key to %s', async (_name, request) => {
		const { headers, ...rest } = await authenticated({ ...request, headers: { Accept: 'application/json' } });
		expect(headers).toEqual({ Accept: 'application/json', 'x-api-key': 'the-key' });
		expect(rest).toEqual(request);
	});

	it('trims the key', async () => {
		const request = await authenticated({ url: '/' }, { apiKey: ' the-key\n', baseUrl: SERVICE });
		expect(request.headers).toEqual({ 'x-api-key': 'the-key' });
	});

	it.each(['', undefined, `${SERVICE}/`, `${SERVICE}///`])(
		'takes %p for the default base URL',
		async (baseUrl) => {
			const credentials = { apiKey: 'the-key', baseUrl } as ICredentialDataDecryptedObject;
			const request = await authenticated({ url: `${SERVICE}/u/1/durations` }, credentials);
			expect(request.headers).toHaveProperty('x-api-key', 'the-key');
		},
	);

	it.each<[string, IHttpRequestOptions]>([
		['another host', { url: 'https://evil.example/u/1/durations' }],
		['a host that begins alike', { url: `${SERVICE}.evil.example/` }],
		['a user name that looks alike', { url: `${SERVICE}@evil.example/` }],
		['a path without a scheme', { url: '//evil.example/' }],
		['another base URL', { baseURL: 'https://evil.example', url: '/u/1/durations' }],
		['another host on the right base URL', { baseURL: SERVICE, url: 'https://evil.example/' }],
		['another port', { url: `${SERVICE}:8443/` }],
		['the same host without https', { url: 'http://api-connect.codelocks.io/' }],
	])('keeps the key from %s', async (_name, request) => {
		expect(await refusal({ apiKey: 'the-key', baseUrl: SERVICE }, request)).toBe(
			'The Codelocks API key was not sent: this call does not go to the Base URL of its credential',
		);
		expect(request.headers).toBeUndefined();
	});

	it.each([
		'http://api-connect.codelocks.io',
		'http://192.168.1.20',
		'http://localhost.evil.example',
		'http://127.0.0.1.evil.example',
		'ftp://api-connect.codelocks.io',
		'api-connect.codelocks.io',
		'not a URL',
	])('refuses the base URL %s', async (baseUrl) => {
		expect(await refusal({ apiKey: 'the-key', baseUrl }, { url: `${baseUrl}/u/1/durations` })).toContain(
			'must begin with https://',
		);
	});

	it.each([
		'https://user:password@api-connect.codelocks.io',
		'https://api-connect.codelocks.io?x=1',
		'https://api-connect.codelocks.io#x',
	])('refuses the base URL %s for what is more than a host and a path', async (baseUrl) => {
		const message = await refusal({ apiKey: 'the-key', baseUrl }, { url: `${baseUrl}/u/1/durations` });
		expect(message).toMatch(/must hold a host and a path alone, without a user name, \? or #$/);
	});

	it.each(['http://127.0.0.1:4010', 'http://127.1.2.3', 'http://localhost:4010/', 'http://[::1]:4010'])(
		'takes the loopback base URL %s',
		async (baseUrl) => {
			const request = await authenticated(
				{ baseURL: baseUrl, url: '/u/1/durations' },
				{ apiKey: 'k', baseUrl },
			);
			expect(request.headers).toEqual({ 'x-api-key': 'k' });
		},
	);
});

describe("n8n's test of the credential", () => {
	const OK = { status: 'OK', message: 'Connection successful!' };
	const error = (message: string) => ({ status: 'Error', message });

	const BAD_KEY = error(
		'The API key is missing, wrong or disabled. If you are sure of it, check the Base URL.',
	);
	const ELSEWHERE = error('Something else than the Codelocks Connect API answers at the Base URL.');
	const WRONG_ADDRESS = error('The Base URL is not that of the Codelocks Connect API.');
	const NO_MORE_CALLS = error(
		"The service knows this key, but takes no more calls from it now: too many at once, or the month's quota of Utility calls is used up.",
	);
	const DOWN = error('The Codelocks service fails at the moment. Try again in a few minutes.');
	const REDIRECTS = error('The Base URL redirects elsewhere. Set it to the address of the API itself.');

	it('makes one Utility call, with the API key alone', async () => {
		const credentials = sandbox.credentials();
		expect(await testCredential(credentials)).toEqual(OK);
		expect(sandbox.calls()).toEqual([recordOf({ method: 'GET', path: TEST_PATH }, credentials.apiKey)]);
		expect(sandbox.control.getCalls().keys[credentials.apiKey]).toMatchObject({
			utility: { charged: 1 },
			netCode: { received: 0 },
		});
		expect(JSON.stringify(sandbox.calls())).not.toContain(HOTEL_ACCESS_KEY);
	});

	it('needs no access key', async () => {
		expect(await testCredential(sandbox.credentials({ accessKey: '' }))).toEqual(OK);
	});

	it('takes a key with spaces around it', async () => {
		const { apiKey } = sandbox.credentials();
		expect(await testCredential(sandbox.credentials({ apiKey: ` ${apiKey}\n` }))).toEqual(OK);
	});

	it.each(['/', '///', ' ', '/ '])('takes a base URL that ends in %p', async (end) => {
		expect(await testCredential(sandbox.credentials({ baseUrl: `${sandbox.url}${end}` }))).toEqual(OK);
		expect(sandbox.calls().map(({ path }) => path)).toEqual([TEST_PATH]);
	});

	it.each([
		['a wrong key', 'nobody'],
		['a disabled key', DISABLED_API_KEY],
		['no key', ''],
	])('tells %s', async (_name, apiKey) => {
		expect(await testCredential(sandbox.credentials({ apiKey }))).toEqual(BAD_KEY);
	});

	it('tells a base URL with a wrong path', async () => {
		expect(await testCredential(sandbox.credentials({ baseUrl: `${sandbox.url}/api/` }))).toEqual(BAD_KEY);
		expect(sandbox.calls().map(({ path }) => path)).toEqual([`/api${TEST_PATH}`]);
	});

	it('tells a quota that is used up', async () => {
		sandbox.control.putKey(SMALL_API_KEY, { used: { utility: 10 } });
		expect(await testCredential(sandbox.credentials({ apiKey: SMALL_API_KEY }))).toEqual(NO_MORE_CALLS);
	});

	it.each<[string, FaultAnswer, object]>([
		['a web page', { status: 200, body: '<html><body>Welcome</body></html>' }, ELSEWHERE],
		['an empty answer', { status: 200 }, ELSEWHERE],
		['other JSON', { status: 200, body: { hello: 'world' } }, ELSEWHERE],
		['a list', { status: 200, body: [{ hello: 'world' }] }, ELSEWHERE],
		['a failure with status 200', { status: 200, body: { status: 'error', message: 'no' } }, ELSEWHERE],
		['status 401', { status: 401 }, error('The API key is not accepted. Check it, and the Base URL.')],
		['status 404 with a page', { status: 404, body: '<h1>Not found</h1>' }, WRONG_ADDRESS],
		['throttling', { status: 429, body: { message: 'Too Many Requests' } }, NO_MORE_CALLS],
		...[500, 502, 503, 504].map((status): [string, FaultAnswer, object] => [
			`status ${status}`,
			{ status, body: '<h1>Sorry</h1>' },
			DOWN,
		]),
	])('tells %s', async (_name, answer, result) => {
		sandbox.control.addFault({ path: TEST_PATH, answers: [answer], times: 9 });
		expect(await testCredential(sandbox.credentials())).toEqual(result);
	});

	it.each([301, 302, 303, 307, 308])(
		'follows no redirect of status %d, which would carry the key away',
		async (status) => {
			sandbox.control.addFault({
				path: TEST_PATH,
				answers: [{ status, headers: { location: `${sandbox.url}/elsewhere` } }],
			});
			expect(await testCredential(sandbox.credentials())).toEqual(REDIRECTS);
			expect(sandbox.calls()).toHaveLength(1);
		},
	);

	it('tells a base URL without https, and sends nothing', async () => {
		const { status, message } = await testCredential(
			sandbox.credentials({ baseUrl: 'http://api-connect.codelocks.io' }),
		);
		expect(status).toBe('Error');
		expect(message).toContain('must begin with https://');
	});

	it('tells a service that cannot be reached', async () => {
		sandbox.control.addFault({ path: TEST_PATH, answers: [{ drop: true }] });
		const { status, message } = await testCredential(sandbox.credentials());
		expect(status).toBe('Error');
		expect(message).not.toBe('');
	});
});
