import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../execution/parameters';

/** Entry of Options: whether a code that was paid for is given out again without a call. */
export const reuseCodesOption: INodeProperties = {
	displayName: 'Reuse Codes',
	name: 'reuseCodes',
	type: 'boolean',
	default: true,
	description:
		'Whether a code that n8n has paid for is given out again without another call, until it ends or n8n restarts. Switch it off after a K3 Connect lock was paired anew.',
};

/** Throws ValueError for anything but true and false. */
export function reuseCodesOf(parameters: Parameters): boolean {
	return parameters.flag('options.reuseCodes', true);
}
