import type { INodeProperties } from 'n8n-workflow';

import type { StartRounding } from '../../shared/time/lockStart';
import type { Parameters } from '../execution/parameters';

/** Entry of Options: what to do with a start that the lock cannot begin at. It has no effect where an end is given. */
export const startRoundingOption: INodeProperties = {
	displayName: 'Start Rounding',
	name: 'startRounding',
	type: 'options',
	displayOptions: { show: { '/lengthAs': ['duration'] } },
	options: [
		{
			name: 'Refuse',
			value: 'error',
			description: 'Stop before anything is charged',
		},
		{
			name: 'Round Down',
			value: 'roundDown',
			description: "Begin at the full hour before, or at midnight of the site's date",
		},
	],
	default: 'error',
	description: 'What to do with a start that is not on a full hour, or not at midnight for codes of days',
};

/** Throws ValueError for a value that the option does not list. */
export function startRoundingOf(parameters: Parameters): StartRounding {
	return parameters.choice('options.startRounding', ['error', 'roundDown'], 'error');
}
