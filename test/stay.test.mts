import fc from 'fast-check';

import { codesOfStay, MAX_CODES, type CodeChoice } from '../nodes/Codelocks/resources/netCode/stay.ts';
import { clockOf, type Clock, type LockClock } from '../nodes/shared/time/lockClock.ts';
import { DAY, HOUR, isoAt, wallText } from '../nodes/shared/time/zones.ts';

/** A code as the tests write it: '4 hours', '2 days'. */
interface Named extends CodeChoice {
	name: string;
}

const hours = (from: number, to: number): Named[] =>
	Array.from({ length: to - from + 1 }, (_, at) => ({
		name: `${from + at} hours`,
		ofDays: false,
		length: (from + at) * HOUR,
	}));
const days = (from: number, to: number): Named[] =>
	Array.from({ length: to - from + 1 }, (_, at) => ({
		name: `${from + at} days`,
		ofDays: true,
		length: (from + at) * DAY,
	}));

/** IDs 0 to 18. */
const USUAL = [...hours(1, 12), ...days(1, 7)];

const at = (text: string) => Date.parse(text);
const london = (lockClock: LockClock, start: string) =>
	clockOf({ timezone: 'Europe/London', lockClock }, at(start));

function stay(start: string, end: string, clock: Clock, most = MAX_CODES, choices = USUAL) {
	const found = codesOfStay(at(start), at(end), clock, choices, most);
	if ('needed' in found) return `needs ${found.needed}`;
	return [
		...found.codes.map(({ choice, reading }) => `${choice.name} from ${wallText(reading)}`),
		...(found.mayEndEarly ? ['may end early'] : []),
	];
}

describe('the code of a stay from 15:00 to 11:00', () => {
	it.each<[nights: number, end: string, codes: string[]]>([
		[1, '2026-11-04', ['2 days from 2026-11-03 00:00']],
		[2, '2026-11-05', ['3 days from 2026-11-03 00:00']],
		[6, '2026-11-09', ['7 days from 2026-11-03 00:00']],
		[7, '2026-11-10', ['7 days from 2026-11-03 00:00', '11 hours from 2026-11-10 00:00']],
		[8, '2026-11-11', ['7 days from 2026-11-03 00:00', '2 days from 2026-11-10 00:00']],
		[
			15,
			'2026-11-18',
			['7 days from 2026-11-03 00:00', '7 days from 2026-11-10 00:00', '2 days from 2026-11-17 00:00'],
		],
	])('over %i nights, when all clocks agree', (_nights, end, codes) => {
		for (const lockClock of ['siteTime', 'standardTime', 'utc'] as const) {
			const clock = london(lockClock, '2026-11-03T15:00Z');
			expect(stay('2026-11-03T15:00Z', `${end}T11:00Z`, clock)).toEqual(codes);
		}
	});

	it.each<[LockClock, nights: number, codes: string[]]>([
		['siteTime', 1, ['2 days from 2026-07-07 00:00']],
		['standardTime', 1, ['2 days from 2026-07-07 00:00']],
		['siteTime', 7, ['7 days from 2026-07-07 00:00', '11 hours from 2026-07-14 00:00']],
		['standardTime', 7, ['7 days from 2026-07-07 00:00', '10 hours from 2026-07-14 00:00']],
		['utc', 7, ['7 days from 2026-07-07 00:00', '10 hours from 2026-07-14 00:00']],
	])('in summer, on a lock that keeps %s, over %i nights', (lockClock, nights, codes) => {
		const clock = london(lockClock, '2026-07-07T15:00+01:00');
		const end = isoAt(at('2026-07-07T11:00+01:00') + nights * DAY, 'UTC');
		expect(stay('2026-07-07T15:00+01:00', end, clock)).toEqual(codes);
	});

	it("begins at the lock's midnight before it, also on a clock far from the site's", () => {
		const setting = { timezone: 'America/New_York', lockClock: 'fixedOffset', lockOffset: '-08:00' } as const;
		const utc = clockOf({ ...setting, lockClock: 'utc' }, 0);
		expect(stay('2026-07-07T21:00-04:00', '2026-07-08T11:00-04:00', utc)).toEqual([
			'1 days from 2026-07-08 00:00',
		]);
		const pacific = clockOf(setting, 0);
		expect(stay('2026-07-07T02:00-04:00', '2026-07-07T23:00-04:00', pacific)).toEqual([
			'2 days from 2026-07-06 00:00',
		]);
	});
});

