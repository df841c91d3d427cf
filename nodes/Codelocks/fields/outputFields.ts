import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import { namesIn } from '../../shared/names';

/** API documentation, 'List all K3Connect locks', with what each field holds. */
const DOCUMENTED: Record<string, string> = {
	BatteryStatus: 'Such as GOOD; UNKNOWN where the lock has not told',
	BatteryUpdated: 'When the lock last told its battery status',
	DstEnd: 'When daylight saving time ends',
	DstStart: 'When daylight saving time begins',
	DstTime: 'Minutes by which daylight saving time moves the clock',
	FirmwareVersion: 'Version of the software in the lock',
	LockId: 'The ID that other operations want',
	LockName: 'The name in the K3 Connect app',
	Manufacturer: 'Who made the lock',
	ModelName: 'The model, such as CL5510',
	PairingDate: 'When the lock was added to the account',
	Timezone: 'Time zone of the lock, such as Europe/London',
	TimezoneOffset: 'Offset of the time zone from UTC',
};

/** What the service was seen to send besides (field notes, 'Shapes'). */
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

/** Entry of Options: which fields of a lock to return. */
export const fieldsOption: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'multiOptions',
	options: Object.entries(DOCUMENTED).map(([name, description]) => ({ name, value: name, description })),
	default: [],
	description:
		'Which fields to return: all if none is chosen. A few are enough for most workflows, and shorten what an AI agent reads.',
};

/**
 * Makes a lock of the chosen fields alone, in the order of the choice. `fields` is a list, or text with commas between.
 * Throws ValueError for a name that no lock has.
 */
export function withFields(fields: unknown): (lock: IDataObject) => IDataObject {
	const names = namesIn(fields);
	const stray = names.find((name) => !Object.hasOwn(DOCUMENTED, name) && !OTHERS.includes(name));
	if (stray !== undefined) {
		throw new ValueError(
			`Fields: '${stray}' is not a field of a lock; use ${Object.keys(DOCUMENTED).join(', ')}`,
			'Names are written as in the output, with capital letters.',
		);
	}
	if (!names.length) return (lock) => lock;
	return (lock) => Object.fromEntries(names.map((name) => [name, lock[name] ?? null]));
}
