import { CLIENTS, fetchClients } from '../../../shared/api/phoneClients';
import { lockField, lockIdOf } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import { limitFields } from '../../fields/paging';
import type { Operation } from '../operation';

/** API documentation, 'GET …/k3connect/{id}/clients': one call for each 50 clients. */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many smart phone clients of a K3 Connect lock',
		description: 'List the smart phone clients of a lock, with their status and active periods',
	},
	method: CLIENTS,
	fields: [lockField, ...limitFields, accessKeyOptions],
	plan: ({ parameters, connection }) => {
		const accessKey = connection.accessKeyOr(parameters.collection('options').accessKey);
		const lockId = lockIdOf(parameters);
		const limit = parameters.limit();
		return { fetch: async () => await fetchClients(connection, accessKey, lockId, limit) };
	},
};
