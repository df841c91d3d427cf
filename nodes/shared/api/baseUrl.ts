import { OperationalError } from 'n8n-workflow';

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
