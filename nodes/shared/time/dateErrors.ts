import { DateTime } from 'luxon';

import { ValueError } from '../api/errors';
import type { Written } from './writtenDate';
import { DAY, isoOfWall, meantBy, offsetAt, offsetsAround, typedText, wallText, type Wall } from './zones';
import { EXAMPLE, quoted } from './words';

const OTHER_FORMS =
	'A UTC offset may follow the time, as in 2026-07-01T16:00:00+01:00. In an expression, DateTime values such as {{ $now }} work too.';

const NUMERIC = /^[+-]?\d+(?:[.,]\d+)?$/;
/** Day, month and a year of two or four digits, in an unknown order, and maybe a time. */
const DAY_OR_MONTH_FIRST =
	/^(\d{1,2})(\s*[-/.]\s*)(\d{1,2})\2(\d{4}|\d{2})(?!\d)(?:(,?\s*)(\d{1,2})(:\d{2})?(:\d{2})?(?:(\s*)[AP]\.?M)?)?/i;

export function empty(name: string): ValueError {
	return new ValueError(
		`${name} is empty; write a date and time, such as ${EXAMPLE}`,
		'If it is an expression, check that the input item has the fields that the expression reads.',
	);
}

export function notADate(label: string): ValueError {
	return new ValueError(`${label} is not a date; write one such as ${EXAMPLE}`, OTHER_FORMS);
}

export function list(name: string): ValueError {
	return new ValueError(
		`${name} (a list) is not a date; use one date, such as ${EXAMPLE}`,
		'In an expression, take one entry of the list, such as {{ $json.dates[0] }}, or split the list into items first.',
	);
}

export function otherObject(keys: string[], name: string): ValueError {
	const named = keys.length ? ` with the keys ${keys.slice(0, 6).map(quoted).join(', ')}` : '';
	return new ValueError(
		`${name} (an object${named}) is not a date; use the date that it holds, such as ${EXAMPLE}`,
		keys.length
			? `In an expression, name the key, such as {{ $json.${name.toLowerCase()}.${keys[0]} }}.`
			: 'The object is empty. Check that the input item has the fields that the expression reads.',
	);
}

export function undatedZone(name: string): ValueError {
	return new ValueError(
		`${name} has a dateTime without an offset and no timeZone; use both, or the time at the site, such as ${EXAMPLE}`,
		"Outlook's dateTime is on the clock of its timeZone, so pass the whole object.",
	);
}

export function invalidDate(name: string): ValueError {
	return new ValueError(
		`${name} is an invalid date, made by an expression or an earlier node; write a date such as ${EXAMPLE}`,
		'Reading text as a date in the wrong format makes an invalid date.',
	);
}

export function outsideYears(label: string): ValueError {
	return new ValueError(
		`${label} is outside the years 2000 to 2099; check the year`,
		'If the year is far off, an earlier node has probably read a number or a text as a date.',
	);
}

/** What there is, by the part of a date that a text names wrongly. */
const LIMITS = {
	date: 'check the month and the day',
	time: 'hours go from 00 to 23, or 1 to 12 with AM or PM',
	'UTC offset': 'offsets go from -12:00 to +14:00',
};

export function noSuch(part: keyof typeof LIMITS, label: string): ValueError {
	return new ValueError(
		`${label} names a ${part} that does not exist; ${LIMITS[part]}`,
		`The parts are read in the order year, month, day, time, offset, as in ${EXAMPLE}+01:00.`,
	);
}

/** Chromium writes 24:00 for the beginning of the same day, ISO 8601 for its end. */
export function bothMidnights(day: Wall, label: string): ValueError {
	return new ValueError(
		`${label} names a time that does not exist, and 24:00 can mean either midnight; ` +
			`write ${typedText(day)} for the beginning of that day, or ${typedText(day + DAY)} for its end`,
		'In some browsers it is 00:00 of the same day, in ISO 8601 it is 00:00 of the next day.',
	);
}

export function unknownOffset(wall: Wall, label: string): ValueError {
	return new ValueError(
		`${label} has the offset -00:00, which says that the offset is not known; ` +
			`write ${typedText(wall)} if that is the time at the site`,
		'Bookeo writes -00:00 for the time zone of the account. If the site is in that zone, remove the offset: {{ $json.start.slice(0, 19) }}.',
	);
}

export function offsetOrRange(wall: Wall, text: string, label: string): ValueError {
	return new ValueError(
		`${label} can be read two ways, as a range of times or a time with a UTC offset; ` +
			`write ${typedText(wall)}, or ${isoOfWall(wall, 0).slice(0, 19)}${text.slice(text.lastIndexOf('-'))} with the offset`,
		'Enter one moment, without an end.',
	);
}