describe('a stay on one day', () => {
	const clock = london('siteTime', '2026-11-03T15:00Z');
	it.each([
		['2026-11-03T15:00Z', '2026-11-03T18:30Z', '4 hours from 2026-11-03 15:00'],
		['2026-11-03T15:40Z', '2026-11-03T18:00Z', '3 hours from 2026-11-03 15:00'],
		['2026-11-03T15:00Z', '2026-11-03T16:00Z', '1 hours from 2026-11-03 15:00'],
		['2026-11-03T15:59:59Z', '2026-11-03T16:00:01Z', '2 hours from 2026-11-03 15:00'],
		['2026-11-03T22:00Z', '2026-11-04T10:00Z', '12 hours from 2026-11-03 22:00'],
		['2026-11-03T00:00Z', '2026-11-04T00:00Z', '1 days from 2026-11-03 00:00'],
	])('%s to %s', (start, end, code) => {
		expect(stay(start, end, clock)).toEqual([code]);
	});

	it('takes a code of 24 hours for a night where the model has one', () => {
		const choices = [...USUAL, ...hours(24, 24)];
		expect(stay('2026-11-03T15:00Z', '2026-11-04T11:00Z', clock, 1, choices)).toEqual([
			'24 hours from 2026-11-03 15:00',
		]);
	});
});

describe('a stay over a change of the clocks', () => {
	const clock = london('siteTime', '2026-10-24T15:00+01:00');
	it.each<[string, start: string, end: string, codes: string[]]>([
		['a night', '2026-10-24T15:00+01:00', '2026-10-25T11:00Z', ['2 days from 2026-10-24 00:00']],
		[
			'days that elapsed hours would not cover',
			'2026-10-24T00:00+01:00',
			'2026-10-26T00:00Z',
			['3 days from 2026-10-24 00:00'],
		],
		[
			'hours that elapsed hours would not cover',
			'2026-10-25T00:00+01:00',
			'2026-10-25T04:00Z',
			['5 hours from 2026-10-25 00:00'],
		],
		[
			'days with no longer code',
			'2026-10-20T00:00+01:00',
			'2026-10-27T00:00Z',
			['7 days from 2026-10-20 00:00', 'may end early'],
		],
		[
			'a week, whose second code may begin an hour late',
			'2026-10-20T15:00+01:00',
			'2026-10-27T11:00Z',
			['7 days from 2026-10-20 00:00', '11 hours from 2026-10-27 00:00', 'may end early'],
		],
		[
			'hours that the clock shows twice',
			'2026-10-25T01:30Z',
			'2026-10-25T03:00Z',
			['3 hours from 2026-10-25 01:00'],
		],
		['hours in spring', '2027-03-28T00:00Z', '2027-03-28T04:00+01:00', ['4 hours from 2027-03-28 00:00']],
	])('%s', (_name, start, end, codes) => {
		expect(stay(start, end, clock)).toEqual(codes);
	});

	it('is nothing to a lock on a fixed clock', () => {
		const standard = london('standardTime', '2026-10-24T15:00+01:00');
		expect(stay('2026-10-24T01:00+01:00', '2026-10-26T00:00Z', standard)).toEqual([
			'2 days from 2026-10-24 00:00',
		]);
	});

	it('begins before a full hour that a change by half an hour skips', () => {
		const lordHowe = clockOf({ timezone: 'Australia/Lord_Howe', lockClock: 'siteTime' }, 0);
		// 02:00 becomes 02:30.
		const [code] = stay('2026-10-04T02:40+11:00', '2026-10-04T03:00+11:00', lordHowe);
		expect(code).toBe('2 hours from 2026-10-04 01:00');
	});
});

