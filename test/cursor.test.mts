import fc from 'fast-check';

import {
	advance,
	cursorBeforeAll,
	type Cursor,
	MOST_REMEMBERED,
	nextPage,
	cursorAtTop,
} from '../nodes/CodelocksTrigger/cursor/cursor.ts';
import { PAGE_SIZE } from '../nodes/shared/api/pages.ts';

interface Entry {
	AuditEntryID: number;
	/** Which upload brought it, and as the how-manieth. */
	upload: number;
	place: number;
}

/** A lock's audit log as the service pages it, newest first, whatever it may sort by. */
class Log {
	readonly entries: Entry[] = [];
	uploads = 0;

	/** Puts an upload into the log, its oldest entry at `position` from the top and its newest above that. */
	upload(ids: readonly number[], position = 0): void {
		const batch = ids.map((id, place) => ({ AuditEntryID: id, upload: this.uploads, place }));
		this.uploads++;
		this.entries.splice(position, 0, ...batch.reverse());
	}

	page(number: number): Entry[] {
		return this.entries.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE);
	}
}

interface Read {
	cursor: Cursor;
	fresh: Entry[];
	calls: number;
}

/** One poll of a log; `between` runs after each page, and stops the reading by giving true. */
function poll(log: Log, cursor: Cursor, most = 500, between: (calls: number) => unknown = () => false): Read {
	const pages: Entry[][] = [];
	for (let page = nextPage(cursor, pages, most); page !== null; page = nextPage(cursor, pages, most)) {
		pages.push(log.page(page));
		if (between(pages.length) === true) break;
	}
	return { ...advance(cursor, pages, most), calls: pages.length };
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const idsOf = (entries: readonly Entry[]) => entries.map(({ AuditEntryID }) => AuditEntryID);

/** A log of `count` entries with the ids from 1 on, of which note was taken. */
function notedLog(count: number): { log: Log; cursor: Cursor } {
	const log = new Log();
	log.upload(range(1, count));
	return { log, cursor: cursorAtTop(log.page(1)) };
}

describe('what is new', () => {
	test('nothing of a log that note was taken of, and all that comes later, oldest first', () => {
		const { log, cursor } = notedLog(120);
		expect(poll(log, cursor).fresh).toEqual([]);
		log.upload([121, 122, 123]);
		const second = poll(log, cursor);
		expect(idsOf(second.fresh)).toEqual([121, 122, 123]);
		expect(poll(log, second.cursor).fresh).toEqual([]);
	});

	test('all of a log that starts at its beginning', () => {
		const log = new Log();
		log.upload(range(1, 120));
		expect(idsOf(poll(log, cursorBeforeAll()).fresh)).toEqual(range(1, 120));
	});

	test('the first entry of a log that was empty when note was taken of it', () => {
		const { log, cursor } = notedLog(0);
		log.upload([7]);
		expect(idsOf(poll(log, cursor).fresh)).toEqual([7]);
	});

	test.each([
		['below the newest', 10],
		['at the end of the newest page', PAGE_SIZE - 1],
	])('a late upload %s, with ids lower than all, once', (_, position) => {
		const { log, cursor } = notedLog(120);
		log.upload([-2, -1], position);
		const first = poll(log, cursor);
		expect(idsOf(first.fresh)).toEqual([-2, -1]);
		expect(poll(log, first.cursor).fresh).toEqual([]);
	});

	test('a late upload at the end of a short log', () => {
		const { log, cursor } = notedLog(5);
		log.upload([-1], 5);
		expect(idsOf(poll(log, cursor).fresh)).toEqual([-1]);
	});

	test('a late upload at the end of a log that was read whole, below more than a page of others', () => {
		const log = new Log();
		log.upload(range(1, 5));
		const { cursor } = poll(log, cursorBeforeAll());
		log.upload(range(1000, 60));
		log.upload([-1], 65);
		expect(idsOf(poll(log, cursor).fresh)).toEqual([-1, ...range(1000, 60)]);
	});

	test('a late upload below what is remembered, where its id is the newest', () => {
		const { log, cursor } = notedLog(120);
		log.upload([500]);
		log.upload([501], 60);
		expect(idsOf(poll(log, cursor).fresh)).toEqual([501, 500]);
	});

	test('none of the entries that were forgotten, however far down late uploads lead', () => {
		const log = new Log();
		log.upload(range(1, 1000));
		const { cursor } = poll(log, cursorBeforeAll(), 1000);
		expect(cursor.seen).toHaveLength(MOST_REMEMBERED);
		for (let page = 0; page < 10; page++) log.upload([2000 + page], page * PAGE_SIZE);
		// Below what is remembered, an id that is newer than all still counts.
		expect(idsOf(poll(log, cursor).fresh)).toEqual(range(2000, 10).reverse());
	});

	test('none of the entries that were forgotten, where the ids of late uploads are low', () => {
		const log = new Log();
		log.upload(range(1, 1000));
		const { cursor } = poll(log, cursorBeforeAll(), 1000);
		for (let page = 0; page < 10; page++) log.upload([-page - 1], page * PAGE_SIZE);
		const { fresh } = poll(log, cursor);
		expect(idsOf(fresh).every((id) => id < 0)).toBe(true);
		expect(fresh.length).toBeGreaterThanOrEqual(4);
	});
});

describe('what a poll costs', () => {
	test.each([
		[0, 1],
		[1, 2],
		[49, 2],
		[50, 2],
		[51, 3],
		[120, 4],
		[500, 11],
	])('%i new entries: %i calls', (count, calls) => {
		const { log, cursor } = notedLog(300);
		log.upload(range(1000, count));
		expect(poll(log, cursor)).toMatchObject({ calls, fresh: { length: count } });
		const fresh = new Log();
		fresh.upload(range(1000, count));
		expect(poll(fresh, cursorBeforeAll())).toMatchObject({ calls, fresh: { length: count } });
	});

	// Less than a page of what is known would remain as the overlap in which late uploads are found.
	test.each([
		[45, 4, 2],
		[45, 5, 2],
		[45, 6, 3],
		[45, 10, 3],
		[5, 10, 2],
	])('of %i new entries, which %i more shift while they are read: %i calls', (count, more, expected) => {
		const { log, cursor } = notedLog(300);
		log.upload(range(1000, count));
		const { calls } = poll(log, cursor, 500, (read) => read === 1 && log.upload(range(2000, more)));
		expect(calls).toBe(expected);
	});
});

describe('entries that arrive while pages are read', () => {
	test.each([1, 10, PAGE_SIZE, 2 * PAGE_SIZE])('%i after the first page: none lost, none twice', (count) => {
		const { log, cursor } = notedLog(300);
		log.upload(range(1000, 70));
		const first = poll(log, cursor, 500, (calls) => calls === 1 && log.upload(range(2000, count)));
		expect(idsOf(first.fresh)).toEqual(range(1000, 70));
		expect(idsOf(poll(log, first.cursor).fresh)).toEqual(range(2000, count));
	});
});

test('a late upload that a failed poll has seen is found, though new entries push it down while pages are read', () => {
	const { log, cursor } = notedLog(130);
	log.upload([1000], PAGE_SIZE - 1);
	// The poll that fails leaves the cursor as it is.
	poll(log, cursor, 500, (calls) => calls === 1 && log.upload(range(2000, PAGE_SIZE)));
	const { fresh } = poll(log, cursor, 500, (calls) => calls === 1 && log.upload([3000], PAGE_SIZE - 1));
	expect(idsOf(fresh)).toContain(1000);
});

describe('a backlog', () => {
	const drain = (log: Log, start: Cursor, most: number, between?: (calls: number) => unknown) => {
		let cursor = start;
		const polls: Read[] = [];
		do {
			polls.push(poll(log, cursor, most, between));
			cursor = copy(polls.at(-1)!.cursor);
		} while (cursor.behind > 0 && polls.length < 1000);
		return polls;
	};

	test('of 10,000 entries comes out oldest first, 500 a poll', () => {
		const { log, cursor } = notedLog(300);
		log.upload(range(1000, 10_000));
		const polls = drain(log, cursor, 500);
		expect(idsOf(polls.flatMap(({ fresh }) => fresh))).toEqual(range(1000, 10_000));
		expect(polls.map(({ fresh }) => fresh.length)).toEqual(Array<number>(20).fill(500));
	});

	test('of 10,000 entries is found by 201 calls, and then costs 11 calls for 500 of them', () => {
		const { log, cursor } = notedLog(300);
		log.upload(range(1000, 10_000));
		const [first, ...others] = drain(log, cursor, 500).map(({ calls }) => calls);
		expect(first).toBe(201);
		expect(others).toEqual(Array<number>(19).fill(11));
	});

	test('keeps its order while the log goes on growing', () => {
		const { log, cursor } = notedLog(300);
		log.upload(range(1000, 1000));
		let next = 2000;
		const polls = drain(log, cursor, 100, (calls) => calls % 3 === 0 && next < 2300 && log.upload([next++]));
		expect(idsOf(polls.flatMap(({ fresh }) => fresh))).toEqual([
			...range(1000, 1000),
			...range(2000, next - 2000),
		]);
	});

	test.each([500, 100_000])(
		'is found over several polls that run out of time, %i entries allowed',
		(most) => {
			const { log, cursor } = notedLog(300);
			log.upload(range(1000, 5000));
			const polls = drain(log, cursor, most, (calls) => calls >= 30);
			expect(idsOf(polls.flatMap(({ fresh }) => fresh))).toEqual(range(1000, 5000));
			expect(Math.max(...polls.map(({ calls }) => calls))).toBe(30);
		},
	);

	test('that has shrunk is read from the top', () => {
		const { log, cursor } = notedLog(300);
		log.upload(range(1000, 3000));
		const first = poll(log, cursor);
		log.entries.splice(0, 2400);
		const second = poll(log, first.cursor);
		expect(second).toMatchObject({ fresh: [], cursor: { behind: 0 } });
		expect(idsOf(poll(log, second.cursor).fresh)).toEqual(range(1500, 100));
	});
});

/** What may happen to a lock's log, and to the polls of it. */
type Event =
	| { kind: 'upload'; count: number }
	| { kind: 'lateUpload'; count: number; depth: number }
	| { kind: 'poll'; most: number; arriving: number; lateAt: number; failAfter: number; stopAfter: number };

const events: fc.Arbitrary<Event> = fc.oneof(
	fc.record({
		kind: fc.constant('upload' as const),
		count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 40, max: 260 })),
	}),
	fc.record({
		kind: fc.constant('lateUpload' as const),
		count: fc.integer({ min: 1, max: 60 }),
		depth: fc.nat(PAGE_SIZE - 1),
	}),
	fc.record({
		kind: fc.constant('poll' as const),
		most: fc.constantFrom(1, 7, 50, 120, 500),
		arriving: fc.constantFrom(0, 0, 1, 3, PAGE_SIZE, 70),
		lateAt: fc.constantFrom(-1, -1, 0, 20, PAGE_SIZE - 1),
		failAfter: fc.constantFrom(0, 0, 0, 1, 2, 5),
		stopAfter: fc.constantFrom(0, 0, 0, 21, 25),
	}),
);

