import { entryDateMs, entryKey, type EntryIdentity } from '../../shared/api/auditLog';
import { PAGE_SIZE } from '../../shared/api/pages';
import { FORGOTTEN, isMark, type Cursor } from './cursor';

/** An entry as it was found: `position` counts from the top of the log, which has grown since. */
export interface PlacedEntry<E> {
	entry: E;
	key: string;
	position: number;
	/** Whether it is remembered, or old by its date. */
	isKnown: boolean;
}

/**
 * Why a reading ends: 'known', at entries that were emitted before; 'empty', at a page without entries; 'repeated', at
 * a page that holds only what this reading has had; 'shrunk', since it began below the new entries.
 */
export type ReadingEnd = 'known' | 'empty' | 'repeated' | 'shrunk';

/** This many of the oldest remembered entries may be erased before a reading looks for them further down the log. */
const MAX_ERASED = 10;

/** Pages of fewer new entries than this on average cost more than they bring. */
const MIN_NEW_ON_PAGE = 10;

const PAGES_BESIDE = 5;

/** The first page that comes again for another number may hold up to this many entries that arrived meanwhile. */
const FEW_NEW_ABOVE = 10;

/** How far above the known entries a poll with a backlog starts to read. More would not fit in a poll's time. */
const MAX_LOOKBACK = 20 * PAGE_SIZE;

/** A place in memory whose entries are forgotten. */
interface Gap {
	/** The index in `seen`, and that of the first of the remembered entries right above it. */
	at: number;
	beside: number;
	/** The indexes in `placed` of the last remembered entry above it and of the first one below it. */
	above: number;
	below: number;
}

const UNSEEN = { above: -1, below: Infinity };

/**
 * A reading of a log, to which pages are added until it ends. Pages are read towards older entries, since new ones shift
 * them that way: an entry may then come twice, but none slips through between two pages.
 *
 * @param most how many entries this poll may emit.
 */
export function startReading<E extends EntryIdentity>(cursor: Cursor, most: number): LogPages<E> {
	const first = Math.max(0, Math.floor((cursor.behind - Math.min(most, MAX_LOOKBACK)) / PAGE_SIZE)) + 1;
	return new LogPages<E>(cursor, first);
}

/**
 * The pages that one poll reads of a log, compared with the cursor. An entry that is not remembered is new where it stands
 * above a remembered one. Below all of them it is one that memory has dropped; unless nothing older is in the log.
 *
 * Remembered: e d c b. The pages [f e x] [d c b a] hold the new entries f and x; x was uploaded late, a is an old one.
 */
export class LogPages<E extends EntryIdentity> {
	/** The number of the first page. */
	readonly first: number;

	/** Every entry once, in the order of the log. */
	placed: Array<PlacedEntry<E>> = [];

	/** Undefined while the reading goes on. */
	end?: ReadingEnd;

	/** The sizes of the pages so far. */
	readonly sizes: number[] = [];

	/** Whether entries are old by their date alone. */
	usesDate = false;

	/** Whether the lowest page held entries that are not remembered. */
	lastBroughtNew = false;

	private readonly cursor: Cursor;

	private readonly memory: Map<string, number>;

	private readonly gaps: Gap[];

	/** All that was read, also what `placed` no longer holds. */
	private readonly read = new Set<string>();

	private met = new Set<string>();

	private firstKey?: string;

	/** How far down in memory the reading got, as an index of `seen`. */
	private lowest = -1;

	private lastKnown = -1;

	private knownInRow = 0;

	private unseen = 0;

	constructor(cursor: Cursor, first: number) {
		this.cursor = cursor;
		this.first = first;
		this.memory = new Map(cursor.seen.map((key, index) => [key, index]));
		this.gaps = cursor.seen.flatMap((key, at) =>
			key === FORGOTTEN ? [{ at, beside: besideMark(cursor.seen, at), ...UNSEEN }] : [],
		);
	}

	/** The number of the page to read next. */
	get next(): number {
		return this.first + this.sizes.length;
	}