describe('a stay that is too long', () => {
	const clock = london('siteTime', '2026-11-03T15:00Z');
	const weeks = (count: number) => isoAt(at('2026-11-03T15:00Z') + count * 7 * DAY, 'UTC');

	it('is refused with the number of codes that it needs', () => {
		expect(stay('2026-11-03T15:00Z', '2026-11-10T11:00Z', clock, 1)).toBe('needs 2');
		expect(stay('2026-11-03T15:00Z', weeks(6), clock)).toBe('needs 7');
		expect(stay('2026-11-03T15:00Z', weeks(520), clock)).toBe('needs 521');
	});

	it('takes as few codes as possible, then as little past the end as possible, then long ones first', () => {
		const few = [...hours(1, 3), ...days(1, 1), ...days(4, 4), ...days(7, 7)];
		expect(stay('2026-11-03T15:00Z', '2026-11-11T00:00Z', clock, 6, few)).toEqual([
			'7 days from 2026-11-03 00:00',
			'1 days from 2026-11-10 00:00',
		]);
		expect(stay('2026-11-03T15:00Z', '2026-11-11T00:00Z', clock, 6, days(4, 7))).toEqual([
			'4 days from 2026-11-03 00:00',
			'4 days from 2026-11-07 00:00',
		]);
	});

	it('ends with a code of hours where one of days would end at the same moment', () => {
		const choices = [...USUAL, ...hours(24, 24)];
		expect(stay('2026-11-03T15:00Z', '2026-11-11T00:00Z', clock, 6, choices)).toEqual([
			'7 days from 2026-11-03 00:00',
			'24 hours from 2026-11-10 00:00',
		]);
	});

	it('gets codes of hours where the model has no others', () => {
		expect(stay('2026-11-03T15:20Z', '2026-11-04T10:00Z', clock, 6, hours(1, 12))).toEqual([
			'12 hours from 2026-11-03 15:00',
			'7 hours from 2026-11-04 03:00',
		]);
	});
});

describe('every stay', () => {
	const zones = [
		'Europe/London',
		'America/New_York',
		'America/Santiago',
		'Asia/Kolkata',
		'Australia/Lord_Howe',
		'UTC',
	];
	const anyStay = fc.record({
		zone: fc.constantFrom(...zones),
		lockClock: fc.constantFrom<LockClock>('siteTime', 'standardTime', 'utc'),
		start: fc.integer({ min: at('2026-01-01T00:00Z') / 60_000, max: at('2028-01-01T00:00Z') / 60_000 }),
		minutes: fc.integer({ min: 1, max: 40 * 24 * 60 }),
	});

	it('is covered, and by no longer codes than it needs', () => {
		fc.assert(
			fc.property(anyStay, ({ zone, lockClock, start: minute, minutes }) => {
				const start = minute * 60_000;
				const end = start + minutes * 60_000;
				const clock = clockOf({ timezone: zone, lockClock }, start);
				const found = codesOfStay(start, end, clock, USUAL, MAX_CODES);
				if ('needed' in found) return expect(minutes).toBeGreaterThan(35 * 24 * 60);
				const { codes } = found;
				expect(codes[0].startsAt).toBeLessThanOrEqual(start);
				expect(codes[codes.length - 1].endsAt).toBeGreaterThanOrEqual(end);
				for (const [index, code] of codes.entries()) {
					expect(code.reading % (code.choice.ofDays ? DAY : HOUR)).toBe(0);
					if (index) expect(code.reading).toBe(codes[index - 1].reading + codes[index - 1].choice.length);
				}
				if (codes.length === 1) expectNoShorter(codes[0].choice, start, end, clock);
			}),
			{ numRuns: 400 },
		);
	});

	/** By going back minute by minute to the hour at which a code could begin. */
	function expectNoShorter(chosen: Named, start: number, end: number, clock: Clock) {
		const shorter = USUAL.filter(({ ofDays, length }) =>
			chosen.ofDays ? !ofDays || length < chosen.length : !ofDays && length < chosen.length,
		);
		for (const { ofDays, length } of shorter) {
			let begins = start;
			if (ofDays) begins = clock.midnight(Math.floor(clock.reading(start) / DAY) * DAY);
			else while (clock.reading(begins) % HOUR >= 60_000) begins -= 60_000;
			const until = clock.instant(clock.reading(begins) + length);
			expect(Math.min(until, begins + length)).toBeLessThan(end);
		}
	}
});
