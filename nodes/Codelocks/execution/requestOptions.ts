import type { IHttpRequestOptions } from 'n8n-workflow';

import type { RequestSettings } from '../../shared/api/connection';
import { ValueError } from '../../shared/api/errors';
import { fieldsOf, shown, textOf } from './parameters';

/** How n8n's batching setting spaces the calls of a run. Interval in ms. */
export interface BatchSettings {
	size: number;
	interval: number;
}

const LABEL = 'Request Options';

/** The longest that a timer of Node.js counts; a longer one would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What n8n's Request Options say of a single call. n8n shows them on every declarative node. Throws ValueError. */
export function requestSettingsOf(requestOptions: unknown): RequestSettings {
	const { timeout, proxy, allowUnauthorizedCerts } = fieldsOf(requestOptions, LABEL);
	return {
		timeout: wholeNumber(timeout, 'Timeout', 0, 'milliseconds') || undefined,
		proxy: isUnset(proxy) ? undefined : proxyOf(textOf(proxy)),
		allowUnauthorizedCerts: allowUnauthorizedCerts === true || allowUnauthorizedCerts === 'true',
	};
}

/** What n8n's Request Options say of batches; undefined where calls need no spacing. Throws ValueError. */
export function batchSettingsOf(requestOptions: unknown): BatchSettings | undefined {
	const batching = fieldsOf(fieldsOf(requestOptions, LABEL).batching, `Batching in ${LABEL}`);
	const { batchSize, batchInterval } = fieldsOf(batching.batch, `Batching in ${LABEL}`);
	// By n8n's description of the field, -1 is no batches, and 0 counts as 1.
	const size = wholeNumber(batchSize, 'Items per Batch', -1, 'items') ?? 1;
	const interval = wholeNumber(batchInterval, 'Batch Interval', 0, 'milliseconds') ?? 0;
	return interval > 0 && size >= 0 ? { size: Math.max(size, 1), interval } : undefined;
}

/** A number of the Request Options; undefined where it is not set. Throws ValueError that names the field. */
function wholeNumber(value: unknown, label: string, least: number, unit: string): number | undefined {
	if (isUnset(value)) return undefined;
	const number = Number(textOf(value) || NaN);
	if (Number.isInteger(number) && number >= least && number <= LONGEST_TIMER_MS) return number;
	throw new ValueError(
		`${label} ${shown(value)} in ${LABEL} cannot be used; write a whole number of ${unit} from ${least} to ${LONGEST_TIMER_MS}`,
		'Without it, the node uses its default.',
	);
}

function isUnset(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** n8n ignores a proxy of another protocol without an error, and would send the calls directly. */
function proxyOf(address: string): IHttpRequestOptions['proxy'] {
	let url: URL | undefined;
	try {
		url = new URL(address);
	} catch {
		url = undefined;
	}
	if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
		throw new ValueError(
			'The proxy in Request Options is not valid; write http://host:port or https://host:port',
			'Proxies of other kinds, such as SOCKS, are not supported. The value is not shown here, since it may hold a password.',
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
