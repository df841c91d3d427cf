import { DateTime } from 'luxon';

import { ValueError } from '../../../shared/api/errors';
import type { LockClock } from '../../../shared/time/lockClock';
import type { Parameters } from '../../execution/parameters';

/** The six digits that the lock was initialised with. Throws ValueError. */
export function identifierOf(parameters: Parameters): string {
	const text = parameters.required('identifier', 'Identifier', 'six digits');
	if (/^\d{6}$/.test(text)) return text;
	if (/^\d{1,5}$/.test(text)) {
		throw new ValueError(
			`Identifier '${text}' has ${text.length} digits in place of 6: spreadsheets drop leading zeros`,
			"Format the column as text, or use {{ $json.column.toString().padStart(6, '0') }} if zeros were dropped.",
		);
	}
	throw new ValueError(
		`Identifier '${text}' is not made of 6 digits; give those that the lock was initialised with`,
		'They stay the same until the lock is initialised again.',
	);
}

/** The twelve digits YYYYMMddhhmm of the lock's initialisation (field notes, 'NetCodes and time'). Throws ValueError. */
export function timecodeOf(parameters: Parameters): string {
	const text = parameters.required('timecode', 'Timecode', `twelve digits, such as ${TIMECODE}`);
	const fault = faultOf(text);
	if (fault === undefined) return text;
	throw new ValueError(
		`Timecode '${text}' ${fault}`,
		'It is the moment at which the lock was initialised. In a spreadsheet, format its column as text.',
	);
}

const TIMECODE = '202611161623';

/** What is wrong with a timecode, and what to write; undefined for a good one. */
function faultOf(timecode: string): string | undefined {
	if (/^\d{10}$/.test(timecode))
		return `has ten digits, as on the keypad: write the year with four digits, such as 20${timecode}`;
	const form = `write it as YYYYMMDDhhmm, such as ${TIMECODE}`;
	if (/^\d{1,11}$/.test(timecode))
		return `has ${timecode.length} digits in place of 12: spreadsheets drop leading zeros; ${form}`;
	if (!/^\d{12}$/.test(timecode)) return `is not made of 12 digits; ${form}`;
	const { isValid } = DateTime.fromFormat(timecode, 'yyyyMMddHHmm', { zone: 'utc' });
	return isValid ? undefined : `is not a date and time; ${form}`;
}

/** What the lock's own clock keeps; standard time unless the option says otherwise. `lockStart` refuses what is none. */
export function lockClockOf(value: unknown): LockClock {
	return value === undefined || value === '' ? 'standardTime' : (value as LockClock);
}
