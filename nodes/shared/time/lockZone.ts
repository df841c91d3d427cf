import type { K3Lock } from '../api/locks';
import { lockOffsetOf } from './lockClock';
import { instantOf, wallToIso } from './readDate';
import { isoOfWall, offsetText, zoneNamed } from './zones';

const OFFSET = /^[+-]\d{2}:\d{2}$/;

/**
 * The time zone of a lock's clock: its `Timezone` where that is an IANA name, else its `TimezoneOffset`, such as
 * '+05:30'. Undefined where neither can be read, or where the offset is one of a clock with daylight saving: for
 * half the year it would be an hour off.
 */
export function zoneOf({ Timezone, TimezoneOffset, DstStart }: K3Lock): string | undefined {
	return (
		unlessRefused(() => zoneNamed(Timezone)) ??
		(DstStart ? undefined : unlessRefused(() => offsetText(lockOffsetOf(TimezoneOffset))))
	);
}

/** An entry's `DateEntered` as ISO text with the offset of the lock's clock; undefined where it cannot be read. */
export function enteredAt(date: string, zone: string | undefined): string | undefined {
	if (zone === undefined) return undefined;
	if (!OFFSET.test(zone)) return wallToIso(date, zone) ?? undefined;
	const offset = lockOffsetOf(zone);
	const instant = instantOf(date, (wall) => wall - offset);
	return instant === undefined ? undefined : isoOfWall(instant + offset, offset);
}

function unlessRefused(read: () => string): string | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}
