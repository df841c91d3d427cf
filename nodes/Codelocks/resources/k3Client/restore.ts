import { clientField } from '../../fields/client';
import { lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import { CLIENT, clientOperation } from './clientCall';

/** docs/dev/api.md, 'Phone clients': PATCH with the action RESTORE. */
export const restore = clientOperation({
	option: {
		name: 'Restore',
		value: 'restore',
		action: 'Restore K3 client',
		description: 'Let a suspended client open a lock again',
	},
	method: CLIENT.suspendOrRestore,
	fields: [lockField, clientField, accessKeyOptions],
	values: { action: 'RESTORE' },
});
