import type { INodeProperties } from 'n8n-workflow';

/** A KitLock of the credential, by its name. */
export const kitLockField: INodeProperties = {
	displayName: 'KitLock',
	name: 'kitLock',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'A lock that is listed under KitLocks in the credential',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a KitLock...',
			typeOptions: { searchListMethod: 'searchKitLocks', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Room 4',
		},
	],
};
