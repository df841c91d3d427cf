import { IANAZone } from 'luxon';

import { ValueError } from '../api/errors';
import { plainText } from '../plainText';
import { quoted } from './words';

/** Milliseconds since 1970 UTC. */
export type Instant = number;
/** The reading of a clock, as the milliseconds at which UTC shows the same digits, so that readings subtract. */
export type Wall = number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** CLDR, windowsZones, territory 001: the names of Windows and Outlook, without ' Standard Time'. */
const WINDOWS_ZONES: Record<string, string> = {
	alaskan: 'America/Anchorage',
	arab: 'Asia/Riyadh',
	arabian: 'Asia/Dubai',
	argentina: 'America/Buenos_Aires',
	atlantic: 'America/Halifax',
	'aus eastern': 'Australia/Sydney',
	central: 'America/Chicago',
	'central europe': 'Europe/Budapest',
	'central european': 'Europe/Warsaw',
	china: 'Asia/Shanghai',
	'e. australia': 'Australia/Brisbane',
	'e. europe': 'Europe/Chisinau',
	'e. south america': 'America/Sao_Paulo',
	eastern: 'America/New_York',
	egypt: 'Africa/Cairo',
	fle: 'Europe/Kiev',
	gmt: 'Europe/London',
	greenwich: 'Atlantic/Reykjavik',
	gtb: 'Europe/Bucharest',
	hawaiian: 'Pacific/Honolulu',
	india: 'Asia/Calcutta',
	israel: 'Asia/Jerusalem',
	korea: 'Asia/Seoul',
	morocco: 'Africa/Casablanca',
	mountain: 'America/Denver',
	'new zealand': 'Pacific/Auckland',
	pacific: 'America/Los_Angeles',
	pakistan: 'Asia/Karachi',
	romance: 'Europe/Paris',
	russian: 'Europe/Moscow',
	'se asia': 'Asia/Bangkok',
	singapore: 'Asia/Singapore',
	'south africa': 'Africa/Johannesburg',
	tokyo: 'Asia/Tokyo',
	turkey: 'Europe/Istanbul',
	'us mountain': 'America/Phoenix',
	'w. australia': 'Australia/Perth',
	'w. central africa': 'Africa/Lagos',
	'w. europe': 'Europe/Berlin',
};
const WINDOWS_NAME = /^(.+) standard time$/i;
/** How Microsoft Graph writes UTC in some calendars. */
const GRAPH_UTC = /^tzone:\/\/microsoft\/utc$/i;

/** What people mean by an abbreviation that is not a zone, or is a zone without daylight saving. */
const MEANT: Record<string, string> = {
	ACST: 'Australia/Adelaide',
	AEDT: 'Australia/Sydney',
	AEST: 'Australia/Sydney or Australia/Brisbane',
	AST: 'America/Halifax',
	AWST: 'Australia/Perth',
	BST: 'Europe/London',
	CDT: 'America/Chicago',
	CEST: 'Europe/Berlin or Europe/Paris',
	CST: 'America/Chicago',
	EDT: 'America/New_York',
	EST: 'America/New_York',
	GMT: 'Europe/London',
	GMT0: 'Europe/London',
	GREENWICH: 'Europe/London',
	HST: 'Pacific/Honolulu',
	IST: 'Asia/Kolkata, Asia/Jerusalem or Europe/Dublin',
	JST: 'Asia/Tokyo',
	MDT: 'America/Denver',
	MST: 'America/Denver, or America/Phoenix for Arizona',
	NST: 'America/St_Johns',
	NZDT: 'Pacific/Auckland',
	NZST: 'Pacific/Auckland',
	PDT: 'America/Los_Angeles',
	PST: 'America/Los_Angeles',
	SAST: 'Africa/Johannesburg',
};

/** Names that the JavaScript engine takes though IANA does not know them; it takes BST for Bangladesh. */
const NOT_IANA =
	/^(?:[+-].*|GMT[+-]0|SystemV\/.*|ACT|AET|AGT|ART|BET|CAT|CNT|CTT|EAT|ECT|IET|MIT|NET|PLT|PNT|PRT|SST|VST)$/i;

const NAMES = new Map(Intl.supportedValuesOf('timeZone').map((name) => [name.toLowerCase(), name]));

