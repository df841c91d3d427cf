import type { INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import { isObject } from '../../shared/api/responses';
import { plainText } from '../../shared/plainText';
import { zoneNamed } from '../../shared/time/zones';

/** A time zone, from a list that costs no call, or by its name. */
export const timezoneOption: INodeProperties = {
	displayName: 'Time Zone',
	name: 'timezone',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		"Time zone of the lock's site. Without it, the time zone that the credential holds for the lock applies, or else the workflow's.",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a zone...',
			typeOptions: { searchListMethod: 'searchTimezones', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Europe/London',
		},
	],
};

/** The time zone for a code of a K3 Connect lock, whose own zone can be chosen too. */
export const k3TimezoneOption: INodeProperties = {
	...timezoneOption,
	description: "Time zone of the lock's site. Without it, the lock's own time zone applies.",
	modes: timezoneOption.modes?.map((mode) =>
		mode.name === 'list'
			? { ...mode, typeOptions: { searchListMethod: 'searchK3Timezones', searchable: true } }
			: mode,
	),
};

/**
 * The value of the option Time Zone: 'workflow', 'lock', or a zone's IANA name; undefined where it is not set.
 * Throws ValueError for a name that is not known.
 */
export function timezoneOf(option: unknown): string | undefined {
	const value = isObject(option) && 'value' in option ? option.value : option;
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value !== 'string') {
		throw new ValueError(
			'Time Zone is not text; write a name such as Europe/London',
			'If it is an expression, check its result.',
		);
	}
	const text = plainText(value);
	if (!text) return undefined;
	if (/^(workflow|lock)$/i.test(text)) return text.toLowerCase();
	return zoneNamed(text);
}
