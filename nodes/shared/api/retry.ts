import { sleep } from 'n8n-workflow';

import type { ServiceError } from './errors';

const MAX_TRIES = 4;

/** For a throttled call where others get through: it was only unlucky. */
const MAX_THROTTLED_TRIES = 10;

/** A service that refuses so many calls in a row for so long is given up for the run. */
const REFUSED_IN_A_ROW = 10;
const REFUSED_FOR_MS = 90_000;

const FIRST_BACKOFF_MS = 500;
export const MAX_RETRY_DELAY_MS = 20_000;

/** No Retry-After counts for more than a day: a date of the year 9999 is a fault of the service. */
const MAX_RETRY_AFTER_MS = 86_400_000;

/**
 * The one place that decides whether a call is sent again, and when: ms to wait, or undefined for no retry.
 *
 * - Throttled, or no connection: nothing took effect, so every call may be retried.
 * - 5xx, or no response: the request may have taken effect, so only a call that ends in the same state when it is
 *   sent twice is retried. Creating a client invites again (docs/dev/api.md, 'Phone clients'), and a second
 *   deletion would report as unknown the client that the first one deleted.
 * - Everything else has the same outcome every time, such as a wrong key or a quota that is used up.
 *
 * The wait is an exponential backoff with full jitter, or Retry-After where that is longer. Where a service asks for
 * more than 20 seconds, there is no retry: the execution would hang.
 *
 * @param attempt how often the call was sent, from 1.
 * @param othersSucceed whether others of the run's calls got through since this one was first sent.
 */
export function retryDelay(
	error: ServiceError,
	method: string,
	attempt: number,
	random: () => number,
	othersSucceed = false,
): number | undefined {
	const maxTries = error.reason === 'throttled' && othersSucceed ? MAX_THROTTLED_TRIES : MAX_TRIES;
	if (attempt >= maxTries || !mayRetry(error, method)) return undefined;
	const delay = backoffMs(attempt, error.retryAfterMs, random);
	return delay > MAX_RETRY_DELAY_MS ? undefined : delay;
}

function mayRetry(error: ServiceError, method: string): boolean {
	if (error.isPermanent) return false;
	if (error.reason === 'throttled' || error.reason === 'unreachable') return true;
	const repeatable = method !== 'POST' && method !== 'DELETE';
	return repeatable && (error.reason === 'serviceDown' || error.reason === 'noResponse');
}

/** Calls of a run that a service throttled in a row, from the first one after the last that got through. Times in ms. */
export class ThrottledCalls {
	private count = 0;

	private readonly since: number;

	constructor(now: number) {
		this.since = now;
	}

	add(): void {
		this.count++;
	}

	/** Whether they are so many, and last for so long, that the run should end. */
	endRun(now: number): boolean {
		return this.count >= REFUSED_IN_A_ROW && now - this.since >= REFUSED_FOR_MS;
	}
}

/** After try 1 anything up to 500 ms, after try 2 up to 1 s, and so on, but never less than Retry-After. */
export function backoffMs(attempt: number, retryAfterMs: number | undefined, random: () => number): number {
	const bound = Math.min(MAX_RETRY_DELAY_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
	return Math.max(retryAfterMs ?? 0, Math.round(random() * bound));
}

/** Retry-After in ms: seconds or an HTTP date (RFC 9110). Undefined for anything else and for dates that are past. */
export function retryAfterMs(headers: Record<string, unknown>, now: number): number | undefined {
	const header = headers['retry-after'];
	const text = typeof header === 'string' || typeof header === 'number' ? String(header).trim() : '';
	if (!text) return undefined;
	// Date.parse takes '-5', '1.5' and '0x10' for dates; an HTTP date has letters and a comma.
	const ms = /^\d+$/.test(text)
		? Number(text) * 1000
		: /^[A-Za-z]+,? /.test(text)
			? Date.parse(text) - now
			: NaN;
	return ms >= 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : undefined;
}

/** Waits, but no longer than until one of the signals. */
export async function sleepOrAbort(ms: number, signals: Array<AbortSignal | undefined>): Promise<void> {
	const given = signals.filter((signal) => signal !== undefined);
	if (given.some(({ aborted }) => aborted)) return;
	const waking = new AbortController();
	const wake = () => waking.abort();
	for (const signal of given) signal.addEventListener('abort', wake);
	await new Promise<void>((resolve) => {
		waking.signal.addEventListener('abort', () => resolve());
		// Older n8n versions take no signal in `sleep`.
		sleep(ms, waking.signal).then(resolve, () => resolve());
	});
	for (const signal of given) signal.removeEventListener('abort', wake);
}
