import { runInNewContext } from 'node:vm';
import { DateTime } from 'luxon';

import type { LockClock } from '../nodes/shared/time/lockClock.ts';
import { toInstant, wallToIso } from '../nodes/shared/time/readDate.ts';
import { refusal, refusalOf, refused, start } from './support/starts.mts';

describe('what is taken for a start', () => {
	const four = { start: '2026-10-01 15:00', startsAt: '2026-10-01T16:00:00+01:00' };

	test.each([
		['2026-10-01 16:00'],
		['2026-10-01T16:00'],
		['2026-10-01T16:00:00'],
		['2026-10-01t16:00:00.000'],
		['2026-10-01 16:00:00,000000'],
		['2026-10-01   16:00'],
		['\n 2026-10-01\t16:00 '],
		['2026-10-01 4:00 PM'],
		['2026-10-01 04:00:00 pm'],
		['2026-10-01 4:00\u202fPM'],
		['2026-10-01 4:00PM'],
		['2026/10/01 16:00'],
		['2026/10/01/16:00'],
		['2026/10/1 16:00'],
		['2026-10-1 16:00'],
		['2026-10-01T15:00:00Z'],
		['2026-10-01T15:00:00.000z'],
		['2026-10-01 15:00 Z'],
		['2026-10-01T16:00:00+01:00'],
		['2026-10-01T16:00+01:00'],
		['2026-10-01T16:00:00+0100'],
		['2026-10-01 16:00:00+01'],
		['2026-10-01T11:00-04:00'],
		['2026-10-01 11:00:00-04'],
		['2026-10-01T20:30:00+05:30'],
		['2026-10-02T05:00:00+14:00'],
		['2026-10-01T03:00:00-12:00'],
		[46296 + 16 / 24],
		[46296.6666666],
		['46296.66666666667'],
		[new Date('2026-10-01T15:00:00Z')],
		[DateTime.fromISO('2026-10-01T16:00', { zone: 'Europe/London' })],
		[DateTime.fromISO('2026-10-01T11:00', { zone: 'America/New_York' })],
		[DateTime.fromISO('2026-10-01T15:00:00Z', { setZone: true })],
	])('%p is 16:00 on 1 October', (value) => {
		expect(start(value)).toEqual(four);
	});

	test.each([
		['2026-01-09 9:00', '2026-01-09 09:00'],
		['2026-1-9 9:00', '2026-01-09 09:00'],
		['2026-01-09 12:00 AM', '2026-01-09 00:00'],
		['2026-01-09 12:00 PM', '2026-01-09 12:00'],
		['2026-01-09 11:00 PM', '2026-01-09 23:00'],
		['2026-01-09 00:00', '2026-01-09 00:00'],
		['2024-02-29 10:00', '2024-02-29 10:00'],
		['2000-01-01 00:00', '2000-01-01 00:00'],
		['2099-12-31 23:00', '2099-12-31 23:00'],
		[36526.5, '2000-01-01 12:00'],
		[73050.5, '2099-12-31 12:00'],
		[46113.25, '2026-04-01 05:00'],
	])('%p goes out as %s', (value, expected) => {
		expect(start(value).start).toBe(expected);
	});

	test('a Date of another realm and a DateTime of another copy of luxon', async () => {
		const date: unknown = runInNewContext("new Date('2026-10-01T15:00:00Z')");
		expect(date instanceof Date).toBe(false);
		expect(start(date)).toEqual(four);

		jest.resetModules();
		const copy = await import('luxon');
		expect(copy.DateTime).not.toBe(DateTime);
		expect(start(copy.DateTime.fromISO('2026-10-01T16:00', { zone: 'Europe/London' }))).toEqual(four);
	});

	test("a DateTime that lost its methods, as n8n's isolate hands on one that an item holds", () => {
		expect(start({ ...DateTime.fromISO('2026-10-01T16:00', { zone: 'Europe/London' }) })).toEqual(four);
		expect(refused({ ...DateTime.fromISO('nonsense') })).toMatch(/invalid date/);
		expect(refused({ ...DateTime.fromISO('2026-10-01T15:30Z') })).toContain("'2026-10-01T15:30:00.000Z'");
	});

	test('a serial is off by less than a second, and is read to the nearest', () => {
		const inexact = 46113 + 10 / 24;
		expect(start(inexact + 0.4 / 86400).start).toBe('2026-04-01 09:00');
		expect(start(inexact - 0.4 / 86400).start).toBe('2026-04-01 09:00');
		expect(refused(inexact + 1 / 86400)).toContain('2026-04-01 09:00:01');
	});

	test('a fraction of a second is dropped', () => {
		expect(start('2026-10-01T16:00:00.999')).toEqual(four);
		expect(start(new Date('2026-10-01T15:00:00.001Z'))).toEqual(four);
		expect(refused('2026-10-01T15:59:59.999')).toContain('15:59');
	});
});

