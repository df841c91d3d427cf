import { CLIENTS, fetchClients } from '../../../shared/api/phoneClients';
import { knownLockOf, lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import { limitFields, limitOf } from '../../fields/limit';
import type { Operation } from '../operation';

/** docs/dev/api.md, 'Phone clients': one call for each 50 clients. */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many K3 clients',
		description: 'List the clients of a lock, with their status and active periods',
	},
	method: CLIENTS,
	fields: [lockField, ...limitFields, accessKeyOptions],
	plan: async (context) => {
		const { id, accessKey, label } = await knownLockOf(context);
		const limit = limitOf(context.parameters);
		return { fetch: async () => await fetchClients(context.connection, accessKey, id, limit, label) };
	},
};
