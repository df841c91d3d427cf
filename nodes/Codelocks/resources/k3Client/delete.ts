import { clientField } from '../../fields/client';
import { lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import type { Operation } from '../operation';
import { CLIENT, planClientCall } from './clientCall';

/** API documentation, 'DELETE …/k3connect/{id}/client'. */
export const deleteClient: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a smart phone client from a K3 Connect lock',
		description: 'Take a client off a lock for good',
	},
	method: CLIENT.delete,
	fields: [lockField, clientField, accessKeyOptions],
	plan: (context) => planClientCall(context, CLIENT.delete),
};
