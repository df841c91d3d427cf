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
		['Asia/Kolkata', 'standardTime', '2026-07-01 16:00', '2026-07-01 16:00', '2026-07-01T16:00:00+05:30'],
		['Asia/Kolkata', 'utc', '2026-07-01 16:30', '2026-07-01 11:00', '2026-07-01T16:30:00+05:30'],
		['Asia/Kathmandu', 'utc', '2026-07-01 16:45', '2026-07-01 11:00', '2026-07-01T16:45:00+05:45'],
		['Pacific/Kiritimati', 'utc', '2026-07-01 10:00', '2026-06-30 20:00', '2026-07-01T10:00:00+14:00'],
		// Turkey stayed on summer time from 2016 on, and Kazakhstan went back an hour in March 2024.
		['Europe/Istanbul', 'standardTime', '2016-12-01 16:00', '2016-12-01 16:00', '2016-12-01T16:00:00+03:00'],
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
	test.each(GAPS)(
		'%s %s is refused whatever the clock and rounding, unless it is midnight on Site Time',
		(timezone, value, before, after) => {
			for (const lockClock of CLOCKS) {
				if (value.endsWith('00:00') && lockClock === 'siteTime') continue;
				for (const rounding of ROUNDINGS) {
					const message = refused(value, { timezone, lockClock, rounding });
					expect(message).toContain(`the clock in ${timezone} skips ${value}`);
					expect(message).toContain(before);
					expect(message).toContain(after);
				}
			}
		},
	);

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
			if (timezone !== 'Africa/Casablanca')
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
				'write 2026-10-01 16:00:00 or 2026-10-01 17:00:00',
		);
		expect(refused('2026-10-01T16:30:00+01:00')).toContain(
			'write 2026-10-01T16:00:00+01:00 or 2026-10-01T17:00:00+01:00',
		);
		expect(refused('2026-10-01 16:00:01')).toContain('would show 2026-10-01 15:00:01');
		expect(refused(46296.4)).toContain('Start 46296.4 is not on a full hour');
	});

	test('name the nearest so that they are taken when written', () => {
		expect(refused('2026-10-25 00:40')).toContain('write 2026-10-25 00:00:00 or 2026-10-25T01:00:00+01:00');
		expect(refused('2026-03-29 00:40')).toContain('write 2026-03-29 00:00:00 or 2026-03-29 02:00:00');
		const halfHour = { timezone: 'Asia/Kolkata', lockClock: 'utc' as const };
		expect(refused('2026-10-01 16:00', halfHour)).toContain(
			'would show 2026-10-01 10:30; write 2026-10-01 15:30:00 or 2026-10-01 16:30:00',
		);
	});

	test('go by the lock, where its hour is half an hour off the site', () => {
		expect(refused('2026-12-01 16:00', { timezone: 'Australia/Lord_Howe' })).toContain(
			'would show 2026-12-01 15:30',
		);
	});

	test.each([
		['2026-10-01', 'add the hour, such as 2026-10-01 16:00:00, or 2026-10-01 00:00:00 for midnight'],
		['2026/10/1', 'such as 2026-10-01 16:00'],
		[
			46296,
			'Start 46296 is a date without a time; add the hour, such as 2026-10-01 16:00:00, or 2026-10-01 00:00:00 for midnight',
		],
		['46296', 'is a date without a time'],
		['46296.0', 'is a date without a time'],
		[46295.999999, 'such as 2026-10-01 16:00'],
	])('refuse %p, which has no time', (value, message) => {
		for (const rounding of ROUNDINGS) expect(refused(value, { rounding })).toContain(message);
	});

	test.each<[string, Partial<Options>, string, string]>([
		['2026-10-01 16:59', {}, '2026-10-01 15:00', '2026-10-01T16:00:00+01:00'],
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
		expect(refused('2026-10-04 02:45', opts)).toMatch(
			/would show 2026-10-04 02:45; write 2026-10-04 03:00:00$/,
		);
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
		for (const value of ['2026-07-01 16:00', '2026-07-01 23:59', '2026-06-30T23:30:00Z', 46204.7]) {
			const rounded = start(value, { ...days, lockClock, rounding: 'roundDown' });
			expect(rounded).toEqual(start('2026-07-01', { ...days, lockClock }));
		}
	});

	test("under utc, the lock's midnight of the same date within an hour of the site's", () => {
		const utc = { ...days, lockClock: 'utc' } as const;
		const winter = { start: '2026-12-01 00:00', startsAt: '2026-12-01T00:00:00+00:00' };
		const summer = { start: '2026-07-01 00:00', startsAt: '2026-07-01T01:00:00+01:00' };
		for (const rounding of ROUNDINGS) {
			expect(start('2026-12-01', { ...utc, rounding })).toEqual(winter);
			expect(start('2026-12-01 00:00', { ...utc, rounding })).toEqual(winter);
			expect(start('2026-07-01', { ...utc, rounding })).toEqual(summer);
			expect(start('2026-07-01 00:00', { ...utc, rounding })).toEqual(summer);
			expect(start('2026-06-30T23:00:00Z', { ...utc, rounding })).toEqual(summer);
		}
		expect(start('2026-12-01 10:00', { ...utc, rounding: 'roundDown' })).toEqual(winter);
		expect(start('2026-07-01 16:00', { ...utc, rounding: 'roundDown' })).toEqual(summer);
		expect(refused('2026-12-01 10:00', utc)).toContain('not midnight at the site');
	});

	test.each<[string, string, string, string]>([
		['America/New_York', '2026-07-01', '2026-06-30T20:00:00-04:00', '2026-07-01T20:00:00-04:00'],
		['Europe/Berlin', '2026-07-01', '2026-06-30T02:00:00+02:00', '2026-07-01T02:00:00+02:00'],
		['Asia/Kolkata', '2026-07-01', '2026-06-30T05:30:00+05:30', '2026-07-01T05:30:00+05:30'],
		['Pacific/Auckland', '2026-12-01', '2026-11-30T13:00:00+13:00', '2026-12-01T13:00:00+13:00'],
	])('under utc in %s, %s is far off, and both candidates are taken', (timezone, date, before, after) => {
		const utc = { ...days, timezone, lockClock: 'utc' } as const;
		for (const rounding of ROUNDINGS) {
			for (const value of [date, `${date} 00:00`]) {
				const message = refused(value, { ...utc, rounding });
				expect(message).toContain(`write ${before} or ${after}`);
			}
		}
		for (const startsAt of [before, after]) {
			expect(start(startsAt, utc)).toEqual({ start: expect.stringContaining(' 00:00'), startsAt });
			expect(Date.parse(startsAt) % 86_400_000).toBe(0);
		}
	});

	test('an hour off is not far: Berlin in winter, and a lock that is set ahead of the site', () => {
		expect(start('2026-12-01', { ...days, timezone: 'Europe/Berlin', lockClock: 'utc' })).toEqual({
			start: '2026-12-01 00:00',
			startsAt: '2026-12-01T01:00:00+01:00',
		});
		const ahead = { ...days, lockClock: 'fixedOffset', lockOffset: '+01:00' } as const;
		expect(start('2026-12-01', ahead)).toEqual({
			start: '2026-12-01 00:00',
			startsAt: '2026-11-30T23:00:00+00:00',
		});
	});

	test('standard time that is two hours behind in summer', () => {
		const troll = { ...days, timezone: 'Antarctica/Troll' } as const;
		expect(refused('2026-07-01', troll)).toContain(
			'write 2026-06-30T02:00:00+02:00 or 2026-07-01T02:00:00+02:00',
		);
		expect(start('2026-07-01T02:00:00+02:00', troll).start).toBe('2026-07-01 00:00');
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
	])('%s %s, whose midnight the site skips, is sent as it stands', (timezone, date, startsAt) => {
		const midnight = { start: `${date} 00:00`, startsAt };
		for (const lockClock of ['standardTime', 'siteTime'] as const) {
			const opts = { ...days, timezone, lockClock };
			for (const value of [date, `${date} 00:00`, startsAt]) expect(start(value, opts)).toEqual(midnight);
			expect(start(`${date} 10:00`, { ...opts, rounding: 'roundDown' })).toEqual(midnight);
		}
		expect(start(`${date} 00:00`, { timezone, lockClock: 'siteTime' })).toEqual(midnight);
		expect(refused(date, { ...days, timezone, lockClock: 'utc' })).toContain(' or ');
	});

	test('a skipped hour is not midnight', () => {
		for (const lockClock of ['standardTime', 'siteTime'] as const) {
			expect(refused('2026-03-29 01:30', { ...days, lockClock })).toMatch(/write 2026-03-29 or 2026-03-30$/);
		}
	});

	test('a midnight that the site shows twice', () => {
		const havana = { ...days, timezone: 'America/Havana' } as const;
		const [earlier, later] = ['2025-11-02T00:00:00-04:00', '2025-11-02T00:00:00-05:00'];
		const sent = '2025-11-02 00:00';
		expect(start('2025-11-02', havana)).toEqual({ start: sent, startsAt: later });
		expect(start('2025-11-02 00:00', havana)).toEqual({ start: sent, startsAt: later });
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
		expect(start('2025-10-26', azores)).toEqual({
			start: '2025-10-26 00:00',
			startsAt: '2025-10-26T00:00:00+00:00',
		});
		expect(start('2025-10-26T00:00:00+00:00', azores).start).toBe('2025-10-26 00:00');
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
		expect(start('2026-07-01', { ...unknown, lockClock: 'utc' }).start).toBe('2026-07-01 00:00');
	});

	test('other times are refused, or rounded to the hour', () => {
		expect(refused('2026-07-01 16:30', unknown)).toContain('not on a full hour');
		expect(start('2026-07-01 16:30', { ...unknown, rounding: 'roundDown' }).start).toBe('2026-07-01 15:00');
	});
});

