import {
	FORGOTTEN,
	MAX_REMEMBERED,
	OPEN,
	remembered,
	type Cursor,
	type Doubt,
} from '../nodes/CodelocksTrigger/cursor/cursor.ts';
import { cursorAtTop, cursorBeforeAll } from '../nodes/CodelocksTrigger/cursor/newLog.ts';
import { entryDateMs, entryKey, keyDateMs } from '../nodes/shared/api/auditLog.ts';
import { PAGE_SIZE } from '../nodes/shared/api/pages.ts';
import { idsOf, Log, poll, type Read } from './support/auditLog.mts';

const copy = <T,>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

/** A log of `count` entries with the ids from 1 on, that are old. */
function startedLog(count: number): { log: Log; cursor: Cursor } {
	const log = new Log();
	log.upload(range(1, count));
	const outcome = cursorAtTop([log.page(1), log.page(2)], undefined);
	if (outcome.doubt) throw new Error(outcome.doubt);
	return { log, cursor: outcome.cursor };
}

describe('what is new', () => {
	test('nothing of an old log, and all that comes later, oldest first', () => {
		const { log, cursor } = startedLog(120);
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

	test('the first entry of a log that was empty at the first poll', () => {
		const { log, cursor } = startedLog(0);
		log.upload([7]);
		expect(idsOf(poll(log, cursor).fresh)).toEqual([7]);
	});

	test.each([
		['below the newest', 10],
		['at the end of the newest page', PAGE_SIZE - 1],
	])('a late upload %s, with ids lower than all, once', (_, position) => {
		const { log, cursor } = startedLog(120);
		log.upload([-2, -1], position);
		const first = poll(log, cursor);
		expect(idsOf(first.fresh)).toEqual([-2, -1]);
		expect(poll(log, first.cursor).fresh).toEqual([]);
	});

	test('a late upload at the end of a short log', () => {
		const { log, cursor } = startedLog(5);
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
		const { log, cursor } = startedLog(120);
		log.upload([500]);
		log.upload([501], 60);
		expect(idsOf(poll(log, cursor).fresh)).toEqual([501, 500]);
	});

	test('none of the entries that were forgotten, however far down late uploads lead', () => {
		const log = new Log();
		log.upload(range(1, 990));
		const { cursor } = poll(log, cursorBeforeAll(), { most: 1000 });
		expect(cursor.seen).toHaveLength(MAX_REMEMBERED);
		for (let page = 0; page < 10; page++) log.upload([2000 + page], page * PAGE_SIZE);
		// The five on top stand among the entries that are remembered.
		expect(idsOf(poll(log, cursor).fresh)).toEqual(range(2000, 5).reverse());
	});

	test('none of the entries that were forgotten, where the ids of late uploads are low', () => {
		const log = new Log();
		log.upload(range(1, 990));
		const { cursor } = poll(log, cursorBeforeAll(), { most: 1000 });
		for (let page = 0; page < 10; page++) log.upload([-page - 1], page * PAGE_SIZE);
		const { fresh } = poll(log, cursor);
		expect(idsOf(fresh).every((id) => Number(id) < 0)).toBe(true);
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
		const { log, cursor } = startedLog(300);
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
		const { log, cursor } = startedLog(300);
		log.upload(range(1000, count));
		const { calls } = poll(log, cursor, { between: (read) => read === 1 && log.upload(range(2000, more)) });
		expect(calls).toBe(expected);
	});
});

describe('entries that arrive while pages are read', () => {
	test.each([1, 10, PAGE_SIZE - 1, PAGE_SIZE + 20])(
		'%i after the first page: none lost, none twice',
		(count) => {
			const { log, cursor } = startedLog(300);
			log.upload(range(1000, 70));
			const between = (calls: number) => calls === 1 && log.upload(range(2000, count));
			const first = poll(log, cursor, { between });
			const second = poll(log, first.cursor);
			const ids = [...first.fresh, ...second.fresh].map(({ AuditEntryID }) => AuditEntryID);
			expect(ids).toEqual([...range(1000, 70), ...range(2000, count)]);
			expect(first.fresh.length).toBeGreaterThanOrEqual(70);
		},
	);

	test.each([PAGE_SIZE, 2 * PAGE_SIZE])('%i, so that a page comes again: left to the next poll', (count) => {
		const { log, cursor } = startedLog(300);
		log.upload(range(1000, 70));
		const between = (calls: number) => calls === 1 && log.upload(range(2000, count));
		expect(poll(log, cursor, { between })).toMatchObject({ doubt: 'repeated', fresh: [] });
		expect(idsOf(poll(log, cursor).fresh)).toEqual([...range(1000, 70), ...range(2000, count)]);
	});
});

test('a late upload that a failed poll has seen is found, though new entries push it down while pages are read', () => {
	const { log, cursor } = startedLog(130);
	log.upload([1000], PAGE_SIZE - 1);
	// The poll that fails leaves the cursor as it is.
	poll(log, cursor, { between: (calls) => calls === 1 && log.upload(range(2000, PAGE_SIZE)) });
	const { fresh } = poll(log, cursor, {
		between: (calls) => calls === 1 && log.upload([3000], PAGE_SIZE - 1),
	});
	expect(idsOf(fresh)).toContain(1000);
});

describe('a backlog', () => {
	const drain = (log: Log, start: Cursor, most: number, between?: (calls: number) => unknown) => {
		let cursor = start;
		const polls: Read[] = [];
		do {
			polls.push(poll(log, cursor, { most, between }));
			cursor = copy(polls.at(-1)!.cursor);
		} while (cursor.behind > 0 && polls.length < 1000);
		return polls;
	};

	test('of 10,000 entries comes out oldest first, 500 a poll', () => {
		const { log, cursor } = startedLog(300);
		log.upload(range(1000, 10_000));
		const polls = drain(log, cursor, 500);
		expect(idsOf(polls.flatMap(({ fresh }) => fresh))).toEqual(range(1000, 10_000));
		expect(polls.map(({ fresh }) => fresh.length)).toEqual(Array<number>(20).fill(500));
	});

	test('of 10,000 entries is found by 201 calls, and then costs 11 calls for 500 of them', () => {
		const { log, cursor } = startedLog(300);
		log.upload(range(1000, 10_000));
		const [first, ...others] = drain(log, cursor, 500).map(({ calls }) => calls);
		expect(first).toBe(201);
		expect(others).toEqual(Array<number>(19).fill(11));
	});

	test('keeps its order while the log goes on growing', () => {
		const { log, cursor } = startedLog(300);
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
			const { log, cursor } = startedLog(300);
			log.upload(range(1000, 5000));
			const polls = drain(log, cursor, most, (calls) => calls >= 30);
			expect(idsOf(polls.flatMap(({ fresh }) => fresh))).toEqual(range(1000, 5000));
			expect(Math.max(...polls.map(({ calls }) => calls))).toBe(30);
		},
	);

	test('that has shrunk is read from the top', () => {
		const { log, cursor } = startedLog(300);
		log.upload(range(1000, 3000));
		const first = poll(log, cursor);
		log.entries.splice(0, 2400);
		const second = poll(log, first.cursor);
		expect(second).toMatchObject({ fresh: [], cursor: { behind: 0 } });
		expect(idsOf(poll(log, second.cursor).fresh)).toEqual(range(1500, 100));
	});
});

describe('a doubt', () => {
	/** Three pages of new entries, of which the service sends only the first before it sends what `page` gives. */
	const pollWith = (doubts: Doubt[], pageTwo: 'empty' | 'repeated') => {
		const { log, cursor } = startedLog(300);
		log.upload(range(1000, 150));
		const page = (number: number) => (number === 1 ? log.page(1) : pageTwo === 'empty' ? [] : log.page(1));
		return poll(log, cursor, { doubts, page });
	};

	test.each<[Doubt[], 'empty' | 'repeated', Doubt]>([
		[[], 'empty', 'cut'],
		[[], 'repeated', 'repeated'],
		[['cut', 'cut'], 'empty', 'cut'],
		[['cut', 'cut', 'cut'], 'repeated', 'repeated'],
		[['repeated', 'repeated', 'repeated'], 'empty', 'cut'],
		[['cut', 'repeated', 'cut'], 'empty', 'cut'],
		[['cut', 'cut', 'cut', 'uneven', 'cut', 'cut'], 'empty', 'cut'],
		[['empty', 'empty', 'empty'], 'empty', 'cut'],
	])('after %p and then %s is not accepted: no entry, and the place stays', (doubts, pageTwo, doubt) => {
		const read = pollWith(doubts, pageTwo);
		expect(read).toMatchObject({ doubt, fresh: [] });
		expect(read.cursor).toEqual(startedLog(300).cursor);
	});

	test.each<[Doubt[], 'empty' | 'repeated']>([
		[['cut', 'cut', 'cut'], 'empty'],
		[['repeated', 'repeated', 'repeated'], 'repeated'],
		[['repeated', 'cut', 'cut', 'cut'], 'empty'],
	])('after %p and then %s is accepted: the same for the fourth time', (doubts, pageTwo) => {
		const { fresh, doubt } = pollWith(doubts, pageTwo);
		expect(doubt).toBeUndefined();
		expect(idsOf(fresh)).toEqual(range(1100, 50));
	});

	test.each<[Doubt[], Doubt | undefined]>([
		[['empty'], 'empty'],
		[['empty', 'empty'], undefined],
		[['empty', 'cut'], 'empty'],
		[['cut', 'cut', 'cut'], 'empty'],
	])('after %p and then an empty log: %p', (doubts, expected) => {
		const { log, cursor } = startedLog(300);
		const read = poll(log, cursor, { doubts, page: () => [] });
		expect(read.doubt).toBe(expected);
		expect(read.cursor.isErased).toBe(expected === undefined ? true : undefined);
	});

	test.each<[Doubt[], Doubt | undefined]>([
		[[], 'uneven'],
		[['cut', 'cut', 'cut'], 'uneven'],
		[['uneven', 'uneven', 'uneven'], undefined],
	])(
		'after %p and then a first page that is shorter than the second, when the log is first read: %p',
		(doubts, expected) => {
			const log = new Log();
			log.upload(range(1, 100));
			expect(cursorAtTop([log.page(1).slice(0, 20), log.page(2)], undefined, doubts).doubt).toBe(expected);
		},
	);
});

describe('what is left while the end of a log is in doubt', () => {
	test('of 400 first entries, of which page 4 comes again for page 5, one a poll: all of them, once', () => {
		const log = new Log();
		log.upload(range(1, 400));
		const again = (number: number) => log.page(Math.min(number, 4));
		const given = poll(log, cursorBeforeAll(), { page: again });
		expect(given.fresh).toHaveLength(200);
		const ids = idsOf(given.fresh);
		let { cursor } = given;
		for (let round = 0; round < 210; round++) {
			const read = poll(log, cursor, { most: 1 });
			ids.push(...idsOf(read.fresh));
			cursor = copy(read.cursor);
		}
		expect(ids).toHaveLength(400);
		expect(new Set(ids).size).toBe(400);
		expect(cursor.unsure).toBeUndefined();
	});

	test('the memory of a log whose end is believed is of its newest entries again', () => {
		const log = new Log();
		log.upload(range(1, 1000));
		const first = poll(log, cursorBeforeAll(), { most: 1000 });
		expect(first.cursor.seen.at(-1)).toMatch(/^1@/);
		const second = poll(log, first.cursor);
		expect(second).toMatchObject({ fresh: [], cursor: { whole: false } });
		expect(second.cursor.seen.map((key) => parseInt(key, 10))).toEqual(range(801, 200).reverse());
	});
});

describe('what is remembered', () => {
	const log = (...groups: Array<string | number[]>) =>
		groups.flatMap((group) => (typeof group === 'string' ? [group] : group.map(String)));

	test.each([
		['the newest', log(range(0, 260)), false, log(range(0, 200)), true],
		['all of a short log', log(range(0, 60)), true, log(range(0, 60)), false],
		[
			'the end, where new entries may stand below',
			log(range(0, 260)),
			true,
			log(range(0, 100), FORGOTTEN, range(160, 100)),
			false,
		],
		[
			'more below than above what is left',
			log(range(0, 200), OPEN, range(200, 200)),
			false,
			log(range(0, 100), FORGOTTEN, range(175, 25), OPEN, range(200, 74)),
			true,
		],
		['the newest of a long log', log(range(0, 5000)), false, log(range(0, 200)), true],
		[
			'both ends of a long log',
			log(range(0, 5000)),
			true,
			log(range(0, 100), FORGOTTEN, range(4900, 100)),
			false,
		],
		[
			'more below than above what is left near the end of a long log',
			log(range(0, 4801), OPEN, range(4801, 199)),
			false,
			log(range(0, 100), FORGOTTEN, range(4776, 25), OPEN, range(4801, 74)),
			true,
		],
		['no mark at the top', log(OPEN, range(0, 3), OPEN, [3]), false, log(range(0, 3), OPEN, [3]), false],
	])('%s', (_, all, isOpenBelow, seen, forgetsEnd) => {
		expect(remembered(all, isOpenBelow)).toEqual({ seen, forgetsEnd });
	});
});

test.each([
	['2026-04-22T10:15:00', '2026-04-22T10:15:00Z'],
	['2026-04-22 10:15', '2026-04-22T10:15:00Z'],
	['2026-04-22', '2026-04-22T00:00:00Z'],
	[' 2026-04-22T10:15:59.123+02:00 ', '2026-04-22T10:15:59Z'],
	['2026-04-22T10:15Z', '2026-04-22T10:15:00Z'],
	['22/04/2026', undefined],
	['2026-04-22T10', undefined],
	['2026-04-22T10:15:', undefined],
	['2026-04-22T10:15:5', undefined],
	['', undefined],
])('the clock reading of %p is %p', (date, expected) => {
	expect(entryDateMs(date)).toBe(expected === undefined ? undefined : Date.parse(expected));
	const key = entryKey({ AuditEntryID: '7@', DateEntered: date });
	expect(keyDateMs(key)).toBe(entryDateMs(date));
});
