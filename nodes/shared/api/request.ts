import {
	OperationalError,
	sleep,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
} from 'n8n-workflow';

import { executionCancelled, shortened, ValueError } from './errors';
import type { HttpResponse } from './responses';

export const CREDENTIAL = 'codelocksApi';

/** Address of the vendor's service (docs/dev/api.md, 'Addresses and quotas'). */
export const DEFAULT_BASE_URL = 'https://api-connect.codelocks.io';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * The base URL as calls use it: without trailing slashes, the default where none is set.
 * Throws OperationalError for anything but https; plain http is accepted only for a loopback host, since the
 * API key would otherwise cross the network in the clear.
 */
export function checkedBaseUrl(value: unknown): string {
	const text = String(value ?? '').trim() || DEFAULT_BASE_URL;
	const url = parsedUrl(text);
	const allowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
	if (!url || !allowed) {
		throw wrongBaseUrl(
			'must begin with https:// (plain http is accepted for a sandbox on this computer only)',
		);
	}
	if (url.username || url.password || url.search || url.hash) {
		throw wrongBaseUrl('must consist of a host and a path, without a user name, ? or #');
	}
	return text.replace(/\/+$/, '');
}

/** Says what is wrong without the value: a key that was pasted into the wrong field must not show up in a log. */
function wrongBaseUrl(rule: string): OperationalError {
	return new OperationalError(`The Base URL in the Codelocks API credential ${rule}`, {
		description: `The service of Codelocks is at ${DEFAULT_BASE_URL}.`,
	});
}

/** A request as n8n's nodes hand it to a credential: HTTP Request writes `uri` for the address, most others `url`. */
export type OutgoingRequest = IHttpRequestOptions & { uri?: unknown; followRedirect?: boolean };

/**
 * Whether a request goes to the scheme, host and port of `service` and nowhere else, in whatever spelling its address
 * comes: `url` or `uri`, whole or as a path on `baseURL`, as text or as a URL object. An address that cannot be read
 * goes elsewhere.
 */
export function goesOnlyTo(service: string, { url, uri, baseURL }: OutgoingRequest): boolean {
	const base = baseURL === undefined || baseURL === '' ? service : addressText(baseURL);
	const addresses = [url, uri].filter((address) => address !== undefined).map(addressText);
	const origin = new URL(service).origin;
	return (
		base !== undefined &&
		originOf(base, service) === origin &&
		addresses.length > 0 &&
		addresses.every((address) => address !== undefined && originOf(address, base) === origin)
	);
}

/** Undefined for what is neither text nor a URL: nobody knows what a client makes of it. */
function addressText(address: unknown): string | undefined {
	if (typeof address === 'string') return address;
	return address instanceof URL ? address.href : undefined;
}

/** A whole address counts by itself, whatever base it comes with: clients differ in how they join the two. */
function originOf(address: string, base: string): string | undefined {
	return parsedUrl(address)?.origin ?? parsedUrl(address, `${base}/`)?.origin;
}

/** Undefined for a text that is no URL. */
export function parsedUrl(address: string, base?: string): URL | undefined {
	try {
		return new URL(address, base);
	} catch {
		return undefined;
	}
}

/** Any of n8n's contexts that a call can be made from. */
export type ApiContext = IExecuteFunctions | IExecuteSingleFunctions | ILoadOptionsFunctions | IPollFunctions;

/** A method and the template of its path, as docs/dev/api.md lists them: '/u/1/k3connect/{id}'. */
export interface ApiMethod {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	path: string;
}

/** One call to make. Values are put in the path's places, the query or the form body, and encoded there. */
export interface ApiCall extends ApiMethod {
	values?: Record<string, string>;
	query?: Record<string, string>;
	form?: Record<string, string>;
	/** The values that an error names, such as "lock '0605…'". Must not hold a key. */
	about?: string;
}

