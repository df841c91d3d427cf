import { fetchLocks, LOCKS } from '../../../shared/api/locks';
import { accessKeyOption } from '../../../shared/fields/accessKey';
import { optionsOf } from '../../fields/options';
import { fieldsOption, lockShape } from '../../fields/outputFields';
import { simplifyOption } from '../../fields/simplify';
import { limitFields, limitOf } from '../../fields/limit';
import type { Operation } from '../operation';

/** docs/dev/api.md, 'Locks': one call, whatever the limit. */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many K3 locks',
		description: 'List the locks of the K3 Connect account',
	},
	method: LOCKS,
	fields: [...limitFields, optionsOf([accessKeyOption, fieldsOption, simplifyOption])],
	plan: ({ parameters, connection }) => {
		const accessKey = connection.accessKeyOr(parameters.collection('options').accessKey);
		const shape = lockShape(parameters);
		const limit = limitOf(parameters);
		return { fetch: async () => (await fetchLocks(connection, accessKey)).slice(0, limit), shape };
	},
};
