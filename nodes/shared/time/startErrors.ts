import { ValueError } from '../api/errors';
import type { Clock } from './lockClock';
import type { ReadDate } from './readDate';
import {
	DAY,
	dateText,
	HOUR,
	instantsOf,
	isoAt,
	offsetAt,
	SECOND,
	typedText,
	wallText,
	type Instant,
	type Wall,
} from './zones';

/** A date that has been read, at a site. */
type Given = ReadDate & { zone: string };

export function dayWithoutTime(given: Given): ValueError {
	const date = dateText(given.ms);
	return new ValueError(
		`${given.label} is a date without a time; add the hour, such as ${date} 16:00:00, or ${date} 00:00:00 for midnight`,
		'Or set Start Time in Options for all such values. Codes counted in days need no time.',
	);
}

export function dayAsEnd(given: Given): ValueError {
	return new ValueError(
		`${given.label} is a date without a time; add the hour, such as ${dateText(given.ms)} 11:00:00, or set End Time in Options`,
		'End Time is the time at the site at which guests check out, such as 11:00. It applies to all such values.',
	);
}

/** @param date what the clock of `zone` shows, a midnight. */
export function madeFromDay(given: Given, date: Wall, zone: string): ValueError {
	const name = given.label.split(' ')[0];
	return new ValueError(
		`${given.label} is midnight in ${zone}. A calendar reader may have made this from a day; pass yyyy-MM-dd, such as ${dateText(date)}`,
		`${name} Time is set for dates without a time. If the moment is right as it is, remove ${name} Time.`,
	);
}

export function justShort(given: Given, short: number): ValueError {
	const full = given.ms + short;
	const text = given.kind === 'instant' ? isoAt(full, given.zone) : typedText(full);
	return new ValueError(
		`${given.label} is ${short / SECOND} ${short === SECOND ? 'second' : 'seconds'} short of a full hour; write ${text}`,
		'A conversion that loses seconds may have made it. Start Rounding does not help: it would begin an hour or a day too early.',
	);
}

export function notOnTheHour(
	given: Given,
	clock: Clock,
	{ instant, isSkipped }: { instant: Instant; isSkipped: boolean },
): ValueError {
	const reading = clock.reading(instant);
	const before = instant - (reading % HOUR);
	// A change of the clocks by half an hour can put an hour's neighbour off the lock's full hour.
	const nearest = [before, before + HOUR]
		.filter((hour) => clock.reading(hour) % HOUR === 0)
		.map((hour) => suggestion(hour, given));
	return new ValueError(
		`${given.label} is not on a full hour of the lock's clock, which would show ${wallText(reading)}; ` +
			`write ${nearest.join(' or ')}`,
		isSkipped
			? 'Start Rounding does not help: the clock at the site skips the full hour before it that day.'
			: 'Or set Start Rounding to Round Down, to start at the hour before.',
	);
}

/** A start as the user would write it: as plain as the given one, unless the clock shows that time twice. */
function suggestion(instant: Instant, { kind, zone }: Given): string {
	const wall = instant + offsetAt(instant, zone);
	const isPlain = kind !== 'instant' && instantsOf(wall, zone).length === 1;
	return isPlain ? typedText(wall) : isoAt(instant, zone);
}

export function notMidnight(given: Given, date: Wall): ValueError {
	return new ValueError(
		`${given.label} is not midnight at the site, and a code counted in days starts at midnight; ` +
			`write ${dateText(date)} or ${dateText(date + DAY)}`,
		'Or set Start Rounding to Round Down, to start with the same date.',
	);
}

/** @param atSite when the date begins at the site. */
export function farMidnight(given: Given, date: Wall, clock: Clock, atSite: Instant): ValueError {
	const reading = clock.reading(atSite);
	const before = atSite - (((reading % DAY) + DAY) % DAY);
	const candidates = [before, before + DAY].map((instant) => isoAt(instant, given.zone));
	return new ValueError(
		`${given.label} is midnight on ${dateText(date)} at the site, when the lock's clock would show ${wallText(reading)}; ` +
			`a code counted in days starts at the lock's midnight, so write ${candidates.join(' or ')}`,
		'Codes of hours can start at any full hour. If the lock keeps another clock than Lock Clock says, set that option.',
	);
}
