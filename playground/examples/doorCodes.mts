import { DateTime } from 'luxon';
import { netCodeFor } from '../../sandbox/netCode.mts';
import { KIT_LOCKS, type KitLock } from '../../sandbox/seed.mts';

/* The codes that a stay must lead to, worked out without the node. */

/** Of all doors that the examples use. */
export const ZONE = 'Europe/London';
/** As the templates' settings have them. */
export const CHECK_IN = '15:00';
export const CHECK_OUT = '11:00';

/** A code that a booking must lead to. */
export interface Code {
	/** What is sent: the lock's own clock. */
	start: string;
	/** The API's id. */
	duration: number;
	/** As the e-mail says it. */
	period: string;
	/** At the site, 'yyyy-MM-dd HH:mm', as the office reads them. */
	opens: string;
	closes: string;
	/** A code of days opens before check-in, so the e-mail names the hours of both. */
	isOfDays: boolean;
}

// In London, standard time is UTC: a KitLock there shows UTC all year, and its days begin at midnight UTC.

/** A code of up to twelve hours; `from` and what it names are at the site. */
export function codeOfHours(from: DateTime, hours: number): Code {
	const to = from.plus({ hours });
	const period = from.hasSame(to, 'day')
		? `${day(from)}, ${hour(from)} to ${hour(to)}`
		: `${day(from)}, ${hour(from)} to ${day(to)}, ${hour(to)}`;
	return { ...spanOf(from, to), duration: hours - 1, period, isOfDays: false };
}

function codeOfDays(from: DateTime, days: number): Code {
	const [first, end] = [lockMidnight(from), lockMidnight(from.plus({ days }))];
	const last = from.plus({ days: days - 1 });
	return {
		...spanOf(first, end),
		duration: 11 + days,
		period: days === 1 ? day(from) : `${day(from)} to ${day(last)}`,
		isOfDays: true,
	};
}

/** What covers a stay of nights: a code of days, and one of hours for what is beyond the longest, which has seven. */
export function codesOfNights(from: DateTime, nights: number): Code[] {
	if (nights < 7) return [codeOfDays(from, nights + 1)];
	const restFrom = lockMidnight(from.plus({ days: 7 }));
	const checkOut = from.plus({ days: 7 }).set({ hour: Number.parseInt(CHECK_OUT, 10) });
	return [codeOfDays(from, 7), codeOfHours(restFrom, checkOut.diff(restFrom, 'hours').hours)];
}

const lockMidnight = (date: DateTime): DateTime =>
	date.startOf('day').setZone('utc', { keepLocalTime: true }).setZone(ZONE);

function spanOf(from: DateTime, to: DateTime) {
	return { start: written(from.toUTC()), opens: written(from), closes: written(to) };
}

export const day = (time: DateTime): string => time.setLocale('en-GB').toFormat('cccc d LLLL');
export const hour = (time: DateTime): string => time.toFormat('HH:mm');

/** The code that the service gives out for a door. */
export function netCodeOf(room: string, { start, duration }: Code): string {
	const { lockModel, timecode, identifier } = doorNamed(room);
	return netCodeFor({ id: timecode, start, duration, lockModel, identifier });
}

/** The door of that name, which people write in their way. */
export function doorNamed(name: string): KitLock {
	return KIT_LOCKS.find((lock) => lock.name.toLowerCase() === name.trim().toLowerCase())!;
}

/** A time as spreadsheets show it. */
export const written = (time: DateTime): string => time.toFormat('yyyy-MM-dd HH:mm');
