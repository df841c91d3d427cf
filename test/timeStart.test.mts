import { DateTime } from 'luxon';

import type { LockClock } from '../nodes/shared/time/lockClock.ts';
import {
	lockStart,
	readEnd,
	readStart,
	type StartOptions,
	type StartRounding,
} from '../nodes/shared/time/lockStart.ts';
import { CLOCKS, LONDON, refusal, refused, start } from './support/starts.mts';

type Options = StartOptions;

const ROUNDINGS: StartRounding[] = ['error', 'roundDown'];

describe('the clock that the lock keeps', () => {
	test.each<[string, LockClock, string, string, string]>([
		['Europe/London', 'standardTime', '2026-07-01 16:00', '2026-07-01 15:00', '2026-07-01T16:00:00+01:00'],
		['Europe/London', 'siteTime', '2026-07-01 16:00', '2026-07-01 16:00', '2026-07-01T16:00:00+01:00'],
		['Europe/London', 'utc', '2026-07-01 16:00', '2026-07-01 15:00', '2026-07-01T16:00:00+01:00'],
		['Europe/London', 'standardTime', '2026-12-01 16:00', '2026-12-01 16:00', '2026-12-01T16:00:00+00:00'],
		['Europe/Dublin', 'standardTime', '2026-07-01 16:00', '2026-07-01 15:00', '2026-07-01T16:00:00+01:00'],
		['Europe/Dublin', 'standardTime', '2026-12-01 16:00', '2026-12-01 16:00', '2026-12-01T16:00:00+00:00'],
		['Europe/Berlin', 'utc', '2026-07-01 01:00', '2026-06-30 23:00', '2026-07-01T01:00:00+02:00'],
		['America/New_York', 'standardTime', '2026-07-01 00:00', '2026-06-30 23:00', '2026-07-01T00:00:00-04:00'],
		['America/New_York', 'utc', '2026-07-01 16:00', '2026-07-01 20:00', '2026-07-01T16:00:00-04:00'],
		['Australia/Sydney', 'standardTime', '2027-01-01 00:00', '2026-12-31 23:00', '2027-01-01T00:00:00+11:00'],
		['Australia/Sydney', 'standardTime', '2026-07-01 16:00', '2026-07-01 16:00', '2026-07-01T16:00:00+10:00'],
		[
			'Australia/Lord_Howe',
			'standardTime',
			'2026-07-01 16:00',
			'2026-07-01 16:00',
			'2026-07-01T16:00:00+10:30',
		],
		[
			'Australia/Lord_Howe',
			'standardTime',
			'2026-12-01 16:30',
			'2026-12-01 16:00',
			'2026-12-01T16:30:00+11:00',
		],
		[
			'Africa/Casablanca',
			'standardTime',
			'2025-07-01 16:00',
			'2025-07-01 15:00',
			'2025-07-01T16:00:00+01:00',
		],
		[
			'Africa/Casablanca',
			'standardTime',
			'2025-03-10 16:00',
			'2025-03-10 16:00',
			'2025-03-10T16:00:00+00:00',
		],
		['Asia/Kolkata', 'standardTime', '2026-07-01 16:00', '2026-07-01 16:00', '2026-07-01T16:00:00+05:30'],
		['Asia/Kolkata', 'utc', '2026-07-01 16:30', '2026-07-01 11:00', '2026-07-01T16:30:00+05:30'],
		['Asia/Kathmandu', 'utc', '2026-07-01 16:45', '2026-07-01 11:00', '2026-07-01T16:45:00+05:45'],
		['Pacific/Kiritimati', 'utc', '2026-07-01 10:00', '2026-06-30 20:00', '2026-07-01T10:00:00+14:00'],
		// Turkey stayed on summer time from 2016 on, and Kazakhstan went back an hour in March 2024.
		['Europe/Istanbul', 'standardTime', '2016-12-01 16:00', '2016-12-01 15:00', '2016-12-01T16:00:00+03:00'],
		['Europe/Istanbul', 'standardTime', '2017-01-01 16:00', '2017-01-01 16:00', '2017-01-01T16:00:00+03:00'],
		['Asia/Almaty', 'standardTime', '2024-01-10 16:00', '2024-01-10 15:00', '2024-01-10T16:00:00+06:00'],
		// Samoa crossed the date line at the end of 2011: the offset of that year's last days is not 2012's.
		['Pacific/Apia', 'standardTime', '2012-07-01 16:00', '2012-07-01 16:00', '2012-07-01T16:00:00+13:00'],
		['UTC', 'standardTime', '2026-07-01 16:00', '2026-07-01 16:00', '2026-07-01T16:00:00+00:00'],
	])('%s, %s: %s goes out as %s', (timezone, lockClock, value, sent, startsAt) => {
		expect(start(value, { timezone, lockClock })).toEqual({ start: sent, startsAt });
	});

	test('an instant is shown by the site, wherever it was written', () => {
		expect(start('2026-07-01T16:00:00+09:00', { timezone: 'America/New_York' })).toEqual({
			start: '2026-07-01 02:00',
			startsAt: '2026-07-01T03:00:00-04:00',
		});
	});
});

