import type { DateTime } from 'luxon';

import { type Duration, findDuration, findLockModel, type LockModel } from '../durations.mts';
import { ApiFailure } from '../failures.mts';
import { netCodeFor } from '../netCode.mts';
import { netCodeBody } from '../shapes.mts';
import type { World } from '../world.mts';
import type { ApiCall, ApiMethod } from './method.mts';
import { exactDateTime, findLock, required } from './parameters.mts';

const START_FORMAT = 'yyyy-MM-dd HH:mm';
const TIMECODE_FORMAT = 'yyyyMMddHHmm';

/** GET netcode/{id}, for KitLocks and K3 Connect locks (documentation, 'NetCode'). */
export const netCodeMethods: readonly ApiMethod[] = [
	{ verb: 'GET', template: '/n/1/netcode/{id}', answer: generateNetCode },
];

function generateNetCode({ id, query }: ApiCall, world: World): unknown {
	const parameters = required(query, 'start', 'duration', 'lockmodel', 'identifier');
	const { identifier } = parameters;
	const lockModel = findLockModel(parameters.lockmodel) ?? refuse();
	const timecode =
		lockModel === 'K3CONNECT' ? findLock(world, identifier, id).timecode : checkKitLock(id, identifier);
	const duration = offeredDuration(parameters.duration, lockModel);
	const start = allowedStart(parameters.start, duration);

	return netCodeBody(
		{
			netCode: netCodeFor({ id, start: parameters.start, duration: duration.id, lockModel, identifier }),
			start,
			duration,
			timecode: exactDateTime(timecode, TIMECODE_FORMAT) ?? refuse(),
			lockId: lockModel === 'K3CONNECT' ? id : identifier,
		},
		world.settings.shapes,
	);
}

/** A KitLock is known by its timecode and a six-digit identifier; no account is involved. Returns the timecode. */
function checkKitLock(timecode: string, identifier: string): string {
	if (exactDateTime(timecode, TIMECODE_FORMAT) === undefined || !/^\d{6}$/.test(identifier)) refuse();
	return timecode;
}

function offeredDuration(text: string, lockModel: LockModel): Duration {
	const duration = /^\d+$/.test(text) ? findDuration(Number(text)) : undefined;
	return duration?.models.includes(lockModel) ? duration : refuse();
}

/** Hour-length codes start on the hour, day-length codes at midnight (documentation, `start`). */
function allowedStart(text: string, duration: Duration): DateTime<true> {
	const start = exactDateTime(text, START_FORMAT) ?? refuse();
	const onTheHour = start.minute === 0;
	return onTheHour && (duration.days === 0 || start.hour === 0) ? start : refuse();
}

function refuse(): never {
	throw new ApiFailure(400, 'Generate netcode failed with ERROR status');
}
