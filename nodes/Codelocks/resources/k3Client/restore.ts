import { clientField } from '../../fields/client';
import { lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import type { Operation } from '../operation';
import { CLIENT, planClientCall } from './clientCall';

/** API documentation, 'PATCH …/k3connect/{id}/client', action RESTORE. */
export const restore: Operation = {
	option: {
		name: 'Restore',
		value: 'restore',
		action: 'Restore a smart phone client of a K3 Connect lock',
		description: 'Let a suspended client open the lock again',
	},
	method: CLIENT.suspendOrRestore,
	fields: [lockField, clientField, accessKeyOptions],
	plan: (context) => planClientCall(context, CLIENT.suspendOrRestore, { action: 'RESTORE' }),
};
