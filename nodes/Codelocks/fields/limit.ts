import type { INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import { shown, trimmedText, type Parameters } from '../execution/parameters';

/** Return All and Limit, as n8n's own nodes have them. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		displayOptions: { show: { returnAll: [false] } },
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
];

/** How many entries are wanted; Infinity for Return All. Throws ValueError. */
export function limitOf(parameters: Parameters): number {
	if (parameters.flag('returnAll', false)) return Infinity;
	const value = parameters.raw('limit', 50);
	const limit = Number(trimmedText(value));
	if (!Number.isInteger(limit) || limit < 1) {
		throw new ValueError(
			`Limit ${shown(value)} is not a whole number above 0`,
			'To get everything, switch on Return All.',
		);
	}
	return limit;
}
