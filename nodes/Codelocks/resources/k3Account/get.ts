import type { ApiMethod } from '../../../shared/api/connection';
import { objectOf, textIn, unexpected } from '../../../shared/api/responses';
import { accessKeyOptions } from '../../fields/options';
import { planCall, type Operation } from '../operation';

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
	plan: (context) => {
		const accesskey = context.connection.accessKeyOr(context.parameters.collection('options').accessKey);
		return planCall(context, { ...ACCOUNT, query: { accesskey }, about: ABOUT }, (response) => {
			const account = objectOf(response, ABOUT);
			if (!textIn(account.email).trim()) throw unexpected('the email of the account');
			return [account];
		});
	},
};
