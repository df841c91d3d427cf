import type { EntryIdentity } from '../../shared/api/auditLog';
import { PAGE_SIZE } from '../../shared/api/pages';
import type { LogPages, PlacedEntry, ReadingEnd } from './logPages';
import { isLasting, ofEmptyLog } from './newLog';

/**
 * How far a lock's audit log has been emitted; entries that a filter drops count too. Plain JSON of a few KB.
 *
 * The API pages the log newest first and tells neither its length nor what it is sorted by, and an entry that is
 * uploaded late may stand anywhere in it. So where an entry stands among those that are remembered decides whether it
 * is new, and never the order of IDs.
 *
 *     log before   c b a                     state before   seen: [c, b, a]
 *     log now      e d c x b a               state after    seen: [e, d, c, x, b, a]
 *     emitted      x, d, e: oldest first, x was uploaded late
 */
export interface Cursor {
	/** Keys of entries that were emitted or are old, newest first as in the log, and marks between them; see FORGOTTEN and OPEN. */
	seen: string[];
	/**
	 * Whether the log holds nothing older than `seen`: an unknown entry below all of these is new then. Otherwise it is one
	 * that memory has dropped.
	 */
	whole: boolean;
	/**
	 * A backlog: at least this many entries stand above the newest of `seen`, left for the next polls, which begin to read this
	 * far down the log. 0 where none are left.
	 */
	behind: number;
	/**
	 * Entries dated before this are old, in ms on the lock's clock as if it were UTC; where the log was empty. Dropped after a
	 * reading in which nothing is new, and nothing old by its date alone.
	 */
	oldBefore?: number;
	/** Whether the log was empty for so long that it must have been erased. */
	isErased?: true;
	/**
	 * Where the last reading ended, if new entries may stand further down: it ended at an empty page after full ones or at a
	 * page that came again, or late uploads are left for the next polls. The next poll reads past all that it knows. A second
	 * reading that ends the same way is believed.
	 */
	unsure?: Ending;
	/** How many entries a page holds, where the service gives fewer than it is asked for. */
	pageSize?: number;
}

/** How a reading ended. Of two at the same place, the entry is the same, or its position, since the oldest may be erased. */
export interface Ending {
	end: ReadingEnd;
	key: string;
	position: number;
}

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

export function isMark(key: string): boolean {
	return key === FORGOTTEN || key === OPEN;
}

/** Why a response contradicts what is remembered: then nothing is emitted, and the log is read again. */
export type Doubt = 'empty' | 'cut' | 'repeated' | 'uneven';

/** What a reading means for the cursor, or why it cannot be trusted. */
export type Outcome<E> = { cursor: Cursor; fresh: E[]; doubt?: undefined } | { doubt: Doubt };

/**
 * The new entries of the pages that were read, oldest first, at most `most`, and the cursor once they are emitted.
 * While the reading has not ended none are emitted, since older ones would come after them; the cursor then
 * remembers how far the reading went.
 *
 * @param doubts the doubts of the polls before this one; see isLasting.
 */
export function advance<E extends EntryIdentity>(
	cursor: Cursor,
	pages: LogPages<E>,
	most: number,
	doubts: readonly Doubt[] = [],
): Outcome<E> {
	const { first, sizes, placed, end } = pages;
	if (end === undefined) return { cursor: { ...cursor, behind: (pages.next - 1) * PAGE_SIZE }, fresh: [] };
	// The next poll reads from the top.
	if (end === 'shrunk') return { cursor: { ...cursor, behind: 0 }, fresh: [] };
	if (first === 1 && sizes[0] === 0) return ofEmptyLog(cursor, doubts);
	const doubt = doubtOf(cursor, pages);
	if (doubt && !isLasting(doubt, doubts)) return { doubt };

	const { fresh } = pages;
	const given = fresh.slice(-most);
	const isBehind = given.length < fresh.length || first > 1;
	const isOpenBelow = hasDoubtfulEnd(cursor, pages) || (cursor.unsure !== undefined && isBehind);
	const log = merged(readKeys(placed, fresh.slice(0, -most)), cursor.seen, {
		skipsTop: first > 1,
		dropsRest: doubt === 'cut' || pages.below >= PAGE_SIZE,
		isOpenBelow,
	});
	const { seen, forgetsEnd } = remembered(log, isOpenBelow);
	const isUnsure = isOpenBelow || seen.includes(OPEN);
	const isQuiet = !pages.usesDate && !fresh.length && !isUnsure && !isBehind;
	const dropsDate = cursor.oldBefore !== undefined && isQuiet;
	// Without the date, what may stand below is only told from new entries where memory reaches the end of the log.
	const mayHoldOlder = dropsDate && (pages.missing > 0 || (pages.lastIsFull && end !== 'empty'));
	return {
		cursor: {
			seen,
			whole: (end === 'empty' || cursor.whole) && !mayHoldOlder && !forgetsEnd,
			behind: isBehind && given.length ? given[0].position - 1 : 0,
			...(!dropsDate && cursor.oldBefore !== undefined && { oldBefore: cursor.oldBefore }),
			...(isUnsure && unsureOf(pages)),
			...pageSizeOf(cursor, sizes),
		},
		fresh: given.map(({ entry }) => entry).reverse(),
	};
}

/** The keys that were read, with OPEN in the place of the entries that are left, in the order of the log as both lists are. */
function readKeys<E>(placed: ReadonlyArray<PlacedEntry<E>>, left: ReadonlyArray<PlacedEntry<E>>): string[] {
	if (!left.length) return placed.map(({ key }) => key);
	const keys: string[] = [];
	let index = 0;
	for (const entry of placed) {
		const isLeft = entry === left[index];
		if (isLeft) index++;
		if (!isLeft || keys.at(-1) !== OPEN) keys.push(isLeft ? OPEN : entry.key);
	}
	return keys;
}