const copy = <T,>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Runs the events, then polls until nothing is left. */
function run(history: Event[], existing: number, startsNoted: boolean, ids: () => number) {
	const log = new Log();
	log.upload(range(1, existing));
	const before = new Set(startsNoted ? range(1, existing) : []);
	let cursor = startsNoted ? cursorAtTop(log.page(1)) : cursorBeforeAll();
	const given: Entry[] = [];
	const known = new Set(before);
	let largest = 0;
	const fresh = (count: number) => Array.from({ length: count }, ids);

	const deliver = (read: Read) => {
		cursor = copy(read.cursor);
		largest = Math.max(largest, JSON.stringify(cursor).length);
		given.push(...read.fresh);
		for (const id of idsOf(read.fresh)) known.add(id);
	};

	for (const event of history) {
		if (event.kind === 'upload') log.upload(fresh(event.count));
		if (event.kind === 'lateUpload') log.upload(fresh(event.count), belowKnown(log, known, event.depth));
		if (event.kind === 'poll') {
			let failed = false;
			const read = poll(log, cursor, event.most, (calls) => {
				if (event.arriving && calls <= 3) log.upload(fresh(event.arriving));
				if (event.lateAt >= 0 && calls === 1)
					log.upload(fresh(1), Math.min(event.lateAt, log.entries.length));
				failed = event.failAfter === calls;
				return failed || (event.stopAfter > 0 && calls >= event.stopAfter);
			});
			if (!failed) deliver(read);
		}
	}
	for (let quiet = 0, polls = 0; quiet < 2 && polls < 1000; polls++) {
		const read = poll(log, cursor, 200);
		deliver(read);
		quiet = read.fresh.length || read.cursor.behind ? 0 : quiet + 1;
	}
	return { log, before, given, largest };
}

