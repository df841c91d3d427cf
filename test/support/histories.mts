import fc from 'fast-check';

import type { Cursor, Doubt } from '../../nodes/CodelocksTrigger/cursor/cursor.ts';
import { cursorAtTop, cursorBeforeAll } from '../../nodes/CodelocksTrigger/cursor/newLog.ts';
import { stateFor, type State } from '../../nodes/CodelocksTrigger/cursor/state.ts';
import { PAGE_SIZE } from '../../nodes/shared/api/pages.ts';
import { Log, poll, START, type Entry } from './auditLog.mts';

/** What the service does in one poll beside what it should. */
type Oddity =
	| { kind: 'none'; page: 0 }
	/** A page comes without entries. */
	| { kind: 'empty'; page: number }
	/** A page ends early. */
	| { kind: 'short'; page: number; size: number }
	/** A page lacks some of its entries. */
	| { kind: 'holes'; page: number; every: number }
	/** A page comes again in place of the next one. */
	| { kind: 'repeated'; page: number }
	/** The first page comes for every number. */
	| { kind: 'ignored'; page: 1 };

/** What may happen to a lock's log, and to the polls of it. */
type Event =
	| { kind: 'upload'; count: number }
	| { kind: 'lateUpload'; count: number; depth: number }
	/** Single entries are erased. */
	| { kind: 'erasure'; from: number; every: number; count: number }
	/** The oldest are erased. */
	| { kind: 'retention'; keep: number }
	/** The list of the account's locks lacks this one for a while. */
	| { kind: 'unlisted' }
	/** All are erased; `isReset`: the lock counts from 1 again. */
	| { kind: 'purge'; isReset: boolean; thenUploads: number }
	| { kind: 'poll'; most: number; arriving: number; failAfter: number; stopAfter: number; oddity: Oddity };

const USUAL: Oddity = { kind: 'none', page: 0 };

const oddities: fc.Arbitrary<Oddity> = fc.oneof(
	{ weight: 4, arbitrary: fc.constant(USUAL) },
	fc.record({ kind: fc.constant('empty' as const), page: fc.constantFrom(1, 1, 2, 3, 4) }),
	fc.record({
		kind: fc.constant('short' as const),
		page: fc.constantFrom(1, 2, 3),
		size: fc.integer({ min: 1, max: PAGE_SIZE - 1 }),
	}),
	fc.record({
		kind: fc.constant('holes' as const),
		page: fc.constantFrom(1, 2, 3),
		every: fc.integer({ min: 2, max: 20 }),
	}),
	fc.record({ kind: fc.constant('repeated' as const), page: fc.constantFrom(1, 2, 3, 4) }),
	fc.constant({ kind: 'ignored' as const, page: 1 as const }),
);

const events: fc.Arbitrary<Event> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('upload' as const),
			count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 40, max: 260 })),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('lateUpload' as const),
			count: fc.integer({ min: 1, max: 60 }),
			depth: fc.nat(PAGE_SIZE - 1),
		}),
	},
	fc.record({
		kind: fc.constant('erasure' as const),
		from: fc.nat(120),
		every: fc.integer({ min: 1, max: 5 }),
		count: fc.integer({ min: 1, max: 8 }),
	}),
	fc.record({ kind: fc.constant('retention' as const), keep: fc.nat(300) }),
	fc.constant({ kind: 'unlisted' as const }),
	fc.record({
		kind: fc.constant('purge' as const),
		isReset: fc.boolean(),
		thenUploads: fc.constantFrom(0, 1, 12, 49, 50, 60, 120),
	}),
	{
		weight: 8,
		arbitrary: fc.record({
			kind: fc.constant('poll' as const),
			most: fc.constantFrom(1, 7, 50, 120, 500),
			arriving: fc.constantFrom(0, 0, 0, 1, 3, PAGE_SIZE - 1, PAGE_SIZE, 70),
			failAfter: fc.constantFrom(0, 0, 0, 1, 2, 5),
			stopAfter: fc.constantFrom(0, 0, 0, 21, 25),
			oddity: oddities,
		}),
	},
);

export interface History {
	events: Event[];
	/** How many entries the log holds at the start. */
	existing: number;
	/** Whether those are old, or new. */
	areOld: boolean;
	/** What the service does at the first poll. */
	first: 'none' | 'empty';
	ids: 'ascending' | 'scattered' | 'text';
	seed: number;
}

const MAX_EXISTING = 400;

/** So many of the oldest remembered entries may be erased without a sign that the log ends there. */
const MAX_ERASED = 10;

const DAY = 24 * 3_600_000;

export const histories: fc.Arbitrary<History> = fc.record({
	events: fc.array(events, { minLength: 1, maxLength: 14 }),
	existing: fc.constantFrom(0, 5, 60, 130, MAX_EXISTING),
	areOld: fc.boolean(),
	first: fc.constantFrom('none' as const, 'none' as const, 'empty' as const),
	ids: fc.constantFrom('ascending' as const, 'scattered' as const, 'text' as const),
	seed: fc.nat(400_000),
});

