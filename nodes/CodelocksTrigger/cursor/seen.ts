import type { AuditEntry } from '../../shared/api/auditLog';
import { PAGE_SIZE } from '../../shared/api/pages';

/*
 * What a cursor remembers of a log: the keys of known entries in the order of the log, and two marks between them.
 *
 *     log                   h g f e d c b a        h, g, f, d and a were emitted
 *     remembered, all       h g f OPEN d OPEN a    e, c and b are left for the next polls
 *     remembered, if four   h FORGOTTEN f OPEN d OPEN a
 */

/** In the place of known entries that are not remembered: an entry that stands there is old. */
export const FORGOTTEN = '';

/** In the place of entries that are left for the next polls: every entry that stands there is new. */
export const OPEN = '?';

/** Four pages. Late uploads are recognised down to this depth, and ten locks stay under 64 KB. */
export const MOST_REMEMBERED = 4 * PAGE_SIZE;

/** Late uploads are looked for on the newest page, which entries that are left and new ones push down. */
const TOP = 2 * PAGE_SIZE;

/** Above an OPEN fewer entries are remembered than below it, where late uploads may be found. */
const ABOVE = 3;

/** What tells an entry from others. */
export type Entry = Pick<AuditEntry, 'AuditEntryID' | 'DateEntered'>;

const LONGEST_DATE = 40;

/**
 * An entry as the state remembers it: its ID and its date, since a lock that is reset counts from 1 again. A date that
 * can be read is kept as seconds in base 36, which saves two thirds of its length.
 *
 * 71430 of 2026-04-22T10:15:00 is '71430@tdwh10'.
 */
export function keyOf({ AuditEntryID, DateEntered }: Entry): string {
	const wall = entryDateMs(DateEntered);
	const date =
		wall === undefined ? `"${DateEntered.trim().slice(0, LONGEST_DATE)}` : (wall / 1000).toString(36);
	return `${AuditEntryID}@${date}`;
}

/** The date in a key: a clock reading in ms, written as if it were UTC; undefined where it could not be read. */
export function keyDateMs(key: string): number | undefined {
	const date = key.slice(key.lastIndexOf('@') + 1);
	return isMark(key) || date.startsWith('"') ? undefined : parseInt(date, 36) * 1000;
}

const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)/;
const ZERO = 48;

/** A date's clock reading, to the second, in ms as if it were UTC; undefined where it cannot be read. */
export function entryDateMs(date: string): number | undefined {
	const text = date.trim();
	if (!DATE.test(text)) return undefined;
	// No slices: a poll that finds a backlog reads tens of thousands of dates.
	const at = (index: number) => text.charCodeAt(index) * 10 + text.charCodeAt(index + 1) - 11 * ZERO;
	const day = Date.UTC(at(0) * 100 + at(2), at(5) - 1, at(8));
	if (text.length === 10) return day;
	const seconds = (at(11) * 60 + at(14)) * 60 + (text[16] === ':' ? at(17) : 0);
	return day + seconds * 1000;
}

export function isMark(key: string): boolean {
	return key === FORGOTTEN || key === OPEN;
}

/**
 * What was read and what is remembered, in the order of the log. Remembered entries that were not read stay above the one
 * that they preceded, since they may come back. The others go to the end, where memory drops them first.
 *
 * @param skipsTop whether the reading began below the top of the log.
 * @param dropsRest whether the remembered entries below the lowest one that was read are gone.
 * @param isOpenBelow whether new entries may stand below the lowest one that was read.
 */
export function merged(
	read: readonly string[],
	seen: readonly string[],
	{ skipsTop, dropsRest, isOpenBelow }: { skipsTop: boolean; dropsRest: boolean; isOpenBelow: boolean },
): string[] {
	const known = new Set(seen);
	const found = new Set(read.filter((key) => known.has(key) && !isMark(key)));
	const firstFound = skipsTop
		? Math.max(
				0,
				seen.findIndex((key) => found.has(key)),
			)
		: 0;
	const preceding = new Map<string, string[]>();
	let group: string[] = [];
	for (const key of seen.slice(firstFound)) {
		if (!found.has(key)) {
			group.push(key);
		} else if (group.length) {
			// What stands in the place of a mark was read.
			preceding.set(
				key,
				group.filter((other) => !isMark(other)),
			);
			group = [];
		}
	}
	const log = preceding.size ? read.flatMap((key) => [...(preceding.get(key) ?? []), key]) : read;
	const below = dropsRest ? [] : group;
	// New entries cannot be told from forgotten ones where those stand.
	const rest = !isOpenBelow
		? below.filter((key) => key !== OPEN)
		: below[0] === FORGOTTEN
			? below
			: [OPEN, ...below];
	const all = [...seen.slice(0, firstFound), ...log, ...rest];
	return all.filter((key, index) => key !== OPEN || key !== all[index - 1]);
}

/**
 * Of the known entries of a log those to remember: the newest, and the nearest to where new ones may stand, which is beside
 * each OPEN and, where `isOpenBelow`, at the end; and whether the lowest are not.
 */
export function remembered(
	all: readonly string[],
	isOpenBelow: boolean,
): { seen: string[]; forgetsEnd: boolean } {
	// The top is always open.
	const log = all.slice(
		Math.max(
			0,
			all.findIndex((key) => !isMark(key)),
		),
	);
	const end = log.length - 1;
	const isEdge = (index: number) =>
		log[index - 1] === OPEN || log[index + 1] === OPEN || (isOpenBelow && index === end);
	const distances = new Float64Array(log.length);
	let distance = Infinity;
	for (let index = 0; index <= end; index++) {
		distance = isEdge(index) ? 0 : distance + 1;
		distances[index] = distance;
	}
	for (let index = end; index >= 0; index--) {
		distance = Math.min(distances[index], distance + ABOVE);
		distances[index] = distance;
	}
	distances.fill(0, 0, TOP);
	const farthest = distanceOfLastKept(distances);
	let room = MOST_REMEMBERED - distances.filter((distance) => distance < farthest).length;
	const kept: string[] = [];
	for (let index = 0; index <= end; index++) {
		const key = log[index];
		const isKept = distances[index] < farthest || (distances[index] === farthest && room-- > 0);
		const mark = key === OPEN || (isKept && key !== FORGOTTEN) ? key : FORGOTTEN;
		if (!isMark(mark) || kept.at(-1) !== mark) kept.push(mark);
	}
	const forgetsEnd = kept.at(-1) === FORGOTTEN;
	while (kept.length > 0 && isMark(kept[kept.length - 1])) kept.pop();
	return { seen: kept, forgetsEnd };
}

/** The distance of the last of the entries to remember; counted, since a backlog is too long to be sorted in one go. */
function distanceOfLastKept(distances: Float64Array): number {
	const counts = new Uint32Array(ABOVE * MOST_REMEMBERED + 1);
	for (const distance of distances) if (distance < counts.length) counts[distance]++;
	let kept = 0;
	const farthest = counts.findIndex((count) => (kept += count) >= MOST_REMEMBERED);
	return farthest < 0 ? Infinity : farthest;
}
