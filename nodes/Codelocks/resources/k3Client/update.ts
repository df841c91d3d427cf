import { activePeriodsFields, activePeriodsOf } from '../../fields/activePeriods';
import { clientField } from '../../fields/client';
import { lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import type { Operation } from '../operation';
import { CLIENT, planClientCall } from './clientCall';

/** API documentation, 'PUT …/k3connect/{id}/client'. */
export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Replace the active periods of a K3 Connect client',
		description: 'Replace the active periods of a client',
	},
	method: CLIENT.update,
	fields: [
		lockField,
		clientField,
		{
			displayName:
				'These periods take the place of all that the client has. Without any, they cannot open the lock.',
			name: 'activePeriodsNotice',
			type: 'notice',
			default: '',
		},
		...activePeriodsFields({}),
		accessKeyOptions,
	],
	plan: (context) =>
		planClientCall(context, CLIENT.update, { activeperiods: activePeriodsOf(context.parameters) }),
};
