import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { hashOf, type State } from './cursor/state';

/**
 * What this n8n process remembers of a trigger beside its state: n8n drops what a poll that throws has written, and does
 * not save what a poll that emits nothing has written. A restart forgets it, which costs no entry.
 */
export interface NodeMemory {
	/** Whether a poll of it is under way. */
	isPolling?: boolean;
	/** The states that it moved on from with entries, by stateKey, and when, in ms since 1970. */
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

/**
 * One for each trigger that polled in this process, without a bound: a trigger that was forgotten could emit entries twice.
 * One that was deleted leaves little behind.
 */
const byNode = new Map<string, NodeMemory>();

/** What is remembered of a node. */
export function memoryOf(node: string): NodeMemory {
	const memory = byNode.get(node) ?? { pastStates: new Map<string, number>(), chargedFailures: 0 };
	byNode.set(node, memory);
	return memory;
}

/*
 * n8n 2.41 can keep a poller's state in a table of its own ("durable cursors"). A node cannot tell for sure whether it
 * does, so what is done here for them is right with static data too:
 *
 *     n8n does with durable cursors             what helps                        with static data
 *     several polls start from one old state    oneAtATime                        at worst a poll waits for 30 seconds
 *     the state of the activation is dropped    firstStateOf, keepFirstState      the next poll has a state, and clears it
 */

/** The time that n8n gives a poll without durable cursors, in ms. */
const USUAL_TIME_MS = 5 * 60_000;

/**
 * Whether n8n may keep the state durably. Such a poll gets a time of its own, which may by chance be the usual one, and
 * always comes with activation mode 'update'; other polls do only after an update of the active workflow.
 */
export function mayBeDurable(context: IPollFunctions): boolean {
	const timeMs = context.getPollBudgetMs?.() ?? USUAL_TIME_MS;
	return timeMs !== USUAL_TIME_MS || context.getActivationMode() === 'update';
}

/**
 * n8n reads the state some time before it polls, and after a restart it starts all polls at once that were missed. n8n
 * polls once a minute at most, so this delays no poll.
 */
const OLD_STATE_MS = 30_000;

/**
 * Does the work unless it is still being done for the same node, since n8n starts a poll also when the one before is
 * slow; or unless the poll comes with a state that the node has just moved on from. Both would emit the same entries
 * again. Gives an empty list then; what is new comes with a later poll.
 */
export async function oneAtATime<T>(
	{ node, isDurable }: { node: string; isDurable: boolean },
	staticData: IDataObject,
	work: () => Promise<T[]>,
): Promise<T[]> {
	const memory = memoryOf(node);
	const before = isDurable ? stateKey(staticData) : undefined;
	for (const [state, at] of memory.pastStates) {
		if (Math.abs(Date.now() - at) >= OLD_STATE_MS) memory.pastStates.delete(state);
	}
	if (memory.isPolling || (before !== undefined && memory.pastStates.has(before))) return [];
	memory.isPolling = true;
	try {
		const items = await work();
		if (items.length && before !== undefined) memory.pastStates.set(before, Date.now());
		return items;
	} finally {
		memory.isPolling = false;
	}
}

/**
 * Names a state of up to 64 KB in a few characters; undefined where nothing is remembered yet, since equal states say nothing
 * then. Two states with one key would only leave one poll out: the next one emits its entries.
 */
function stateKey(staticData: IDataObject): string | undefined {
	const text = JSON.stringify(staticData);
	return text === '{}' ? undefined : `${hashOf(text)} ${text.length}`;
}

/** What the poll at activation found out, for a poll that comes without a state. */
export function firstStateOf(node: string): State | undefined {
	return memoryOf(node).firstState;
}

/**
 * Remembers the state of a poll that came without one, unless n8n saves it with the entries that the poll emits: what is
 * emitted from it must not come again.
 */
export function keepFirstState(node: string, state: State | undefined): void {
	memoryOf(node).firstState = state;
}
