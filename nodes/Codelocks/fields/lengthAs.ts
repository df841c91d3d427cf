import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../execution/parameters';

export type LengthAs = 'duration' | 'end';

/** How the length of a NetCode is set. It shows required fields, so it takes no expression. */
export const lengthAsField: INodeProperties = {
	displayName: 'Length As',
	name: 'lengthAs',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Duration',
			value: 'duration',
			description: 'Choose a length, such as 4 hours or 2 days',
		},
		{
			name: 'End',
			value: 'end',
			description: 'Enter a check-out; the node chooses the shortest code that covers the stay',
		},
	],
	default: 'duration',
	description: 'How to set the length of the code',
};

/** Throws ValueError for a value that the field does not list. */
export function lengthAsOf(parameters: Parameters): LengthAs {
	return parameters.choice('lengthAs', ['duration', 'end'], 'duration');
}
