import type { ApiMethod } from '../../../shared/api/connection';
import { objectOf, scalarText, unexpected } from '../../../shared/api/responses';
import { accessKeyOptions } from '../../fields/options';
import type { Operation } from '../operation';

const ACCOUNT: ApiMethod = { method: 'GET', path: '/u/1/k3connect/account' };

const ABOUT = 'the K3 Connect account';

/** docs/dev/api.md, 'Account'. */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get K3 account',
		description: 'Get the email address and the status of the account. This also tests the access key.',
	},
	method: ACCOUNT,
	fields: [accessKeyOptions],
	plan: ({ parameters, connection }) => {
		const accesskey = connection.accessKeyOr(parameters.collection('options').accessKey);
		return {
			fetch: async () => {
				const response = await connection.send({ ...ACCOUNT, query: { accesskey }, about: ABOUT });
				const account = objectOf(response, ABOUT);
				if (!scalarText(account.email).trim()) throw unexpected('the email of the account');
				return [account];
			},
		};
	},
};
