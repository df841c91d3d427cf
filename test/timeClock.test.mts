import fc from 'fast-check';
import { DateTime } from 'luxon';

import { ValueError } from '../nodes/shared/api/errors.ts';
import { clockOf, fromLockClock, lockOffsetOf, type LockClock } from '../nodes/shared/time/lockClock.ts';
import {
	lockStart,
	type CodeLength,
	type LockStart,
	type StartRounding,
} from '../nodes/shared/time/lockStart.ts';
import { toInstant, wallToIso } from '../nodes/shared/time/readDate.ts';
import { zoneNamed } from '../nodes/shared/time/zones.ts';
import { CLOCKS, refusal } from './support/starts.mts';

const LENGTHS: CodeLength[] = ['hours', 'days', 'unknown'];
const ROUNDINGS: StartRounding[] = ['error', 'roundDown'];

describe('fromLockClock', () => {
	test.each<[string, string, LockClock, string]>([
		['2026-04-22 16:00:00', 'Europe/London', 'standardTime', '2026-04-22T17:00:00+01:00'],
		['2026-04-22 16:00:00', 'Europe/London', 'siteTime', '2026-04-22T16:00:00+01:00'],
		['2026-04-22 16:00:00', 'Europe/London', 'utc', '2026-04-22T17:00:00+01:00'],
		['2026-04-22 16:00', 'America/New_York', 'utc', '2026-04-22T12:00:00-04:00'],
		['2026-04-22T16:00:05', 'Asia/Kolkata', 'standardTime', '2026-04-22T16:00:05+05:30'],
		['2026/04/22/12:26', 'Europe/London', 'siteTime', '2026-04-22T12:26:00+01:00'],
		['2026/04/22 12:26', 'Europe/London', 'siteTime', '2026-04-22T12:26:00+01:00'],
		['2026-10-25 01:30:00', 'Europe/London', 'siteTime', '2026-10-25T01:30:00+01:00'],
		['2026-10-25 01:30:00', 'Europe/London', 'standardTime', '2026-10-25T01:30:00+00:00'],
		['2026-03-29 01:30:00', 'Europe/London', 'siteTime', '2026-03-29T02:30:00+01:00'],
		['2026-12-31 23:00:00', 'Australia/Sydney', 'standardTime', '2027-01-01T00:00:00+11:00'],
		['2016-12-01 15:00', 'Europe/Istanbul', 'standardTime', '2016-12-01T16:00:00+03:00'],
	])('%s in %s under %s', (wall, timezone, lockClock, expected) => {
		expect(fromLockClock(wall, { timezone, lockClock })).toBe(expected);
	});

	test.each([
		'',
		'soon',
		'2026-04-22',
		'2026-02-30 16:00',
		'2026-04-22 24:00:00',
		'22/04/2026 16:00',
		'2026-04-22T16:00:00Z',
		'0000-00-00 00:00:00',
		'0001-01-01 00:00:00',
		'1899-12-30 00:00:00',
		undefined as unknown as string,
	])('%p cannot be read', (wall) => {
		expect(fromLockClock(wall, { timezone: 'Europe/London', lockClock: 'siteTime' })).toBeNull();
	});

	test('an unknown zone', () => {
		expect(fromLockClock('2026-04-22 16:00', { timezone: 'Mars/Base', lockClock: 'utc' })).toBeNull();
	});
});

describe('assertTimezone', () => {
	test.each([
		'Europe/London',
		'europe/london',
		'America/Argentina/Buenos_Aires',
		'UTC',
		'Etc/GMT+5',
		'EST',
		'CET',
	])('%s is known', (zone) => {
		expect(() => assertTimezone(zone)).not.toThrow();
	});

	test.each([
		'',
		'DEFAULT',
		'London',
		'Europe/Londn',
		'BST',
		'IST',
		'PST',
		'CST',
		'+01:00',
		'UTC+1',
		'local',
	])('%p is not', (zone) => {
		for (const attempt of [1, 2]) {
			expect([attempt, refusal(() => assertTimezone(zone))]).toEqual([
				attempt,
				expect.stringContaining(`Time Zone '${zone}' is not known`),
			]);
		}
	});

	test('what is no text', () => {
		const values: unknown[] = [undefined, null, 5, ['Europe/London']];
		for (const zone of values) {
			expect(refusal(() => assertTimezone(zone as string))).toContain('is not known');
		}
	});
});

