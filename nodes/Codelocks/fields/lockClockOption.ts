import type { INodeProperties } from 'n8n-workflow';

import type { ClockSetting, LockClock } from '../../shared/time/lockClock';
import { plainTextOf, type Parameters } from '../execution/parameters';

/** Entry of Options: what a KitLock's clock keeps (docs/dev/api.md, 'Starts and clocks'). */
export const lockClockOption: INodeProperties = {
	displayName: 'Lock Clock',
	name: 'lockClock',
	type: 'options',
	options: [
		{
			name: 'Fixed Offset',
			value: 'fixedOffset',
			description: 'The clock has one UTC offset all year; set it in Lock Offset',
		},
		{
			name: 'Site Time',
			value: 'siteTime',
			description: 'Someone changes the clock for daylight saving time',
		},
		{
			name: 'Standard Time',
			value: 'standardTime',
			description: 'The clock shows standard time all year, as Codelocks recommends',
		},
		{
			name: 'UTC',
			value: 'utc',
			description: 'The lock was initialised with the sequence of the API, which is in UTC',
		},
	],
	default: 'standardTime',
	description: 'Which time the clock in the lock shows. A KitLock does not change to daylight saving time.',
};

/** Entry of Options: the offset of a clock that keeps one. Always shown, since n8n drops the value of a hidden field. It implies a fixed offset. */
export const lockOffsetOption: INodeProperties = {
	displayName: 'Lock Offset',
	name: 'lockOffset',
	type: 'string',
	default: '',
	placeholder: 'e.g. -08:00',
	description: "Offset of the lock's clock from UTC, for Lock Clock Fixed Offset",
};

/**
 * What a KitLock's clock keeps: the options, else what the credential holds for the lock, else standard time. A Lock Offset
 * without a Lock Clock means a fixed offset.
 *
 * @throws ValueError for a clock that the option does not list.
 */
export function lockClockOf(
	parameters: Parameters,
	held: { lockClock?: LockClock; lockOffset?: string },
): Pick<ClockSetting, 'lockClock' | 'lockOffset'> {
	const offset = plainTextOf(parameters.collection('options').lockOffset);
	const lockClock = parameters.choice<LockClock>(
		'options.lockClock',
		['standardTime', 'siteTime', 'utc', 'fixedOffset'],
		offset ? 'fixedOffset' : (held.lockClock ?? 'standardTime'),
	);
	return lockClock === 'fixedOffset' ? { lockClock, lockOffset: offset || held.lockOffset } : { lockClock };
}
