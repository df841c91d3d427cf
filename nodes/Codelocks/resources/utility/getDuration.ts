import type { ApiMethod } from '../../../shared/api/connection';
import { durationField, durationIdOf } from '../../fields/duration';
import { LOCK_MODEL, lockModelField } from '../../fields/lockModel';
import type { Operation } from '../operation';
import { durationDetailsOf } from '../../../shared/api/durations';

const DURATION: ApiMethod = { method: 'GET', path: '/u/1/duration/{id}' };

/** docs/dev/api.md, 'Durations and modes'. */
export const getDuration: Operation = {
	option: {
		name: 'Get Duration',
		value: 'getDuration',
		action: 'Get NetCode duration',
		description: 'Look up one duration and the rules for its start',
	},
	method: DURATION,
	fields: [lockModelField, durationField],
	plan: async (context) => {
		const { parameters, connection } = context;
		const lockModel = parameters.word(LOCK_MODEL);
		const duration = await durationIdOf(context, lockModel);
		return {
			fetch: async () => [
				durationDetailsOf(
					await connection.send({
						...DURATION,
						values: { id: duration },
						query: { lockmodel: lockModel },
						about: `duration '${duration}' of lock model '${lockModel}'`,
					}),
				),
			],
			sameAs: `${lockModel} ${duration}`,
		};
	},
};
