import { objectOf } from '../../../shared/api/responses';
import type { ApiMethod } from '../../../shared/api/connection';
import { clientEmailOf } from '../../fields/client';
import { lockIdOf } from '../../fields/lock';
import type { Plan, PlanContext } from '../operation';

const PATH = '/u/1/k3connect/{id}/client';

/** The methods on one client of a lock (API documentation, 'POST …/k3connect/{id}/client' and following). */
export const CLIENT = {
	create: { method: 'POST', path: PATH },
	update: { method: 'PUT', path: PATH },
	suspendOrRestore: { method: 'PATCH', path: PATH },
	delete: { method: 'DELETE', path: PATH },
} satisfies Record<string, ApiMethod>;

/** Plans a call on one client of a lock. All values go in the form body, the access key too. */
export function planClientCall(
	{ parameters, connection }: PlanContext,
	method: ApiMethod,
	values: Record<string, string> = {},
): Plan {
	const accesskey = connection.accessKeyOr(parameters.collection('options').accessKey);
	const lockId = lockIdOf(parameters);
	const clientemail = clientEmailOf(parameters);
	return {
		fetch: async () => [
			objectOf(
				await connection.send({
					...method,
					values: { id: lockId },
					form: { accesskey, clientemail, ...values },
					about: `client '${clientemail}' of lock '${lockId}'`,
				}),
				'a result',
			),
		],
	};
}
