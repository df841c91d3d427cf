import { OperationalError, type IHttpRequestOptions } from 'n8n-workflow';

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
	let url: URL | undefined;
	try {
		url = new URL(text);
	} catch {
		url = undefined;
	}
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
	return parsed(address)?.origin ?? parsed(address, `${base}/`)?.origin;
}

function parsed(address: string, base?: string): URL | undefined {
	try {
		return new URL(address, base);
	} catch {
		return undefined;
	}
}
