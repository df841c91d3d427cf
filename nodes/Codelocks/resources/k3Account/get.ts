import { objectOf } from '../../../shared/api/responses';
import type { ApiMethod } from '../../../shared/api/connection';
import { accessKeyOptions } from '../../fields/options';
import type { Operation } from '../operation';

const ACCOUNT: ApiMethod = { method: 'GET', path: '/u/1/k3connect/account' };

/** API documentation, 'GET …/k3connect/account'. */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get the email and status of the K3 Connect account',
		description: 'Get the email address and the status of the account, which tests the access key too',
	},
	method: ACCOUNT,
	fields: [accessKeyOptions],
	plan: ({ parameters, connection }) => {
		const accesskey = connection.accessKeyOr(parameters.collection('options').accessKey);
		return {
			fetch: async () => [
				objectOf(
					await connection.send({ ...ACCOUNT, query: { accesskey }, about: 'the K3 Connect account' }),
					'the K3 Connect account',
				),
			],
		};
	},
};
