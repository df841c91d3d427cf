import type { ApiMethod } from '../../../shared/api/connection';
import { locksOf } from '../../../shared/api/locks';
import { objectOf } from '../../../shared/api/responses';
import { accessKeyOption } from '../../../shared/fields/accessKey';
import { knownLockOf, lockField } from '../../fields/lock';
import { optionsOf } from '../../fields/options';
import { fieldsOption, lockShape } from '../../fields/outputFields';
import { simplifyOption } from '../../fields/simplify';
import type { Operation } from '../operation';

const LOCK: ApiMethod = { method: 'GET', path: '/u/1/k3connect/{id}' };

/** docs/dev/api.md, 'Locks'. */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get K3 lock',
		description: 'Get a lock, with its battery status, firmware and time zone',
	},
	method: LOCK,
	fields: [lockField, optionsOf([accessKeyOption, fieldsOption, simplifyOption])],
	plan: async (context) => {
		const { id, accessKey, label } = await knownLockOf(context);
		const call = { ...LOCK, values: { id }, query: { accesskey: accessKey }, about: label };
		return {
			fetch: async () => locksOf([objectOf(await context.connection.send(call), label)]),
			shape: lockShape(context.parameters),
		};
	},
};
