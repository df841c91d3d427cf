import { objectOf } from '../../../shared/api/responses';
import type { ApiMethod } from '../../../shared/api/connection';
import { durationList, type Duration } from '../../../shared/api/durations';
import { ValueError } from '../../../shared/api/errors';
import { fromLockClock, type LockClock } from '../../../shared/time/lockClock';
import { lockStart, type CodeLength, type StartRounding } from '../../../shared/time/lockStart';
import { durationIdOf, durationOf, K3_MODEL } from '../../fields/lockModel';
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
	const { durations: offered } = await durations(lock.lockModel);
	// Where there is a list, its error helps more than that of an ID which is no number.
	const duration = offered.length ? durationOf(parameters, durationList(offered)) : durationIdOf(parameters);
	const start = lockStart(parameters.raw('start', ''), {
		...clock,
		rounding: roundingOf(options.startRounding),
		length: codeLength(offered, duration, lock.lockModel),
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
				expiresAt: fromLockClock(code.expires, start.clock, timezone),
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

/** API documentation, 'Generate NetCode', parameter lockmodel: the models that need no proof by a list of durations. */
const DOCUMENTED_KIT_LOCKS = ['KL1060', 'KL1060C2', 'KL1060G3', 'KL1550'];

/**
 * Whether a duration counts hours or days, by what the model offers. Throws ValueError for one that it does not
 * offer, or a model that it does not know. Unknown where the service lists no durations for a documented model, or where the mode has no fixed length.
 */
export function codeLength(offered: Duration[], id: string, lockModel: string): CodeLength {
	if (!offered.length) {
		if ([...DOCUMENTED_KIT_LOCKS, K3_MODEL].includes(lockModel)) return 'unknown';
		throw new ValueError(
			`Lock Model '${lockModel}' is not known to the API; use one such as ${DOCUMENTED_KIT_LOCKS.join(', ')}`,
			'The list of the field has all that the API names.',
		);
	}
	const duration = offered.find((entry) => entry.id === id);
	if (!duration) {
		throw new ValueError(
			`Duration '${id}' is not offered by lock model '${lockModel}'; give the ID of one that is (${durationList(offered)})`,
			'In the editor, choose from the list of the field: it knows the ID of each length.',
		);
	}
	if (duration.hours > 0) return 'hours';
	return duration.days > 0 ? 'days' : 'unknown';
}

function roundingOf(value: unknown): StartRounding {
	return value === 'roundDown' ? 'roundDown' : 'error';
}
