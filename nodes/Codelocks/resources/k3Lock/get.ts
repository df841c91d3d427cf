import { objectOf } from '../../../shared/api/responses';
import type { ApiMethod } from '../../../shared/api/connection';
import { lockField, lockIdOf } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import type { Operation } from '../operation';

const LOCK: ApiMethod = { method: 'GET', path: '/u/1/k3connect/{id}' };

/** API documentation, 'GET …/k3connect/{id}'. */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get the details of a K3 Connect lock',
		description: 'Get a lock, with its battery status, firmware and time zone',
	},
	method: LOCK,
	fields: [lockField, accessKeyOptions],
	plan: ({ parameters, connection }) => {
		const accesskey = connection.accessKeyOr(parameters.collection('options').accessKey);
		const lockId = lockIdOf(parameters);
		return {
			fetch: async () => [
				objectOf(
					await connection.send({
						...LOCK,
						values: { id: lockId },
						query: { accesskey },
						about: `lock '${lockId}'`,
					}),
					`lock '${lockId}'`,
				),
			],
		};
	},
};
