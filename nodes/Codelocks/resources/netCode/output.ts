import type { IDataObject } from 'n8n-workflow';

import { durationLabel, hasFixedLength, lengthMs, type Duration } from '../../../shared/api/durations';
import { netCodeOf, type NetCodeRequest, type NetCodeResponse } from '../../../shared/api/netCodes';
import { HOUR, isoAt, offsetAt, wallText, type Instant, type Wall } from '../../../shared/time/zones';
import type { Clock } from '../../../shared/time/lockClock';
import { wallOf } from '../../../shared/time/readDate';
import type { CodeLock } from './codeLock';

/** A code to ask for. */
export interface Code {
	/** Both lengths are 0 where the length is not known. */
	duration: Duration;
	/** Its start on the lock's clock, as it is sent: 'yyyy-MM-dd HH:mm'. */
	start: string;
	reading: Wall;
	startsAt: Instant;
	/** The lock's clock as it was decided on for the start: once a code is paid for, nothing may be refused. */
	clock: Clock;
	/** Undefined where the length is not known. */
	endsAt?: Instant;
	/** Its number among the codes of a stay, from 1, where stays are split. */
	part?: number;
	parts?: number;
}

/** The values of the request for a code, as an error names them. */
export function requestOf(code: Code, lock: CodeLock): NetCodeRequest {
	const label = durationLabel(code.duration);
	const length = label || `duration ID ${code.duration.id}`;
	return {
		lockModel: lock.lockModel,
		about: `${lock.label}, start '${code.start}' (on the lock's clock) and duration '${length}'`,
		hours: hasFixedLength(code.duration) ? lengthMs(code.duration) / HOUR : 0,
		length,
	};
}

/** The simplified output: what a guest and a host want to know. */
export function simplified(response: IDataObject, code: Code, lock: CodeLock): IDataObject {
	const given = netCodeOf(response, requestOf(code, lock));
	const { timezone } = lock.clock;
	const ends = endOf(given, code);
	const { part, parts } = code;
	return {
		netCode: given.netCode,
		...(lock.name && { lockName: lock.name }),
		start: siteText(code.startsAt, timezone),
		expires: ends === undefined ? null : siteText(ends, timezone),
		startsAt: isoAt(code.startsAt, timezone),
		expiresAt: ends === undefined ? null : isoAt(ends, timezone),
		duration: durationLabel(lengthToShow(given, code)),
		...lock.shown,
		...(part !== undefined && { part, parts }),
	};
}

/** The response as it came, without the secrets of a lock whose data are in the credential. */
export function raw(response: IDataObject, { secrets }: CodeLock): IDataObject {
	if (!secrets.length) return response;
	return Object.fromEntries(
		Object.entries(response).filter(
			([name, value]) => CODE_FIELDS.includes(name) || !secrets.some((secret) => tells(value, secret)),
		),
	);
}

/** A code may be the same as an identifier by chance. */
const CODE_FIELDS = ['ActualNetcode', 'ActualNetCode'];

/** Whether a value has these digits, as they are or as a date: a timecode comes back as '2026/04/22/12:26'. */
function tells(value: unknown, digits: string): boolean {
	const text = JSON.stringify(value ?? '');
	const isDate = digits.length === TIMECODE_DIGITS && text.replace(/\D/g, '').includes(digits);
	return isDate || text.split(/\D+/).includes(digits);
}

const TIMECODE_DIGITS = 12;

/** When the code ends: what the response says, else start and length. */
function endOf({ expires, days, hours }: NetCodeResponse, code: Code): Instant | undefined {
	const { clock } = code;
	const reading = wallOf(expires);
	if (reading !== undefined && reading > code.reading) return clock.instant(reading);
	const length = (days * 24 + hours) * HOUR;
	if (length > 0 && length !== lengthMs(code.duration)) return clock.instant(code.reading + length);
	// A rental code outlives the time within which it must be used first.
	return length > 0 || hasFixedLength(code.duration) ? code.endsAt : undefined;
}

/** A rental code is as long as the response says. What is not known of a duration is taken from there too. */
function lengthToShow({ days, hours, mode, subMode }: NetCodeResponse, { duration }: Code): Duration {
	if (!lengthMs(duration)) return { ...duration, days, hours, mode, subMode };
	return days + hours > 0 && !hasFixedLength(duration) ? { ...duration, days, hours } : duration;
}

/** The clock on the wall at the site, for people. */
function siteText(instant: Instant, timezone: string): string {
	return wallText(instant + offsetAt(instant, timezone)).slice(0, 'yyyy-MM-dd HH:mm'.length);
}
