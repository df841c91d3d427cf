import { ENTRY_TYPES } from '../../sandbox/auditTexts.mts';
import type { NewLock } from '../../sandbox/control.mts';
import { pick, randomBelow, seededRandom, type Random } from '../../sandbox/random.mts';

/** What n8n does at the moment when it is stopped. */
export type Moment = 'poll' | 'delivery' | 'rest';

/** One time that n8n is stopped, and started again. */
export interface Stop {
	/** When, as a share of the time in which entries are added. */
	at: number;
	signal: 'SIGTERM' | 'SIGKILL';
	moment: Moment;
}

/** How much a soak does. */
export interface Scale {
	locks: number;
	entries: number;
	feedMs: number;
	/** More new entries at once than a poll gives out; none when left out. */
	flood?: number;
	stops: { standard: Stop[]; durable: Stop[] };
}

/** An upload of a lock's entries. */
export interface Upload {
	atMs: number;
	lockId: string;
	entries: PlannedEntry[];
}

/** An entry that will be added; `ageMs` is how long it happened before its upload. */
export interface PlannedEntry {
	id: number;
	ageMs: number;
	type: string;
}

const FIVE_STOPS: Stop[] = [
	{ at: 0.12, signal: 'SIGTERM', moment: 'poll' },
	{ at: 0.28, signal: 'SIGTERM', moment: 'delivery' },
	{ at: 0.44, signal: 'SIGKILL', moment: 'poll' },
	{ at: 0.6, signal: 'SIGTERM', moment: 'rest' },
	{ at: 0.76, signal: 'SIGTERM', moment: 'poll' },
];

export const LONG: Scale = {
	locks: 12,
	entries: 2_000,
	feedMs: 600_000,
	flood: 550,
	stops: { standard: FIVE_STOPS, durable: FIVE_STOPS },
};

export const SHORT: Scale = {
	locks: 4,
	entries: 200,
	feedMs: 75_000,
	stops: {
		standard: [{ at: 0.35, signal: 'SIGTERM', moment: 'delivery' }],
		durable: [
			{ at: 0.15, signal: 'SIGTERM', moment: 'poll' },
			{ at: 0.6, signal: 'SIGKILL', moment: 'poll' },
		],
	},
};

const SEED = 2026;
const HISTORY_SIZE = 80;
const HISTORY_FROM_ID = 500_000;
const ENTRIES_FROM_ID = 600_000;
const HOUR_MS = 3_600_000;
const TIMEZONES = ['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney'];
/** How far down a lock's log a late upload goes: well within the newest page, which is what the trigger promises to see. */
const LATE_WITHIN = 20;

/** The locks of the soak. */
export function planLocks({ locks }: Scale): Array<NewLock & { lockId: string }> {
	return Array.from({ length: locks }, (_, index) => ({
		lockId: `50a1${String(index + 1).padStart(28, '0')}`,
		name: `Soak Door ${index + 1}`,
		timezone: TIMEZONES[index % TIMEZONES.length],
	}));
}

/** Whether a lock holds entries before its log is watched: every other one does. */
const hasHistory = (_lockId: string, index: number): boolean => index % 2 === 0;

/** What every other lock holds before its log is watched, and must never come out. */
export function planHistory(lockIds: readonly string[]): Upload[] {
	return lockIds.filter(hasHistory).map((lockId, position) => ({
		atMs: 0,
		lockId,
		entries: Array.from({ length: HISTORY_SIZE }, (_, index) => ({
			id: HISTORY_FROM_ID + position * HISTORY_SIZE + index,
			ageMs: (HISTORY_SIZE - index) * HOUR_MS,
			type: 'CLIENT',
		})),
	}));
}

/** The uploads of a soak in the order of time: single entries, bursts, late ones with old dates and lower ids, and the flood. */
export function planUploads({ entries, feedMs, flood }: Scale, lockIds: readonly string[]): Upload[] {
	const random = seededRandom(SEED);
	const sizes = planSizes(random, entries - (flood ?? 0));
	const events = sizes.map((size) => ({ atMs: Math.floor(random() * feedMs), ...size }));
	if (flood !== undefined) events.push({ atMs: Math.floor(feedMs / 2), count: flood, late: false });
	events.sort((one, other) => one.atMs - other.atMs);

	const ids = new Ids(random);
	return events.map(({ atMs, count, late }) => {
		// Where a log was empty when the trigger started, entries from before that time are old.
		const lockId = pick(random, late ? lockIds.filter(hasHistory) : lockIds);
		const drawn = late ? ids.late(lockId, count) : ids.next(lockId, count);
		const planned = drawn.map((id) => ({
			id,
			ageMs: late ? (1 + randomBelow(random, 11)) * HOUR_MS : 0,
			type: pick(random, ENTRY_TYPES),
		}));
		return { atMs, lockId, entries: planned };
	});
}

interface Size {
	count: number;
	late: boolean;
}

function planSizes(random: Random, total: number): Size[] {
	const sizes: Size[] = [];
	for (let left = total; left > 0; ) {
		const size = drawSize(random);
		const count = Math.min(left, size.count);
		sizes.push({ ...size, count });
		left -= count;
	}
	return sizes;
}

function drawSize(random: Random): Size {
	const kind = random();
	if (kind < 0.6) return { count: 1, late: false };
	if (kind < 0.8) return { count: 2 + randomBelow(random, 4), late: true };
	return { count: 3 + randomBelow(random, 18), late: false };
}

/** Hands out ids that grow over all locks and leave gaps, as a service does that other customers use too. */
class Ids {
	#newest = ENTRIES_FROM_ID;
	readonly #taken = new Set<number>();
	readonly #byLock = new Map<string, number[]>();
	readonly #random: Random;

	constructor(random: Random) {
		this.#random = random;
	}

	next(lockId: string, count: number): number[] {
		return Array.from({ length: count }, () => {
			this.#newest += 1 + randomBelow(this.#random, 3);
			return this.#take(lockId, this.#newest);
		});
	}

	/** Lower ids than the lock's newest where some are free, else the next ones. */
	late(lockId: string, count: number): number[] {
		const known = this.#byLock.get(lockId) ?? [];
		const newest = known.at(-1) ?? 0;
		const lowest = known.at(-LATE_WITHIN) ?? known.at(0) ?? 0;
		const free = Array.from({ length: newest - lowest }, (_, index) => lowest + index).filter(
			(id) => !this.#taken.has(id),
		);
		if (free.length < count) return this.next(lockId, count);
		const drawn = Array.from(
			{ length: count },
			() => free.splice(randomBelow(this.#random, free.length), 1)[0],
		);
		return drawn.sort((one, other) => one - other).map((id) => this.#take(lockId, id));
	}

	#take(lockId: string, id: number): number {
		this.#taken.add(id);
		const known = [...(this.#byLock.get(lockId) ?? []), id];
		this.#byLock.set(
			lockId,
			known.sort((one, other) => one - other),
		);
		return id;
	}
}
