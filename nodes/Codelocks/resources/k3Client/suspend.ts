import { clientField } from '../../fields/client';
import { lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import type { Operation } from '../operation';
import { CLIENT, planClientCall } from './clientCall';

/** API documentation, 'PATCH …/k3connect/{id}/client', action SUSPEND. */
export const suspend: Operation = {
	option: {
		name: 'Suspend',
		value: 'suspend',
		action: 'Suspend a smart phone client of a K3 Connect lock',
		description: 'Keep a client from opening the lock until they are restored',
	},
	method: CLIENT.suspendOrRestore,
	fields: [lockField, clientField, accessKeyOptions],
	plan: (context) => planClientCall(context, CLIENT.suspendOrRestore, { action: 'SUSPEND' }),
};
