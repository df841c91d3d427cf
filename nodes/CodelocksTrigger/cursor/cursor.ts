import { PAGE_SIZE } from '../../shared/api/pages';
import { LogPages, type PlacedEntry, type ReadingEnd } from './logPages';
import { entryDateMs, keyDateMs, keyOf, merged, OPEN, remembered, type Entry } from './seen';

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
	/** Keys of entries that were emitted or are old, newest first as in the log, and marks between them; see seen.ts. */
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

/** Why a response contradicts what is remembered: then nothing is emitted, and the log is read again. */
export type Doubt = 'empty' | 'cut' | 'repeated' | 'uneven';

/** What a reading means for the cursor, or why it cannot be trusted. */
export type Outcome<E> = { cursor: Cursor; fresh: E[]; doubt?: undefined } | { doubt: Doubt };

/** How far above the known entries a poll with a backlog starts to read. More would not fit in a poll's time. */
const MOST_LOOKBACK = 20 * PAGE_SIZE;

/** A log that stays empty for this many polls in a row was erased. */
const POLLS_UNTIL_ERASED = 3;

/** A log that gives the same doubt for this many polls in a row is taken as it is. The poll before reports it. */
const POLLS_UNTIL_ACCEPTED = 4;

/** A log that has emitted nothing yet: every entry is new, except those dated before `oldBefore`. */
export function cursorBeforeAll(oldBefore?: number): Cursor {
	return { seen: [], whole: true, behind: 0, ...(oldBefore !== undefined && { oldBefore }) };
}

/**
 * Whether two pages, one after the other, come oldest first: no entry is dated before the one above it, or has a lower
 * number. No log that comes newest first is like that over ten entries.
 */
export function isOldestFirst(page: readonly Entry[], next: readonly Entry[]): boolean {
	const entries = [...page, ...next];
	const walls = entries.map(({ DateEntered }) => entryDateMs(DateEntered) ?? NaN);
	const ids = entries.map(({ AuditEntryID }) => AuditEntryID);
	const isAscending = entries.every((_, index) => {
		if (index === 0) return true;
		const [id, before] = [ids[index], ids[index - 1]];
		const isLower = typeof id === 'number' && typeof before === 'number' && id < before;
		return walls[index] >= walls[index - 1] && !isLower;
	});
	return isAscending && walls[walls.length - 1] > walls[0];
}

/**
 * The cursor of a log whose entries so far are old. It remembers the first two pages: entries move up when others
 * are erased, and must still be known.
 *
 * @param oldBefore what an empty log shows later is old if it is dated before this; see Cursor.
 * @param doubts the doubts of the polls before this one; see isLasting.
 */
export function cursorAtTop(
	pages: ReadonlyArray<readonly Entry[]>,
	oldBefore: number | undefined,
	doubts: readonly Doubt[] = [],
): Outcome<never> {
	const [first = [], second = []] = pages.map((page) => page.map(keyOf));
	if (!first.length) return { cursor: cursorBeforeAll(oldBefore), fresh: [] };
	// A page that is shorter than the one below it has lost entries on its way.
	if (second.length > first.length && !isLasting('uneven', doubts)) return { doubt: 'uneven' };
	const seen = [...new Set([...first, ...second])];
	const isAll = seen.length === new Set(first).size && first.length < PAGE_SIZE;
	const pageSize = second.length && !isAll ? smallerPage(first.length) : {};
	return { cursor: { seen, whole: isAll, behind: 0, ...pageSize }, fresh: [] };
}

/**
 * A reading of a log, to which pages are added until it ends. Pages are read towards older entries, since new ones shift
 * them that way: an entry may then come twice, but none slips through between two pages.
 *
 * @param most how many entries this poll may emit.
 */
export function startReading<E extends Entry>(cursor: Cursor, most: number): LogPages<E> {
	const first = Math.max(0, Math.floor((cursor.behind - Math.min(most, MOST_LOOKBACK)) / PAGE_SIZE)) + 1;
	return new LogPages<E>(cursor, first);
}

/**
 * The new entries of the pages that were read, oldest first, at most `most`, and the cursor once they are emitted.
 * While the reading has not ended none are emitted, since older ones would come after them; the cursor then
 * remembers how far the reading went.
 *
 * @param doubts the doubts of the polls before this one; see isLasting.
 */
export function advance<E extends Entry>(
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
	const keys: string[] = [];
	let index = 0;
	for (const entry of placed) {
		const isLeft = entry === left[index];
		if (isLeft) index++;
		if (!isLeft || keys.at(-1) !== OPEN) keys.push(isLeft ? OPEN : entry.key);
	}
	return keys;
}

/** Whether the polls before this one, without a break, ended in the same doubt, so that with this one there are enough. */
function isLasting(doubt: Doubt, doubts: readonly Doubt[], polls = POLLS_UNTIL_ACCEPTED): boolean {
	const last = doubts.slice(1 - polls);
	return last.length === polls - 1 && last.every((other) => other === doubt);
}

function ofEmptyLog(cursor: Cursor, doubts: readonly Doubt[]): Outcome<never> {
	if (!cursor.seen.length || cursor.isErased) return { cursor, fresh: [] };
	if (!isLasting('empty', doubts, POLLS_UNTIL_ERASED)) return { doubt: 'empty' };
	// Should the log come back after all, memory knows its upper part, and this the rest.
	const walls = cursor.seen.map(keyDateMs).filter((wall) => wall !== undefined);
	const oldBefore = walls.length ? Math.min(...walls) : cursor.oldBefore;
	const erased: Cursor = { ...cursor, whole: true, behind: 0, isErased: true };
	return { cursor: { ...erased, ...(oldBefore !== undefined && { oldBefore }) }, fresh: [] };
}

/**
 * Pages of which one is missing or lacks entries. A log that was erased and started again is short: its last page is not
 * full. Where full pages of new entries end without the entries that are known, a page was left out; so it was where a
 * service that gives the same page for every number has more new entries than that page holds.
 */
function doubtOf<E extends Entry>(cursor: Cursor, pages: LogPages<E>): Doubt | undefined {
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
function hasDoubtfulEnd<E extends Entry>(cursor: Cursor, pages: LogPages<E>): boolean {
	const { end, lastIsFull, lastBroughtNew } = pages;
	if (end === 'repeated' && lastBroughtNew) return true;
	const isFirstOfTwo = (isUnknown(cursor) || cursor.unsure !== undefined) && !isSameEnd(cursor, pages);
	return isFirstOfTwo && lastIsFull && (end === 'empty' || end === 'repeated');
}

/** Whether the reading before this one ended the same way. */
function isSameEnd<E extends Entry>({ unsure }: Cursor, { placed, end }: LogPages<E>): boolean {
	const last = placed.at(-1);
	const isSamePlace =
		unsure !== undefined && (unsure.key === last?.key || unsure.position === last?.position);
	return isSamePlace && unsure.end === end;
}

function unsureOf<E extends Entry>({ placed, end }: LogPages<E>): { unsure?: Ending } {
	const last = placed.at(-1);
	return last && end ? { unsure: { end, key: last.key, position: last.position } } : {};
}

function pageSizeOf(cursor: Cursor, sizes: readonly number[]): { pageSize?: number } {
	const followed = sizes.slice(0, -1).filter((_, index) => sizes[index + 1] > 0);
	return smallerPage(Math.min(cursor.pageSize ?? PAGE_SIZE, ...followed));
}

function smallerPage(size: number): { pageSize?: number } {
	return size > 0 && size < PAGE_SIZE ? { pageSize: size } : {};
}
