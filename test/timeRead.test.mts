import { runInNewContext } from 'node:vm';
import { DateTime } from 'luxon';

import type { LockClock } from '../nodes/shared/time/lockClock.ts';
import { toInstant, wallToIso } from '../nodes/shared/time/readDate.ts';
import { refusal, refusalOf, refused, start } from './support/starts.mts';

describe('what is taken for a start', () => {
	const four = { start: '2026-10-01 15:00', startsAt: '2026-10-01T16:00:00+01:00' };

	test.each([
		...['2026-10-01 16:00', '2026-10-01T16:00', '2026-10-01T16:00:00', '2026-10-01t16:00:00.000'],
		...['2026-10-01 16:00:00,000000', '2026-10-01   16:00', '\n 2026-10-01\t16:00 '],
		...['2026-10-01 4:00 PM', '2026-10-01 04:00:00 pm', '2026-10-01 4:00\u202fPM', '2026-10-01 4:00PM'],
		...['2026/10/01 16:00', '2026/10/01/16:00', '2026/10/1 16:00', '2026-10-1 16:00'],
		...['2026-10-01T15:00:00Z', '2026-10-01T15:00:00.000z', '2026-10-01 15:00 Z'],
		...['2026-10-01T16:00:00+01:00', '2026-10-01T16:00+01:00', '2026-10-01T16:00:00+0100'],
		...['2026-10-01 16:00:00+01', '2026-10-01T11:00-04:00', '2026-10-01 11:00:00-04'],
		...['2026-10-01T20:30:00+05:30', '2026-10-02T05:00:00+14:00', '2026-10-01T03:00:00-12:00'],
		...[46296 + 16 / 24, 46296.6666666, '46296.66666666667', new Date('2026-10-01T15:00:00Z')],
		...[DateTime.fromISO('2026-10-01T16:00', { zone: 'Europe/London' })],
		...[DateTime.fromISO('2026-10-01T11:00', { zone: 'America/New_York' })],
		...[DateTime.fromISO('2026-10-01T15:00:00Z', { setZone: true })],
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

	test('a fraction of a second that a conversion leaves is dropped', () => {
		expect(start('2026-10-01T16:00:00.999')).toEqual(four);
		expect(start(new Date('2026-10-01T15:00:00.001Z'))).toEqual(four);
		expect(start('2026-10-01T15:59:59.999')).toEqual(four);
		expect(start('2026-10-01 15:59:59.001')).toEqual(four);
	});
});

describe('what is refused as a start', () => {
	test.each([
		[null, /^Start is empty; write a date and time, such as 2026-07-01 16:00:00$/],
		[undefined, /empty/],
		['', /empty/],
		['  \n', /empty/],
		[
			'01/07/2026',
			/^Start '01\/07\/2026' does not begin with the year, and dates like it can be read two ways; write the year first, such as 2026-07-01 16:00:00, or use/,
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
		[
			'2026-10-01 24:00',
			/'2026-10-01 24:00' names a time that does not exist.*write 2026-10-01 00:00:00 for the beginning of that day, or 2026-10-02 00:00:00 for its end$/,
		],
		['2026-10-01 25:00', /time that does not exist/],
		['2026-10-01 16:60', /time that does not exist/],
		['2026-10-01 16:00:60', /time that does not exist/],
		['2026-10-01 16:00 PM', /time that does not exist/],
		['2026-10-01 0:00 AM', /time that does not exist/],
		['2026-10-01T16:00+15:00', /UTC offset that does not exist/],
		['2026-10-01T16:00-13:00', /UTC offset that does not exist/],
		['2026-10-01T16:00+01:60', /UTC offset that does not exist/],
		['2026-10-01 08:00-10:00', /range.*write 2026-10-01 08:00:00, or 2026-10-01T08:00:00-10:00/],
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
		['2026-10-01 16:00 Europe/London', /year first/],
		['+002026-10-01T16:00', /year first/],
		['2026-W40-4', /year first/],
		['16:00', /year first/],
		['tomorrow', /'tomorrow' .* year first/],
		['{{ $json.start }}', /year first/],
		[0, /Start 0 is a number/],
		[-46296, /is a number/],
		[2026, /is a number/],
		[36525.9, /is a number/],
		[73051, /is a number/],
		[1790870400, /Start 1790870400 is a number.*write the date, such as 2026-07-01 16:00:00/],
		[1790870400000, /is a number/],
		['1790870400', /Start '1790870400' is a number/],
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

describe('what people and systems write', () => {
	const four = { start: '2026-07-01 15:00', startsAt: '2026-07-01T16:00:00+01:00' };

	test.each([
		['iCal, local', '20260701T160000'],
		['iCal, UTC', '20260701T150000Z'],
		['iCal, without seconds', '20260701T1600'],
		['basic format with an offset', '20260701T160000+0100'],
		['twelve digits', '202607011600'],
		['twelve digits as a number', 202607011600],
		['fourteen digits', '20260701160000'],
		['a comma, as browsers put it', '2026-07-01, 16:00:00'],
		['a comma without a blank', '2026-07-01,16:00'],
		['an hour in the evening', '2026-07-01 4 PM'],
		['a.m. and p.m.', '2026-07-01 4:00 p.m.'],
		['p. m. with a narrow space', '2026-07-01 4:00\u202fp. m.'],
		['dots', '2026.07.01 16:00'],
		['UTC behind it', '2026-07-01 15:00 UTC'],
		['UTC behind it, joined', '2026-07-01T15:00:00UTC'],
		['the zone of the offset', '2026-07-01T16:00:00+01:00[Europe/London]'],
		['another zone with its offset', '2026-07-01T17:00:00+02:00[Europe/Berlin]'],
		['Z and a zone', '2026-07-01T15:00:00Z[Europe/London]'],
		['a zone without an offset', '2026-07-01T17:00[Europe/Berlin]'],
		['a decimal comma', '46204,6666666667'],
		['an offset without a colon', '2026-07-01T11:00:00-0400'],
		['six decimals', '2026-07-01T15:00:00.000000Z'],
		['seven decimals', '2026-07-01T15:00:00.0000000Z'],
		['full-width digits', '２０２６－０７－０１　１６：００'],
		['a true minus', '2026\u221207\u221201 16:00'],
		['non-breaking hyphens', '2026\u201107\u201101 16:00'],
		['a minus in the offset', '2026-07-01T11:00:00\u221204:00'],
		['marks of direction', '\u200e2026-07-01\u200f 16:00\u202c'],
		['a byte order mark and zero-width blanks', '\ufeff2026-07-01\u200b 16:00'],
		['a soft hyphen', '2026-07-\u00ad01 16:00'],
		['Google', { dateTime: '2026-07-01T16:00:00+01:00', timeZone: 'Europe/London' }],
		[
			'Google, the zone of who looks',
			{ dateTime: '2026-07-01T16:00:00+01:00', timeZone: 'America/New_York' },
		],
		['Google, no zone', { dateTime: '2026-07-01T15:00:00Z' }],
		['Google, a zone that nobody knows', { dateTime: '2026-07-01T15:00:00Z', timeZone: 'nowhere' }],
		['Outlook, UTC', { dateTime: '2026-07-01T15:00:00.0000000', timeZone: 'UTC' }],
		['Outlook, Windows', { dateTime: '2026-07-01T17:00:00.0000000', timeZone: 'W. Europe Standard Time' }],
		['Outlook, GMT', { dateTime: '2026-07-01T16:00:00.0000000', timeZone: 'GMT Standard Time' }],
		['Outlook, tzone', { dateTime: '2026-07-01T15:00:00.0000000', timeZone: 'tzone://Microsoft/Utc' }],
		['Outlook, IANA', { dateTime: '2026-07-01T11:00:00.0000000', timeZone: 'America/New_York' }],
		['Notion, offset', { start: '2026-07-01T16:00:00.000+01:00', end: null, time_zone: null }],
		['Notion, zone', { start: '2026-07-01T11:00:00.000', end: null, time_zone: 'America/New_York' }],
		['Notion, the site', { start: '2026-07-01T16:00:00', end: null, time_zone: null }],
		[
			"n8n's iCal reader, an hour off in October",
			{
				date: '2026-07-01T14:00:00.000Z',
				type: 'DATE-TIME',
				local: { date: '2026-07-01T17:00:00.000Z', timezone: 'Europe/Berlin', tzoffset: '+0200' },
			},
		],
	])('%s is 16:00 on 1 July', (_, value) => {
		expect(start(value)).toEqual(four);
	});

	test.each([
		['iCal', '20260701'],
		['iCal as a number', 20260701],
		['dots', '2026.07.01'],
		['Google', { date: '2026-07-01' }],
		['Google, with nothing else', { date: '2026-07-01', dateTime: null, timeZone: null }],
		['Notion', { start: '2026-07-01', end: '2026-07-05', time_zone: null }],
		['a serial cut to five decimals', 46203.99999],
		['a serial cut to four decimals', '46203.9999'],
	])('%s is the day 1 July', (_, value) => {
		expect(start(value, { length: 'days' }).start).toBe('2026-07-01 00:00');
		expect(refused(value)).toContain('is a date without a time');
	});
});

describe('what a conversion cuts off', () => {
	test.each([
		['four decimals', 46204.6666, '2026-07-01 15:00'],
		['four decimals of 11:00', 45305.4583, '2024-01-14 11:00'],
		['four decimals, rounded up', 46204.6667, '2026-07-01 15:00'],
		['three decimals', '46204.666', '2026-07-01 15:00'],
		['five decimals', 46204.66666, '2026-07-01 15:00'],
		['a text with a comma', '46204,6666', '2026-07-01 15:00'],
		['a binary fraction', 46204.666666666664, '2026-07-01 15:00'],
		['Date of a serial', new Date((46204.666666666664 - 25569) * 864e5), '2026-07-01 16:00'],
		[
			'DateTime of a serial',
			DateTime.fromMillis(Math.floor((46204.666666666664 - 25569) * 864e5)),
			'2026-07-01 16:00',
		],
	])('%s', (_, value, expected) => {
		for (const rounding of ['error', 'roundDown'] as const)
			expect(start(value, { rounding }).start).toBe(expected);
	});

	test.each([
		['2026-07-01 15:59:17', '43 seconds short of a full hour; write 2026-07-01 16:00:00'],
		['2026-07-01 15:59:59', '1 second short of a full hour; write 2026-07-01 16:00:00'],
		['2026-07-01T15:59:17+01:00', 'write 2026-07-01T16:00:00+01:00'],
		[new Date('2026-07-01T14:59:54.240Z'), '6 seconds short'],
		[46204.66665, 'short of a full hour'],
	])('%p is refused, under Round Down too', (value, message) => {
		for (const rounding of ['error', 'roundDown'] as const)
			expect(refused(value, { rounding })).toContain(message);
	});

	test('a whole minute short is rounded, and a day that is nearly over is not', () => {
		expect(start('2026-07-01 15:59', { rounding: 'roundDown' }).start).toBe('2026-07-01 14:00');
		expect(refused('2026-06-30 23:59:17', { length: 'days', rounding: 'roundDown' })).toContain(
			'2026-07-01 00:00:00',
		);
		expect(start('2026-06-30 23:59:59.999', { length: 'days' }).start).toBe('2026-07-01 00:00');
	});
});

describe('words that help', () => {
	test('rows with the day first have messages that differ in the value alone, with the expression', () => {
		const values = ['01/07/2026 16:00', '25/12/2026 15:00', '02/08/2026 11:00'];
		const messages = values.map((value) => refused(value).replace(`'${value}'`, "'…'"));
		expect(new Set(messages).size).toBe(1);
		expect(messages[0]).toContain("DateTime.fromFormat($json.start, 'dd/MM/yyyy HH:mm')");
		expect(refusalOf(() => start('01/07/2026 16:00')).advice).toContain("'MM/dd/yyyy HH:mm'");
	});

	test.each([
		['01/07/2026', "'dd/MM/yyyy').toISODate()"],
		['1.7.2026 16:00', "'d.M.yyyy HH:mm').toFormat('yyyy-MM-dd HH:mm:ss')"],
		['01-07-26, 4:00 PM', "'dd-MM-yy, h:mm a')"],
		['31/12/26 3pm', "'dd/MM/yy ha').toFormat('yyyy-MM-dd HH:mm:ss')"],
		['12/31/2026 03:00 am', "'dd/MM/yyyy h:mm a')"],
		['31.12.2026 9', "'dd.MM.yyyy H')"],
		['31 / 12 / 2026', "'dd / MM / yyyy').toISODate()"],
		['01/07/2026 16:00:00', "'dd/MM/yyyy HH:mm:ss')"],
	])('%s is met with %s, which reads it', (value, expression) => {
		expect(refused(value)).toContain(expression);
		const { advice } = refusalOf(() => start(value));
		const formats = [expression, advice].map((text) => /'([^']+)'/.exec(text)?.[1] ?? '');
		expect(formats.some((format) => DateTime.fromFormat(value, format).isValid)).toBe(true);
	});

	test.each(['31/12/26 3 p.m.', '31/12/2026 15h30', '31/12/2026 at noon', '45/45/2026'])(
		'%s is met with no expression, since none reads it',
		(value) => {
			expect(refused(value)).toMatch(/write the year first, such as 2026-07-01 16:00:00$/);
		},
	);

	test.each([
		['2026-07-01 16:00 BST', 'the abbreviation BST', 'Europe/London'],
		['2026-07-01 4:00 PM EST', 'the abbreviation EST', 'America/New_York'],
		['2026-07-01 16:00 (CEST)', 'write 2026-07-01 16:00:00', 'Europe/Berlin'],
		['2026-07-01 16:00 GMT', 'the abbreviation GMT', 'Europe/London'],
		['2026-07-01 16:00 XYZ', 'the abbreviation XYZ', 'Time Zone'],
	])('%s', (value, message, advice) => {
		const error = refusalOf(() => start(value));
		expect(error.message).toContain(message);
		expect(error.advice).toContain(advice);
	});

	test.each<[unknown, RegExp]>([
		['2026-07-01T16:00:00-00:00', /offset is not known; write 2026-07-01 16:00:00 if/],
		['2026-07-01T16:00:00+00:00[Europe/London]', /write 2026-07-01T17:00:00\+01:00/],
		['2026-10-25T01:30[Europe/London]', /shows 2026-10-25 01:30 twice/],
		['202607011600-1700', /year first/],
		[{ from: '2026-07-01', to: '2026-07-05' }, /an object with the keys 'from', 'to'/],
		[{ date: '2026-07-01T00:00:00.000Z', type: 'DATE' }, /an object with the keys 'date', 'type'/],
		[{ dateTime: '2026-07-01T16:00:00.0000000' }, /no timeZone/],
		[{ dateTime: '2026-07-01T16:00:00', timeZone: 'EST' }, /Time Zone 'EST'.*America\/New_York/],
		[{ start: null, end: null, time_zone: null }, /an object with the keys/],
		[['2026-07-01', '2026-07-05'], /a list/],
	])('%p', (value, message) => {
		expect(refused(value)).toMatch(message);
	});

	test.each([
		[1790870400, 'DateTime.fromSeconds'],
		['1788256800', 'DateTime.fromSeconds'],
		[1790870400000, 'DateTime.fromMillis'],
	])('%p looks like Unix time', (value, advice) => {
		expect(refusalOf(() => start(value)).advice).toContain(advice);
	});

	test.each([0, 2026, 123456789, 36525.9, 99999999999, 5e12])('%p does not', (value) => {
		expect(refusalOf(() => start(value)).advice).not.toContain('Unix');
	});

	test.each([
		'2026-07-01 16:30',
		'2026-07-01 24:00',
		'2026-07-01',
		'2026-07-01 15:59:17',
		'2026-07-01 16:00 BST',
		'',
	])('%p: what the message suggests is taken, and by the date picker too', (value) => {
		const [suggestion] =
			refused(value)
				.match(/\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?(?= or|,| for| if|$)/g)
				?.slice(-1) ?? [];
		expect(suggestion).toMatch(/:\d{2}:\d{2}$/);
		expect(start(suggestion).start).toMatch(/^2026-07-0[12]|^2026-06-30/);
	});
});
