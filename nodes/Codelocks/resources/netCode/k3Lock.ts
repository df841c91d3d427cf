import { ValueError } from '../../../shared/api/errors';
import { lockOf, type ChosenLock } from '../../fields/lock';
import { K3_MODEL } from '../../fields/lockModel';
import { timezoneOf } from '../../fields/timezone';
import type { PlanContext } from '../operation';
import type { CodeLock } from './codeLock';
import { lockZoneHint } from './hints';
import { NETCODE } from './planCodes';

/** The K3 Connect lock of a row. Its clock follows daylight saving. Throws ValueError. */
export async function k3LockOf(context: PlanContext): Promise<CodeLock> {
	const lock = await lockOf(context);
	return {
		method: NETCODE,
		lockModel: K3_MODEL,
		id: lock.id,
		identifier: lock.accessKey,
		name: lock.name,
		label: lock.label,
		shown: { lockId: lock.id },
		clock: { timezone: siteZoneOf(lock, context), lockClock: 'siteTime' },
		secrets: [],
	};
}

/** The option's zone, else the lock's own. */
function siteZoneOf(lock: ChosenLock, { parameters, hint }: PlanContext): string {
	const { workflowTimezone } = parameters;
	const option = timezoneOf(parameters.collection('options').timezone) ?? 'lock';
	if (option === 'workflow') return workflowTimezone;
	if (option !== 'lock') return option;
	if (lock.timezone) {
		lockZoneHint(hint, lock.timezone, workflowTimezone);
		return lock.timezone;
	}
	throw new ValueError(
		`The time zone of ${lock.label} is not known; set the option Time Zone to the zone of its site, such as Europe/London`,
		'The list of the locks of the account could not be had, or has no time zone for this lock. The option does without it.',
	);
}