const GAPS: Array<[string, string, string, string]> = [
	['Europe/London', '2026-03-29 01:00', '2026-03-29T01:00:00+00:00', '2026-03-29T01:00:00+01:00'],
	['Europe/London', '2026-03-29 01:59', '2026-03-29T01:59:00+00:00', '2026-03-29T01:59:00+01:00'],
	['Europe/Dublin', '2026-03-29 01:30', '2026-03-29T01:30:00+00:00', '2026-03-29T01:30:00+01:00'],
	['America/New_York', '2026-03-08 02:00', '2026-03-08T02:00:00-05:00', '2026-03-08T02:00:00-04:00'],
	['Australia/Sydney', '2026-10-04 02:00', '2026-10-04T02:00:00+10:00', '2026-10-04T02:00:00+11:00'],
	['Australia/Lord_Howe', '2026-10-04 02:00', '2026-10-04T02:00:00+10:30', '2026-10-04T02:00:00+11:00'],
	['Australia/Lord_Howe', '2026-10-04 02:29', '2026-10-04T02:29:00+10:30', '2026-10-04T02:29:00+11:00'],
	['Africa/Casablanca', '2025-04-06 02:00', '2025-04-06T02:00:00+00:00', '2025-04-06T02:00:00+01:00'],
	['Asia/Beirut', '2025-03-30 00:00', '2025-03-30T00:00:00+02:00', '2025-03-30T00:00:00+03:00'],
	['America/Santiago', '2025-09-07 00:00', '2025-09-07T00:00:00-04:00', '2025-09-07T00:00:00-03:00'],
	['America/Havana', '2025-03-09 00:00', '2025-03-09T00:00:00-05:00', '2025-03-09T00:00:00-04:00'],
	['Pacific/Apia', '2011-12-30 12:00', '2011-12-30T12:00:00-10:00', '2011-12-30T12:00:00+14:00'],
];

/** The earlier instant first. */
const OVERLAPS: Array<[string, string, string, string]> = [
	['Europe/London', '2026-10-25 01:00', '2026-10-25T01:00:00+01:00', '2026-10-25T01:00:00+00:00'],
	['Europe/Dublin', '2026-10-25 01:00', '2026-10-25T01:00:00+01:00', '2026-10-25T01:00:00+00:00'],
	['America/New_York', '2026-11-01 01:00', '2026-11-01T01:00:00-04:00', '2026-11-01T01:00:00-05:00'],
	['Australia/Sydney', '2026-04-05 02:00', '2026-04-05T02:00:00+11:00', '2026-04-05T02:00:00+10:00'],
	['Africa/Casablanca', '2025-02-23 02:00', '2025-02-23T02:00:00+01:00', '2025-02-23T02:00:00+00:00'],
	['Asia/Beirut', '2025-10-25 23:00', '2025-10-25T23:00:00+03:00', '2025-10-25T23:00:00+02:00'],
	['America/Santiago', '2025-04-05 23:00', '2025-04-05T23:00:00-03:00', '2025-04-05T23:00:00-04:00'],
	['America/Havana', '2025-11-02 00:00', '2025-11-02T00:00:00-04:00', '2025-11-02T00:00:00-05:00'],
];

