import { accessKeyOption } from '../../../shared/fields/accessKey';
import { k3CodeDurationField } from '../../fields/duration';
import { endField } from '../../fields/end';
import { endedCodesOption } from '../../fields/endedCodes';
import { includeInputFieldsOption, outputFieldOption } from '../../fields/inputFields';
import { lengthAsField } from '../../fields/lengthAs';
import { lockField } from '../../fields/lock';
import { longStaysOption } from '../../fields/longStays';
import { optionsOf } from '../../fields/options';
import { reuseCodesOption } from '../../fields/reuseCodes';
import { simplifyOption } from '../../fields/simplify';
import { startField } from '../../fields/start';
import { startRoundingOption } from '../../fields/startRounding';
import { endTimeOption, startTimeOption } from '../../fields/timesOfDay';
import { k3TimezoneOption } from '../../fields/timezone';
import type { Operation } from '../operation';
import { k3LockOf } from './k3Lock';
import { NETCODE, planCodes } from './planCodes';

/** docs/dev/api.md, 'NetCodes'. */
export const generateForK3Lock: Operation = {
	option: {
		name: 'Generate for K3 Lock',
		value: 'generateForK3Lock',
		action: 'Generate code for K3 lock',
		description: 'Make a time-limited door code for a K3 Connect lock. Each code is one NetCode call.',
	},
	method: NETCODE,
	fields: [
		lockField,
		startField,
		lengthAsField,
		{ ...k3CodeDurationField, displayOptions: { show: { lengthAs: ['duration'] } } },
		endField,
		optionsOf([
			accessKeyOption,
			endTimeOption,
			endedCodesOption,
			includeInputFieldsOption,
			longStaysOption,
			outputFieldOption,
			reuseCodesOption,
			simplifyOption,
			startRoundingOption,
			startTimeOption,
			k3TimezoneOption,
		]),
	],
	plan: async (context) => await planCodes(context, await k3LockOf(context)),
};
