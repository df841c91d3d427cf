import { activePeriodsFields, activePeriodsOf } from '../../fields/activePeriods';
import { clientField } from '../../fields/client';
import { lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import { CLIENT, clientOperation } from './clientCall';

/** docs/dev/api.md, 'Phone clients': PUT. */
export const update = clientOperation({
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update K3 client',
		description: 'Replace the active periods of a client',
	},
	method: CLIENT.update,
	fields: [
		lockField,
		clientField,
		{
			displayName:
				'These periods replace all periods of the client. Without periods, the client cannot open the lock.',
			name: 'activePeriodsNotice',
			type: 'notice',
			default: '',
		},
		...activePeriodsFields({}),
		accessKeyOptions,
	],
	values: (parameters) => ({ activeperiods: JSON.stringify(activePeriodsOf(parameters)) }),
});