describe('a wall clock that the site skips', () => {
	test.each(GAPS)('%s %s is refused whatever the clock and rounding', (timezone, value, before, after) => {
		for (const lockClock of CLOCKS) {
			for (const rounding of ROUNDINGS) {
				const message = refused(value, { timezone, lockClock, rounding });
				expect(message).toContain(`the clock in ${timezone} skips ${value}`);
				expect(message).toContain(before);
				expect(message).toContain(after);
			}
		}
	});

	test('says what the two readings come to there', () => {
		expect(refused('2026-03-29 01:30')).toBe(
			"Start '2026-03-29 01:30': the clock in Europe/London skips 2026-03-29 01:30 that day, so it could mean " +
				'2026-03-29T01:30:00+00:00 (2026-03-29 02:30 there) or 2026-03-29T01:30:00+01:00 (2026-03-29 00:30 there); ' +
				'write the one you mean',
		);
	});

	test.each([
		['Europe/London', '2026-03-29 00:00', '2026-03-29T00:00:00+00:00'],
		['Europe/London', '2026-03-29 02:00', '2026-03-29T02:00:00+01:00'],
		['America/New_York', '2026-03-08 03:00', '2026-03-08T03:00:00-04:00'],
		['Asia/Beirut', '2025-03-30 01:00', '2025-03-30T01:00:00+03:00'],
		['Asia/Beirut', '2025-03-29 23:00', '2025-03-29T23:00:00+02:00'],
		['Pacific/Apia', '2011-12-29 23:00', '2011-12-29T23:00:00-10:00'],
		['Pacific/Apia', '2011-12-31 00:00', '2011-12-31T00:00:00+14:00'],
	])('%s %s beside it is taken', (timezone, value, startsAt) => {
		expect(start(value, { timezone, lockClock: 'siteTime' })).toEqual({ start: value, startsAt });
	});
});

describe('a wall clock that the site shows twice', () => {
	test.each(OVERLAPS)(
		'%s %s is refused unless the lock shows it twice too',
		(timezone, value, earlier, later) => {
			for (const lockClock of ['standardTime', 'utc'] as const) {
				for (const rounding of ROUNDINGS) {
					const message = refused(value, { timezone, lockClock, rounding });
					expect(message).toContain(`the clock in ${timezone} shows ${value} twice`);
					expect(message).toContain(`${earlier} or ${later}`);
				}
			}
			expect(start(value, { timezone, lockClock: 'siteTime' })).toEqual({ start: value, startsAt: earlier });
		},
	);

	test.each(OVERLAPS)('%s %s as an instant is in no doubt', (timezone, value, earlier, later) => {
		for (const startsAt of [earlier, later]) {
			expect(start(startsAt, { timezone, lockClock: 'siteTime' })).toEqual({ start: value, startsAt });
			const utc = start(startsAt, { timezone, lockClock: 'utc' });
			expect(Date.parse(`${utc.start.replace(' ', 'T')}Z`)).toBe(Date.parse(startsAt));
			expect(start(startsAt, { timezone, lockClock: 'standardTime' }).startsAt).toBe(startsAt);
		}
	});

	test('half an hour twice on Lord Howe Island', () => {
		const timezone = 'Australia/Lord_Howe';
		expect(refused('2026-04-05 01:30', { timezone })).toContain(
			'2026-04-05T01:30:00+11:00 or 2026-04-05T01:30:00+10:30',
		);
		expect(start('2026-04-05 01:00', { timezone, lockClock: 'siteTime' }).startsAt).toBe(
			'2026-04-05T01:00:00+11:00',
		);
		expect(start('2026-04-05 02:00', { timezone }).startsAt).toBe('2026-04-05T02:00:00+10:30');
	});

	test.each([
		['Europe/London', '2026-10-25 00:00', '2026-10-25T00:00:00+01:00'],
		['Europe/London', '2026-10-25 02:00', '2026-10-25T02:00:00+00:00'],
		['Asia/Beirut', '2025-10-26 00:00', '2025-10-26T00:00:00+02:00'],
		['America/Havana', '2025-11-02 01:00', '2025-11-02T01:00:00-05:00'],
	])('%s %s beside it is taken', (timezone, value, startsAt) => {
		expect(start(value, { timezone }).startsAt).toBe(startsAt);
	});
});

