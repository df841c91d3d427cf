/** What the API tells about a lock's time zone, as the text it is sent as. */
export interface TimezoneFields {
	Timezone: string;
	TimezoneOffset: string;
	DstStart: string;
	DstEnd: string;
	DstTime: string;
}

const NO_DST = { DstStart: '', DstEnd: '', DstTime: '0' };

/** The zones of the seed's locks; offsets are of standard time, the changes are those of 2026 on the local clock. */
const KNOWN_ZONES: readonly TimezoneFields[] = [
	zone('Europe/London', '+00:00', '2026-03-29T01:00:00', '2026-10-25T02:00:00'),
	zone('America/New_York', '-05:00', '2026-03-08T02:00:00', '2026-11-01T02:00:00'),
	zone('Australia/Sydney', '+10:00', '2026-10-04T02:00:00', '2026-04-05T03:00:00'),
	{ Timezone: 'Asia/Kolkata', TimezoneOffset: '+05:30', ...NO_DST },
	{ Timezone: 'UTC', TimezoneOffset: '+00:00', ...NO_DST },
];

function zone(name: string, offset: string, start: string, end: string): TimezoneFields {
	return { Timezone: name, TimezoneOffset: offset, DstStart: start, DstEnd: end, DstTime: '60' };
}

/** The fields of a zone; one that is not in the seed is told without offset and daylight saving. */
export function timezoneFields(name: string): TimezoneFields {
	return (
		KNOWN_ZONES.find(({ Timezone }) => Timezone === name) ?? { Timezone: name, TimezoneOffset: '', ...NO_DST }
	);
}
