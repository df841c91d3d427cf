import { hashOf } from './state';

/** What a trigger may spend, and what a poll of it costs. */
export interface PollingBudget {
	/** Utility calls in 30 days; 0: no limit. */
	monthlyCalls: number;
	lockCount: number;
	/** Whether every lock of the account is watched, which costs the list of locks now and then. */
	everyLock: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONTH_MS = 30 * DAY_MS;

/** A slot that is longer is refused at activation. */
export const MAX_SLOT_MS = 7 * DAY_MS;

/** The list of locks is looked up once an hour at most, and takes at most this share of the limit. */
const LIST_SHARE = 0.1;
const MAX_LISTS = MONTH_MS / HOUR_MS;

/**
 * How long a time slot lasts, in ms; 0 without a limit. A trigger reads once in a slot, so that the calls of 30 days stay
 * within the limit, however often n8n polls and however often it is restarted: nothing is counted.
 *
 * One lock and 500 calls: 30 days x 1 / 500 = 86.4 minutes. Ten locks: 14.4 hours. Every lock of an account with ten: the
 * list takes 50 of the 500 calls, and a slot lasts 30 days x 10 / 450 = 16 hours.
 */
export function slotMs({ monthlyCalls, lockCount, everyLock }: PollingBudget): number {
	if (monthlyCalls === 0) return 0;
	const forLocks = monthlyCalls - (everyLock ? listsOf(monthlyCalls) : 0);
	return (MONTH_MS * Math.max(1, lockCount)) / forLocks;
}

/** How long the list of locks is kept, in ms. */
export function listMs(monthlyCalls: number): number {
	return monthlyCalls === 0 ? HOUR_MS : MONTH_MS / listsOf(monthlyCalls);
}

/** The smallest limit whose slots are short enough. */
export function leastMonthlyCalls({ lockCount, everyLock }: Omit<PollingBudget, 'monthlyCalls'>): number {
	const forLocks = (MONTH_MS * Math.max(1, lockCount)) / MAX_SLOT_MS;
	if (!everyLock) return Math.ceil(forLocks);
	return Math.ceil(Math.min(forLocks / (1 - LIST_SHARE), forLocks + MAX_LISTS));
}

/**
 * Whether two times lie in the same slot. The slots of a node are shifted by its name, so that not all of them begin at
 * the same moment.
 */
export function isSameSlot(one: number, other: number, slot: number, node: string): boolean {
	return slot > 0 && slotOf(one, slot, node) === slotOf(other, slot, node);
}

/** When the slot after that of `time` begins, in ms since 1970. */
export function nextSlotAt(time: number, slot: number, node: string): number {
	return (slotOf(time, slot, node) + 1 - shiftOf(node)) * slot;
}

function slotOf(time: number, slot: number, node: string): number {
	return Math.floor(time / slot + shiftOf(node));
}

/** From 0 to 1, the same for the same node. */
function shiftOf(node: string): number {
	return hashOf(node) / 2 ** 32;
}

function listsOf(monthlyCalls: number): number {
	return Math.min(MAX_LISTS, monthlyCalls * LIST_SHARE);
}
