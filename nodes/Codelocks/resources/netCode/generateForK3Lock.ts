import { lockField, lockIdOf } from '../../fields/lock';
import { k3CodeDurationField } from '../../fields/duration';
import { K3_MODEL } from '../../fields/lockModel';
import { accessKeyOption } from '../../../shared/fields/accessKey';
import { optionsOf } from '../../fields/options';
import { simplifyOption, startField, startRoundingOption, timezoneOption } from '../../fields/start';
import type { Operation } from '../operation';
import { NETCODE, planCode } from './netCode';

/** API documentation, 'Generate a NetCode for K3Connect compatible Smart Lock'. The lock follows daylight saving itself. */
export const generateForK3Lock: Operation = {
	option: {
		name: 'Generate for K3 Lock',
		value: 'generateForK3Lock',
		action: 'Generate a NetCode door code for a K3 Connect lock',
		description: 'Make a time-limited door code for a K3 Connect lock. Each code is one NetCode call.',
	},
	method: NETCODE,
	fields: [
		lockField,
		startField,
		k3CodeDurationField,
		optionsOf([accessKeyOption, simplifyOption, startRoundingOption, timezoneOption]),
	],
	plan: async (context) => {
		const { parameters, connection } = context;
		const lockId = lockIdOf(parameters);
		return await planCode(context, {
			lockModel: K3_MODEL,
			id: lockId,
			identifier: connection.accessKeyOr(parameters.collection('options').accessKey),
			lockClock: 'siteTime',
			shown: { lockId },
		});
	},
};
