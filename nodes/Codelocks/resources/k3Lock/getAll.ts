import { fetchLocks, LOCKS } from '../../../shared/locks';
import { accessKeyOptions } from '../../fields/options';
import { limitFields } from '../../fields/paging';
import type { Operation } from '../../operation';

/** API documentation, 'List all K3Connect locks': one call, whatever the limit. */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many K3 Connect locks',
		description: 'List the locks of the K3 Connect account',
	},
	method: LOCKS,
	fields: [...limitFields, accessKeyOptions],
	plan: ({ parameters, connection }) => {
		const accessKey = connection.accessKeyOr(parameters.collection('options').accessKey);
		const limit = parameters.limit();
		return {
			fetch: async () => (await fetchLocks(connection, accessKey)).slice(0, limit),
		};
	},
};
