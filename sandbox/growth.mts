import { onLockClock, type PartialEntry } from './auditLog.mts';
import { ENTRY_TYPES } from './auditTexts.mts';
import type { AuditEntry, K3Lock } from './model.mts';
import { pick, type Random, randomBelow } from './random.mts';
import { allLocks, type World } from './world.mts';

const ONE_LATE_UPLOAD_IN = 6;
const HOUR = 3_600_000;

/**
 * Lets something happen at a lock chosen by the world's seeded random: one entry of now or, with `late`, a batch that a lock
 * kept for hours (docs/dev/api.md, 'Audit log'). Without `late` the random decides. Returns the entries; none if there is no lock.
 */
export function grow(world: World, late = randomBelow(world.random, ONE_LATE_UPLOAD_IN) === 0): AuditEntry[] {
	const { random, auditLog, now } = world;
	const locks = allLocks(world);
	if (locks.length === 0) return [];
	const lock = pick(random, locks);
	if (late) return auditLog.add(lock, lateUpload(world, lock), now());
	const added = auditLog.add(lock, [{ EntryType: pick(random, ENTRY_TYPES) }], now());
	auditLog.skipIds(randomBelow(random, 3));
	return added;
}

function lateUpload({ random, auditLog, now }: World, lock: K3Lock): PartialEntry[] {
	const size = 2 + randomBelow(random, 4);
	const ids = drawIds(random, auditLog.freeIds(size));
	const ages = Array.from({ length: size }, () => (1 + random() * 11) * HOUR).sort(
		(one, other) => other - one,
	);
	return ages.map((age, index) => ({
		AuditEntryID: ids[index],
		DateEntered: onLockClock(lock, now() - age),
		EntryType: pick(random, ENTRY_TYPES),
	}));
}

/** Half of the late uploads take ids that were left free, the others the next ones. */
function drawIds(random: Random, freeIds: number[]): number[] {
	return random() < 0.5 ? freeIds : [];
}
