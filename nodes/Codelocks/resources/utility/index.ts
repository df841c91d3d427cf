import type { Resource } from '../operation';
import { getDuration } from './getDuration';
import { getDurations } from './getDurations';
import { getInitSequence } from './getInitSequence';
import { getModes } from './getModes';

export const utility: Resource = {
	option: {
		name: 'Utility',
		value: 'utility',
		description: 'Lock models and the initialisation of KitLocks',
	},
	operations: [getDuration, getDurations, getInitSequence, getModes],
	defaultOperation: 'getDurations',
};
