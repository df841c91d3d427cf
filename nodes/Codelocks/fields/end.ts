import type { INodeProperties } from 'n8n-workflow';

import { DATE_PLACEHOLDER } from './start';

/** When the guest leaves: the shortest code that covers start to end is chosen. */
export const endField: INodeProperties = {
	displayName: 'End',
	name: 'end',
	type: 'dateTime',
	required: true,
	displayOptions: { show: { lengthAs: ['end'] } },
	default: '',
	placeholder: DATE_PLACEHOLDER,
	hint: 'Time at the site. A stay longer than any code of hours gets a code of days, which opens at midnight before the start.',
	description:
		'When the code may end. The node chooses the shortest standard code that covers Start to End. For check-out dates without an hour, add the option End Time.',
};
