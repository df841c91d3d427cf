import { fetchLocks, LOCKS } from '../../../shared/api/locks';
import { accessKeyOption } from '../../../shared/fields/accessKey';
import { optionsOf } from '../../fields/options';
import { limitFields } from '../../fields/paging';
import type { Operation } from '../operation';
import { fieldsOption, withFields } from '../../fields/outputFields';

/** API documentation, 'List all K3Connect locks': one call, whatever the limit. */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many K3 Connect locks',
		description: 'List the locks of the K3 Connect account',
	},
	method: LOCKS,
	fields: [...limitFields, optionsOf([accessKeyOption, fieldsOption])],
	plan: ({ parameters, connection }) => {
		const options = parameters.collection('options');
		const accessKey = connection.accessKeyOr(options.accessKey);
		const shape = withFields(options.fields);
		const limit = parameters.limit();
		return {
			fetch: async () => (await fetchLocks(connection, accessKey)).slice(0, limit),
			shape,
		};
	},
};
