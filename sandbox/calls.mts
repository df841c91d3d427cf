import type { CallKind } from './model.mts';

/** One API call as it was received; `status` is 0 while it runs and when the connection was lost. */
export interface RecordedCall {
	method: string;
	path: string;
	query: Record<string, string>;
	headers: { 'x-api-key'?: string; 'content-type'?: string };
	form: Record<string, string>;
	status: number;
}

export interface CallCounters {
	received: number;
	charged: number;
	throttled: number;
	quotaExceeded: number;
}

export interface KeyReport extends Record<CallKind, CallCounters> {
	peakInFlight: number;
}

/** What GET /_control/calls returns. Calls without an API key are counted under the key ''. */
export interface CallReport {
	keys: Record<string, KeyReport>;
	/** By 'METHOD /path/template'; paths that do not exist are counted together as 'unknown path'. */
	methods: Record<string, number>;
	/** The newest calls, oldest first. */
	requests: RecordedCall[];
}

/** A call that is being handled. */
export interface OpenCall {
	readonly record: RecordedCall;
	count(event: Exclude<keyof CallCounters, 'received'>): void;
	/** Ends the call; only the first time counts. */
	finish(status: number): void;
}

const REMEMBERED_CALLS = 10_000;
const noCounts = (): CallCounters => ({ received: 0, charged: 0, throttled: 0, quotaExceeded: 0 });

/** Counts calls by API key and by method, and remembers the newest ones. */
export class CallLog {
	readonly #keys = new Map<string, KeyReport & { inFlight: number }>();
	readonly #methods = new Map<string, number>();
	readonly #requests: RecordedCall[] = [];

	/** Records a call at its arrival. */
	open(record: RecordedCall, kind: CallKind, template: string): OpenCall {
		const counters = this.#countersOf(record.headers['x-api-key'] ?? '');
		counters[kind].received++;
		counters.inFlight++;
		counters.peakInFlight = Math.max(counters.peakInFlight, counters.inFlight);
		this.#methods.set(template, (this.#methods.get(template) ?? 0) + 1);
		this.#requests.push(record);
		if (this.#requests.length > REMEMBERED_CALLS) this.#requests.shift();

		let open = true;
		return {
			record,
			count: (event) => counters[kind][event]++,
			finish: (status) => {
				if (!open) return;
				open = false;
				record.status = status;
				counters.inFlight--;
			},
		};
	}

	/** Everything since the last reset, with the newest `limit` requests. */
	report(limit = REMEMBERED_CALLS): CallReport {
		const keys = [...this.#keys].map(([key, { netCode, utility, peakInFlight }]): [string, KeyReport] => [
			key,
			{ netCode: { ...netCode }, utility: { ...utility }, peakInFlight },
		]);
		return {
			keys: Object.fromEntries(keys),
			methods: Object.fromEntries(this.#methods),
			requests: structuredClone(limit === 0 ? [] : this.#requests.slice(-limit)),
		};
	}

	#countersOf(key: string) {
		const known = this.#keys.get(key);
		if (known !== undefined) return known;
		const counters = { netCode: noCounts(), utility: noCounts(), peakInFlight: 0, inFlight: 0 };
		this.#keys.set(key, counters);
		return counters;
	}
}
