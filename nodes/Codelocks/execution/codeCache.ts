import type { IDataObject } from 'n8n-workflow';

import { executionCancelled } from '../../shared/api/errors';

const MOST_KEPT = 20_000;

/** A call for a code, and the run that makes it. */
export interface CodeCall {
	/** All that is sent, the keys too, and the Base URL. Stays in memory, never shown. */
	key: string;
	/** When the code ends, in ms since 1970. */
	until: number;
	fetch: () => Promise<IDataObject[]>;
	/** Aborts when the run ends early; it waits for no other run's call then. */
	runEnds: AbortSignal;
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
	/** Whether the call failed after its run had ended, which gives up calls that other runs still want. */
	isGivenUp: boolean;
}

/**
 * The responses that this process has paid for, each until its code ends. At most 20,000: those that end first go
 * first. A failure is never kept.
 */
export class CodeCache {
	private readonly kept = new Map<string, Kept>();

	/** The keys of what is kept, those that end first at the front. */
	private readonly byEnd: string[] = [];

	private readonly pending = new Map<string, Pending>();

	private readonly most: number;

	constructor(most = MOST_KEPT) {
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
	 * @throws whatever `fetch` throws, and ServiceError where the run ends while it waits for another.
	 */
	async recall(call: CodeCall): Promise<CodeResponse> {
		for (;;) {
			const kept = this.kept.get(call.key);
			if (kept && kept.until > Date.now()) return { fetched: parsed(kept.json), isReused: true };
			const pending = this.pending.get(call.key);
			if (!pending?.response) return { fetched: await this.fetch(call), isReused: false };
			try {
				return { fetched: copyOf(await untilEnd(pending.response, call.runEnds)), isReused: true };
			} catch (error) {
				if (call.runEnds.aborted || !pending.isGivenUp) throw error;
			}
		}
	}

	private async fetch({ key, until, fetch, runEnds }: CodeCall): Promise<IDataObject[]> {
		const pending: Pending = { isGivenUp: false };
		this.pending.set(key, pending);
		pending.response = (async () => {
			try {
				const fetched = await fetch();
				this.keep(key, fetched, until);
				return fetched;
			} catch (error) {
				pending.isGivenUp = runEnds.aborted;
				throw error;
			} finally {
				this.pending.delete(key);
			}
		})();
		return await pending.response;
	}

	private keep(key: string, fetched: IDataObject[], until: number): void {
		const now = Date.now();
		this.drop(() => this.endOf(this.byEnd[0]) <= now);
		const json = textOf(fetched);
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

/** What a promise gives, unless the signal comes first. */
async function untilEnd<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return await new Promise<T>((resolve, reject) => {
		const leave = () => reject(executionCancelled());
		if (signal.aborted) leave();
		signal.addEventListener('abort', leave);
		promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
	});
}

/** JSON text; undefined for what is nested too deeply for it. */
function textOf(fetched: IDataObject[]): string | undefined {
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
	const json = textOf(fetched);
	return json === undefined ? fetched : parsed(json);
}