/** The position below so many of the entries that were given out; a short log ends before. */
function belowKnown(log: Log, known: Set<number>, depth: number): number {
	let above = 0;
	for (const [position, { AuditEntryID }] of log.entries.entries()) {
		if (above >= depth) return position;
		if (known.has(AuditEntryID)) above++;
	}
	return Math.max(0, log.entries.length - 1);
}

/** Ids that no entry has, in an order of their own. */
function idSource(order: 'ascending' | 'scattered', seed: number): () => number {
	let count = 0;
	if (order === 'ascending') return () => 10_000 + count++;
	// A permutation of the numbers below a prime: ids above and below those that were there before, and none of them.
	const next = () => (((seed + ++count) * 7919) % 999_983) - 200_000;
	return () => {
		let id = next();
		while (id >= 0 && id <= MOST_EXISTING) id = next();
		return id;
	};
}

const MOST_EXISTING = 400;

const sorted = (ids: number[]) => [...ids].sort((one, other) => one - other);

function duplicatesOf(ids: number[]): number[] {
	const met = new Set<number>();
	return ids.filter((id) => met.has(id) || !met.add(id));
}

describe('any history', () => {
	const histories = fc.tuple(
		fc.array(events, { minLength: 1, maxLength: 14 }),
		fc.constantFrom(0, 60, 130, MOST_EXISTING),
		fc.boolean(),
		fc.constantFrom('ascending' as const, 'scattered' as const),
		fc.nat(400_000),
	);

	test('gives each entry once, the oldest of an upload first, and keeps the state small', () => {
		fc.assert(
			fc.property(histories, ([history, existing, startsNoted, order, seed]) => {
				const { log, before, given, largest } = run(history, existing, startsNoted, idSource(order, seed));
				const expected = idsOf(log.entries).filter((id) => !before.has(id));
				const got = idsOf(given);
				expect(duplicatesOf(got)).toEqual([]);
				expect(sorted(got)).toEqual(sorted(expected));
				const places = new Map<number, number>();
				const outOfOrder = given.filter(({ upload, place }) => {
					const before = places.get(upload) ?? -1;
					places.set(upload, place);
					return place < before;
				});
				expect(outOfOrder).toEqual([]);
				expect(largest).toBeLessThan(6400);
			}),
			{ numRuns: 300 },
		);
	});
});

test('a cursor takes less than a tenth of 64 KB with the longest ids there are', () => {
	const log = new Log();
	log.upload(range(Number.MAX_SAFE_INTEGER - 20_000, 20_000));
	const { cursor } = poll(log, cursorBeforeAll(), 20_000);
	expect(JSON.stringify(cursor).length).toBeLessThan(6400);
});
