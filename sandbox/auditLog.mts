import { DateTime } from 'luxon';

import { describeEntry } from './auditTexts.mts';
import type { AuditEntry, K3Lock } from './model.mts';

/** What may be said about a new entry; the log fills in the rest. */
export type PartialEntry = Partial<Omit<AuditEntry, 'LockID'>>;

/** The audit log of every lock, with the ids that it has handed out and those that it has left free. */
export class AuditLog {
	readonly #byLock = new Map<string, AuditEntry[]>();
	readonly #takenIds = new Set<number>();
	#highestId = 0;

	constructor(entries: readonly AuditEntry[]) {
		for (const entry of entries) this.#insert({ ...entry });
	}

	/** A lock's entries by id, which is the order that the sandbox pages in. */
	entriesOf(lockId: string, order: 'ascending' | 'descending'): AuditEntry[] {
		const entries = this.#byLock.get(lockId) ?? [];
		return order === 'ascending' ? [...entries] : entries.toReversed();
	}

	/** Adds entries; one without an id gets the next one, one without a date is dated `now` (ms) on the lock's clock. */
	add(lock: K3Lock, entries: readonly PartialEntry[], now: number): AuditEntry[] {
		return entries.map((partial) => {
			const type = partial.EntryType ?? 'NETCODE';
			const entry: AuditEntry = {
				AuditEntryID: partial.AuditEntryID ?? this.#highestId + 1,
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

	/** Whether an entry of any lock has this id. */
	has(id: number): boolean {
		return this.#takenIds.has(id);
	}

	/** Forgets a lock's entries. */
	remove(lockId: string): void {
		this.#byLock.delete(lockId);
	}

	#insert(entry: AuditEntry): void {
		const entries = this.#byLock.get(entry.LockID) ?? [];
		const later = entries.findIndex(({ AuditEntryID }) => AuditEntryID > entry.AuditEntryID);
		entries.splice(later === -1 ? entries.length : later, 0, entry);
		this.#byLock.set(entry.LockID, entries);
		this.#takenIds.add(entry.AuditEntryID);
		this.#highestId = Math.max(this.#highestId, entry.AuditEntryID);
	}
}

/** An instant (ms) as the lock's own clock shows it: 'yyyy-MM-ddTHH:mm:ss'. */
export function onLockClock(lock: K3Lock, instant: number): string {
	return DateTime.fromMillis(instant, { zone: lock.timezone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
}
