import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../execution/parameters';

/** Entry of Options: whether a later run returns a code that was paid for, without a call. */
export const reuseCodesOption: INodeProperties = {
	displayName: 'Reuse Codes',
	name: 'reuseCodes',
	type: 'boolean',
	default: true,
	description:
		'Whether a later run returns a code that n8n has already paid for, without another call. This works until the code ends or n8n restarts. Switch it off if a K3 Connect lock was paired again.',
};

/** Throws ValueError for anything but true and false. */
export function reuseCodesOf(parameters: Parameters): boolean {
	return parameters.flag('options.reuseCodes', true);
}
