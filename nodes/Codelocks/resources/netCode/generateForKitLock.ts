import { apiVersionOption } from '../../fields/apiVersion';
import { codeDurationField } from '../../fields/duration';
import { endField } from '../../fields/end';
import { endedCodesOption } from '../../fields/endedCodes';
import { includeInputFieldsOption, outputFieldOption } from '../../fields/inputFields';
import { kitLockField } from '../../fields/kitLock';
import { lengthAsField } from '../../fields/lengthAs';
import { lockClockOption, lockOffsetOption } from '../../fields/lockClockOption';
import { lockFromField } from '../../fields/lockFrom';
import { kitLockModelField } from '../../fields/lockModel';
import { longStaysOption } from '../../fields/longStays';
import { optionsOf } from '../../fields/options';
import { reuseCodesOption } from '../../fields/reuseCodes';
import { simplifyOption } from '../../fields/simplify';
import { startField } from '../../fields/start';
import { startRoundingOption } from '../../fields/startRounding';
import { endTimeOption, startTimeOption } from '../../fields/timesOfDay';
import { timezoneOption } from '../../fields/timezone';
import type { Operation } from '../operation';
import { kitLockOf } from './kitLock';
import { NETCODE, planCodes } from './planCodes';

const FROM_CREDENTIAL = { show: { lockFrom: ['credential'] } };
const FROM_DETAILS = { show: { lockFrom: ['details'] } };

/** docs/dev/api.md, 'NetCodes'. */
export const generateForKitLock: Operation = {
	option: {
		name: 'Generate for KitLock',
		value: 'generateForKitLock',
		action: 'Generate code for KitLock',
		description: 'Make a time-limited door code for a KitLock. Each code is one NetCode call.',
	},
	method: NETCODE,
	fields: [
		lockFromField,
		{ ...kitLockField, displayOptions: FROM_CREDENTIAL },
		{ ...kitLockModelField, displayOptions: FROM_DETAILS },
		{
			displayName: 'Timecode',
			name: 'timecode',
			type: 'string',
			required: true,
			displayOptions: FROM_DETAILS,
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
			displayOptions: FROM_DETAILS,
			default: '',
			placeholder: 'e.g. 012345',
			description:
				'The six digits from the initialisation of the lock. They may begin with 0, so keep the column of a sheet as text.',
		},
		startField,
		lengthAsField,
		{ ...codeDurationField, displayOptions: { show: { lengthAs: ['duration'] } } },
		endField,
		optionsOf([
			apiVersionOption,
			endTimeOption,
			endedCodesOption,
			includeInputFieldsOption,
			lockClockOption,
			lockOffsetOption,
			longStaysOption,
			outputFieldOption,
			reuseCodesOption,
			simplifyOption,
			startRoundingOption,
			startTimeOption,
			timezoneOption,
		]),
	],
	plan: async (context) => await planCodes(context, kitLockOf(context)),
};
