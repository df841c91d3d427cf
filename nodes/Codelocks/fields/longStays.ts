import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../execution/parameters';

export type LongStays = 'refuse' | 'split';

/** Entry of Options: what to do with a stay that no single code covers. */
export const longStaysOption: INodeProperties = {
	displayName: 'Long Stays',
	name: 'longStays',
	type: 'options',
	displayOptions: { show: { '/lengthAs': ['end'] } },
	options: [
		{
			name: 'Refuse',
			value: 'refuse',
			description: 'Stop before anything is charged',
		},
		{
			name: 'Split',
			value: 'split',
			description:
				'Make up to six consecutive codes, one item for each. Each code is charged as one NetCode call.',
		},
	],
	default: 'refuse',
	description: 'What to do with a stay that is longer than the longest standard code of the lock',
};

/** Throws ValueError for a value that the option does not list. */
export function longStaysOf(parameters: Parameters): LongStays {
	return parameters.choice('options.longStays', ['refuse', 'split'], 'refuse');
}
