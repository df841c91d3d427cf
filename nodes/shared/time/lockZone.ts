import { DateTime } from 'luxon';
import { assertTimezone, wallToIso } from './lockTime';
import type { K3Lock } from '../api/locks';

const OFFSET = /^(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})$/i;

const OWN_OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * The time zone of a lock's clock: its `Timezone` where that is an IANA name, else its `TimezoneOffset`, such as
 * '+05:30'. Undefined where neither can be read, or where the offset is one of a clock with daylight saving: for
 * half the year it would be an hour off.
 */
export function zoneOf({ Timezone, TimezoneOffset, DstStart }: K3Lock): string | undefined {
	const name = String(Timezone ?? '').trim();
	if (isIanaName(name)) return name;
	const [, sign, hours, minutes] = OFFSET.exec(String(TimezoneOffset ?? '').trim()) ?? [];
	if (!sign || Number(hours) > 14 || Number(minutes) > 59 || DstStart) return undefined;
	return `${sign}${hours.padStart(2, '0')}:${minutes}`;
}

/** An entry's `DateEntered` as ISO text with the offset of the lock's clock; undefined where it cannot be read. */
export function enteredAt(date: string, zone: string | undefined): string | undefined {
	if (zone === undefined) return undefined;
	if (isIanaName(zone)) return wallToIso(date, zone) ?? undefined;
	const asUtc = wallToIso(date, 'UTC');
	if (asUtc === null) return undefined;
	const keepLocalTime = !OWN_OFFSET.test(date.trim());
	const onLockClock = DateTime.fromISO(asUtc, { zone: 'UTC' }).setZone(`UTC${zone}`, { keepLocalTime });
	return onLockClock.toISO({ suppressMilliseconds: true }) ?? undefined;
}

function isIanaName(zone: string): boolean {
	try {
		assertTimezone(zone);
		return true;
	} catch {
		return false;
	}
}
