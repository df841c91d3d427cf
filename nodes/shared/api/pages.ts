import { TtlMap } from '../ttlCache';
import { ServiceError } from './errors';

/** The largest page that the API's documentation shows (docs/dev/api.md, 'Paging'). */
export const PAGE_SIZE = 50;

/** A log of 125,000 entries, nearly as many calls as the largest plan has in a month. */
const MAX_PAGES = 2_500;

/** How long a service's page size is remembered, in ms. It may change, and a call too many costs less than a lost entry. */
const REMEMBER_MS = 60 * 60 * 1000;

/** One page of a list, as the service sent it. */
export interface Page<T> {
	entries: T[];
	/** Where the service sends it. Whether it counts the page or the whole list is not documented. */
	count?: number;
}

/** A list that is read page by page. */
export interface PagedList<T> {
	/** The account and the path template: lists of the same name page alike. Never shown. */
	name: string;
	/** The whole list, such as "the audit log of lock '0605…'". */
	about: string;
	/** How many entries are asked for. */
	perPage: number;
	/** Reads a page, from 1 on, of at most `perPage` entries. Throws ServiceError. */
	read: (page: number, perPage: number) => Promise<Page<T>>;
	/** Equal for entries that are the same. */
	keyOf: (entry: T) => string;
	/** Called where a full first page came twice, so that the list may go on unseen. */
	onRepeatedPage?: () => void;
}

/** What a service was seen to do. */
interface Habits {
	/** The size of its largest page. */
	largest: number;
	/**
	 * Why a page was short and yet not the last: 'cap', since the service gives no more than `largest` on a page, or
	 * 'anywhere', since a smaller page stood before a larger one. Undefined where only the last page was short.
	 */
	short?: 'cap' | 'anywhere';
}

const habitsByList = new TtlMap<Habits>(REMEMBER_MS);

/**
 * The entries of a list, those of each page that were not on an earlier one. The caller stops when it has enough.
 *
 * The end is where a page is short, comes again, is empty or not found. What counts as short depends on the service:
 * asked for 50, one that gives 20 at most sends 20, 20 and 5. So a first page of 20 is followed by a second one, until
 * the service was seen to send larger pages; a first page of 7 is the end. Throws ServiceError for a list with a gap.
 */
export async function* entriesByPage<T>(list: PagedList<T>): AsyncGenerator<T[]> {
	const habits = habitsOf(list.name);
	const known = new Set<string>();
	let received = 0;
	let total: number | undefined;
	let goesOn = false;
	let previousSize = 0;
	let shortPage: number | undefined;
	for (let number = 1; number <= MAX_PAGES; number++) {
		const { entries, count }: Page<T> = await verifiedPage(list, number, goesOn ? previousSize : 0);
		const fresh = entries.filter((entry) => isNew(known, list.keyOf(entry)));
		learn(habits, entries.length, fresh.length > 0 ? shortPage : undefined);
		if (count !== undefined && count > entries.length) total = count;
		received += entries.length;
		previousSize = entries.length;
		shortPage = entries.length < list.perPage ? entries.length : undefined;
		if (fresh.length === 0) {
			if (total !== undefined && total > known.size) throw incomplete(list.about, known.size, total);
			if (number === 2 && goesOn && entries.length > 0) list.onRepeatedPage?.();
			return;
		}
		yield fresh;
		if (total !== undefined) goesOn = received < total;
		else goesOn = entries.length >= list.perPage || isFull(entries.length, habits);
		if (!goesOn && (total !== undefined || !mayHaveNextPage(entries.length, habits))) return;
	}
	throw new ServiceError('badResponse', `${capitalized(list.about)} did not end after ${MAX_PAGES} pages`, {
		status: 200,
		advice: 'Set a Limit, or read a shorter time with the filters After and Before.',
	});
}

/**
 * A page. Where the list should go on, an empty one may be a fault. So one that follows full pages of 50 is checked by
 * requesting the same entries with a smaller page size: for the first 25 after page 2, page 5 of 25. If there are any, the page is
 * read again, and is an error if it is still empty.
 *
 * @param previousSize the size of the pages before; 0 where the list may have ended with them.
 */
async function verifiedPage<T>(list: PagedList<T>, number: number, previousSize: number): Promise<Page<T>> {
	const page = await pageOrEnd(list, number, list.perPage);
	if (!page || page.entries.length > 0 || previousSize === 0) return page ?? { entries: [] };
	const parts = [2, 5].find((divisor) => previousSize % divisor === 0) ?? 1;
	const check = await pageOrEnd(list, (number - 1) * parts + 1, previousSize / parts);
	if (!check || check.entries.length === 0) return page;
	const again = await pageOrEnd(list, number, list.perPage);
	if (again && again.entries.length > 0) return again;
	throw new ServiceError('badResponse', `Page ${number} of ${list.about} came without entries`, {
		status: 200,
		advice: 'The page should have entries, so nothing was returned. Run it again later.',
	});
}

/** A page; undefined where the service has no such page, which is past the end. */
async function pageOrEnd<T>(
	list: PagedList<T>,
	number: number,
	perPage: number,
): Promise<Page<T> | undefined> {
	return await list.read(number, perPage).catch((error: unknown) => nothingPastEnd(error, number));
}

/** Throws an error that does not mean a page past the end. */
function nothingPastEnd(error: unknown, number: number): undefined {
	if (error instanceof ServiceError && isPastEnd(error, number)) return undefined;
	throw error;
}

/** Whether a failure means that a list has no such page: what was right for page 1 is refused for a later one. */
export function isPastEnd({ reason, status }: ServiceError, number: number): boolean {
	return number > 1 && (reason === 'notFound' || status === 400);
}

function isNew(known: Set<string>, key: string): boolean {
	if (known.has(key)) return false;
	known.add(key);
	return true;
}

/** Whether a page is as large as the service was seen to give them, while more was asked for. */
function isFull(size: number, { short, largest }: Habits): boolean {
	return short === 'cap' && size >= largest;
}

/** Whether more may follow a short page. Only the usual page sizes count: to ask costs a call each time. */
function mayHaveNextPage(size: number, { short, largest }: Habits): boolean {
	if (short === 'anywhere') return true;
	return size >= largest && size >= 10 && (size % 5 === 0 || size === 16 || size === 32);
}

function habitsOf(name: string): Habits {
	const now = Date.now();
	const remembered = habitsByList.get(name, now);
	if (remembered) return remembered;
	const habits: Habits = { largest: 0 };
	habitsByList.set(name, habits, now);
	return habits;
}

/** @param before the size of the page before, where that was short and this one brought something new. */
function learn(habits: Habits, size: number, before: number | undefined): void {
	// A page larger than all before leaves open again how large a page can be.
	if (size > habits.largest && habits.short === 'cap') habits.short = undefined;
	habits.largest = Math.max(habits.largest, size);
	if (before !== undefined) habits.short = before < habits.largest ? 'anywhere' : (habits.short ?? 'cap');
}

function incomplete(about: string, found: number, total: number): ServiceError {
	return new ServiceError(
		'badResponse',
		`The service counts ${total} entries of ${about}, and sent ${found}`,
		{
			status: 200,
			advice: 'Nothing was returned, since some would be missing. Run it again later.',
		},
	);
}

function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
