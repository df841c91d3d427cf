import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../execution/parameters';

export type EndedCodes = 'refuse' | 'allow';

/** Entry of Options: whether to pay for a code that has ended. */
export const endedCodesOption: INodeProperties = {
	displayName: 'Ended Codes',
	name: 'endedCodes',
	type: 'options',
	options: [
		{
			name: 'Allow',
			value: 'allow',
			description: 'Make the code, for example to look up the code of a past stay',
		},
		{
			name: 'Refuse',
			value: 'refuse',
			description: 'Stop before anything is charged',
		},
	],
	default: 'refuse',
	description: 'What to do with a code that has already ended, such as the code for a stay last week',
};

/** Throws ValueError for a value that the option does not list. */
export function endedCodesOf(parameters: Parameters): EndedCodes {
	return parameters.choice('options.endedCodes', ['refuse', 'allow'], 'refuse');
}
