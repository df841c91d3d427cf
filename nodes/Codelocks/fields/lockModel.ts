import type { INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import type { Parameters } from '../execution/parameters';

/** Lock models that are KitLocks. */
export const kitLockModelField: INodeProperties = {
	displayName: 'Lock Model Name or ID',
	name: 'lockModel',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getKitLockModels' },
	required: true,
	default: '',
	description:
		'The kind of KitLock, such as KL1060. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** Every lock model that the API lists durations for. */
export const lockModelField: INodeProperties = {
	...kitLockModelField,
	typeOptions: { loadOptionsMethod: 'getLockModels' },
	description:
		'The kind of lock to ask about, such as KL1060. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** The durations of the lock model chosen above. */
export const durationField: INodeProperties = {
	displayName: 'Duration Name or ID',
	name: 'duration',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getDurations', loadOptionsDependsOn: ['lockModel'] },
	required: true,
	default: '',
	description:
		'The length of a code to ask about. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** The length of a NetCode for a KitLock. */
export const codeDurationField: INodeProperties = {
	...durationField,
	description:
		'How long the code works. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	hint: 'Each different code is charged as one NetCode call of your plan',
};

/** The length of a NetCode for a K3 Connect lock. */
export const k3CodeDurationField: INodeProperties = {
	...codeDurationField,
	typeOptions: { loadOptionsMethod: 'getK3Durations' },
};

/** The lock model of K3 Connect locks, as the API names it. */
export const K3_MODEL = 'K3CONNECT';

/** The lock model in capitals, since the documentation's own example writes 'Kl1060'. */
export function lockModelOf(parameters: Parameters): string {
	const model = parameters.required('lockModel', 'Lock Model', 'a model such as KL1060').toUpperCase();
	if (!/^[\w-]+$/.test(model)) {
		throw new ValueError(
			`Lock Model '${model}' is not the name of a model; write one such as KL1060`,
			'The list of the field has the models that the API knows.',
		);
	}
	return model;
}

/**
 * The model of a KitLock. Throws ValueError for K3CONNECT.
 *
 * @param instead what the message says to do for a K3 Connect lock.
 */
export function kitLockModelOf(parameters: Parameters, instead: string): string {
	const model = lockModelOf(parameters);
	if (model === K3_MODEL) {
		throw new ValueError(
			`Lock Model '${K3_MODEL}' is no KitLock; ${instead}`,
			'A KitLock is one that is initialised on its keypad.',
		);
	}
	return model;
}

/** The duration ID. Throws ValueError when it is no whole number. */
export function durationIdOf(parameters: Parameters): string {
	const id = durationOf(parameters, 'a whole number');
	if (!isDurationId(id)) {
		throw new ValueError(
			`Duration '${id}' is not a duration ID; give a whole number that Get Durations of the resource Utility lists`,
			'In the editor, choose from the list of the field: it knows the ID of each length.',
		);
	}
	return id;
}

/** What Duration holds, as the ID that it may be: without leading zeros. Throws ValueError that tells the IDs where it is empty. */
export function durationOf(parameters: Parameters, ids: string): string {
	const text = parameters.required('duration', 'Duration', `the ID of a duration (${ids})`);
	return isDurationId(text) ? String(Number(text)) : text;
}

function isDurationId(text: string): boolean {
	return /^\d+$/.test(text);
}
