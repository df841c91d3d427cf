import { invitedClientField } from '../../fields/client';
import { lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import type { Operation } from '../operation';
import { chosenClient, CLIENT } from './clientCall';
import { invitationFields, invitationOf, invite } from './invitation';

/** docs/dev/api.md, 'Phone clients': POST. */
export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create K3 client',
		description: 'Invite someone to open a lock with their phone',
	},
	method: CLIENT.create,
	fields: [lockField, invitedClientField, ...invitationFields, accessKeyOptions],
	plan: async (context) => {
		const client = await chosenClient(context);
		const invitation = invitationOf(context.parameters);
		return { fetch: async () => [await invite(context, client, invitation)] };
	},
};
