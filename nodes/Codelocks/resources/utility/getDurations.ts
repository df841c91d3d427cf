import { DURATIONS, durationEntriesOf } from '../../../shared/api/durations';
import { lockModelField, lockModelOf } from '../../fields/lockModel';
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
		const lockModel = lockModelOf(parameters);
		return {
			fetch: async () =>
				durationEntriesOf(
					await connection.send({
						...DURATIONS,
						query: { lockmodel: lockModel, operation: 'DURATIONS' },
						about: `the durations of lock model '${lockModel}'`,
					}),
				),
			sameAs: lockModel,
		};
	},
};
