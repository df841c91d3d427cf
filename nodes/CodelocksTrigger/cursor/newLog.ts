import { entryKey, keyDateMs, type EntryIdentity } from '../../shared/api/auditLog';
import { PAGE_SIZE } from '../../shared/api/pages';
import type { Cursor, Doubt, Outcome } from './cursor';

/*
 * Where a log is taken as it is, and not compared with what is remembered: at its start, and once it has contradicted the
 * cursor in enough polls in a row.
 */

/** A log that stays empty for this many polls in a row was erased. */
const POLLS_UNTIL_ERASED = 3;

/** A log that gives the same doubt for this many polls in a row is taken as it is. The poll before reports it. */
const POLLS_UNTIL_ACCEPTED = 4;

/** A log that has emitted nothing yet: every entry is new, except those dated before `oldBefore`. */
export function cursorBeforeAll(oldBefore?: number): Cursor {
	return { seen: [], whole: true, behind: 0, ...(oldBefore !== undefined && { oldBefore }) };
}

/**
 * The cursor of a log whose entries so far are old. It remembers the first two pages: entries move up when others
 * are erased, and must still be known.
 *
 * @param oldBefore what an empty log shows later is old if it is dated before this; see Cursor.
 * @param doubts the doubts of the polls before this one; see isLasting.
 */
export function cursorAtTop(
	pages: ReadonlyArray<readonly EntryIdentity[]>,
	oldBefore: number | undefined,
	doubts: readonly Doubt[] = [],
): Outcome<never> {
	const [first = [], second = []] = pages.map((page) => page.map(entryKey));
	if (!first.length) return { cursor: cursorBeforeAll(oldBefore), fresh: [] };
	// A page that is shorter than the one below it has lost entries on its way.
	if (second.length > first.length && !isLasting('uneven', doubts)) return { doubt: 'uneven' };
	const seen = [...new Set([...first, ...second])];
	const isAll = seen.length === new Set(first).size && first.length < PAGE_SIZE;
	const pageSize = second.length && !isAll && first.length < PAGE_SIZE ? { pageSize: first.length } : {};
	return { cursor: { seen, whole: isAll, behind: 0, ...pageSize }, fresh: [] };
}

/** Where a log comes without entries: a doubt if some are remembered. Once it stays empty it was erased, and starts anew. */
export function ofEmptyLog(cursor: Cursor, doubts: readonly Doubt[]): Outcome<never> {
	if (!cursor.seen.length || cursor.isErased) return { cursor, fresh: [] };
	if (!isLasting('empty', doubts, POLLS_UNTIL_ERASED)) return { doubt: 'empty' };
	// Should the log come back after all, memory knows its upper part, and this the rest.
	const walls = cursor.seen.map(keyDateMs).filter((wall) => wall !== undefined);
	const oldBefore = walls.length ? Math.min(...walls) : cursor.oldBefore;
	const erased: Cursor = { ...cursor, whole: true, behind: 0, isErased: true };
	return { cursor: { ...erased, ...(oldBefore !== undefined && { oldBefore }) }, fresh: [] };
}

/** Whether the polls before this one, without a break, ended in the same doubt, so that with this one there are enough. */
export function isLasting(doubt: Doubt, doubts: readonly Doubt[], polls = POLLS_UNTIL_ACCEPTED): boolean {
	const last = doubts.slice(1 - polls);
	return last.length === polls - 1 && last.every((other) => other === doubt);
}