/** How a poll is odd, as far as an algorithm could tell. A log that grows by just a page while it is read repeats one. */
function familyOf({ oddity, arriving }: Extract<Event, { kind: 'poll' }>): string | undefined {
	if (oddity.kind === 'short' || oddity.kind === 'holes') return 'part of a page';
	if (oddity.kind === 'repeated' || oddity.kind === 'ignored') return 'a page again';
	if (oddity.kind === 'empty') return 'an empty page';
	return arriving === PAGE_SIZE ? 'a page again' : undefined;
}

/**
 * After two odd polls running the service answers one as it should, and the two differ: an answer that comes again cannot
 * be told from the truth.
 */
const MAX_ODD_IN_ROW = 2;

class Run {
	readonly log = new Log();
	cursor: Cursor;
	doubts: Doubt[] = [];
	/** The odd polls running. */
	odd: string[] = [];
	given: Entry[] = [];
	/** Entries that were erased, old entries, and all that were given out, by key. */
	readonly erased = new Set<string>();
	readonly old = new Set<string>();
	readonly known = new Set<string>();
	largest = 0;
	private nextId: () => number | string;

	constructor(history: History) {
		this.nextId = idSource(history.ids, history.seed);
		this.log.upload(Array.from({ length: history.existing }, (_, index) => index + 1));
		const [one, two] = [this.log.page(1), this.log.page(2)];
		if (!history.areOld) {
			this.cursor = cursorBeforeAll();
			return;
		}
		for (const entry of this.log.entries) {
			this.old.add(entry.key);
			this.known.add(entry.key);
		}
		const oldBefore = START + 1000;
		const pages = history.first === 'empty' ? [[]] : [one, two];
		const outcome = cursorAtTop(pages, oldBefore);
		if (outcome.doubt) throw new Error(outcome.doubt);
		this.cursor = outcome.cursor;
	}

	upload(count: number, position = 0): void {
		this.log.upload(
			Array.from({ length: count }, () => this.nextId()),
			position,
		);
	}

	/** The position below so many of the entries that were given out; a short log ends before. */
	belowKnown(depth: number): number {
		let above = 0;
		for (const [position, entry] of this.log.entries.entries()) {
			if (above >= depth) return position;
			if (this.known.has(entry.key)) above++;
		}
		return Math.max(0, this.log.entries.length - 1);
	}

	erase(isErased: (entry: Entry, index: number) => boolean): void {
		const erased = this.log.entries.filter(isErased);
		for (const entry of erased) this.erased.add(entry.key);
		this.log.entries = this.log.entries.filter((entry) => !this.erased.has(entry.key));
	}

	/**
	 * Only the newest are kept. Where that takes just a few of those that are remembered, an entry above the cut may be one
	 * that came late or one that memory has dropped: no algorithm can tell, so it goes too.
	 */
	retain(count: number): void {
		const cut = this.log.entries.slice(count).filter(({ key }) => this.cursor.seen.includes(key));
		let kept = Math.min(count, this.log.entries.length);
		if (cut.length > 0 && cut.length <= MAX_ERASED) {
			while (kept > 0 && !this.known.has(this.log.entries[kept - 1].key)) kept--;
		}
		this.erase((_, index) => index >= kept);
	}

	/** Counts from 1 again; the dates go on. */
	resetIds(): void {
		let count = 0;
		this.nextId = () => ++count;
	}

	/** The list lacks the lock, and a day later has it again. */
	leaveList(): void {
		const watching = (lockIds: string[], before: State | undefined, day: number) =>
			stateFor(
				before,
				{ account: '', everyLock: true, lockIds, includeExisting: false },
				undefined,
				START + day * DAY,
			);
		const before = watching(['lock'], undefined, 0);
		before.locks.lock = { cursor: this.cursor };
		const { cursor } = watching(['lock'], watching([], before, 1), 2).locks.lock;
		if (!cursor) throw new Error('the place in the log is lost');
		this.cursor = cursor;
	}

	poll(event: Extract<Event, { kind: 'poll' }>): void {
		const family = familyOf(event);
		const isOdd = family !== undefined && this.odd.length < MAX_ODD_IN_ROW && !this.odd.includes(family);
		const isUsual = event.oddity.kind === 'none';
		const oddity = isOdd ? event.oddity : USUAL;
		// One oddity in a poll: growth by a page and more while another is under way is not told from it.
		const arriving =
			isUsual && (isOdd || family === undefined) ? event.arriving : Math.min(event.arriving, 3);
		let hasFailed = false;
		let first: number | undefined;
		const read = poll(this.log, this.cursor, {
			most: event.most,
			doubts: this.doubts,
			page: (number) => {
				first ??= number;
				return oddPage(this, number, number > first ? oddity : withoutAgain(oddity));
			},
			between: (calls) => {
				if (arriving && calls <= 3) this.upload(arriving);
				hasFailed = event.failAfter === calls;
				return hasFailed || (event.stopAfter > 0 && calls >= event.stopAfter);
			},
		});
		if (hasFailed) return;
		this.odd = isOdd ? [...this.odd, family] : [];
		this.take(read);
	}