describe('for any date and zone', () => {
	const ZONES = [
		'Europe/London',
		'Europe/Dublin',
		'Europe/Istanbul',
		'America/New_York',
		'America/St_Johns',
		'America/Santiago',
		'America/Havana',
		'America/Scoresbysund',
		'Africa/Casablanca',
		'Africa/Cairo',
		'Asia/Beirut',
		'Asia/Kolkata',
		'Asia/Kathmandu',
		'Asia/Tehran',
		'Atlantic/Azores',
		'Australia/Sydney',
		'Australia/Lord_Howe',
		'Pacific/Auckland',
		'Pacific/Chatham',
		'Pacific/Kiritimati',
		'UTC',
	];
	const HOUR = 3_600_000;
	const zone = fc.constantFrom(...ZONES);
	const clock = fc.constantFrom(...CLOCKS);

	/** Instants of 2025 to 2045 in whole minutes, half of them within two days of a change of London's or New York's clocks. */
	const anyInstant = fc.oneof(
		fc
			.integer({ min: Date.UTC(2025, 0, 2) / 60_000, max: Date.UTC(2045, 11, 30) / 60_000 })
			.map((m) => m * 60_000),
		fc
			.tuple(
				fc.constantFrom(
					'2026-03-29',
					'2026-10-25',
					'2026-03-08',
					'2026-11-01',
					'2025-03-30',
					'2025-11-02',
					'2025-12-31',
				),
				fc.integer({ min: -48 * 60, max: 48 * 60 }),
			)
			.map(([date, minutes]) => Date.parse(date) + minutes * 60_000),
	);
	/** By luxon's own arithmetic, so that the module is not held against itself. */
	const smallest = new Map<string, number>();
	function smallestOffset(timezone: string, year: number): number {
		const key = `${timezone} ${year}`;
		const known = smallest.get(key);
		if (known !== undefined) return known;
		const first = DateTime.fromObject({ year }, { zone: timezone });
		const offsets = Array.from({ length: 122 }, (_, i) => first.plus({ days: 3 * i, hours: 12 }).offset);
		smallest.set(key, Math.min(...offsets));
		return Math.min(...offsets);
	}
	function reading(instant: DateTime, lockClock: LockClock): string {
		if (lockClock === 'siteTime') return instant.toFormat('yyyy-MM-dd HH:mm');
		const offset = lockClock === 'utc' ? 0 : smallestOffset(instant.zoneName ?? '', instant.year);
		return instant.toUTC(offset).toFormat('yyyy-MM-dd HH:mm');
	}
	function isOnce(moment: DateTime): boolean {
		const wall = moment.toFormat("yyyy-MM-dd'T'HH:mm:ss");
		const back = DateTime.fromISO(wall, { zone: moment.zone });
		return back.getPossibleOffsets().length === 1 && back.toMillis() === moment.toMillis();
	}
	function outcome(act: () => LockStart): LockStart | null {
		try {
			return act();
		} catch (error) {
			if (!(error instanceof ValueError)) throw error;
			return null;
		}
	}

	test('an instant and the wall clock that shows it once come to the same', () => {
		fc.assert(
			fc.property(
				anyInstant,
				zone,
				clock,
				fc.constantFrom(...LENGTHS),
				fc.constantFrom(...ROUNDINGS),
				(...given) => {
					const [ms, timezone, lockClock, length, rounding] = given;
					const moment = DateTime.fromMillis(ms, { zone: timezone });
					fc.pre(isOnce(moment));
					const opts = { timezone, lockClock, length, rounding };
					const byWall = outcome(() => lockStart(moment.toFormat('yyyy-MM-dd HH:mm'), opts));
					expect(outcome(() => lockStart(moment.toISO(), opts))).toEqual(byWall);
					expect(outcome(() => lockStart(moment.toUTC().toISO(), opts))).toEqual(byWall);
					expect(outcome(() => lockStart(moment, opts))).toEqual(byWall);
					expect(outcome(() => lockStart(moment.toJSDate(), opts))).toEqual(byWall);
					if (length === 'hours' && rounding === 'error') {
						expect(byWall === null).toBe(!reading(moment, lockClock).endsWith(':00'));
					}
				},
			),
			{ numRuns: 1000 },
		);
	});

	test('the lock shows `start` at `startsAt`, and fromLockClock leads back', () => {
		fc.assert(
			fc.property(anyInstant, zone, clock, fc.constantFrom(...LENGTHS), (ms, timezone, lockClock, length) => {
				const result = outcome(() =>
					lockStart(new Date(ms), { timezone, lockClock, length, rounding: 'roundDown' }),
				);
				if (result === null) return;
				const moment = DateTime.fromISO(result.startsAt, { zone: timezone });
				expect(moment.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ")).toBe(result.startsAt);
				expect(reading(moment, lockClock)).toBe(result.start);
				expect(result.start).toMatch(length === 'days' ? / 00:00$/ : /:00$/);
				if (lockClock !== 'siteTime' || isOnce(moment)) {
					expect(fromLockClock(result.start, { timezone, lockClock })).toBe(result.startsAt);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	test('rounding goes back by less than an hour', () => {
		fc.assert(
			fc.property(anyInstant, zone, clock, (ms, timezone, lockClock) => {
				// There the lock's hour is cut by a change of half an hour.
				fc.pre(timezone !== 'Australia/Lord_Howe' || lockClock !== 'siteTime');
				const result = lockStart(new Date(ms), {
					timezone,
					lockClock,
					length: 'hours',
					rounding: 'roundDown',
				});
				const back = ms - Date.parse(result.startsAt);
				expect(back).toBeGreaterThanOrEqual(0);
				expect(back).toBeLessThan(HOUR);
			}),
			{ numRuns: 1000 },
		);
	});

	test('the day of a day-length code is the day at the site', () => {
		fc.assert(
			fc.property(anyInstant, zone, (ms, timezone) => {
				const date = DateTime.fromMillis(ms, { zone: timezone }).toISODate();
				const opts = { timezone, lockClock: 'standardTime', length: 'days', rounding: 'roundDown' } as const;
				expect(lockStart(new Date(ms), opts).start).toBe(`${date} 00:00`);
				expect(lockStart(date, opts)).toEqual(lockStart(new Date(ms), opts));
			}),
			{ numRuns: 1000 },
		);
	});

	test('nothing but a ValueError is thrown, whatever is given', () => {
		const anything = fc.oneof(
			fc.anything({
				withBigInt: true,
				withBoxedValues: true,
				withDate: true,
				withMap: true,
				withNullPrototype: true,
			}),
			fc.double(),
			fc.double({ min: 36_000, max: 74_000 }),
			fc.date({ noInvalidDate: false }),
			fc.stringMatching(
				/^\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?(Z|[+-]\d{2}:\d{2})?)?$/,
			),
		);
		fc.assert(
			fc.property(
				anything,
				zone,
				clock,
				fc.constantFrom(...LENGTHS),
				fc.constantFrom(...ROUNDINGS),
				(...given) => {
					const [value, timezone, lockClock, length, rounding] = given;
					outcome(() => lockStart(value, { timezone, lockClock, length, rounding }));
					outcome(() => ({ start: '', startsAt: String(toInstant(value, timezone)) }));
					fromLockClock(value as string, { timezone, lockClock });
					wallToIso(value as string, timezone);
				},
			),
			{ numRuns: 2000 },
		);
	});
});
