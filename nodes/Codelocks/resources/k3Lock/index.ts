import type { Resource } from '../operation';
import { get } from './get';
import { getAll } from './getAll';
import { getAuditEntries } from './getAuditEntries';

export const k3Lock: Resource = {
	option: {
		name: 'K3 Lock',
		value: 'k3Lock',
		description: 'The K3 Connect locks of an account, and their audit logs',
	},
	operations: [get, getAuditEntries, getAll],
	defaultOperation: 'getAll',
};