describe('what is refused as a start', () => {
	test.each([
		[null, /^Start is empty; write a date and time, such as 2026-07-01 16:00$/],
		[undefined, /empty/],
		['', /empty/],
		['  \n', /empty/],
		[
			'01/07/2026',
			/^Start '01\/07\/2026' does not begin with the year, and dates like it can be read two ways; write the year first, such as 2026-07-01 16:00$/,
		],
		['01/07/2026 16:00', /two ways/],
		['1.7.2026', /two ways/],
		['01-07-2026', /two ways/],
		['25/12/2026', /two ways/],
		['01/07/26', /two ways/],
		['26-07-01', /two ways/],
		['1 July 2026', /'1 July 2026' .* year first/],
		['Oct 1, 2026 4:00 PM', /year first/],
		['01-Oct-2026', /year first/],
		['2026-Oct-01', /year first/],
		['Thu Oct 01 2026 16:00:00 GMT+0100', /year first/],
		['2026-02-30', /'2026-02-30' names a date that does not exist/],
		['2026-02-29 10:00', /date that does not exist/],
		['2026-13-01 10:00', /date that does not exist/],
		['2026-00-10', /date that does not exist/],
		['2026-10-00', /date that does not exist/],
		['0026-10-01', /date that does not exist/],
		['2026-10-01 24:00', /'2026-10-01 24:00' names a time that does not exist.*00:00 of the next day/],
		['2026-10-01 25:00', /time that does not exist/],
		['2026-10-01 16:60', /time that does not exist/],
		['2026-10-01 16:00:60', /time that does not exist/],
		['2026-10-01 16:00 PM', /time that does not exist/],
		['2026-10-01 0:00 AM', /time that does not exist/],
		['2026-10-01T16:00+15:00', /UTC offset that does not exist/],
		['2026-10-01T16:00-13:00', /UTC offset that does not exist/],
		['2026-10-01T16:00+01:60', /UTC offset that does not exist/],
		['2026-10-01 08:00-10:00', /range.*write 2026-10-01 08:00, or 2026-10-01T08:00:00-10:00/],
		['2026-10-01 8:00 AM-10:00', /range/],
		['2026/10/01/08:00-10:00', /range/],
		['2026-10-01 08:00 - 10:00', /certain/],
		['1999-12-31 23:00', /'1999-12-31 23:00' is outside the years 2000 to 2099/],
		['2100-01-01 00:00', /outside the years/],
		['2100-01-01T00:00:00Z', /outside the years/],
		[new Date(0), /'1970-01-01T00:00:00.000Z' is outside the years/],
		[new Date(8.64e15), /outside the years/],
		[DateTime.utc(2100), /outside the years/],
		[73050.999999, /outside the years/],
		[new Date(NaN), /invalid date/],
		[DateTime.fromISO('nonsense'), /invalid date/],
		['2026-10-01Z', /year first/],
		['2026-10-01+01:00', /year first/],
		['2026-10-01T', /year first/],
		['2026-10-01T16', /year first/],
		['2026-10/01 16:00', /year first/],
		['2026-10-01T16:00:00+01:00[Europe/London]', /year first/],
		['2026-10-01 16:00 Europe/London', /year first/],
		['20261001T160000Z', /year first/],
		['+002026-10-01T16:00', /year first/],
		['2026-W40-4', /year first/],
		['16:00', /year first/],
		['tomorrow', /'tomorrow' .* year first/],
		['{{ $json.start }}', /year first/],
		[0, /Start 0 is a number/],
		[-46296, /is a number/],
		[2026, /is a number/],
		[20261001, /is a number/],
		[36525.9, /is a number/],
		[73051, /is a number/],
		[1790870400, /Start 1790870400 is a number.*write the date, such as 2026-07-01 16:00/],
		[1790870400000, /is a number/],
		['1790870400', /Start '1790870400' is a number/],
		['20261001', /is a number/],
		['46296,5', /is a number/],
		[NaN, /is a number/],
		[Infinity, /is a number/],
		[true, /Start 'true' is not a date/],
		[46296n, /is not a date/],
		[Symbol('x'), /is not a date/],
		[() => 1, /is not a date/],
		[{}, /Start \(an object\) is not a date/],
		[{ isLuxonDateTime: true }, /not a date/],
		[{ [Symbol.toStringTag]: 'Date', getTime: () => 1.8e12 }, /not a date/],
		[['2026-10-01 16:00'], /Start \(a list\) is not a date/],
		[Object('2026-10-01 16:00'), /is not a date/],
	])('%p', (value, message) => {
		expect(refused(value)).toMatch(message);
	});

	test('a long value is cut, and stays on one line', () => {
		const message = refused(`far\ntoo ${'long '.repeat(1000)}`);
		expect(message.length).toBeLessThan(200);
		expect(message).toContain("'far too long");
	});

	test('Unix time is met with the way to convert it', () => {
		expect.assertions(1);
		try {
			start(1790870400000);
		} catch (error) {
			expect((error as ValueError).advice).toContain('DateTime.fromMillis');
		}
	});

	test('a time zone that is none', () => {
		expect(refused('2026-10-01 16:00', { timezone: 'Europe/Londn' })).toMatch(
			/^Time Zone 'Europe\/Londn' is not known/,
		);
	});

	test('a lock clock that is none, as an expression may set it', () => {
		expect(refused('2026-10-01 16:00', { lockClock: 'UTC' as LockClock })).toMatch(
			/^Lock Clock 'UTC' is not known/,
		);
	});
});