	/** Whether more pages were read than their new entries, and what is known above those, explain. */
	get isTooLong(): boolean {
		const { seen, unsure } = this.cursor;
		const known = unsure ? seen.length / PAGE_SIZE : 0;
		return this.sizes.length >= PAGES_BESIDE + Math.ceil(known + this.unseen / MIN_NEW_ON_PAGE);
	}

	/** How many of the remembered entries the log should hold below the lowest one that was read. */
	get missing(): number {
		return this.cursor.seen.length - 1 - this.lowest;
	}

	/** How many entries older than all that is remembered were read. */
	get below(): number {
		return this.hasOlder ? this.placed.length - 1 - this.lastKnown : 0;
	}

	/** Whether the lowest page that holds entries is as large as pages can be, so that more should follow. */
	get lastIsFull(): boolean {
		const last = this.sizes.filter((size) => size > 0).at(-1);
		return last !== undefined && last >= (this.cursor.pageSize ?? PAGE_SIZE);
	}

	/** Whether a page is shorter than another although it is not the last: some of its entries did not arrive. */
	get isUneven(): boolean {
		const sizes = this.sizes.filter((size) => size > 0);
		const largest = Math.max(...sizes);
		return sizes.slice(0, -1).some((size) => size < largest);
	}

	/** Whether the lowest entry that was read is not remembered, so that more such should follow. */
	get lastIsUnknown(): boolean {
		return this.placed.at(-1)?.isKnown === false;
	}

	/** The new entries, newest first. */
	get fresh(): Array<PlacedEntry<E>> {
		const last = this.hasOlder ? this.lastKnown : Infinity;
		return this.placed.filter(({ isKnown }, index) => !isKnown && index <= last && !this.isForgotten(index));
	}

	/** Adds the page that `next` named. */
	add(page: readonly E[]): void {
		const keys = page.map(entryKey);
		const offset = this.sizes.length;
		this.firstKey ??= keys.at(0);
		const top = offset > 0 && this.firstKey !== undefined ? keys.indexOf(this.firstKey) : -1;
		// The service gives it for any number, or the log grew by as much at this moment; the next poll reads it then.
		const isFirstAgain = top >= 0 && top < FEW_NEW_ABOVE;
		if (offset > 0 && keys.length > 0 && (isFirstAgain || keys.every((key) => this.met.has(key)))) {
			this.end = this.isBelowNew ? 'shrunk' : 'repeated';
			return;
		}
		if (top > 0) this.beginAgain(keys[0]);
		this.sizes.push(page.length);
		const before = this.placed.length;
		const knownBefore = this.lastKnown;
		const repeats = this.place(page, keys, (this.first + offset - 1) * PAGE_SIZE + 1);
		const brought = { before, repeats, isKnown: this.lastKnown > knownBefore || this.isForgotten(before) };
		this.lastBroughtNew = this.placed.slice(before).some((entry) => !entry.isKnown);
		if (page.length === 0) this.end = 'empty';
		else if (this.reachesKnown(brought)) this.end = 'known';
		if (this.end && this.isBelowNew) this.end = 'shrunk';
	}

	/** Whether the log has shrunk, so that the reading began below the new entries: it saw none, or none above known ones. */
	private get isBelowNew(): boolean {
		if (this.first === 1) return false;
		return this.beganAtForgotten || !this.fresh.length || (this.lowest < 0 && this.cursor.seen.length > 0);
	}

	/** Whether unknown entries at the start of the reading may be forgotten ones: no OPEN stands above the highest known one. */
	private get beganAtForgotten(): boolean {
		const start = this.placed.findIndex(({ key }) => this.memory.has(key));
		const above = start < 0 ? [] : this.cursor.seen.slice(0, this.memory.get(this.placed[start].key));
		return start > 0 && above.filter(isMark).at(-1) === FORGOTTEN;
	}

	private isForgotten(index: number): boolean {
		return this.gaps.some(({ above, below }) => above >= 0 && above < index && index < below);
	}

