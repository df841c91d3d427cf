import { ValueError } from '../api/errors';
import { plainText } from '../plainText';
import {
	DAY,
	earliestInstant,
	HOUR,
	instantsOf,
	MINUTE,
	offsetAt,
	offsetText,
	zoneNamed,
	type Instant,
	type Wall,
} from './zones';
import { wallOf } from './readDate';
import { quoted } from './words';

export type LockClock = 'standardTime' | 'siteTime' | 'utc' | 'fixedOffset';

/** What a lock's own clock keeps. */
export interface ClockSetting {
	/** IANA name of the site's zone. */
	timezone: string;
	lockClock: LockClock;
	/** What `fixedOffset` keeps, such as '-08:00'. */
	lockOffset?: string;
	/** yyyyMMddHHmm: when a KitLock was set, which decides on its standard time. */
	timecode?: string;
}

/** A lock's own clock. */
export interface Clock {
	/** What it shows at an instant. */
	reading: (instant: Instant) => Wall;
	/** When it shows a reading: 0, 1 or 2 instants, the earlier first. */
	instants: (reading: Wall) => Instant[];
	/** The earlier of those instants; where the clock skips the reading, the instant at which it has been passed. */
	instant: (reading: Wall) => Instant;
	/** The first instant of a date, which is given as its midnight. */
	midnight: (date: Wall) => Instant;
}

const LABELS = 'Fixed Offset, Site Time, Standard Time or UTC';

/**
 * The clock of a lock.
 *
 * @param near when it is to be read: standard time depends on it.
 * @throws ValueError where a setting cannot be right, or standard time is in doubt.
 */
export function clockOf(setting: ClockSetting, near: Instant): Clock {
	switch (setting.lockClock) {
		case 'siteTime':
			return siteClock(zoneNamed(setting.timezone));
		case 'standardTime':
			return steadyClock(standardOffset(setting, near));
		case 'utc':
			return steadyClock(0);
		case 'fixedOffset':
			return steadyClock(lockOffsetOf(setting.lockOffset));
		default:
			throw new ValueError(
				`Lock Clock ${quoted(setting.lockClock)} is not known; use one of fixedOffset, siteTime, standardTime, utc`,
				`In the editor, they are called ${LABELS}.`,
			);
	}
}

function siteClock(zone: string): Clock {
	return {
		reading: (instant) => instant + offsetAt(instant, zone),
		instants: (reading) => instantsOf(reading, zone),
		instant: (reading) => earliestInstant(reading, zone),
		midnight: (date) => earliestInstant(date, zone),
	};
}

function steadyClock(offset: number): Clock {
	const instant = (reading: Wall) => reading - offset;
	return {
		reading: (at) => at + offset,
		instants: (reading) => [instant(reading)],
		instant,
		midnight: instant,
	};
}

const OFFSET = /^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$/i;

/** The ms that a Lock Offset is ahead of UTC. Throws ValueError. */
export function lockOffsetOf(value: unknown): number {
	const text = plainText(typeof value === 'string' || typeof value === 'number' ? String(value) : '');
	const [, sign, hours, minutes = '0'] = OFFSET.exec(text) ?? [];
	const size = Number(hours) * HOUR + Number(minutes) * MINUTE;
	const isOffset = Number(minutes) < 60 && size <= (sign === '-' ? 12 : 14) * HOUR;
	if (isOffset) return sign === '-' ? -size : size;
	throw new ValueError(
		`Lock Offset ${text === '' ? 'is empty' : `${quoted(text)} is not a UTC offset`}; write one from -12:00 to +14:00, such as -08:00`,
		"Lock Clock Fixed Offset needs it: how far the lock's clock is ahead of UTC, or with a minus how far it is behind.",
	);
}

// Standard time

interface StandardTime {
	offset: number;
	/** All offsets of that year, the smallest first. */
	offsets: number[];
	/** Nobody sets a lock to a season of a few weeks, such as Morocco's Ramadan. */
	isShort: boolean;
}

const WEEK = 7 * DAY;
const WEEKS_AHEAD = 52;
const WEEKS_BACK = 13;
const MIN_WEEKS = 13;
const CACHE_LIMIT = 500;
const standardTimes = new Map<string, StandardTime>();

/**
 * A lock keeps the standard time that it was set to, while the law may change it. Example: a lock in Vancouver with the
 * timecode 202501151200 was set to -08:00. British Columbia has -07:00 all year since 2026. The node cannot know whether somebody set
 * the lock again, so a start in 2027 is refused.
 */
function standardOffset({ timezone, timecode }: ClockSetting, near: Instant): number {
	const zone = zoneNamed(timezone);
	const atStart = standardTime(zone, near);
	const set = timecode === undefined ? undefined : wallOf(timecode);
	const whenSet = set === undefined ? atStart : standardTime(zone, set);
	if (whenSet.isShort) throw shortSeason(zone, whenSet, "the lock's initialisation");
	if (atStart.isShort) throw shortSeason(zone, atStart, 'the start');
	if (whenSet.offset !== atStart.offset) throw lawChanged(zone, whenSet.offset, atStart.offset);
	return atStart.offset;
}

/** The smallest offset in the year that follows, by one look a week; rows share weeks. */
function standardTime(zone: string, instant: Instant): StandardTime {
	const week = Math.ceil(instant / WEEK);
	const key = `${zone} ${week}`;
	const known = standardTimes.get(key);
	if (known) return known;
	if (standardTimes.size >= CACHE_LIMIT) standardTimes.clear();
	const offsets = (from: number, length: number) =>
		Array.from({ length }, (_, at) => offsetAt((from + at) * WEEK, zone));
	const ahead = offsets(week, WEEKS_AHEAD);
	const offset = Math.min(...ahead);
	// A winter that is about to end counts in full: weeks that are over tell it from a season that is short every year.
	const lasts = [...offsets(week - WEEKS_BACK, WEEKS_BACK), ...ahead].filter((other) => other === offset);
	const found: StandardTime = {
		offset,
		offsets: [...new Set(ahead)].sort((one, other) => one - other),
		isShort: lasts.length < MIN_WEEKS,
	};
	standardTimes.set(key, found);
	return found;
}

function lawChanged(zone: string, whenSet: number, atStart: number): ValueError {
	const [then, now] = [offsetText(whenSet), offsetText(atStart)];
	return new ValueError(
		`Standard time in ${zone} was ${then} when the lock was initialised, and is ${now} at the start, since the law changed; ` +
			`set Lock Clock to Fixed Offset, with Lock Offset ${then} if the lock was not set since, or ${now} if it was`,
		FIXED_OFFSET_ADVICE,
	);
}

function shortSeason(zone: string, { offset, offsets }: StandardTime, moment: string): ValueError {
	const other = offsets.find((found) => found !== offset) ?? offset;
	return new ValueError(
		`Standard time in ${zone} is in doubt, since the clocks are at ${offsetText(offset)} for only a few weeks of the year after ${moment}; ` +
			`set Lock Clock to Fixed Offset, with Lock Offset ${offsetText(offset)} or ${offsetText(other)}, as the lock's clock is set`,
		FIXED_OFFSET_ADVICE,
	);
}

const FIXED_OFFSET_ADVICE =
	"Compare the lock's clock with UTC if nobody knows how it was set. Both options belong to the lock: keep them with it in the credential, or in a column of your sheet.";
