import { ValueError } from '../../../shared/api/errors';
import { zoneNamed } from '../../../shared/time/zones';
import { knownLockOf, lockWithTimezone, type ChosenLock } from '../../fields/lock';
import { K3_MODEL } from '../../fields/lockModel';
import { timezoneOf } from '../../fields/timezone';
import type { PlanContext } from '../operation';
import type { CodeLock } from './codeLock';
import { lockZoneHint, workflowZoneOf } from './hints';
import { NETCODE } from './planCodes';

/** The K3 Connect lock of a row. Its clock follows daylight saving. Throws ValueError. */
export async function k3LockOf(context: PlanContext): Promise<CodeLock> {
	const zone = timezoneOf(context.parameters.collection('options').timezone) ?? 'lock';
	// The list of locks is charged, and only the lock's own zone needs it.
	const lock = zone === 'lock' ? await lockWithTimezone(context) : await knownLockOf(context);
	return {
		method: NETCODE,
		lockModel: K3_MODEL,
		id: lock.id,
		identifier: lock.accessKey,
		name: lock.name,
		label: lock.label,
		shown: { lockId: lock.id },
		clock: { timezone: zoneNamed(siteZoneOf(zone, lock, context)), lockClock: 'siteTime' },
		secrets: [],
	};
}

/** @param zone what Time Zone chooses: `lock`, `workflow`, or the name of a zone. */
function siteZoneOf(zone: string, lock: ChosenLock, context: PlanContext): string {
	if (zone === 'workflow') return workflowZoneOf(context);
	if (zone !== 'lock') return zone;
	if (lock.timezone) {
		lockZoneHint(context.hint, lock.timezone, context.parameters.workflowTimezone);
		return lock.timezone;
	}
	const { label, lookUpFailure } = lock;
	// Up to the semicolon, a message says what happened.
	const cause = lookUpFailure?.message.split(';')[0];
	throw new ValueError(
		cause
			? `The time zone of ${label} is not known; set the option Time Zone to the zone of its site, such as Europe/London (the locks cannot be listed: ${cause})`
			: `The time zone of ${label} is not known; set the option Time Zone to the zone of its site, such as Europe/London`,
		lookUpFailure
			? `${lookUpFailure.advice} With the option Time Zone, the node does not need the list of locks.`
			: "The account's list of locks has no time zone for this lock. With the option, the node does not need the list.",
	);
}
