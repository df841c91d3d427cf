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
	hint: "Time at the lock's site: a full hour. For codes of days, which open at midnight, a date is enough.",
	description:
		'When the code begins to work. A time without an offset is the local time at the site. For check-in dates without an hour, add the option Start Time.',
};
