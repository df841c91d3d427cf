import { createHash } from 'node:crypto';

import { DateTime } from 'luxon';

import { describeEntry } from './auditTexts.mts';
import type { Behaviours } from './behaviours.mts';
import type { AuditEntry, K3Lock } from './model.mts';
import type { Random } from './random.mts';

/** What may be said about a new entry; the log fills in the rest. */
export type PartialEntry = Partial<Omit<AuditEntry, 'LockID'>>;

/** The entries of a lock in the order of the log, and how it counts. */
interface LockLog {
	/** `run` is how often the lock had begun to count again when the entry came. */
	kept: { entry: AuditEntry; run: number }[];
	run: number;
	/** The last id of a lock that has begun to count again; undefined for one that shares the service's counter. */
	lastOwnId?: number;
}

/** The audit log of every lock, with the ids that it has handed out and those that it has left free. */
export class AuditLog {
	readonly #byLock = new Map<string, LockLog>();
	readonly #takenIds = new Set<number>();
	#highestId = 0;

	constructor(entries: readonly AuditEntry[]) {
		for (const entry of entries) this.#insert({ ...entry });
	}

	/** A lock's entries by id, which is the order that the sandbox pages in; entries from before a new count are older. */
	entriesOf(lockId: string, order: 'ascending' | 'descending'): AuditEntry[] {
		const entries = this.#logOf(lockId).kept.map(({ entry }) => entry);
		return order === 'ascending' ? entries : entries.toReversed();
	}

	/** Adds entries; one without an id gets the next one, one without a date is dated `now` (ms) on the lock's clock. */
	add(lock: K3Lock, entries: readonly PartialEntry[], now: number): AuditEntry[] {
		return entries.map((partial) => {
			const type = partial.EntryType ?? 'NETCODE';
			const entry: AuditEntry = {
				AuditEntryID: partial.AuditEntryID ?? this.#nextId(lock.lockId),
				LockID: lock.lockId,
				DateEntered: partial.DateEntered ?? onLockClock(lock, now),
				EntryType: type,
				EntryText: partial.EntryText ?? describeEntry(type, lock.name),
			};
			this.#insert(entry);
			return entry;
		});
	}

	/** Leaves ids out, for an upload that comes late and gets an older one. */
	skipIds(count: number): void {
		this.#highestId += count;
	}

	/** Up to `count` of the highest ids below the newest one that no entry has, ascending. */
	freeIds(count: number): number[] {
		const free: number[] = [];
		for (let id = this.#highestId - 1; id > 0 && free.length < count; id--) {
			if (!this.#takenIds.has(id)) free.unshift(id);
		}
		return free;
	}

	/** Whether a new entry of the lock cannot have this id: any lock has it, or this one since it counts by itself. */
	isTaken(lockId: string, id: number): boolean {
		const { kept, run, lastOwnId } = this.#logOf(lockId);
		if (lastOwnId === undefined) return this.#takenIds.has(id);
		return kept.some((known) => known.run === run && known.entry.AuditEntryID === id);
	}

	/** From here on the lock counts by itself, beginning with `from`, as after a reset of the lock. */
	restartIds(lockId: string, from: number): void {
		const log = this.#logOf(lockId);
		this.#byLock.set(lockId, { ...log, run: log.run + 1, lastOwnId: from - 1 });
	}

	/** Erases entries of a lock by id, or all of them; ids stay taken. Returns how many there were. */
	erase(lockId: string, ids?: readonly number[]): number {
		const log = this.#logOf(lockId);
		const kept = log.kept.filter(({ entry }) => ids !== undefined && !ids.includes(entry.AuditEntryID));
		this.#byLock.set(lockId, { ...log, kept });
		return log.kept.length - kept.length;
	}

	/** Forgets a lock's entries and its own counter. */
	remove(lockId: string): void {
		this.#byLock.delete(lockId);
	}

	#logOf(lockId: string): LockLog {
		return this.#byLock.get(lockId) ?? { kept: [], run: 0 };
	}

	#nextId(lockId: string): number {
		return (this.#logOf(lockId).lastOwnId ?? this.#highestId) + 1;
	}

	#insert(entry: AuditEntry): void {
		const log = this.#logOf(entry.LockID);
		const { AuditEntryID: id } = entry;
		// Nearly every entry is the newest, also where a test fills a log of 100,000.
		const before = log.kept.findLastIndex((known) => known.run < log.run || known.entry.AuditEntryID <= id);
		log.kept.splice(before + 1, 0, { entry, run: log.run });
		this.#byLock.set(entry.LockID, log);
		if (log.lastOwnId !== undefined) {
			log.lastOwnId = Math.max(log.lastOwnId, id);
			return;
		}
		this.#takenIds.add(id);
		this.#highestId = Math.max(this.#highestId, id);
	}
}

/** An instant (ms) as the lock's own clock shows it: 'yyyy-MM-ddTHH:mm:ss'. */
export function onLockClock(lock: K3Lock, instant: number): string {
	return DateTime.fromMillis(instant, { zone: lock.timezone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
}

/** A log in which neighbours have changed places by chance. */
export function unsettled(entries: readonly AuditEntry[], random: Random): AuditEntry[] {
	const log = [...entries];
	for (let index = 0; index + 1 < log.length; index += 2) {
		if (random() < 0.5) [log[index], log[index + 1]] = [log[index + 1], log[index]];
	}
	return log;
}

const IDS: Record<Behaviours['ids'], (id: number) => unknown> = {
	numbers: (id) => id,
	text: String,
	huge: (id) => rawNumber(BigInt(2 ** 53) + BigInt(id)),
	guids: guidOf,
	missing: () => undefined,
};

/** An entry with its id as the switch has it. */
export function withId(entry: AuditEntry, form: Behaviours['ids']): unknown {
	return { ...entry, AuditEntryID: IDS[form](entry.AuditEntryID) };
}

/** A number that JSON.stringify writes out in full, although no JavaScript number holds it. */
function rawNumber(value: bigint): unknown {
	return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(String(value));
}

function guidOf(id: number): string {
	const digits = createHash('sha256').update(String(id)).digest('hex');
	return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
