import { plainText } from '../plainText';
import {
	abbreviated,
	bothMidnights,
	contradiction,
	doubtful,
	empty,
	noSuch,
	notASerial,
	offsetOrRange,
	outsideYears,
	unknownOffset,
	unreadable,
} from './dateErrors';
import { quoted } from './words';
import { abbreviationIn, isOffsetOrRange, parseYearFirst, type Written } from './writtenDate';
import {
	DAY,
	instantsOf,
	isoAt,
	MINUTE,
	offsetAt,
	SECOND,
	zoneNamed,
	type Instant,
	type Wall,
} from './zones';

/** A date as it was given. */
export interface ReadDate {
	/** `day`: a date without a time. Both `wall` and `day` are readings of the site's clock. */
	kind: 'instant' | 'wall' | 'day';
	ms: Instant | Wall;
	/** How many ms a conversion may have cut off. */
	cut: number;
	/** How messages name the value: "Start '2026-10-01'". */
	label: string;
}

/** Shorter than a second, which is the finest that people write. */
export const CUT_SECOND = SECOND - 1;

const SERIAL = /^\d{5}(?:[.,]\d+)?$/;
const SERIAL_OF_1970 = 25569;
const FIRST_SERIAL = 36526;
const LAST_SERIAL = 73050;
/** 20260701, 202607011600 or 20260701160000, which a sheet or JSON may hold as a number. */
const DATE_DIGITS = /^\d{8}(?:\d{4}(?:\d{2})?)?$/;

/** Reads text; one without an offset is at the site, or in `zone` where that is given. */
export function readText(raw: string, name: string, zone?: string): ReadDate {
	const text = plainText(raw);
	if (text === '') throw empty(name);
	const label = `${name} ${quoted(text)}`;
	if (SERIAL.test(text)) return readSerial(text.replace(',', '.'), label);
	const written = parseYearFirst(text);
	if (written === null) {
		const short = abbreviationIn(text);
		throw short ? abbreviated(short, label) : unreadable(text, name, label);
	}
	assertSure(written, text, label);
	return { ...inZone(written, written.zone ?? zone, label), cut: CUT_SECOND, label };
}

function assertSure(written: Written, text: string, label: string): void {
	const { day, time, offset } = written;
	if (Number.isNaN(day)) throw noSuch('date', label);
	if (Number.isNaN(time)) throw noSuch('time', label);
	if (Number.isNaN(offset)) throw noSuch('UTC offset', label);
	if (time === DAY) throw bothMidnights(day, label);
	if (written.isOffsetUnknown) throw unknownOffset(day + (time ?? 0), label);
	if (isOffsetOrRange(text)) throw offsetOrRange(day + (time ?? 0), text, label);
	assertYear(day, label);
}

/** The parts of a written date as one number. */
export function placed({ day, time, offset }: Written): Pick<ReadDate, 'kind' | 'ms'> {
	if (time === null) return { kind: 'day', ms: day };
	if (offset === null) return { kind: 'wall', ms: day + time };
	return { kind: 'instant', ms: day + time - offset };
}

function inZone(written: Written, zone: string | undefined, label: string): Pick<ReadDate, 'kind' | 'ms'> {
	const date = placed(written);
	if (zone === undefined || date.kind === 'day') return date;
	if (date.kind === 'wall') return { kind: 'instant', ms: onlyInstant(date.ms, zoneNamed(zone), label) };
	// The zone beside an offset may be that of who looks at it; in brackets it is the offset's own.
	if (written.zone === undefined) return date;
	const own = zoneNamed(written.zone);
	if (offsetAt(date.ms, own) !== written.offset) throw contradiction(label, isoAt(date.ms, own));
	return date;
}

/** @throws ValueError where the zone skips the wall clock or shows it twice. */
export function onlyInstant(wall: Wall, zone: string, label: string): Instant {
	const instants = instantsOf(wall, zone);
	if (instants.length !== 1) throw doubtful(label, wall, zone);
	return instants[0];
}

/** Reads a spreadsheet's serial number, or a date in digits. */
export function readNumber(number: number, name: string): ReadDate {
	const text = String(number);
	if (DATE_DIGITS.test(text)) return readText(text, name);
	return readSerial(text, `${name} ${text}`);
}

/** Excel and Google Sheets hold a date as days since 1899-12-30, and a time as a fraction that is rarely exact. */
function readSerial(text: string, label: string): ReadDate {
	const serial = Number(text);
	if (!(serial >= FIRST_SERIAL && serial < LAST_SERIAL + 1)) throw notASerial(serial, label);
	const decimals = text.split('.')[1]?.length ?? 0;
	// What is as fine as a second is one: 16:00 has no exact fraction of a day.
	const unit = decimals > 6 ? SECOND : 1;
	const ms = Math.round(((serial - SERIAL_OF_1970) * DAY) / unit) * unit;
	assertYear(ms, label);
	const cut = cutOfSerial(decimals);
	const midnight = Math.round(ms / DAY) * DAY;
	const isDay = ms < midnight ? midnight - ms <= cut : ms - midnight <= Math.max(CUT_SECOND, cut / 2);
	if (isDay) assertYear(midnight, label);
	return isDay ? { kind: 'day', ms: midnight, cut, label } : { kind: 'wall', ms, cut, label };
}

/** A number with four decimals hides up to 8.64 seconds; never a minute, in which a person could have meant it. */
function cutOfSerial(decimals: number): number {
	return Math.min(MINUTE - 1, Math.max(CUT_SECOND, Math.ceil(DAY / 10 ** decimals)));
}

/** @throws ValueError for a year that no code can be for. */
export function assertYear(ms: number, label: string): void {
	const year = new Date(ms).getUTCFullYear();
	if (year < 2000 || year > 2099) throw outsideYears(label);
}
