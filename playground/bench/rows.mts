import { netCodeFor } from '../../sandbox/netCode.mts';

/** A row as it may come from a sheet of bookings: what a NetCode is made from, all of it text but the duration. */
export interface BookingRow {
	lockModel: 'KL1060';
	timecode: string;
	identifier: string;
	start: string;
	duration: number;
}

const LOCKS = 40;
const FIRST_START = Date.UTC(2035, 10, 5);
const HOURS_OF_WINTER = 24 * 120;
const DURATIONS_IN_HOURS = 12;

/** In winter a KitLock's clock and the site's agree, so both ways send the same `start`. */
export const TIMEZONE = 'Europe/London';

/** `count` rows of which `distinct` differ; the repeated ones are spread evenly. */
export function bookingRows(count: number, distinct: number): BookingRow[] {
	return Array.from({ length: count }, (_, index) => bookingRow(index % distinct));
}

function bookingRow(number: number): BookingRow {
	const start = FIRST_START + (number % HOURS_OF_WINTER) * 3_600_000;
	return {
		lockModel: 'KL1060',
		timecode: '202610011200',
		identifier: String(100_000 + Math.floor(number / HOURS_OF_WINTER) * LOCKS + (number % LOCKS)),
		start: new Date(start).toISOString().slice(0, 16).replace('T', ' '),
		duration: number % DURATIONS_IN_HOURS,
	};
}

/** The code that the sandbox makes for a row. */
export function expectedCode({ timecode, start, duration, lockModel, identifier }: BookingRow): string {
	return netCodeFor({ id: timecode, start, duration, lockModel, identifier });
}
