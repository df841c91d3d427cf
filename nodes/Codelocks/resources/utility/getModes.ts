import { entriesOf } from '../../../shared/api/responses';
import { DURATIONS } from '../../../shared/api/durations';
import { LOCK_MODEL, lockModelField } from '../../fields/lockModel';
import type { Operation } from '../operation';

/** docs/dev/api.md, 'Durations and modes'. */
export const getModes: Operation = {
	option: {
		name: 'Get Modes',
		value: 'getModes',
		action: 'Get NetCode modes',
		description: 'List the NetCode modes of a lock model, such as single use or rental',
	},
	method: DURATIONS,
	fields: [lockModelField],
	plan: ({ parameters, connection }) => {
		const lockModel = parameters.word(LOCK_MODEL);
		return {
			fetch: async () =>
				entriesOf(
					await connection.send({
						...DURATIONS,
						query: { lockmodel: lockModel, operation: 'MODES' },
						about: `the modes of lock model '${lockModel}'`,
					}),
					'the modes',
				),
			sameAs: lockModel,
		};
	},
};
