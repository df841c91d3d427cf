import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import { namesIn } from '../../shared/api/responses';
import type { Parameters } from '../execution/parameters';

/** docs/dev/api.md, 'Locks', with what each field holds. */
const DOCUMENTED: Record<string, string> = {
	BatteryStatus: 'Such as FULL, or UNKNOWN before the lock has reported it',
	BatteryUpdated: 'When the lock last reported its battery status',
	DstEnd: 'When daylight saving time ends',
	DstStart: 'When daylight saving time begins',
	DstTime: 'How far daylight saving time moves the clock',
	FirmwareVersion: 'Version of the software in the lock',
	LockId: 'The ID that other operations use',
	LockName: 'The name in the K3 Connect app',
	Manufacturer: 'Who made the lock',
	ModelName: 'The model, such as CL5510',
	PairingDate: 'When the lock was added to the account',
	Timezone: 'Time zone of the lock, such as Europe/London',
	TimezoneOffset: 'Offset of the time zone from UTC',
};

/** What the service also sends (docs/dev/api.md, 'Locks'). */
const OTHERS = [
	'LockDescription',
	'LockLocation',
	'LockSecondaryId',
	'LockSmsId',
	'LockTimecode',
	'ModelDisplay',
	'ModelProvider',
	'Optional',
	'Programs',
	'UtcBased',
];

/** What most workflows need of a lock. */
const SIMPLIFIED = [
	'LockId',
	'LockName',
	'LockLocation',
	'BatteryStatus',
	'BatteryUpdated',
	'ModelName',
	'FirmwareVersion',
	'Timezone',
	'PairingDate',
];

/** Entry of Options: which fields of a lock to return. */
export const fieldsOption: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'multiOptions',
	options: Object.entries(DOCUMENTED).map(([name, description]) => ({ name, value: name, description })),
	default: [],
	description: 'Which fields to return. They replace Simplify.',
};

/**
 * Makes an output of a lock: only the chosen Fields, in the order of the choice; without a choice, the simplified lock
 * or all that came. Throws ValueError for a field that no lock has.
 */
export function lockShape(parameters: Parameters): (lock: IDataObject) => IDataObject {
	const { fields } = parameters.collection('options');
	const simplifies = parameters.flag('options.simplify', true);
	const names = namesIn(fields);
	const stray = names.find((name) => !Object.hasOwn(DOCUMENTED, name) && !OTHERS.includes(name));
	if (stray !== undefined) {
		throw new ValueError(
			`Fields: '${stray}' is not a field of a lock; use ${Object.keys(DOCUMENTED).join(', ')}`,
			'Write the names as in the output, with capital letters.',
		);
	}
	if (names.length) {
		return (lock) => Object.fromEntries(names.map((name) => [name, lock[name] ?? null]));
	}
	if (!simplifies) return (lock) => lock;
	return (lock) =>
		Object.fromEntries(
			SIMPLIFIED.filter((name) => Object.hasOwn(lock, name)).map((name) => [name, lock[name]]),
		);
}
