import type { INodeProperties } from 'n8n-workflow';

/** How a date and time is typed: n8n's date picker takes nothing that is typed without seconds. */
export const DATE_PLACEHOLDER = 'e.g. 2026-10-01 16:00:00';

/** When a NetCode begins to work. */
export const startField: INodeProperties = {
	displayName: 'Start',
	name: 'start',
	type: 'dateTime',
	required: true,
	default: '',
	placeholder: DATE_PLACEHOLDER,
	hint: "Time at the lock's site, on the full hour (midnight for whole days), in the workflow's time zone unless Options set another",
	description:
		'When the code begins to work. A time with an offset is taken as that instant, and one without as the wall clock at the site.',
};

/** Entry of Options: the zone of the wall clock that Start is on. */
export const timezoneOption: INodeProperties = {
	displayName: 'Time Zone',
	name: 'timezone',
	type: 'string',
	default: '',
	placeholder: 'e.g. Europe/London',
	description: "Time zone of the lock's site, as an IANA name. Without it, the workflow's time zone applies.",
};

/** Entry of Options: what to do with a start that the lock cannot begin at. */
export const startRoundingOption: INodeProperties = {
	displayName: 'Start Rounding',
	name: 'startRounding',
	type: 'options',
	options: [
		{
			name: 'Refuse',
			value: 'error',
			description: 'Stop with an error before anything is charged',
		},
		{
			name: 'Round Down',
			value: 'roundDown',
			description: "Begin at the full hour before, or at midnight of the site's date",
		},
	],
	default: 'error',
	description:
		'What to do with a start that is not on a full hour, or not at midnight for codes of whole days',
};

/** Entry of Options: what a KitLock's clock keeps (field notes, 'NetCodes and time'). */
export const lockClockOption: INodeProperties = {
	displayName: 'Lock Clock',
	name: 'lockClock',
	type: 'options',
	options: [
		{
			name: 'Site Time',
			value: 'siteTime',
			description: 'Someone sets the clock forward and back with daylight saving',
		},
		{
			name: 'Standard Time',
			value: 'standardTime',
			description: 'Set to standard time all year, as Codelocks asks for',
		},
		{
			name: 'UTC',
			value: 'utc',
			description: 'Initialised with the sequence of the API, which is in UTC',
		},
	],
	default: 'standardTime',
	description: 'What the clock in the lock keeps. A KitLock knows no daylight saving by itself.',
};

/** Entry of Options: n8n's Simplify. */
export const simplifyOption: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
