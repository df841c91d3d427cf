import type { IDataObject } from 'n8n-workflow';

import type { State } from './cursor/state';

/**
 * A durable poller reads the state some time before it polls, and after a restart n8n starts all polls at once that were
 * missed. No schedule of n8n's own is denser than a minute, so that nobody waits for this.
 */
const STALE_FOR_MS = 30_000;

/** Nodes that are polling. */
const polling = new Set<string>();

/** By node: the states, as JSON, that it has moved on from with entries, and when. */
const left = new Map<string, Map<string, number>>();

/** A node, as its polls are told apart from those of others. */
export interface PollingNode {
	id: string;
	/** Whether n8n keeps its cursor durably: then each poll has a copy of the state, which may be an old one. */
	isDurable: boolean;
}

/**
 * Does the work unless it is still being done for the same node, since n8n starts a poll also when the one before is
 * slow; or unless a durable poller comes with a state that it has just moved on from. Both would emit the same entries
 * again. Gives an empty list then; what is new comes with a later poll.
 */
export async function oneAtATime<T>(
	{ id, isDurable }: PollingNode,
	staticData: IDataObject,
	work: () => Promise<T[]>,
): Promise<T[]> {
	const before = isDurable ? JSON.stringify(staticData) : NO_STATE;
	if (polling.has(id) || statesLeft(id).has(before)) return [];
	polling.add(id);
	try {
		const items = await work();
		// Where nothing is remembered yet, an equal state says nothing.
		if (items.length && before !== NO_STATE) left.set(id, statesLeft(id).set(before, Date.now()));
		return items;
	} finally {
		polling.delete(id);
	}
}

/** The states that a poll may still come with by mistake. Later, one comes only because n8n has not kept the newer. */
function statesLeft(id: string): Map<string, number> {
	const recent = [...(left.get(id) ?? [])].filter(([, at]) => Math.abs(Date.now() - at) < STALE_FOR_MS);
	if (!recent.length) left.delete(id);
	return new Map(recent);
}

const NO_STATE = '{}';

/**
 * By node: what polls took note of before one came with a state. With durable cursors n8n does not keep what the poll
 * at activation wrote when it emits nothing, and entries that come before the next poll would start no workflow.
 */
const noted = new Map<string, State>();

const MOST_NODES = 1000;

/** Remembers what a poll took note of, in case that n8n does not. */
export function keepNoted(node: string, state: State): void {
	if (noted.size >= MOST_NODES) noted.clear();
	noted.set(node, state);
}

/** What the node's polls took note of so far. Handed out once: what is emitted from it must not come again. */
export function takeNoted(node: string): State | undefined {
	const state = noted.get(node);
	noted.delete(node);
	return state;
}
