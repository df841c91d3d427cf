import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../execution/parameters';

/** Entry of Options: n8n's Simplify. */
export const simplifyOption: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Throws ValueError for anything but true and false. */
export function simplifyOf(parameters: Parameters): boolean {
	return parameters.flag('options.simplify', true);
}
