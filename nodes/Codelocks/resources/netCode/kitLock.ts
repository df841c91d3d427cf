import { DateTime } from 'luxon';

import { ValueError } from '../../../shared/failures';
import type { LockClock } from '../../../shared/lockTime';
import type { Parameters } from '../../parameters';

const LOCK_CLOCKS: LockClock[] = ['standardTime', 'siteTime', 'utc'];

/** The six digits that the lock was initialised with. Throws ValueError. */
export function identifierOf(parameters: Parameters): string {
	return digitsOf(parameters.required('identifier', 'Identifier'), 6, 'Identifier');
}

/** The twelve digits YYYYMMddhhmm of the lock's initialisation (field notes, 'NetCodes and time'). Throws ValueError. */
export function timecodeOf(parameters: Parameters): string {
	const text = parameters.required('timecode', 'Timecode');
	if (/^\d{10}$/.test(text)) {
		throw new ValueError(
			`Timecode '${text}' has ten digits, as on the keypad: write the year with four digits, such as 20${text}`,
			'The API wants YYYYMMDDhhmm.',
		);
	}
	const timecode = digitsOf(text, 12, 'Timecode');
	if (!DateTime.fromFormat(timecode, 'yyyyMMddHHmm', { zone: 'utc' }).isValid) {
		throw new ValueError(
			`Timecode '${timecode}' is not a date and time`,
			'The API wants the moment of the initialisation as YYYYMMDDhhmm, such as 202611161623.',
		);
	}
	return timecode;
}

/** What the lock's own clock keeps; standard time unless the option says otherwise. Throws ValueError. */
export function lockClockOf(value: unknown): LockClock {
	if (value === undefined || value === '') return 'standardTime';
	const clock = LOCK_CLOCKS.find((known) => known === value);
	if (!clock) {
		throw new ValueError(`Lock Clock '${String(value)}' is unknown`, `Use one of ${LOCK_CLOCKS.join(', ')}.`);
	}
	return clock;
}

function digitsOf(text: string, count: number, label: string): string {
	if (new RegExp(`^\\d{${count}}$`).test(text)) return text;
	if (/^\d+$/.test(text) && text.length < count) {
		throw new ValueError(
			`${label} '${text}' has ${text.length} digits in place of ${count}: spreadsheets drop leading zeros`,
			`Format the column as text, or use {{ $json.column.toString().padStart(${count}, '0') }} if zeros were dropped.`,
		);
	}
	throw new ValueError(
		`${label} '${text}' is not made of ${count} digits`,
		`It is the number of ${count} digits from the initialisation of the lock.`,
	);
}
