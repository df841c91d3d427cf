import type { DateTime } from 'luxon';

import { type Duration, findDuration, findLockModel, type LockModel } from '../durations.mts';
import { invalidForm, Refusal } from '../failures.mts';
import { netCodeFor } from '../netCode.mts';
import { netCodeBody, netCodeBodyOfVersion3, type NetCodeResult } from '../shapes.mts';
import type { World } from '../world.mts';
import type { ApiCall, ApiMethod } from './method.mts';
import { exactDateTime, findLock, required } from './parameters.mts';

const START_FORMAT = 'yyyy-MM-dd HH:mm';
const TIMECODE_FORMAT = 'yyyyMMddHHmm';

/**
 * GET netcode/{id}, for KitLocks and K3 Connect locks (documentation, 'NetCode'), and its version 3. Of that nothing is known
 * for K3 Connect locks (docs/dev/api.md, 'Addresses and quotas'), so it refuses them.
 */
export const netCodeMethods: readonly ApiMethod[] = [
	{
		verb: 'GET',
		template: '/n/1/netcode/{id}',
		answer: (call, world) =>
			netCodeBody(generateNetCode(call, world), world.settings.shapes, call.behaviours),
	},
	{
		verb: 'GET',
		template: '/n/3/netcode/{id}',
		answer: (call, world) => {
			const result = generateNetCode(call, world);
			return result.lockModel === 'K3CONNECT' ? refuse() : netCodeBodyOfVersion3(result, call.behaviours);
		},
	},
];

function generateNetCode({ id, query, behaviours }: ApiCall, world: World): NetCodeResult {
	const parameters = required(query, 'start', 'duration', 'lockmodel', 'identifier');
	const { identifier } = parameters;
	if (id.length !== 12 && id.length !== 32) throw invalidForm('ID (Expected: 12 or 32 characters)');
	const lockModel = findLockModel(parameters.lockmodel) ?? refuse();
	const isK3 = lockModel === 'K3CONNECT';
	const timecode = isK3 ? findLock(world, identifier, id).timecode : checkKitLock(id, identifier);
	const duration = offeredDuration(parameters.duration, lockModel);
	const roundsDown = isK3 || behaviours.starts === 'roundedDown';
	const start = allowedStart(parameters.start, duration, roundsDown);
	const sent = { id, start: start.toFormat(START_FORMAT), duration: duration.id, lockModel, identifier };
	return {
		...{ netCode: netCodeFor(sent), start, duration, lockModel },
		timecode: exactDateTime(timecode, TIMECODE_FORMAT) ?? refuse(),
		lockId: isK3 ? id : identifier,
	};
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

/**
 * Hour-length codes start on the hour, day-length codes at midnight (documentation, `start`). Recorded: a start at 14:22 gave a
 * K3 Connect lock a code from 14:00 (docs/dev/api.md, 'Starts and clocks').
 */
function allowedStart(text: string, duration: Duration, roundsDown: boolean): DateTime<true> {
	const given = exactDateTime(text, START_FORMAT) ?? refuse();
	const start = roundsDown ? given.startOf('hour') : given;
	const onTheHour = start.minute === 0;
	return onTheHour && (duration.days === 0 || start.hour === 0) ? start : refuse();
}

function refuse(): never {
	throw new Refusal(400, 'Generate netcode failed with ERROR status');
}