/**
 * The IANA name of a time zone that is given by it, in any case, or by its Windows name, such as
 * 'W. Europe Standard Time'.
 *
 * @throws ValueError for anything else; for an abbreviation, it names the zone that people mean by it.
 */
export function zoneNamed(name: unknown): string {
	const text = typeof name === 'string' ? plainText(name) : '';
	const zone = mapped(text);
	if (zone !== undefined) return zone;
	const meant = meantBy(text);
	if (meant !== undefined) {
		throw new ValueError(
			`Time Zone ${quoted(name)} is not known: an abbreviation does not say when clocks change; write an IANA name, such as ${meant}`,
			'In the editor, choose the zone from the list of the field.',
		);
	}
	throw new ValueError(
		`Time Zone ${quoted(name)} is not known; write an IANA name such as Europe/London`,
		'Offsets and abbreviations do not say when clocks change. Windows names, such as W. Europe Standard Time, work too.',
	);
}

/** The zones that people mean by an abbreviation such as BST, in words; undefined for anything else. */
export function meantBy(abbreviation: string): string | undefined {
	return MEANT[abbreviation.toUpperCase()];
}

function mapped(text: string): string | undefined {
	const known = NAMES.get(text.toLowerCase());
	if (known !== undefined) return known;
	if (GRAPH_UTC.test(text)) return 'UTC';
	const windows = WINDOWS_ZONES[WINDOWS_NAME.exec(text)?.[1].toLowerCase() ?? ''];
	if (windows !== undefined) return windows;
	const refused = text === '' || meantBy(text) !== undefined || NOT_IANA.test(text);
	return !refused && IANAZone.create(text).isValid ? canonical(text) : undefined;
}

/** Aliases such as Asia/Kolkata are kept as they are given, but for UTC, which is written in capitals. */
function canonical(text: string): string {
	return text.toUpperCase() === 'UTC' ? 'UTC' : text;
}

/** The zone of the n8n server's process. */
export const SERVER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What the zone's clock is ahead of UTC, in ms. */
export function offsetAt(instant: Instant, zone: string): number {
	return IANAZone.create(zone).offset(instant) * MINUTE;
}

/** None for a wall clock that the change of the clocks skips, two for one that it repeats; the earlier first. */
export function instantsOf(wall: Wall, zone: string): Instant[] {
	const [before, after] = offsetsAround(wall, zone);
	if (before === after) return [wall - before];
	return [wall - before, wall - after].filter((instant) => instant + offsetAt(instant, zone) === wall);
}

/** The first instant at which the clock shows `wall`, or what follows it where the change of the clocks skips it. */
export function earliestInstant(wall: Wall, zone: string): Instant {
	return instantsOf(wall, zone)[0] ?? wall - offsetsAround(wall, zone)[0];
}

/**
 * The offsets before and after the change of the clocks that is near a wall clock; the same twice where there is none.
 * A day off is past every such change and short of the next: the nearest two of any zone since 1970 are a week apart.
 */
export function offsetsAround(wall: Wall, zone: string): [before: number, after: number] {
	return [offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)];
}

/** ISO 8601 with the zone's offset, in whole seconds. */
export function isoAt(instant: Instant, zone: string): string {
	const offset = offsetAt(instant, zone);
	return isoOfWall(instant + offset, offset);
}

/** ISO 8601 of a wall clock that is `offset` ahead of UTC. */
export function isoOfWall(wall: Wall, offset: number): string {
	return `${new Date(wall).toISOString().slice(0, 19)}${offsetText(offset)}`;
}

/** Such as '+01:00'. */
export function offsetText(offset: number): string {
	const size = new Date(Math.abs(offset)).toISOString().slice(11, 16);
	return `${offset < 0 ? '-' : '+'}${size}`;
}

/** 'yyyy-MM-dd HH:mm', with seconds where there are any. */
export function wallText(wall: Wall): string {
	const text = new Date(wall).toISOString();
	return `${text.slice(0, 10)} ${text.slice(11, wall % MINUTE === 0 ? 16 : 19)}`;
}

/** 'yyyy-MM-dd HH:mm:ss': n8n's date picker takes nothing without seconds. */
export function typedText(wall: Wall): string {
	return isoOfWall(wall, 0).slice(0, 19).replace('T', ' ');
}

/** 'yyyy-MM-dd'. */
export function dateText(wall: Wall): string {
	return new Date(wall).toISOString().slice(0, 10);
}