describe('codes counted in hours', () => {
	test('refuse what is not on the full hour, with the nearest that are', () => {
		expect(refused('2026-10-01 16:30')).toBe(
			"Start '2026-10-01 16:30' is not on a full hour of the lock's clock, which would show 2026-10-01 15:30; " +
				'write 2026-10-01 16:00 or 2026-10-01 17:00',
		);
		expect(refused('2026-10-01T16:30:00+01:00')).toContain(
			'write 2026-10-01T16:00:00+01:00 or 2026-10-01T17:00:00+01:00',
		);
		expect(refused('2026-10-01 16:00:01')).toContain('would show 2026-10-01 15:00:01');
		expect(refused(46296.4)).toContain('Start 46296.4 is not on a full hour');
	});

	test('name the nearest so that they are taken when written', () => {
		expect(refused('2026-10-25 00:40')).toContain('write 2026-10-25 00:00 or 2026-10-25T01:00:00+01:00');
		expect(refused('2026-03-29 00:40')).toContain('write 2026-03-29 00:00 or 2026-03-29 02:00');
		const halfHour = { timezone: 'Asia/Kolkata', lockClock: 'utc' as const };
		expect(refused('2026-10-01 16:00', halfHour)).toContain(
			'would show 2026-10-01 10:30; write 2026-10-01 15:30 or 2026-10-01 16:30',
		);
	});

	test('go by the lock, where its hour is half an hour off the site', () => {
		expect(refused('2026-12-01 16:00', { timezone: 'Australia/Lord_Howe' })).toContain(
			'would show 2026-12-01 15:30',
		);
	});

	test.each([
		['2026-10-01', 'add the hour, such as 2026-10-01 16:00, or 2026-10-01 00:00 for midnight'],
		['2026/10/1', 'such as 2026-10-01 16:00'],
		[
			46296,
			'Start 46296 names a day without a time; add the hour, such as 2026-10-01 16:00, or 2026-10-01 00:00 for midnight',
		],
		['46296', 'names a day without a time'],
		['46296.0', 'names a day without a time'],
		[46295.999999, 'such as 2026-10-01 16:00'],
	])('refuse %p, which has no time', (value, message) => {
		for (const rounding of ROUNDINGS) expect(refused(value, { rounding })).toContain(message);
	});

	test.each<[string, Partial<Options>, string, string]>([
		['2026-10-01 16:59:59', {}, '2026-10-01 15:00', '2026-10-01T16:00:00+01:00'],
		['2026-10-01 16:00', {}, '2026-10-01 15:00', '2026-10-01T16:00:00+01:00'],
		['2026-10-01 00:30', {}, '2026-09-30 23:00', '2026-10-01T00:00:00+01:00'],
		[
			'2026-10-01 16:00',
			{ timezone: 'Asia/Kolkata', lockClock: 'utc' },
			'2026-10-01 10:00',
			'2026-10-01T15:30:00+05:30',
		],
		[
			'2026-12-01 16:00',
			{ timezone: 'Australia/Lord_Howe' },
			'2026-12-01 15:00',
			'2026-12-01T15:30:00+11:00',
		],
		['2026-10-25T00:30:00Z', { lockClock: 'siteTime' }, '2026-10-25 01:00', '2026-10-25T01:00:00+01:00'],
		['2026-10-25T01:30:00Z', { lockClock: 'siteTime' }, '2026-10-25 01:00', '2026-10-25T01:00:00+00:00'],
		['2026-10-25 01:30', { lockClock: 'siteTime' }, '2026-10-25 01:00', '2026-10-25T01:00:00+01:00'],
	])('round %s down %p to %s', (value, opts, sent, startsAt) => {
		expect(start(value, { ...opts, rounding: 'roundDown' })).toEqual({ start: sent, startsAt });
	});

	test('never round to an hour that the lock skips', () => {
		const opts = { timezone: 'Australia/Lord_Howe', lockClock: 'siteTime', rounding: 'roundDown' } as const;
		expect(refused('2026-10-04 02:45', opts)).toMatch(/would show 2026-10-04 02:45; write 2026-10-04 03:00$/);
	});
});

