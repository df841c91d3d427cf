import { DateTime } from 'luxon';

/** What the API tells about a lock's time zone, as the text it is sent as. */
export interface TimezoneFields {
	Timezone: string;
	TimezoneOffset: string;
	DstStart: string;
	DstEnd: string;
	DstTime: string;
}

const NO_DST = { DstStart: '', DstEnd: '', DstTime: '' };

/**
 * The fields of an IANA zone as recorded (docs/dev/api.md, 'Locks'): the offset at `now` (ms) with daylight saving, as
 * '+0100', and the dates on which the clocks change in that year, at midnight.
 */
export function timezoneFields(name: string, now: number): TimezoneFields {
	const time = DateTime.fromMillis(now, { zone: name });
	if (!time.isValid) return { Timezone: name, TimezoneOffset: '', ...NO_DST };
	return { Timezone: name, TimezoneOffset: time.toFormat('ZZZ'), ...daylightSaving(time) };
}

/** A list of locks asks for few zones again and again, and looking through a year takes a while. */
const known = new Map<string, typeof NO_DST>();

function daylightSaving(time: DateTime<true>): typeof NO_DST {
	const key = `${time.zoneName} ${time.year}`;
	const found = known.get(key) ?? changesOf(time);
	known.set(key, found);
	return found;
}

function changesOf(time: DateTime<true>): typeof NO_DST {
	const days = Array.from({ length: time.daysInYear }, (_, index) =>
		time.set({ ordinal: index + 1 }).startOf('day'),
	);
	const changes = days.map((day) => day.plus({ days: 1 }).offset - day.offset);
	const start = changes.findIndex((change) => change > 0);
	const end = changes.findIndex((change) => change < 0);
	if (start === -1 || end === -1) return NO_DST;
	const dateOf = (index: number) => days[index].toFormat("yyyy-MM-dd'T00:00:00'");
	return { DstStart: dateOf(start), DstEnd: dateOf(end), DstTime: '01:00' };
}
