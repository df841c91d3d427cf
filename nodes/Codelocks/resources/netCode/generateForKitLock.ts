import { codeDurationField } from '../../fields/duration';
import { kitLockModelField, kitLockModelOf } from '../../fields/lockModel';
import { optionsOf } from '../../fields/options';
import {
	lockClockOption,
	simplifyOption,
	startField,
	startRoundingOption,
	timezoneOption,
} from '../../fields/start';
import type { Operation } from '../operation';
import { identifierOf, lockClockOf, timecodeOf } from './kitLock';
import { NETCODE, planCode } from './netCode';

/** API documentation, 'Generate a NetCode for a NetCode compatible KitLock'. */
export const generateForKitLock: Operation = {
	option: {
		name: 'Generate for KitLock',
		value: 'generateForKitLock',
		action: 'Generate a NetCode door code for a KitLock',
		description: 'Make a time-limited door code for a KitLock. Each code is one NetCode call.',
	},
	method: NETCODE,
	fields: [
		kitLockModelField,
		{
			displayName: 'Timecode',
			name: 'timecode',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 202611161623',
			description:
				'When the lock was initialised, as YYYYMMDDhhmm. The year has all four digits here, unlike on the keypad.',
		},
		{
			displayName: 'Identifier',
			name: 'identifier',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 012345',
			description:
				'The six digits from the initialisation of the lock. They may begin with 0, so keep the column of a sheet as text.',
		},
		startField,
		codeDurationField,
		optionsOf([lockClockOption, simplifyOption, startRoundingOption, timezoneOption]),
	],
	plan: async (context) => {
		const { parameters } = context;
		const timecode = timecodeOf(parameters);
		return await planCode(context, {
			lockModel: kitLockModelOf(parameters, 'use the operation Generate for K3 Lock'),
			id: timecode,
			identifier: identifierOf(parameters),
			lockClock: lockClockOf(parameters.collection('options').lockClock),
			shown: { timecode },
		});
	},
};
