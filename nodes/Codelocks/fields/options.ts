import type { INodeProperties } from 'n8n-workflow';

import { accessKeyOption } from '../../shared/fields/accessKey';

/** Options of an operation that has no other than the access key. */
export const accessKeyOptions: INodeProperties = optionsOf([accessKeyOption]);

/** The Options collection of an operation. */
export function optionsOf(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}
