import type { INodeProperties } from 'n8n-workflow';

import { switched } from './choice';

/** Entry of Options: n8n's Simplify. */
export const simplifyOption: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Throws ValueError for anything but true and false. */
export function simplifyOf(value: unknown): boolean {
	return switched(value, 'Simplify', true);
}