export function contradiction(label: string, there: string): ValueError {
	return new ValueError(
		`${label} has an offset that its time zone does not have then; write ${there} if the offset is right, or leave the offset out`,
		'The offset and the name in brackets must say the same.',
	);
}

export function abbreviated(
	{ abbreviation, written }: { abbreviation: string; written: Written },
	label: string,
): ValueError {
	const wall = written.day + (written.time ?? 0);
	const meant = meantBy(abbreviation);
	const plain = Number.isNaN(wall) ? EXAMPLE : typedText(wall);
	return new ValueError(
		`${label} ends in the abbreviation ${abbreviation}, which can mean several offsets; ` +
			`write ${plain} for the time at the site, or the offset in digits, such as ${plain.replace(' ', 'T')}+01:00`,
		meant
			? `The zone itself belongs in the option Time Zone: ${meant} for ${abbreviation}.`
			: 'The zone itself belongs in the option Time Zone.',
	);
}

export function unreadable(text: string, name: string, label: string): ValueError {
	if (NUMERIC.test(text)) return notASerial(Number(text.replace(',', '.')), label);
	const order = DAY_OR_MONTH_FIRST.exec(text);
	if (order) return dayOrMonthFirst(order, text, name, label);
	return new ValueError(
		`${label} is not a date that can be read with certainty; write the year first, then the time, such as ${EXAMPLE}`,
		OTHER_FORMS,
	);
}

function dayOrMonthFirst(
	[, day, mark, month, year, gap, hour, minutes, seconds, gapOfHalf]: RegExpExecArray,
	text: string,
	name: string,
	label: string,
): ValueError {
	const [d, M] = day.length === 1 || month.length === 1 ? ['d', 'M'] : ['dd', 'MM'];
	const half = gapOfHalf === undefined ? '' : `${gapOfHalf}a`;
	const time =
		gap === undefined
			? ''
			: `${gap}${half ? 'h' : 'H'.repeat(hour.length)}${minutes ? ':mm' : ''}${seconds ? ':ss' : ''}${half}`;
	const format = (first: string, second: string) =>
		`${first}${mark}${second}${mark}${'y'.repeat(year.length)}${time}`;
	const field = name.toLowerCase();
	const plain = time ? ".toFormat('yyyy-MM-dd HH:mm:ss')" : '.toISODate()';
	const ofSheet = 'Or use a column format that begins with the year in the spreadsheet.';
	const message = `${label} does not begin with the year, and dates like it can be read two ways; write the year first, such as ${EXAMPLE}`;
	// The time may be written in a form that no format reads, such as 3 p.m.
	const isParsed = [format(d, M), format(M, d)].some((one) => DateTime.fromFormat(text, one).isValid);
	if (!isParsed)
		return new ValueError(message, `Some countries write the day first, others the month. ${ofSheet}`);
	return new ValueError(
		`${message}, or use an expression such as {{ DateTime.fromFormat($json.${field}, '${format(d, M)}')${plain} }}`,
		`Some countries write the day first, others the month: the format is '${format(M, d)}' for those. ${ofSheet}`,
	);
}

const FIRST_UNIX = Date.UTC(2000, 0, 1) / 1000;
const LAST_UNIX = Date.UTC(2100, 0, 1) / 1000;

export function notASerial(number: number, label: string): ValueError {
	const isUnix = (size: number) => number >= FIRST_UNIX * size && number < LAST_UNIX * size;
	const unit = isUnix(1) ? 'Seconds' : isUnix(1000) ? 'Millis' : undefined;
	return new ValueError(
		`${label} is a number, but not a spreadsheet's number for a date; write the date, such as ${EXAMPLE}`,
		unit
			? `It looks like Unix time. Turn it into a date in an expression: DateTime.from${unit}(Number(…)). Some shops write the time at the site as if it were UTC: for those, add .toUTC().toFormat('yyyy-MM-dd HH:mm:ss').`
			: OTHER_FORMS,
	);
}

/** For a wall clock that the clocks of a zone skip or show twice. */
export function doubtful(label: string, wall: Wall, zone: string): ValueError {
	const [before, after] = offsetsAround(wall, zone);
	const isSkipped = after > before;
	const readings = [before, after].map((offset) => {
		const text = isoOfWall(wall, offset);
		const instant = wall - offset;
		return isSkipped ? `${text} (${wallText(instant + offsetAt(instant, zone))} there)` : text;
	});
	const what = isSkipped ? `skips ${wallText(wall)}` : `shows ${wallText(wall)} twice`;
	return new ValueError(
		`${label}: the clock in ${zone} ${what} that day, so it could mean ${readings.join(' or ')}; write the one you mean`,
		'Clocks change that day. A date with its UTC offset is always clear.',
	);
}