	/**
	 * Whether older entries stand below those that are remembered. A log that ends before the oldest of these was cut
	 * there, so that nothing older is left.
	 */
	private get hasOlder(): boolean {
		const hasEnded = this.end === 'empty' || (this.end === 'repeated' && !this.lastIsFull);
		const isCut = hasEnded && this.missing > MAX_ERASED;
		return !this.cursor.whole && this.lowest >= 0 && !isCut;
	}

	/** The log grew by more than a page while it was read, so that all comes again. What stands above is left to the next poll. */
	private beginAgain(firstKey: string): void {
		this.firstKey = firstKey;
		this.placed = [];
		this.met = new Set();
		this.lowest = -1;
		this.lastKnown = -1;
		this.knownInRow = 0;
		for (const gap of this.gaps) Object.assign(gap, UNSEEN);
	}

	/** Takes entries in; returns how many of them were there before. */
	private place(entries: readonly E[], keys: readonly string[], position: number): number {
		let repeats = 0;
		for (let index = 0; index < entries.length; index++) {
			const entry = entries[index];
			const key = keys[index];
			if (this.met.has(key)) {
				repeats++;
				continue;
			}
			const remembered = this.memory.get(key);
			const isKnown = remembered !== undefined || isDatedBefore(this.cursor.oldBefore, entry);
			if (remembered === undefined && isKnown) this.usesDate = true;
			if (remembered === undefined && !this.read.has(key)) this.unseen++;
			this.met.add(key);
			this.read.add(key);
			this.placed.push({ entry, key, position: position + index, isKnown });
			this.lowest = Math.max(this.lowest, remembered ?? -1);
			if (remembered !== undefined) this.noteGaps(remembered);
			if (remembered !== undefined || (isKnown && this.cursor.whole)) this.lastKnown = this.placed.length - 1;
			this.knownInRow = isKnown ? this.knownInRow + 1 : 0;
		}
		return repeats;
	}

	private noteGaps(remembered: number): void {
		const index = this.placed.length - 1;
		for (const gap of this.gaps) {
			if (remembered > gap.at) gap.below = Math.min(gap.below, index);
			else if (remembered >= gap.beside) gap.above = index;
		}
	}

	/**
	 * Whether the last page brought nothing new but known entries. That page is the overlap in which late uploads are
	 * found; where new entries shifted it, so that it repeats some of the page before, there must be a page's worth.
	 */
	private reachesKnown({
		before,
		repeats,
		isKnown,
	}: {
		before: number;
		repeats: number;
		isKnown: boolean;
	}): boolean {
		const { seen, unsure } = this.cursor;
		// The oldest may be erased, or on the next page with late uploads above them.
		const mayBeErased = seen.length >= 2 * PAGE_SIZE && this.missing <= MAX_ERASED && !isKnown;
		const isPastMemory = this.hasOlder && (this.missing === 0 || mayBeErased);
		const counted = isPastMemory ? this.lastKnown + 1 : this.placed.length;
		for (let index = before; index < counted; index++) {
			if (!this.placed[index].isKnown && !this.isForgotten(index)) return false;
		}
		if (isPastMemory) return this.placed.length > before || repeats > 0;
		// Two pages are remembered at least, as at the first poll.
		if (unsure || (seen.length === 0 && this.sizes.length < 2)) return false;
		return isKnown && (repeats === 0 || this.knownInRow >= PAGE_SIZE);
	}
}

/** The first of up to MAX_ERASED entries above a mark, down from the mark before. */
function besideMark(seen: readonly string[], at: number): number {
	let first = at;
	while (first > Math.max(0, at - MAX_ERASED) && !isMark(seen[first - 1])) first--;
	return first;
}

function isDatedBefore(limit: number | undefined, { DateEntered }: EntryIdentity): boolean {
	if (limit === undefined) return false;
	const wall = entryDateMs(DateEntered);
	return wall !== undefined && wall < limit;
}
