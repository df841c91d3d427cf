import { DURATION_NAMES, DURATIONS } from '../../../shared/api/durations';
import { entriesOf } from '../../../shared/api/responses';
import { LOCK_MODEL, lockModelField } from '../../fields/lockModel';
import type { Operation } from '../operation';

/** docs/dev/api.md, 'Durations and modes'. */
export const getDurations: Operation = {
	option: {
		name: 'Get Durations',
		value: 'getDurations',
		action: 'Get NetCode durations',
		description: 'List the NetCode durations that a lock model offers, with their IDs',
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
						query: { lockmodel: lockModel, operation: 'DURATIONS' },
						about: `the durations of lock model '${lockModel}'`,
					}),
					'the durations',
					DURATION_NAMES,
				),
			sameAs: lockModel,
		};
	},
};
