import type { IDataObject } from 'n8n-workflow';

import { untilAborted } from '../../shared/api/request';

const MAX_KEPT = 20_000;

/** How a run ends. */
export interface RunSignals {
	/** Aborts when the execution is cancelled. */
	cancelSignal?: AbortSignal;
	/** Aborts when the run ends early, cancelled or not. */
	runEnds: AbortSignal;
}

/** A call for a code, and the run that makes it. */
export interface CodeCall extends RunSignals {
	/** All that is sent, the keys too, and the Base URL. Stays in memory, never shown. */
	key: string;
	/** When the code ends, in ms since 1970. */
	until: number;
	fetch: () => Promise<IDataObject[]>;
}

/** A response, and whether another call had paid for it. */
export interface CodeResponse {
	fetched: IDataObject[];
	isReused: boolean;
}

interface Kept {
	/** As JSON text, so that each reader gets a copy of their own. */
	json: string;
	until: number;
}

interface Pending {
	response?: Promise<IDataObject[]>;
	/** Whether the call failed after its run had ended: ending a run also ends calls that other runs wait for. */
	isGivenUp: boolean;
}

/**
 * The responses that this process has paid for, each until its code ends. At most 20,000: those that end first are
 * dropped first. A failure is never stored.
 */
export class CodeCache {
	private readonly kept = new Map<string, Kept>();

	/** The keys of what is kept, those that end first at the front. */
	private readonly byEnd: string[] = [];

	private readonly pending = new Map<string, Pending>();

	private readonly most: number;

	constructor(most = MAX_KEPT) {
		this.most = most;
	}

	get size(): number {
		return this.kept.size;
	}

	/** Whether a call with this key would cost nothing. */
	has(key: string): boolean {
		return (this.kept.get(key)?.until ?? 0) > Date.now();
	}

	/**
	 * The response of a call: from memory, from the same call that another run is making, or by making the call.
	 *
	 * A call in flight goes on when its execution is cancelled: it is paid for, and others may wait for it.
	 *
	 * @throws whatever `fetch` throws, and ServiceError where the run ends while it waits.
	 */
	async recall(call: CodeCall): Promise<CodeResponse> {
		for (;;) {
			const kept = this.kept.get(call.key);
			if (kept && kept.until > Date.now()) return { fetched: parsed(kept.json), isReused: true };
			const pending = this.pending.get(call.key);
			if (!pending?.response) return { fetched: await this.fetch(call), isReused: false };
			const [shared] = await Promise.allSettled([untilAborted(pending.response, call.runEnds)]);
			if (shared.status === 'fulfilled') return { fetched: copyOf(shared.value), isReused: true };
			if (call.runEnds.aborted || !pending.isGivenUp) throw shared.reason;
		}
	}

	private async fetch({ key, until, fetch, cancelSignal, runEnds }: CodeCall): Promise<IDataObject[]> {
		const pending: Pending = { isGivenUp: false };
		this.pending.set(key, pending);
		pending.response = (async () => {
			const [outcome] = await Promise.allSettled([Promise.resolve().then(fetch)]);
			this.pending.delete(key);
			pending.isGivenUp = runEnds.aborted;
			if (outcome.status === 'rejected') throw outcome.reason;
			this.keep(key, outcome.value, until);
			return outcome.value;
		})();
		return await untilAborted(pending.response, cancelSignal);
	}

	private keep(key: string, fetched: IDataObject[], until: number): void {
		const now = Date.now();
		this.drop(() => this.endOf(this.byEnd[0]) <= now);
		const json = jsonOf(fetched);
		if (!(until > now) || json === undefined || this.kept.has(key)) return;
		this.kept.set(key, { json, until });
		this.byEnd.splice(this.placeOf(until), 0, key);
		this.drop(() => this.byEnd.length > this.most);
	}

	/** Drops what ends first, for as long as the condition holds. */
	private drop(condition: () => boolean): void {
		while (this.byEnd.length && condition()) this.kept.delete(this.byEnd.shift() ?? '');
	}

	private endOf(key: string): number {
		return this.kept.get(key)?.until ?? 0;
	}

	/** By bisection: behind all that end no later. */
	private placeOf(until: number): number {
		let from = 0;
		let to = this.byEnd.length;
		while (from < to) {
			const middle = (from + to) >> 1;
			if (this.endOf(this.byEnd[middle]) <= until) from = middle + 1;
			else to = middle;
		}
		return from;
	}
}

/** The codes that all executions of this process share. A restart forgets them. */
export const codeCache = new CodeCache();

/** JSON text; undefined for what is nested too deeply for it. */
function jsonOf(fetched: IDataObject[]): string | undefined {
	try {
		return JSON.stringify(fetched);
	} catch {
		return undefined;
	}
}

function parsed(json: string): IDataObject[] {
	return JSON.parse(json) as IDataObject[];
}

function copyOf(fetched: IDataObject[]): IDataObject[] {
	const json = jsonOf(fetched);
	return json === undefined ? fetched : parsed(json);
}
