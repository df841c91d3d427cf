import type { State } from './state';

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