describe('toInstant', () => {
	test.each([
		['2026-07-01 16:30', 'Europe/London', '2026-07-01T15:30:00Z'],
		['2026-07-01T16:30:15.250', 'Europe/London', '2026-07-01T15:30:15.250Z'],
		['2026-07-01T16:30:15.250+02:00', 'Europe/London', '2026-07-01T14:30:15.250Z'],
		['2026-07-01', 'America/New_York', '2026-07-01T04:00:00Z'],
		[46204.5, 'America/New_York', '2026-07-01T16:00:00Z'],
		[new Date('2026-07-01T04:00:00.123Z'), 'Asia/Kolkata', '2026-07-01T04:00:00.123Z'],
		[DateTime.fromISO('2026-07-01T04:00', { zone: 'Asia/Tokyo' }), 'UTC', '2026-06-30T19:00:00Z'],
		// A day begins when the clock first shows it.
		['2025-03-30', 'Asia/Beirut', '2025-03-29T22:00:00Z'],
		['2025-11-02', 'America/Havana', '2025-11-02T04:00:00Z'],
	])('%p in %s is %s', (value, timezone, expected) => {
		expect(toInstant(value, timezone)).toBe(Date.parse(expected));
	});

	test('names the parameter it refuses', () => {
		expect(refusal(() => toInstant('01/07/2026', 'Europe/London', 'After'))).toMatch(
			/^After '01\/07\/2026' does not begin with the year/,
		);
		expect(refusal(() => toInstant('', 'Europe/London'))).toMatch(/^Date is empty/);
		expect(refusal(() => toInstant('2026-03-29 01:30', 'Europe/London'))).toContain('skips 2026-03-29 01:30');
		expect(refusal(() => toInstant('2026-10-25 01:30', 'Europe/London'))).toMatch(
			/twice .*; write the one you mean$/,
		);
		expect(refusal(() => toInstant('2026-07-01', 'Nowhere'))).toContain("'Nowhere'");
	});
});

describe('wallToIso', () => {
	test.each([
		['2026-04-22T16:00:00', 'Europe/London', '2026-04-22T16:00:00+01:00'],
		['2026-04-22 16:00:00.123', 'Asia/Kolkata', '2026-04-22T16:00:00+05:30'],
		['2026-04-22T16:00:00Z', 'Europe/London', '2026-04-22T17:00:00+01:00'],
		['2026-10-25 01:30:00', 'Europe/London', '2026-10-25T01:30:00+01:00'],
		['2026-03-29 01:30:00', 'Europe/London', '2026-03-29T02:30:00+01:00'],
		['2011-12-30 12:00:00', 'Pacific/Apia', '2011-12-31T12:00:00+14:00'],
		['1970-01-01T00:00:00', 'America/New_York', '1970-01-01T00:00:00-05:00'],
		['2026-04-22', 'Europe/London', null],
		['never', 'Europe/London', null],
		['0001-01-01T00:00:00', 'Europe/London', null],
		['2026-04-22T16:00:00', 'Mars/Base', null],
		['2026-04-22T16:00:00', '', null],
	])('%s in %s is %s', (wall, timezone, expected) => {
		expect(wallToIso(wall, timezone)).toBe(expected);
	});
});
