import { DEFAULT_API_KEY, HOTEL_ACCESS_KEY } from './seed.mts';

/** A request to try at once: the locks of the large account. */
export function curlExample(url: string): string {
	return `curl -H 'x-api-key: ${DEFAULT_API_KEY}' '${url}/u/1/k3connect?accesskey=${HOTEL_ACCESS_KEY}'`;
}
