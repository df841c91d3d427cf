import { ValueError } from '../../shared/api/errors';
import { shown, trimmedText } from '../execution/parameters';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The API has exactly ten, keyed '0' to '9' (docs/dev/api.md, 'Phone clients'). */
export const PERIODS = 10;

export type Weekday = (typeof WEEKDAYS)[number];

export const WEEKDAY_NAMES: Record<Weekday, string> = {
	mon: 'Monday',
	tue: 'Tuesday',
	wed: 'Wednesday',
	thu: 'Thursday',
	fri: 'Friday',
	sat: 'Saturday',
	sun: 'Sunday',
};

/** One period as the API has it. Times are HH:mm. */
export type ActivePeriod = { enabled: boolean; starts: string; ends: string } & Record<Weekday, boolean>;

/** A period that is not set. */
export const DISABLED: ActivePeriod = {
	enabled: false,
	starts: '00:00',
	ends: '23:59',
	mon: false,
	tue: false,
	wed: false,
	thu: false,
	fri: false,
	sat: false,
	sun: false,
};

/** The period in force on these days. Throws ValueError for one that could never be. */
export function periodOn(
	days: readonly Weekday[],
	{ enabled, starts, ends }: Pick<ActivePeriod, 'enabled' | 'starts' | 'ends'>,
	place: string,
): ActivePeriod {
	if (enabled && !days.length) {
		throw new ValueError(
			`${place} has no weekday; choose at least one of ${WEEKDAYS.join(', ')}`,
			'To keep a period that does not count, disable it.',
		);
	}
	const flags = Object.fromEntries(WEEKDAYS.map((day) => [day, days.includes(day)]));
	return { enabled, starts, ends, ...(flags as Record<Weekday, boolean>) };
}

/** When a period begins and ends, HH:mm. Throws ValueError that names the place of a wrong one. */
export function timesOf(
	from: unknown,
	to: unknown,
	fromPlace: string,
	toPlace: string,
): { starts: string; ends: string } {
	const starts = timeOf(from, fromPlace);
	const ends = timeOf(to, toPlace);
	if (starts >= ends) {
		throw new ValueError(
			`${fromPlace} '${starts}' is not before the end '${ends}'; for a night, use two periods: until 23:59, and from 00:00`,
			'A period ends on the day that it begins.',
		);
	}
	return { starts, ends };
}

function timeOf(value: unknown, place: string): string {
	const text = trimmedText(value);
	const parts = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(text);
	if (!parts || Number(parts[1]) > 23 || Number(parts[2]) > 59) {
		throw new ValueError(
			`${place} '${text}' is not a time of day; write it as HH:mm, such as 17:30`,
			'Hours go from 00 to 23. A day ends with 23:59.',
		);
	}
	return `${parts[1].padStart(2, '0')}:${parts[2]}`;
}

/** Weekdays by their names, or the first three letters or more. Throws ValueError for what is none. */
export function weekdaysOf(value: unknown, place: string): Weekday[] {
	const named = (Array.isArray(value) ? value : trimmedText(value).split(','))
		.map((day) => trimmedText(day))
		.filter(Boolean);
	const days = named.map((name) => {
		const day = WEEKDAYS.find((known) => isNameOf(name, known));
		if (day) return day;
		throw new ValueError(
			`${place}: ${shown(name)} is not a weekday; use one of ${WEEKDAYS.join(', ')}`,
			'Their full names in English work too.',
		);
	});
	return WEEKDAYS.filter((day) => days.includes(day));
}

/** 'Tue', 'tues.' and 'Tuesdays' are Tuesday; 'Month' is not Monday. */
function isNameOf(name: string, day: Weekday): boolean {
	const plain = name.toLowerCase().replace(/\.$/, '');
	return plain.length >= 3 && `${WEEKDAY_NAMES[day].toLowerCase()}s`.startsWith(plain);
}

export function tooMany(count: number): ValueError {
	return new ValueError(
		`There are ${count} active periods, and a client has ten at most; combine or remove some`,
		'Days with the same hours can share one period.',
	);
}
