import type { INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import type { WordField, Parameters } from '../execution/parameters';

/** Lock models that are KitLocks. */
export const kitLockModelField: INodeProperties = lockModelLocator(
	'searchKitLockModels',
	'The kind of KitLock, such as KL1060',
);

/** Every lock model that the API lists durations for. */
export const lockModelField: INodeProperties = lockModelLocator(
	'searchLockModels',
	'The kind of lock to ask about, such as KL1060',
);

function lockModelLocator(searchListMethod: string, description: string): INodeProperties {
	return {
		displayName: 'Lock Model',
		name: 'lockModel',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a model...',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. KL1060',
			},
		],
	};
}

/** The lock model of K3 Connect locks, as the API names it. */
export const K3_MODEL = 'K3CONNECT';

/** How the field is read; see Parameters.word. */
export const LOCK_MODEL: WordField = {
	name: 'lockModel',
	label: 'Lock Model',
	wanted: 'a model such as KL1060',
	wrong: 'is not the name of a model; write one such as KL1060',
	advice: 'In the editor, the list of the field shows the models that the API knows.',
};

/**
 * The model of a KitLock. Throws ValueError for K3CONNECT.
 *
 * @param instead what the message says to do for a K3 Connect lock.
 */
export function kitLockModelOf(parameters: Parameters, instead: string): string {
	const model = parameters.word(LOCK_MODEL);
	if (model === K3_MODEL) {
		throw new ValueError(
			`Lock Model '${K3_MODEL}' is not a KitLock; ${instead}`,
			'A KitLock is a lock that you initialise on its keypad.',
		);
	}
	return model;
}
