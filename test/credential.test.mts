import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { DISABLED_API_KEY, HOTEL_ACCESS_KEY, OFFICE_ACCESS_KEY, SMALL_API_KEY } from '../sandbox/seed.mts';
import type { FaultAnswer } from '../sandbox/faults.mts';
import { testCredential } from './support/credentialTester.mts';
import { credentialType, runNode } from './support/engine.mts';
import { recordOf, SHAPES, useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const SERVICE = 'https://api-connect.codelocks.io';
const TEST_PATH = '/u/1/k3connect/help/spcconfig';
const ACCOUNT_PATH = '/u/1/k3connect/account';

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

	it.each<[string, object]>([
		['the uri of the HTTP Request node', { uri: `${SERVICE}/u/1/durations` }],
		['a URL object', { url: new URL(`${SERVICE}/u/1/durations`) }],
		['a URL object as uri', { uri: new URL(`${SERVICE}/u/1/durations`) }],
		['a uri on the base URL', { baseURL: SERVICE, uri: '/u/1/durations' }],
		['a url and a uri', { url: `${SERVICE}/u/1/durations`, uri: `${SERVICE}/u/1/durations` }],
	])('adds the key to %s', async (_name, request) => {
		const { headers } = await authenticated(request as IHttpRequestOptions);
		expect(headers).toEqual({ 'x-api-key': 'the-key' });
	});

	it('does not let the HTTP Request node carry the key over redirects', async () => {
		const request = { uri: `${SERVICE}/u/1/durations`, followRedirect: true, followAllRedirects: true };
		expect(await authenticated(request as unknown as IHttpRequestOptions)).toMatchObject({
			followRedirect: false,
			followAllRedirects: false,
		});
	});

	it.each<[string, object]>([
		['another host as uri', { uri: 'https://evil.example/u/1/durations' }],
		['another host as a URL object', { url: new URL('https://evil.example/') }],
		['another host as a URL object in uri', { uri: new URL('https://evil.example/') }],
		['another host in uri beside the right url', { url: `${SERVICE}/u/1`, uri: 'https://evil.example/' }],
		['another host in url beside the right uri', { uri: `${SERVICE}/u/1`, url: 'https://evil.example/' }],
		['a path in uri on another base URL', { baseURL: 'https://evil.example', uri: '/u/1/durations' }],
		['a base URL object', { baseURL: new URL('https://evil.example'), uri: '/u/1/durations' }],
		['an address without slashes', { url: 'https:evil.example' }],
		['backslashes', { url: '\\\\evil.example/' }],
		['no address', {}],
		['an empty address on another base URL', { baseURL: 'https://evil.example', url: '' }],
		['an address in parts', { uri: { protocol: 'https:', host: 'evil.example' } }],
		['an object that reads as an address', { uri: { toString: () => `${SERVICE}/` } }],
		['a list', { url: [`${SERVICE}/`] }],
		['what is no address', { url: 'https://' }],
		['another host', { url: 'https://evil.example/u/1/durations' }],
		['a host that begins alike', { url: `${SERVICE}.evil.example/` }],
		['a user name that looks alike', { url: `${SERVICE}@evil.example/` }],
		['a path without a scheme', { url: '//evil.example/' }],
		['another base URL', { baseURL: 'https://evil.example', url: '/u/1/durations' }],
		['another host on the right base URL', { baseURL: SERVICE, url: 'https://evil.example/' }],
		['another port', { url: `${SERVICE}:8443/` }],
		['the same host without https', { url: 'http://api-connect.codelocks.io/' }],
	])('keeps the key from %s', async (_name, request) => {
		expect(await refusal({ apiKey: 'the-key', baseUrl: SERVICE }, request as IHttpRequestOptions)).toBe(
			'The Codelocks API key was not sent: this call does not go to the Base URL of its credential',
		);
		expect(request).not.toHaveProperty('headers');
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
		expect(message).toMatch(/must consist of a host and a path, without a user name, \? or #$/);
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
		'The API key is missing, wrong or disabled. If the key is right, check the Base URL.',
	);
	const UNKNOWN_KEY = error(
		'The service does not know the access key, or does not accept the API key. Check both, and the Base URL.',
	);
	const BAD_ACCESS_KEY = error('The service does not accept the access key. Check it.');
	const NO_ACCOUNT = error(
		'The API key is accepted, but the service has no K3 Connect account for the access key. Check the access key.',
	);
	const REFUSED = error(
		'The service refuses the keys. Check the API key, and the access key if you use one.',
	);
	const ELSEWHERE = error('The Base URL is not that of the Codelocks Connect API.');
	const NOT_FOUND = error(
		'Nothing is found at this address. Check that the Base URL is that of the Codelocks Connect API, and check the access key if you use one.',
	);
	const NO_MORE_CALLS = error(
		"The service knows this key, but accepts no more calls now: there were too many calls at once, or the month's quota of Utility calls is used up.",
	);
	const DOWN = error('The Codelocks service is not available at the moment. Try again in a few minutes.');
	const REDIRECTS = error('The Base URL redirects elsewhere. Set it to the address of the API itself.');

	const apiKeyAlone = (changes = {}) => sandbox.credentials({ accessKey: '', ...changes });

	it.each(['', ' \n', undefined])(
		'makes one Utility call, with the API key alone (access key %p)',
		async (accessKey) => {
			const credentials = sandbox.credentials({ accessKey });
			expect(await testCredential(credentials)).toEqual(OK);
			expect(sandbox.calls()).toEqual([recordOf({ method: 'GET', path: TEST_PATH }, credentials.apiKey)]);
			expect(sandbox.control.getCalls().keys[credentials.apiKey]).toMatchObject({
				utility: { charged: 1 },
				netCode: { received: 0 },
			});
		},
	);

	describe.each(SHAPES)('with an access key, %s shapes', (shapes) => {
		beforeEach(() => void sandbox.control.putSettings({ shapes }));

		it.each([HOTEL_ACCESS_KEY, ` ${HOTEL_ACCESS_KEY} `])(
			'makes one Utility call for the account of %p',
			async (accessKey) => {
				const credentials = sandbox.credentials({ accessKey });
				expect(await testCredential(credentials)).toEqual(OK);
				expect(sandbox.calls()).toEqual([
					recordOf(
						{ method: 'GET', path: ACCOUNT_PATH, query: { accesskey: HOTEL_ACCESS_KEY } },
						credentials.apiKey,
					),
				]);
			},
		);

		it('does not pass a wrong one', async () => {
			const { status, message } = await testCredential(sandbox.credentials({ accessKey: 'nobody0000' }));
			expect(status).toBe('Error');
			expect(message).toMatch(/access key/);
			// n8n repeats a call that gets 401.
			expect(sandbox.calls().length).toBeLessThanOrEqual(2);
		});
	});

	it('takes a key with spaces around it', async () => {
		const { apiKey } = sandbox.credentials();
		expect(await testCredential(apiKeyAlone({ apiKey: ` ${apiKey}\n` }))).toEqual(OK);
	});

	it.each(['/', '///', ' ', '/ '])('takes a base URL that ends in %p', async (end) => {
		expect(await testCredential(apiKeyAlone({ baseUrl: `${sandbox.url}${end}` }))).toEqual(OK);
		expect(sandbox.calls().map(({ path }) => path)).toEqual([TEST_PATH]);
	});

	describe.each([
		['the API key alone', TEST_PATH, ''],
		['an access key', ACCOUNT_PATH, HOTEL_ACCESS_KEY],
	])('with %s', (_kind, path, accessKey) => {
		const testWith = async (changes = {}) =>
			await testCredential(sandbox.credentials({ accessKey, ...changes }));

		it.each([
			['a wrong key', 'nobody'],
			['a disabled key', DISABLED_API_KEY],
			['no key', ''],
		])('tells %s', async (_name, apiKey) => {
			expect(await testWith({ apiKey })).toEqual(BAD_KEY);
		});

		it('tells a base URL with a wrong path', async () => {
			expect(await testWith({ baseUrl: `${sandbox.url}/api/` })).toEqual(BAD_KEY);
			expect(sandbox.calls().map((call) => call.path)).toEqual([`/api${path}`]);
		});

		it('tells a quota that is used up', async () => {
			sandbox.control.putKey(SMALL_API_KEY, { used: { utility: 10 } });
			expect(await testWith({ apiKey: SMALL_API_KEY })).toEqual(NO_MORE_CALLS);
		});

		it.each<[string, FaultAnswer, object]>([
			['a web page', { status: 200, body: '<html><body>Welcome</body></html>' }, ELSEWHERE],
			['plain text', { status: 200, body: 'Welcome' }, ELSEWHERE],
			['text as JSON', { status: 200, body: '"ok"' }, ELSEWHERE],
			['a number', { status: 200, body: '42' }, ELSEWHERE],
			['an empty answer', { status: 200 }, ELSEWHERE],
			['an empty list', { status: 200, body: [] }, NO_ACCOUNT],
			['false', { status: 200, body: false }, NO_ACCOUNT],
			['null', { status: 200, body: 'null' }, NO_ACCOUNT],
			['an error with status 200', { status: 200, body: { error: 'Invalid', message: 'no' } }, REFUSED],
			['a message with status 200', { status: 200, body: { message: 'Invalid accesskey' } }, REFUSED],
			['status 400', { status: 400, body: { Message: '["[Invalid Data] accesskey"]' } }, BAD_ACCESS_KEY],
			['status 401', { status: 401 }, UNKNOWN_KEY],
			['status 404 with a page', { status: 404, body: '<h1>Not found</h1>' }, NOT_FOUND],
			['throttling', { status: 429, body: { message: 'Too Many Requests' } }, NO_MORE_CALLS],
			...[500, 502, 503, 504].map((status): [string, FaultAnswer, object] => [
				`status ${status}`,
				{ status, body: '<h1>Sorry</h1>' },
				DOWN,
			]),
		])('tells %s', async (_name, answer, result) => {
			sandbox.control.addFault({ path, answers: [answer], times: 9 });
			expect(await testWith()).toEqual(result);
		});

		it.each([301, 302, 303, 307, 308])(
			'follows no redirect of status %d, which would carry the key away',
			async (status) => {
				sandbox.control.addFault({
					path,
					answers: [{ status, headers: { location: `${sandbox.url}/elsewhere` } }],
				});
				expect(await testWith()).toEqual(REDIRECTS);
				expect(sandbox.calls()).toHaveLength(1);
			},
		);

		it('tells a base URL without https, and sends nothing', async () => {
			const { status, message } = await testWith({ baseUrl: 'http://api-connect.codelocks.io' });
			expect(status).toBe('Error');
			expect(message).toContain('must begin with https://');
		});

		it('tells a service that cannot be reached', async () => {
			sandbox.control.addFault({ path, answers: [{ drop: true }] });
			const { status, message } = await testWith();
			expect(status).toBe('Error');
			expect(message).not.toBe('');
		});
	});
});

describe('an access key in the options of a node', () => {
	const hintsWith = async (accessKey?: string) =>
		(
			await runNode({
				parameters: { resource: 'k3Account', operation: 'get', options: accessKey ? { accessKey } : {} },
				credentials: sandbox.credentials(),
			})
		).hints;

	it('is called needless where the credential has the same', async () => {
		expect(await hintsWith(` ${HOTEL_ACCESS_KEY} `)).toEqual([
			'The credential holds the same access key: remove Access Key from Options, since the workflow and its exports hold it as plain text',
		]);
		expect(await hintsWith(OFFICE_ACCESS_KEY)).toEqual([]);
		expect(await hintsWith()).toEqual([]);
	});
});
