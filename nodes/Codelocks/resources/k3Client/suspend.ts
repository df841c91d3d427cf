import { clientField } from '../../fields/client';
import { lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import { CLIENT, clientOperation } from './clientCall';

/** docs/dev/api.md, 'Phone clients': PATCH with the action SUSPEND. */
export const suspend = clientOperation({
	option: {
		name: 'Suspend',
		value: 'suspend',
		action: 'Suspend K3 client',
		description: 'Keep a client from opening a lock until you restore them',
	},
	method: CLIENT.suspendOrRestore,
	fields: [lockField, clientField, accessKeyOptions],
	values: { action: 'SUSPEND' },
});