	take({ cursor, fresh, doubt }: ReturnType<typeof poll>): void {
		this.doubts = doubt ? [...this.doubts, doubt] : [];
		const saved = JSON.stringify(cursor);
		this.cursor = JSON.parse(saved) as Cursor;
		this.largest = Math.max(this.largest, saved.length);
		this.given.push(...fresh);
		for (const entry of fresh) this.known.add(entry.key);
	}

	/** Polls until nothing is left. */
	finish(): void {
		for (let quiet = 0, polls = 0; quiet < 2 && polls < 500; polls++) {
			const read = poll(this.log, this.cursor, { most: 200, doubts: this.doubts });
			this.take(read);
			quiet = read.fresh.length || read.doubt || read.cursor.behind ? 0 : quiet + 1;
		}
	}
}

/** The first page that a poll reads may be another than it asked for: no algorithm can tell. */
function withoutAgain(oddity: Oddity): Oddity {
	return oddity.kind === 'repeated' ? USUAL : oddity;
}

function oddPage({ log, known }: Run, number: number, oddity: Oddity): Entry[] {
	if (oddity.kind === 'ignored') return log.page(1);
	const page = log.page(oddity.kind === 'repeated' && number === oddity.page + 1 ? oddity.page : number);
	if (oddity.kind === 'none' || number !== oddity.page) return page;
	if (oddity.kind === 'empty') return [];
	if (oddity.kind === 'repeated') return page;
	const rest = page.filter((_, index) =>
		oddity.kind === 'short' ? index < oddity.size : index % oddity.every !== 0,
	);
	// What a page lacks that ends the reading is found only on page 1, which every poll reads.
	const goesOn = rest.some((entry) => !known.has(entry.key)) && log.page(number + 1).length > 0;
	return number === 1 || goesOn ? rest : page;
}

/** Ids that no entry has, in an order of their own. */
function idSource(form: History['ids'], seed: number): () => number | string {
	let count = 0;
	if (form === 'ascending') return () => 10_000 + count++;
	if (form === 'text') return () => `9007199254740${993 + count++}`;
	// A permutation of the numbers below a prime: ids above and below those that were there before, and none of them.
	const next = () => (((seed + ++count) * 7919) % 999_983) - 200_000;
	return () => {
		let id = next();
		while (id >= 0 && id <= MAX_EXISTING) id = next();
		return id;
	};
}

export function runOf(history: History): Run {
	const run = new Run(history);
	for (const event of history.events) {
		if (event.kind === 'upload') run.upload(event.count);
		if (event.kind === 'lateUpload') run.upload(event.count, run.belowKnown(event.depth));
		if (event.kind === 'erasure') {
			const { from, every, count } = event;
			run.erase((_, index) => index >= from && (index - from) % every === 0 && index < from + every * count);
		}
		if (event.kind === 'retention') run.retain(event.keep);
		if (event.kind === 'purge') {
			run.erase(() => true);
			if (event.isReset) run.resetIds();
			if (event.thenUploads) run.upload(event.thenUploads);
		}
		if (event.kind === 'unlisted') run.leaveList();
		if (event.kind === 'poll') run.poll(event);
	}
	run.finish();
	return run;
}

/** What is wrong with a run, in words; '' if nothing is. */
export function faultOf({ log, given, old, largest }: Run, isOrdered: boolean): string {
	const got = new Set<string>();
	const places = new Map<number, number>();
	for (const entry of given) {
		const key = entry.key;
		if (got.has(key)) return `${key} came twice`;
		if (old.has(key)) return `${key} is old`;
		got.add(key);
		if (isOrdered && entry.place < (places.get(entry.upload) ?? -1)) return `${key} came after a newer one`;
		places.set(entry.upload, entry.place);
	}
	const lost = log.entries.find((entry) => !got.has(entry.key) && !old.has(entry.key));
	if (lost) return `${lost.key} of upload ${lost.upload} is lost`;
	return largest < 8000 ? '' : `the cursor took ${largest} characters`;
}

/** Whether the service did nothing odd. */
export function isUsual({ first, events: all }: History): boolean {
	return (
		first === 'none' &&
		all.every((event) =>
			event.kind === 'poll'
				? familyOf(event) === undefined
				: event.kind === 'upload' || event.kind === 'lateUpload',
		)
	);
}