describe('Start Time and End Time', () => {
	const three = { start: '2026-09-03 14:00', startsAt: '2026-09-03T15:00:00+01:00' };
	const at = { timeOfDay: '15:00' } as const;

	test.each([
		['a day', '2026-09-03'],
		['iCal', '20260903'],
		['midnight, as Lodgify has it', '2026-09-03T00:00:00'],
		['midnight of a sheet', '2026-09-03 12:00 AM'],
		['a whole serial', 46268],
		["Google's day", { date: '2026-09-03' }],
		['a time of its own', '2026-09-03 15:00'],
		['an instant', '2026-09-03T14:00:00Z'],
	])('%s starts at 15:00', (_, value) => {
		expect(start(value, at)).toEqual(three);
	});

	test.each(['15:00', '15:00:00', '3 PM', '3:00 p.m.', '１５：００'])('%s is a time of day', (timeOfDay) => {
		expect(start('2026-09-03', { timeOfDay })).toEqual(three);
	});

	test.each(['15', '24:00', '25:00', 'noon', '15.00', '15:60', '-1:00'])('%s is none', (timeOfDay) => {
		expect(refused('2026-09-03', { timeOfDay })).toMatch(/^Start Time '.*' is not a time of day; write/);
		expect(refusal(() => readEnd('2026-09-03', { ...LONDON, timeOfDay }))).toMatch(/^End Time '/);
	});

	test('an empty one counts as not set', () => {
		expect(refused('2026-09-03', { timeOfDay: ' ' })).toContain('is a date without a time');
	});

	test.each<[string, unknown, string]>([
		['UTC', '2026-09-03T00:00:00Z', 'UTC'],
		['UTC, a Date', new Date('2026-09-03'), 'UTC'],
		['the site', '2026-09-02T23:00:00Z', 'Europe/London'],
		['the site, a DateTime', DateTime.fromISO('2026-09-03', { zone: 'Europe/London' }), 'Europe/London'],
		['the workflow, west', '2026-09-03T04:00:00.000Z', 'America/New_York'],
		['the workflow, east', '2026-09-02T15:00:00.000Z', 'Asia/Tokyo'],
		['Outlook, a whole day', { dateTime: '2026-09-03T00:00:00.0000000', timeZone: 'UTC' }, 'UTC'],
		['UTC, a hair before', '2026-09-02T23:59:59.999Z', 'UTC'],
	])('an instant at midnight of %s is refused', (_, value, zone) => {
		const opts = { ...at, ownZones: ['America/New_York', 'Asia/Tokyo'] };
		const text = `is midnight in ${zone}. A calendar reader may have made this from a day; pass yyyy-MM-dd, such as 2026-09-03`;
		expect(refused(value, opts)).toContain(text);
		expect(refusal(() => readEnd(value, { ...LONDON, ...opts }))).toContain(text);
		expect(refusal(() => readStart(value, { ...LONDON, ...opts }))).toContain(text);
		expect(start(value, { ...opts, timeOfDay: undefined, rounding: 'roundDown' }).start).toMatch(/:00$/);
	});

	test('Start Time has no effect on codes of days', () => {
		const days = { ...at, length: 'days' } as const;
		for (const value of ['2026-09-03', '2026-09-02T23:00:00Z', 46268])
			expect(start(value, days).start).toBe('2026-09-03 00:00');
	});

	test('a time of day that the clocks skip', () => {
		expect(refused('2026-03-29', { timeOfDay: '01:30' })).toContain('skips 2026-03-29 01:30');
	});
});

describe('stays with an end', () => {
	const iso = (instant: number) => new Date(instant).toISOString();

	test.each<[unknown, string | undefined, string]>([
		['2026-09-05', '11:00', '2026-09-05T10:00:00.000Z'],
		['2026-09-05T00:00:00', '11:00', '2026-09-05T10:00:00.000Z'],
		[46270, '11:00', '2026-09-05T10:00:00.000Z'],
		['2026-09-05 11:00', undefined, '2026-09-05T10:00:00.000Z'],
		['2026-09-05T10:00:00Z', '12:00', '2026-09-05T10:00:00.000Z'],
		['2026-09-05T00:00:00', undefined, '2026-09-04T23:00:00.000Z'],
		[46270.4583, undefined, '2026-09-05T10:00:00.000Z'],
		[46270.4584, undefined, '2026-09-05T10:00:05.760Z'],
		['2026-09-05 11:00:00.001', undefined, '2026-09-05T10:00:00.000Z'],
		[{ start: '2026-09-03', end: '2026-09-05', time_zone: null }, '11:00', '2026-09-05T10:00:00.000Z'],
	])('the end %p, End Time %s', (value, timeOfDay, expected) => {
		expect(iso(readEnd(value, { ...LONDON, timeOfDay }).instant).slice(0, 19)).toBe(expected.slice(0, 19));
	});

	test.each(['2026-09-05', 46270, { date: '2026-09-05' }])('%p alone is no end', (value) => {
		expect(refusal(() => readEnd(value, LONDON))).toContain('or set End Time');
	});

	test('a day alone starts at midnight of the lock', () => {
		const { instant, reading } = readStart('2026-09-03', LONDON);
		expect(iso(instant)).toBe('2026-09-03T00:00:00.000Z');
		expect(iso(reading)).toBe('2026-09-03T00:00:00.000Z');
		expect(iso(readStart('2026-09-03', { ...LONDON, timeOfDay: '15:00' }).reading)).toBe(
			'2026-09-03T14:00:00.000Z',
		);
	});

	test('an hour that exists twice: on Site Time the start is the earlier, the end the later', () => {
		const site = { ...LONDON, lockClock: 'siteTime' } as const;
		expect(iso(readStart('2026-10-25 01:00', site).instant)).toBe('2026-10-25T00:00:00.000Z');
		expect(iso(readEnd('2026-10-25 01:00', site).instant)).toBe('2026-10-25T01:00:00.000Z');
		expect(refusal(() => readEnd('2026-10-25 01:00', LONDON))).toContain('twice');
		expect(refusal(() => readEnd('2026-03-29 01:30', site))).toContain('skips');
	});
});

test('how much Start Rounding moved a start', () => {
	const moved = (value: unknown, opts: Partial<StartOptions> = {}) =>
		lockStart(value, { ...LONDON, rounding: 'roundDown', ...opts }).roundedDownMs / 60_000;
	expect(moved('2026-07-01 16:20')).toBe(20);
	expect(moved('2026-07-01 16:00')).toBe(0);
	expect(moved(46204.6666)).toBe(0);
	expect(moved('2026-07-01 16:00', { length: 'days' })).toBe(16 * 60);
	expect(moved('2026-07-01', { length: 'days' })).toBe(0);
});
