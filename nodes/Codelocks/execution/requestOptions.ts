import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { RequestSettings } from '../../shared/api/connection';
import { ValueError } from '../../shared/api/errors';

/** How n8n's batching setting spaces the calls of a run. Interval in ms. */
export interface BatchSettings {
	size: number;
	interval: number;
}

/** What n8n's Request Options say of a single call. n8n shows them on every declarative node. Throws ValueError. */
export function requestSettingsOf(options: IDataObject): RequestSettings {
	const timeout = Number(options.timeout);
	return {
		timeout: timeout > 0 ? timeout : undefined,
		proxy: options.proxy ? proxyOf(String(options.proxy)) : undefined,
		allowUnauthorizedCerts: options.allowUnauthorizedCerts === true,
	};
}

/** What n8n's Request Options say of batches; undefined where calls need no spacing. */
export function batchSettingsOf(options: IDataObject): BatchSettings | undefined {
	const batching = options.batching as { batch?: { batchSize?: number; batchInterval?: number } } | undefined;
	const interval = Number(batching?.batch?.batchInterval ?? 0);
	const size = Number(batching?.batch?.batchSize ?? 0);
	return interval > 0 ? { size: size > 0 ? size : 1, interval } : undefined;
}

/** n8n passes over a proxy of another protocol without a word, and would send the calls around it. */
function proxyOf(address: string): IHttpRequestOptions['proxy'] {
	let url: URL | undefined;
	try {
		url = new URL(address.trim());
	} catch {
		url = undefined;
	}
	if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
		throw new ValueError(
			'The proxy in Request Options is not valid; write http://host:port or https://host:port',
			'Proxies of other kinds, such as SOCKS, are not supported. What is set is not shown here, since it may hold a password.',
		);
	}
	const protocol = url.protocol.replace(/:$/, '');
	return {
		host: url.hostname,
		port: Number(url.port) || (protocol === 'https' ? 443 : 80),
		protocol,
		// n8n puts both back into an address as they are, so they stay encoded.
		...(url.username && { auth: { username: url.username, password: url.password } }),
	};
}