/** What n8n's Request Options set for a node. Times in ms. */
export interface RequestSettings {
	timeout?: number;
	proxy?: IHttpRequestOptions['proxy'];
	allowUnauthorizedCerts?: boolean;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/** The longest that a timer of Node.js can wait; it takes a longer one for 1 ms. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** How long n8n may take to end a request that was aborted, before the connection goes on without it. */
const ABORT_GRACE_MS = 250;

/** API Gateway takes 10,240 characters for the request line and all headers. */
const MAX_URL_LENGTH = 8_000;

/** Other paths of the API have these words where an ID would be: 'account' as the ID of a lock would read the account. */
export const RESERVED_IDS = ['account', 'help', 'init', 'durations', 'duration', 'netcode', 'k3connect'];

/** A timeout that Node.js can count; the default for none. */
export function usableTimeout(ms: number | undefined): number {
	return ms !== undefined && ms > 0 ? Math.min(ms, MAX_TIMER_MS) : DEFAULT_TIMEOUT_MS;
}

/** The request of a call, as n8n's HTTP helper takes it. Throws ValueError for values that no path or URL can hold. */
export function requestOf(baseUrl: string, call: ApiCall, settings: RequestSettings): IHttpRequestOptions {
	const url = baseUrl + filledPath(call.path, call.values ?? {}, call.about);
	checkLength(url, call.query ?? {});
	return {
		method: call.method,
		url,
		qs: call.query,
		...(call.form && { body: new URLSearchParams(call.form) }),
		headers: {
			Accept: 'application/json',
			...(call.form && { 'Content-Type': 'application/x-www-form-urlencoded' }),
		},
		timeout: usableTimeout(settings.timeout),
		// The bytes as they came, to be decoded by their own charset.
		encoding: 'arraybuffer',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A redirect would carry the key to wherever it points.
		disableFollowRedirect: true,
		...(settings.proxy && { proxy: settings.proxy }),
		...(settings.allowUnauthorizedCerts && { skipSslCertificateValidation: true }),
	};
}

/** '/u/1/k3connect/{id}' with its values; each is checked by pathPart. */
export function filledPath(path: string, values: Record<string, string>, about?: string): string {
	return path.replace(/\{(\w+)\}/g, (_, name: string) =>
		pathPart(Object.hasOwn(values, name) ? values[name] : '', name, about),
	);
}

/**
 * A value as one part of a path. Throws ValueError for what would lead to another path of the API: nothing, '.', '..',
 * slashes, control characters, and the words that have a meaning there.
 *
 * @param name the value's place in the path, such as 'id' or 'timecode', for the message.
 * @param about what the call is about, such as "lock '0605…'".
 */
export function pathPart(value: unknown, name: string, about = 'this call'): string {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	if (!text.trim()) {
		throw new ValueError(
			`The ${name} of this call is empty; enter it`,
			'It is part of the address that the node calls.',
		);
	}
	const isPlain = /^[^/\\?#%\p{Cc}\p{Cs}]+$/u.test(text) && !/^\.+$/.test(text.trim());
	if (!isPlain || RESERVED_IDS.includes(text.trim().toLowerCase())) {
		throw new ValueError(
			`'${shortened(text, 100)}' cannot be the ${name} of this call; copy the ${name} as the API lists it`,
			`The address for ${about} would lead to another part of the API.`,
		);
	}
	return encodeURIComponent(text);
}

function checkLength(url: string, query: Record<string, string>): void {
	const length = url.length + new URLSearchParams(query).toString().length + 1;
	if (length <= MAX_URL_LENGTH) return;
	throw new ValueError(
		`The values make a URL of ${length} characters, more than the ${MAX_URL_LENGTH} that the API takes; shorten them`,
		'Check that no field holds a long text or a file.',
	);
}

/**
 * The response of n8n's HTTP helper to a request. Rejects soon after one of the signals: the helper's own timeout
 * counts from one byte to the next, so a body that trickles would hold its place for hours.
 */
export async function fetchResponse(
	context: ApiContext,
	credentials: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
	signals: Array<AbortSignal | undefined>,
): Promise<HttpResponse> {
	const ending = new AbortController();
	const end = () => ending.abort();
	for (const signal of signals) {
		signal?.addEventListener('abort', end);
		if (signal?.aborted) end();
	}
	// The helper takes its signal only from the context, and replaces one that the request has.
	const abortable = Object.create(context, {
		getExecutionCancelSignal: { value: () => ending.signal },
	}) as ApiContext;
	const response = context.helpers.httpRequestWithAuthentication.call(
		abortable,
		CREDENTIAL,
		options,
		// Handing the credential in saves n8n from decrypting it again for every row.
		{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: credentials } },
	) as Promise<HttpResponse>;
	try {
		return await Promise.race([response, rejectionAfter(ending.signal)]);
	} finally {
		for (const signal of signals) signal?.removeEventListener('abort', end);
	}
}

/** Rejects a moment after the signal, for a helper that ignores it. */
async function rejectionAfter(signal: AbortSignal): Promise<never> {
	await new Promise<void>((resolve) => {
		signal.addEventListener('abort', () => resolve(), { once: true });
		if (signal.aborted) resolve();
	});
	await sleep(ABORT_GRACE_MS);
	throw Object.assign(new Error('The request was aborted'), { code: 'ERR_CANCELED' });
}

/** What a promise gives. Throws ServiceError where the signal comes first. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return await promise;
	return await new Promise<T>((resolve, reject) => {
		const leave = () => reject(executionCancelled());
		signal.addEventListener('abort', leave);
		if (signal.aborted) leave();
		void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
	});
}
