import { PAGE_SIZE } from '../../shared/api/pages';
import type { AuditEntry } from '../../shared/api/auditLog';

/**
 * Where a lock's audit log has been given out to. Plain JSON of at most a few KB.
 *
 * The API pages the log newest first and tells neither its length nor what it is sorted by, and an entry that is
 * uploaded late may stand anywhere in it. So what counts as new is decided by where an entry stands among those that
 * are remembered, and ids are only compared where memory ends.
 */
export interface Cursor {
	/** The highest id that was given out. */
	highest: number;
	/** Ids that were given out, in the order of the log: the newest of them, up to MOST_REMEMBERED. */
	seen: number[];
	/** Whether nothing stands in the log that is older than what `seen` holds. */
	whole: boolean;
	/** At least this many entries stand above the newest of `seen`, left for the next polls. */
	behind: number;
}

type Entry = Pick<AuditEntry, 'AuditEntryID'>;

/** Four pages: late uploads are told from old entries as far down as that, and ten locks stay well under 64 KB. */
export const MOST_REMEMBERED = 4 * PAGE_SIZE;

/** How far above known ground a poll starts that has a backlog to work off. More would not fit in a poll's time. */
const MOST_LOOKBACK = 20 * PAGE_SIZE;

/** A log of which nothing was given out: all its entries are new. */
export function cursorBeforeAll(): Cursor {
	return { highest: 0, seen: [], whole: true, behind: 0 };
}

/** A log that is only taken note of, by its first page: what comes later is new. */
export function cursorAtTop(firstPage: readonly Entry[]): Cursor {
	const seen = firstPage.map(({ AuditEntryID }) => AuditEntryID);
	return { highest: Math.max(0, ...seen), seen, whole: seen.length === 0, behind: 0 };
}

/**
 * The number of the page to read next, or null when those read reach known ground. Pages are read towards older
 * entries, since new ones shift them that way: an entry may then come twice, but none slips through between two pages.
 *
 * @param pages what was read in this poll, page by page from the first that this function named.
 * @param most how many entries this poll may give out.
 */
export function nextPage<E extends Entry>(
	cursor: Cursor,
	pages: ReadonlyArray<readonly E[]>,
	most: number,
): number | null {
	return survey(cursor, pages, most).reached ? null : firstPage(cursor, most) + pages.length;
}

/**
 * The new entries of the pages that were read, oldest first, at most `most`, and the cursor once they are given out.
 * While known ground is not reached none are given out, since older ones would come after them; the cursor then
 * remembers how far the reading went.
 */
export function advance<E extends Entry>(
	cursor: Cursor,
	pages: ReadonlyArray<readonly E[]>,
	most: number,
): { cursor: Cursor; fresh: E[] } {
	const first = firstPage(cursor, most);
	const { placed, reached } = survey(cursor, pages, most);
	if (!reached) {
		const behind = (first - 1 + pages.length) * PAGE_SIZE;
		return { cursor: { ...cursor, behind }, fresh: [] };
	}

	const fresh = placed.filter(({ isFresh }) => isFresh);
	const given = fresh.slice(-most);
	const left = new Set(fresh.slice(0, -most).map(({ id }) => id));
	const read = placed.map(({ id }) => id).filter((id) => !left.has(id));
	const log = unique([...seenAbove(cursor, read), ...read, ...cursor.seen]);
	const isBehind = left.size > 0 || first > 1;
	return {
		cursor: {
			highest: log.reduce((highest, id) => Math.max(highest, id), cursor.highest),
			seen: log.slice(0, MOST_REMEMBERED),
			whole: (cursor.whole || reached === 'end') && log.length <= MOST_REMEMBERED,
			behind: isBehind && given.length ? given[0].position - 1 : 0,
		},
		fresh: given.map(({ entry }) => entry).reverse(),
	};
}

/** An entry as it was found: `position` counts from the top of the log, which has grown since. */
interface Placed<E> {
	entry: E;
	id: number;
	position: number;
	isFresh: boolean;
}

interface Survey<E> {
	/** Every entry once, in the order of the log. */
	placed: Array<Placed<E>>;
	/** 'ground': entries that were given out before; 'end': of the log; 'lost': reading began below the new entries. */
	reached?: 'ground' | 'end' | 'lost';
}

/**
 * Known ground is a page that brings nothing new and something known. One page of it is the overlap in which late
 * uploads are found. Where new entries shifted a page, so that it repeats what this poll read, it is less than that:
 * then the reading goes on until there is a page's worth.
 */
function survey<E extends Entry>(
	cursor: Cursor,
	pages: ReadonlyArray<readonly E[]>,
	most: number,
): Survey<E> {
	const remembered = new Set(cursor.seen);
	const oldest = cursor.seen.at(-1);
	const met = new Set<number>();
	const placed: Array<Placed<E>> = [];
	const first = firstPage(cursor, most);
	let belowMemory = false;
	let knownInRow = 0;

	const top = lastPlace(pages, pages.at(0)?.at(0));
	for (const [offset, page] of pages.entries()) {
		const number = first + offset;
		let fresh = 0;
		let known = 0;
		let repeats = 0;
		for (const [index, entry] of page.entries()) {
			const id = entry.AuditEntryID;
			if (offset < top.offset || (offset === top.offset && index < top.index)) continue;
			if (met.has(id)) {
				repeats++;
				continue;
			}
			met.add(id);
			// An old entry on the first page was there at the last poll too, so memory holds it. Below memory's end,
			// an entry that is not remembered is one that was forgotten, unless its id is newer than all.
			const mayBeForgotten = belowMemory && number > 1 && !cursor.whole && id <= cursor.highest;
			const isFresh = !remembered.has(id) && !mayBeForgotten;
			placed.push({ entry, id, position: (number - 1) * PAGE_SIZE + index + 1, isFresh });
			if (isFresh) fresh++;
			else known++;
			knownInRow = isFresh ? 0 : knownInRow + 1;
			belowMemory ||= id === oldest;
		}
		if (offset === top.offset && first > 1 && fresh === 0) return { placed, reached: 'lost' };
		// A page that is merely short may come from a service that gives fewer entries than it was asked for.
		if (page.length === 0) return { placed, reached: 'end' };
		const isOverlap = repeats === 0 || knownInRow >= PAGE_SIZE;
		if (known > 0 && fresh === 0 && isOverlap) return { placed, reached: 'ground' };
	}
	return { placed };
}

/**
 * Where an entry stands last. Where the entry that reading began with comes again, all before it either comes again
 * too or is newer, and not complete: that is left to the next poll.
 */
function lastPlace<E extends Entry>(
	pages: ReadonlyArray<readonly E[]>,
	wanted: E | undefined,
): { offset: number; index: number } {
	for (let offset = pages.length - 1; offset >= 0; offset--) {
		const index = pages[offset].findIndex(({ AuditEntryID }) => AuditEntryID === wanted?.AuditEntryID);
		if (index >= 0) return { offset, index };
	}
	return { offset: 0, index: 0 };
}

function firstPage({ behind }: Cursor, most: number): number {
	return Math.max(0, Math.floor((behind - Math.min(most, MOST_LOOKBACK)) / PAGE_SIZE)) + 1;
}

/** What is remembered of the log above the entries read, where reading began further down. */
function seenAbove({ seen }: Cursor, read: readonly number[]): number[] {
	const found = new Set(read);
	const from = seen.findIndex((id) => found.has(id));
	return from > 0 ? seen.slice(0, from) : [];
}

function unique(ids: number[]): number[] {
	return [...new Set(ids)];
}
