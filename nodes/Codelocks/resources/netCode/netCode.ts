import { objectOf } from '../../../shared/api/responses';
import type { ApiMethod } from '../../../shared/api/connection';
import { isDays, lengthMs, type Duration } from '../../../shared/api/durations';
import {
	fromLockClock,
	lockStart,
	type CodeLength,
	type LockClock,
	type StartRounding,
} from '../../../shared/time/lockTime';
import { chosenDuration } from '../../fields/duration';
import type { Plan, PlanContext } from '../operation';
import { textOf } from '../../execution/parameters';
import { netCodeOf } from '../../../shared/api/netCodes';

/** API documentation, 'NetCode'. */
export const NETCODE: ApiMethod = { method: 'GET', path: '/n/1/netcode/{id}' };

/** Which lock a code is for. */
export interface CodeLock {
	lockModel: string;
	/** What stands in the path: a KitLock's timecode, or a K3 Connect lock's id. */
	id: string;
	/** A KitLock's identifier, or the access key of a K3 Connect account. */
	identifier: string;
	lockClock: LockClock;
	/** The field that names the lock in the output. */
	shown: { lockId: string } | { timecode: string };
}

/** Plans one code for a lock: the start, read and put on the lock's clock, and the duration, checked against the model's. */
export async function planCode(
	{ parameters, connection, durations }: PlanContext,
	lock: CodeLock,
): Promise<Plan> {
	const options = parameters.collection('options');
	const timezone = textOf(options.timezone) || parameters.workflowTimezone;
	const clock = { timezone, lockClock: lock.lockClock };
	const chosen = chosenDuration(parameters, await durations(lock.lockModel), lock.lockModel);
	const duration = chosen.id;
	const start = lockStart(parameters.raw('start', ''), {
		...clock,
		rounding: roundingOf(options.startRounding),
		length: codeLength(chosen),
	});
	const named =
		'lockId' in lock.shown
			? `lock '${lock.id}' with`
			: `lock model '${lock.lockModel}' with timecode '${lock.id}',`;
	const about = `${named} start '${start.start}' (on the lock's clock) and duration '${duration}'`;
	const call = {
		...NETCODE,
		values: { id: lock.id },
		query: { start: start.start, duration, lockmodel: lock.lockModel, identifier: lock.identifier },
		about,
	};
	return {
		sameAs: JSON.stringify([lock.id, call.query]),
		fetch: async () => {
			const answer = objectOf(await connection.send(call), 'the NetCode');
			// A failure in disguise must not pass as a code, simplified or not.
			netCodeOf(answer, lock.lockModel, about);
			return [answer];
		},
		shape: (answer) => {
			if (options.simplify === false) return answer;
			const code = netCodeOf(answer, lock.lockModel, about);
			return {
				netCode: code.netCode,
				start: start.start,
				startsAt: start.startsAt,
				expires: code.expires,
				expiresAt: fromLockClock(code.expires, clock),
				durationDays: code.durationDays,
				durationHours: code.durationHours,
				mode: code.mode,
				subMode: code.subMode,
				lockModel: lock.lockModel,
				...lock.shown,
			};
		},
	};
}

/** Whether a duration counts hours or days; unknown where it has no length. */
function codeLength(duration: Duration): CodeLength {
	if (isDays(duration)) return 'days';
	return lengthMs(duration) > 0 ? 'hours' : 'unknown';
}

function roundingOf(value: unknown): StartRounding {
	return value === 'roundDown' ? 'roundDown' : 'error';
}
