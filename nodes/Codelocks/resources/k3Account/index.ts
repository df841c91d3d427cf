import type { Resource } from '../operation';
import { get } from './get';

export const k3Account: Resource = {
	option: {
		name: 'K3 Account',
		value: 'k3Account',
		description: 'The account that an access key belongs to',
	},
	operations: [get],
	defaultOperation: 'get',
};
