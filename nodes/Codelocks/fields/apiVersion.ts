import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../execution/parameters';

export type NetCodeApiVersion = '1' | '3';

/** Entry of Options: the version of the API that makes a KitLock's code. The same parameters, other addresses. */
export const apiVersionOption: INodeProperties = {
	displayName: 'API Version',
	name: 'apiVersion',
	type: 'options',
	options: [
		{
			name: 'Version 1',
			value: '1',
			description: 'The version that Codelocks documents',
		},
		{
			name: 'Version 3',
			value: '3',
			description: 'For API keys that get Forbidden from version 1',
		},
	],
	default: '1',
	description: 'Which version of the Connect API makes the code. The codes are the same.',
};

/** Throws ValueError for a value that the option does not list. */
export function apiVersionOf(parameters: Parameters): NetCodeApiVersion {
	return parameters.choice('options.apiVersion', ['1', '3'], '1', 'API Version');
}
