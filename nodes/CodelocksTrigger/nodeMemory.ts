import { TtlMap } from '../shared/ttlCache';
import type { State } from './cursor/state';

/**
 * What this n8n process remembers of a trigger beside its state: n8n drops what a poll that throws has written, and does
 * not save what a poll that emits nothing has written. A restart forgets it, which costs no entry.
 */
export interface NodeMemory {
	/** A poll of it is under way. */
	isPolling?: boolean;
	/** The states, as JSON, that it moved on from with entries, and when, in ms since 1970. */
	pastStates: Map<string, number>;
	/** What a poll without a state found out and emitted nothing of. */
	firstState?: State;
	/** The counts of failures that its last report was made from. */
	reported?: string;
	/** In how many polls in a row the reading failed at a charge. */
	chargedFailures: number;
	/** When the last of them was, in ms since 1970. */
	failedAt?: number;
	/** The time that was last logged as that of the next reading, in ms since 1970. */
	loggedNext?: number;
	/** Whether n8n's log has the note on a filter that lets nothing pass. */
	toldOfFilter?: boolean;
}

const MOST_NODES = 1000;

const byNode = new TtlMap<NodeMemory>(Infinity, MOST_NODES);

/** What is remembered of a node. Those that polled longest ago are forgotten first. */
export function memoryOf(node: string): NodeMemory {
	const memory = byNode.get(node, 0) ?? { pastStates: new Map<string, number>(), chargedFailures: 0 };
	byNode.set(node, memory, 0);
	return memory;
}