describe('codes counted in days', () => {
	const days = { length: 'days' } as const;

	test.each<[unknown, Partial<Options>, string]>([
		['2026-07-01', {}, '2026-07-01T01:00:00+01:00'],
		['2026-07-01 00:00', {}, '2026-07-01T01:00:00+01:00'],
		['2026-06-30T23:00:00Z', {}, '2026-07-01T01:00:00+01:00'],
		[DateTime.fromISO('2026-07-01', { zone: 'Europe/London' }), {}, '2026-07-01T01:00:00+01:00'],
		[46204, {}, '2026-07-01T01:00:00+01:00'],
		['46204', {}, '2026-07-01T01:00:00+01:00'],
		['2026-07-01', { lockClock: 'siteTime' }, '2026-07-01T00:00:00+01:00'],
		['2026-07-01 12:00 AM', { lockClock: 'siteTime' }, '2026-07-01T00:00:00+01:00'],
		['2026-06-30T23:00:00Z', { lockClock: 'siteTime' }, '2026-07-01T00:00:00+01:00'],
		['2026-07-01', { timezone: 'America/New_York' }, '2026-07-01T01:00:00-04:00'],
		['2026-07-01', { timezone: 'Asia/Kolkata' }, '2026-07-01T00:00:00+05:30'],
	])('%p %p is the midnight of the lock on 1 July', (value, opts, startsAt) => {
		for (const rounding of ROUNDINGS) {
			expect(start(value, { ...days, ...opts, rounding })).toEqual({ start: '2026-07-01 00:00', startsAt });
		}
	});

	test.each(['standardTime', 'siteTime'] as const)('refuse or round another time under %s', (lockClock) => {
		expect(refused('2026-07-01 16:00', { ...days, lockClock })).toBe(
			"Start '2026-07-01 16:00' is not midnight at the site, and a code counted in days starts at midnight; write 2026-07-01 or 2026-07-02",
		);
		// 00:00 on a lock on standard time, but not midnight at the site.
		expect(refused('2026-07-01 01:00', { ...days, lockClock })).toContain('not midnight at the site');
		for (const value of ['2026-07-01 16:00', '2026-07-01 23:59:59', '2026-06-30T23:30:00Z', 46204.7]) {
			const rounded = start(value, { ...days, lockClock, rounding: 'roundDown' });
			expect(rounded).toEqual(start('2026-07-01', { ...days, lockClock }));
		}
	});

	test('under utc, midnight at the site has to be midnight of UTC', () => {
		const utc = { ...days, lockClock: 'utc' } as const;
		const winter = { start: '2026-12-01 00:00', startsAt: '2026-12-01T00:00:00+00:00' };
		expect(start('2026-12-01', utc)).toEqual(winter);
		expect(start('2026-12-01 00:00', utc)).toEqual(winter);
		expect(start('2026-12-01 10:00', { ...utc, rounding: 'roundDown' })).toEqual(winter);
		expect(refused('2026-12-01 10:00', utc)).toContain('would show 2026-12-01 10:00');
		expect(refused('2026-07-01', utc)).toBe(
			"Start '2026-07-01' is not midnight on the lock's clock, which keeps UTC and would show 2026-06-30 23:00; " +
				'write 2026-07-01T01:00:00+01:00, the nearest midnight there',
		);
		for (const value of ['2026-07-01', '2026-07-01 00:00', '2026-07-01 16:00']) {
			expect(refused(value, { ...utc, rounding: 'roundDown' })).toContain('would show 2026-06-30 23:00');
		}
		expect(refused('2026-07-01 16:00', { ...utc, rounding: 'roundDown' })).toContain(
			'rounded down is not midnight',
		);
		expect(refused('2026-07-01', { ...utc, timezone: 'Asia/Kolkata' })).toContain(
			'would show 2026-06-30 18:30',
		);
	});

	test('under utc, the exact midnight of UTC is taken, since no other start is possible in summer', () => {
		const utc = { ...days, lockClock: 'utc' } as const;
		const midnight = { start: '2026-07-01 00:00', startsAt: '2026-07-01T01:00:00+01:00' };
		for (const value of ['2026-07-01 01:00', '2026-07-01T00:00:00Z', midnight.startsAt]) {
			expect(start(value, utc)).toEqual(midnight);
		}
	});

	test.each([
		['Asia/Beirut', '2025-03-30', '2025-03-30T01:00:00+03:00'],
		['America/Santiago', '2025-09-07', '2025-09-07T01:00:00-03:00'],
		['America/Havana', '2025-03-09', '2025-03-09T01:00:00-04:00'],
		['Africa/Cairo', '2025-04-25', '2025-04-25T01:00:00+03:00'],
	])(
		'%s %s, whose midnight the site skips: only a lock on standard time has it',
		(timezone, date, startsAt) => {
			const midnight = { start: `${date} 00:00`, startsAt };
			expect(start(date, { ...days, timezone })).toEqual(midnight);
			expect(start(`${date} 10:00`, { ...days, timezone, rounding: 'roundDown' })).toEqual(midnight);
			expect(refused(`${date} 00:00`, { ...days, timezone })).toContain(
				`write ${date} alone for the lock's midnight`,
			);

			const siteTime = { ...days, timezone, lockClock: 'siteTime' } as const;
			for (const value of [date, `${date} 00:00`])
				expect(refused(value, siteTime)).toContain(`skips ${date} 00:00`);
			expect(refused(`${date} 10:00`, { ...siteTime, rounding: 'roundDown' })).toContain(
				`skips ${date} 00:00`,
			);
			expect(refused(date, siteTime)).toMatch(/so write \S+ or \S+$/);
			expect(refused(date, { ...days, timezone, lockClock: 'utc' })).toContain(`skips ${date} 00:00`);
		},
	);

	test('a skipped hour of a day that has a midnight points to that day', () => {
		for (const lockClock of ['standardTime', 'siteTime'] as const) {
			expect(refused('2026-03-29 01:30', { ...days, lockClock })).toMatch(
				/write 2026-03-29 alone for the lock's midnight$/,
			);
		}
	});

	test('a midnight that the site shows twice', () => {
		const havana = { ...days, timezone: 'America/Havana' } as const;
		const [earlier, later] = ['2025-11-02T00:00:00-04:00', '2025-11-02T00:00:00-05:00'];
		const sent = '2025-11-02 00:00';
		expect(start('2025-11-02', havana)).toEqual({ start: sent, startsAt: later });
		expect(refused('2025-11-02 00:00', havana)).toContain(`${earlier} or ${later}`);
		for (const instant of [earlier, later]) {
			expect(start(instant, havana)).toEqual({ start: sent, startsAt: later });
			expect(start(instant, { ...havana, lockClock: 'siteTime' })).toEqual({
				start: sent,
				startsAt: instant,
			});
		}
		for (const value of ['2025-11-02', '2025-11-02 00:00']) {
			expect(start(value, { ...havana, lockClock: 'siteTime' })).toEqual({ start: sent, startsAt: earlier });
		}
		const azores = { ...days, timezone: 'Atlantic/Azores', lockClock: 'utc' } as const;
		expect(refused('2025-10-26', azores)).toContain('2025-10-26T00:00:00+00:00 or 2025-10-26T00:00:00-01:00');
		expect(start('2025-10-26T00:00:00+00:00', azores).start).toBe('2025-10-26 00:00');
		expect(refused('2025-10-26', azores)).toMatch(/write the one you mean$/);
		for (const rounding of ROUNDINGS) {
			expect(refused('2025-10-26T00:00:00-01:00', { ...azores, rounding })).toContain(
				'would show 2025-10-26 01:00',
			);
		}
	});
});

describe('codes whose length is unknown', () => {
	const unknown = { length: 'unknown' } as const;

	test('a full hour as for hours, a date alone as for days', () => {
		expect(start('2026-07-01 16:00', unknown)).toEqual(start('2026-07-01 16:00'));
		expect(start('2026-07-01 00:00', unknown).start).toBe('2026-06-30 23:00');
		for (const lockClock of ['standardTime', 'siteTime'] as const) {
			expect(start('2026-07-01', { ...unknown, lockClock })).toEqual(
				start('2026-07-01', { length: 'days', lockClock }),
			);
		}
		expect(start(46204, unknown).start).toBe('2026-07-01 00:00');
		expect(refused('2026-07-01', { ...unknown, lockClock: 'utc' })).toContain('would show 2026-06-30 23:00');
	});

	test('other times are refused, or rounded to the hour', () => {
		expect(refused('2026-07-01 16:30', unknown)).toContain('not on a full hour');
		expect(start('2026-07-01 16:30', { ...unknown, rounding: 'roundDown' }).start).toBe('2026-07-01 15:00');
	});
});
