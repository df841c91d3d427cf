import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../execution/parameters';

export type LockFrom = 'credential' | 'details';

/** Where a KitLock's data come from. It shows required fields, so it takes no expression. */
export const lockFromField: INodeProperties = {
	displayName: 'Lock From',
	name: 'lockFrom',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Credential',
			value: 'credential',
			description: 'Choose a lock by its name. The credential holds its details under KitLocks.',
		},
		{
			name: 'Details',
			value: 'details',
			description: 'Enter lock model, timecode and identifier here',
		},
	],
	default: 'details',
	description: 'Where the timecode and the identifier of the lock come from',
};

/** Throws ValueError for a value that the field does not list. */
export function lockFromOf(parameters: Parameters): LockFrom {
	return parameters.choice('lockFrom', ['details', 'credential'], 'details');
}
