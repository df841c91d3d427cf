import type { IHttpRequestOptions } from 'n8n-workflow';

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
