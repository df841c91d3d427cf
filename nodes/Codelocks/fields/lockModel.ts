import type { INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/failures';
import type { Parameters } from '../parameters';

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
	const model = parameters.required('lockModel', 'Lock Model').toUpperCase();
	if (!/^[\w-]+$/.test(model)) {
		throw new ValueError(
			`Lock model '${model}' is not one that the API knows`,
			'Write it as on the list, such as KL1060.',
		);
	}
	return model;
}

/** The model of a KitLock. Throws ValueError for K3CONNECT. */
export function kitLockModelOf(parameters: Parameters): string {
	const model = lockModelOf(parameters);
	if (model === K3_MODEL) {
		throw new ValueError(
			`Lock model ${K3_MODEL} is no KitLock: use the operation for K3 Connect locks`,
			'The operation Generate for K3 Lock needs the lock alone, without a timecode.',
		);
	}
	return model;
}

/** The duration id. Throws ValueError when it is no whole number. */
export function durationIdOf(parameters: Parameters): string {
	const id = parameters.required('duration', 'Duration');
	if (!/^\d+$/.test(id)) {
		throw new ValueError(
			`Duration '${id}' is not a duration ID`,
			'Duration IDs are whole numbers. Get Durations of the resource Utility lists them for a lock model.',
		);
	}
	return String(Number(id));
}