/**
 * Pages of which one is missing or lacks entries. A log that was erased and started again is short: its last page is not
 * full. Where full pages of new entries end without the entries that are known, a page was left out; so it was where a
 * service that gives the same page for every number has more new entries than that page holds.
 */
function doubtOf<E extends EntryIdentity>(cursor: Cursor, pages: LogPages<E>): Doubt | undefined {
	const { end, missing, lastIsFull, lastIsUnknown } = pages;
	if (pages.isUneven) return 'uneven';
	if (isUnknown(cursor) || missing === 0 || !lastIsFull) return undefined;
	if (end === 'empty') return 'cut';
	return end === 'repeated' && lastIsUnknown ? 'repeated' : undefined;
}

/** Whether nothing tells how far the log should go. */
function isUnknown({ seen, isErased }: Cursor): boolean {
	return seen.length === 0 || isErased === true;
}

/** Whether more entries may follow where a reading ended; see Cursor.unsure. */
function hasDoubtfulEnd<E extends EntryIdentity>(cursor: Cursor, pages: LogPages<E>): boolean {
	const { end, lastIsFull, lastBroughtNew } = pages;
	if (end === 'repeated' && lastBroughtNew) return true;
	const isFirstOfTwo = (isUnknown(cursor) || cursor.unsure !== undefined) && !isSameEnd(cursor, pages);
	return isFirstOfTwo && lastIsFull && (end === 'empty' || end === 'repeated');
}

/** Whether the reading before this one ended the same way. */
function isSameEnd<E extends EntryIdentity>({ unsure }: Cursor, { placed, end }: LogPages<E>): boolean {
	const last = placed.at(-1);
	const isSamePlace =
		unsure !== undefined && (unsure.key === last?.key || unsure.position === last?.position);
	return isSamePlace && unsure.end === end;
}

function unsureOf<E extends EntryIdentity>({ placed, end }: LogPages<E>): { unsure?: Ending } {
	const last = placed.at(-1);
	return last && end ? { unsure: { end, key: last.key, position: last.position } } : {};
}

function pageSizeOf(cursor: Cursor, sizes: readonly number[]): { pageSize?: number } {
	const followed = sizes.slice(0, -1).filter((_, index) => sizes[index + 1] > 0);
	const pageSize = Math.min(cursor.pageSize ?? PAGE_SIZE, ...followed);
	return pageSize > 0 && pageSize < PAGE_SIZE ? { pageSize } : {};
}

/**
 * What was read and what is remembered, in the order of the log. Remembered entries that were not read stay above the one
 * that they preceded, since they may come back. The others go to the end, where memory drops them first.
 *
 * @param skipsTop whether the reading began below the top of the log.
 * @param dropsRest whether the remembered entries below the lowest one that was read are gone.
 * @param isOpenBelow whether new entries may stand below the lowest one that was read.
 */
function merged(
	read: readonly string[],
	seen: readonly string[],
	{ skipsTop, dropsRest, isOpenBelow }: { skipsTop: boolean; dropsRest: boolean; isOpenBelow: boolean },
): string[] {
	const known = new Set(seen);
	const found = new Set(known.size ? read.filter((key) => known.has(key) && !isMark(key)) : []);
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
	const all = seen.slice(0, firstFound).concat(log, rest);
	return all.filter((key, index) => key !== OPEN || key !== all[index - 1]);
}

/** Four pages. Late uploads are recognised down to this depth, and ten locks stay under 64 KB. */
export const MAX_REMEMBERED = 4 * PAGE_SIZE;

/** Late uploads are looked for on the newest page, which entries that are left and new ones push down. */
const TOP = 2 * PAGE_SIZE;

/** Above an OPEN fewer entries are remembered than below it, where late uploads may be found. */
const ABOVE = 3;

/**
 * Selects the known entries to remember: the newest, and those nearest to where new ones may stand, which is beside each
 * OPEN and, with `isOpenBelow`, at the end. `forgetsEnd`: the lowest are not among them.
 */
export function remembered(
	all: readonly string[],
	isOpenBelow: boolean,
): { seen: string[]; forgetsEnd: boolean } {
	// The top is always open.
	const first = all.findIndex((key) => !isMark(key));
	const log = withoutMiddle(all.slice(Math.max(0, first)));
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
	let room = MAX_REMEMBERED - distances.filter((distance) => distance < farthest).length;
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

/**
 * A backlog without most of its entries. Those that are far from the top and from every OPEN are never remembered, since
 * there are MAX_REMEMBERED nearer ones.
 */
function withoutMiddle(log: string[]): string[] {
	const open = log.indexOf(OPEN);
	const isNearEnd = open < 0 || open >= log.length - MAX_REMEMBERED;
	if (log.length <= 3 * MAX_REMEMBERED || !isNearEnd) return log;
	return [...log.slice(0, MAX_REMEMBERED), FORGOTTEN, ...log.slice(-2 * MAX_REMEMBERED)];
}

/** The distance of the last of the entries to remember; counted, since a backlog is too long to be sorted in one go. */
function distanceOfLastKept(distances: Float64Array): number {
	const counts = new Uint32Array(ABOVE * MAX_REMEMBERED + 1);
	for (const distance of distances) if (distance < counts.length) counts[distance]++;
	let kept = 0;
	const farthest = counts.findIndex((count) => (kept += count) >= MAX_REMEMBERED);
	return farthest < 0 ? Infinity : farthest;
}
