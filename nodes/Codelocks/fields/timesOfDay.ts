import type { INodeProperties } from 'n8n-workflow';

/** Entry of Options: the hour of a `start` that is only a date. */
export const startTimeOption: INodeProperties = {
	displayName: 'Start Time',
	name: 'startTime',
	type: 'string',
	default: '',
	placeholder: 'e.g. 15:00',
	description:
		'Time of day at the site for a Start that is only a date, such as a check-in date. It does not change codes of days that you choose by Duration: they open at midnight.',
};

/** Entry of Options: the hour of an `end` that is only a date. */
export const endTimeOption: INodeProperties = {
	displayName: 'End Time',
	name: 'endTime',
	type: 'string',
	displayOptions: { show: { '/lengthAs': ['end'] } },
	default: '',
	placeholder: 'e.g. 11:00',
	description: 'Time of day at the site for an End that is only a date, such as a check-out date',
};
