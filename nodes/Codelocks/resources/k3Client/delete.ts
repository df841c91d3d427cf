import { clientField } from '../../fields/client';
import { lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import { CLIENT, clientOperation } from './clientCall';

/** docs/dev/api.md, 'Phone clients': DELETE. */
export const deleteClient = clientOperation({
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete K3 client',
		description: 'Remove a client from a lock. To let them in again, create them again.',
	},
	method: CLIENT.delete,
	fields: [lockField, clientField, accessKeyOptions],
	output: ({ email, lockid }) => ({ deleted: true, email, lockid }),
	whenNotFound: 'it may have been deleted before',
});
