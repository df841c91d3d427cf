import { PAGE_SIZE } from '../../shared/api/pages';
import { keyOf, wallOf, type Entry } from './entryKey';
import type { Cursor } from './cursor';

/** An entry as it was found: `position` counts from the top of the log, which has grown since. */
export interface PlacedEntry<E> {
	entry: E;
	key: string;
	position: number;
	isFresh: boolean;
}

/** The pages of one poll, compared with what the cursor remembers. */
export interface ComparedPages<E> {
	/** Every entry once, in the order of the log. */
	placed: Array<PlacedEntry<E>>;
	/**
	 * Why the reading ends: 'known', at entries that were given out before; 'empty', at a page without entries; 'repeated',
	 * at a page that this poll has read before; 'shrunk', since it began below the new entries. Undefined: it goes on.
	 */
	end?: 'known' | 'empty' | 'repeated' | 'shrunk';
	/** How many of the remembered entries the log should hold below the lowest one that was found. */
	missing: number;
	/** How many entries older than all that is remembered were read. */
	below: number;
	/** Whether the lowest page that holds entries is as large as pages can be, so that more should follow. */
	lastIsFull: boolean;
	/** Whether the lowest entry that was read is a new one, so that more new ones should follow. */
	lastIsFresh: boolean;
}

/** So many of the oldest remembered entries may be erased before a reading looks for them further down. */
const MOST_ERASED = 10;

/**
 * Compares pages, from page number `first` on, with the cursor. An entry that is not remembered is new where it stands
 * above a remembered one. Below all of them it is one that memory has dropped; unless nothing older is in the log.
 *
 * Remembered: e d c b. The pages [f e x] [d c b a] hold the new entries f and x; x was uploaded late, a is an old one.
 */
export function comparePages<E extends Entry>(
	cursor: Cursor,
	pages: ReadonlyArray<readonly E[]>,
	first: number,
): ComparedPages<E> {
	const { used, isRepeated } = withoutRepeatedPage(pages);
	const start = lastPlaceOf(used, used.at(0)?.at(0));
	const memory = new Map(cursor.seen.map((key, index) => [key, index]));
	const met = new Set<string>();
	const placed: Array<PlacedEntry<E>> = [];
	let lowest = -1;
	let lastKnown = -1;
	let knownInRow = 0;
	let end: ComparedPages<E>['end'];

	for (const [offset, page] of used.entries()) {
		const before = placed.length;
		const knownBefore = lastKnown;
		let isNewOnPage = false;
		let repeats = 0;
		for (const [index, entry] of page.entries()) {
			if (offset < start.offset || (offset === start.offset && index < start.index)) continue;
			const key = keyOf(entry);
			if (met.has(key)) {
				repeats++;
				continue;
			}
			met.add(key);
			const known = memory.get(key);
			const isKnown = known !== undefined || isDatedBefore(cursor.oldBefore, entry);
			placed.push({ entry, key, position: (first + offset - 1) * PAGE_SIZE + index + 1, isFresh: !isKnown });
			lowest = Math.max(lowest, known ?? -1);
			if (isKnown) lastKnown = placed.length - 1;
			knownInRow = isKnown ? knownInRow + 1 : 0;
		}
		const isPastMemory =
			!cursor.whole && cursor.seen.length > 0 && lowest >= cursor.seen.length - 1 - MOST_ERASED;
		const counted = isPastMemory ? Math.max(before, lastKnown + 1) : placed.length;
		for (let index = before; index < counted; index++) isNewOnPage ||= placed[index].isFresh;
		if (offset === start.offset && first > 1 && !placed.some(({ isFresh }) => isFresh)) end = 'shrunk';
		else if (page.length === 0) end = 'empty';
		else if (!isNewOnPage && placed.length > before) {
			const isOverlap = repeats === 0 || isPastMemory || knownInRow >= PAGE_SIZE;
			const isKnownPage = lastKnown > knownBefore && !cursor.unsure;
			if (isOverlap && (isKnownPage || isPastMemory)) end = 'known';
		}
		if (end) break;
	}

	const hasOlder = !cursor.whole && lowest >= 0;
	if (hasOlder) for (const old of placed.slice(lastKnown + 1)) old.isFresh = false;
	const last = used.filter(({ length }) => length > 0).at(-1);
	return {
		placed,
		end: end ?? (isRepeated ? 'repeated' : undefined),
		missing: cursor.seen.length - 1 - lowest,
		below: hasOlder ? placed.length - 1 - lastKnown : 0,
		lastIsFull: last !== undefined && last.length >= (cursor.pageSize ?? PAGE_SIZE),
		lastIsFresh: placed.at(-1)?.isFresh ?? false,
	};
}

/** A page without an entry that this poll has not read ends the reading: the service gives it for any number. */
function withoutRepeatedPage<E extends Entry>(
	pages: ReadonlyArray<readonly E[]>,
): { used: ReadonlyArray<readonly E[]>; isRepeated: boolean } {
	const last = pages.at(-1);
	if (pages.length < 2 || !last?.length) return { used: pages, isRepeated: false };
	const read = new Set(pages.slice(0, -1).flatMap((page) => page.map(keyOf)));
	const isRepeated = last.every((entry) => read.has(keyOf(entry)));
	return { used: isRepeated ? pages.slice(0, -1) : pages, isRepeated };
}

/**
 * Where an entry stands last. Where the entry that reading began with comes again, all before it either comes again
 * too or is newer, and not complete: that is left to the next poll.
 */
function lastPlaceOf<E extends Entry>(
	pages: ReadonlyArray<readonly E[]>,
	wanted: E | undefined,
): { offset: number; index: number } {
	const key = wanted && keyOf(wanted);
	for (let offset = pages.length - 1; offset > 0; offset--) {
		const index = pages[offset].findIndex((entry) => keyOf(entry) === key);
		if (index >= 0) return { offset, index };
	}
	return { offset: 0, index: 0 };
}

function isDatedBefore(limit: number | undefined, { DateEntered }: Entry): boolean {
	if (limit === undefined) return false;
	const wall = wallOf(DateEntered);
	return wall !== undefined && wall < limit;
}
