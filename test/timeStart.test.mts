import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { clockOf, fromLockClock as fromClock, type LockClock } from '../nodes/shared/time/lockClock.ts';
import {
	lockStart as lockStartFull,
	type CodeLength,
	type StartRounding,
} from '../nodes/shared/time/lockStart.ts';
import { toInstant, wallToIso } from '../nodes/shared/time/readDate.ts';
import { zoneNamed as assertTimezone } from '../nodes/shared/time/zones.ts';
interface LockStart {
	start: string;
	startsAt: string;
}
export const lockStart = (value: unknown, opts: Options): LockStart => {
	const { start, startsAt } = lockStartFull(value, opts);
	return { start, startsAt };
};
const fromLockClock = (
	wall: string,
	{ timezone, lockClock }: { timezone: string; lockClock: LockClock },
): string | null => {
	const at = Date.parse(`${wall.slice(0, 10).replaceAll('/', '-')}T12:00:00Z`);
	return fromClock(wall, clockOf({ timezone, lockClock }, Number.isNaN(at) ? 1.8e12 : at), timezone);
};
import { ValueError } from '../nodes/shared/api/errors.ts';

interface Options {
	timezone: string;
	lockClock: LockClock;
	length: CodeLength;
	rounding: StartRounding;
}

const LONDON: Options = {
	timezone: 'Europe/London',
	lockClock: 'standardTime',
	length: 'hours',
	rounding: 'error',
};

function start(value: unknown, opts: Partial<Options> = {}): LockStart {
	return lockStart(value, { ...LONDON, ...opts });
}

/** The message with which `act` fails; any other kind of error is let through, and fails the test. */
function refusal(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		if (!(error instanceof ValueError)) throw error;
		expect(error.advice).not.toBe('');
		return error.message;
	}
	throw new Error('was not refused');
}

function refused(value: unknown, opts: Partial<Options> = {}): string {
	return refusal(() => start(value, opts));
}

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

const CLOCKS: LockClock[] = ['standardTime', 'siteTime', 'utc'];
const LENGTHS: CodeLength[] = ['hours', 'days', 'unknown'];
const ROUNDINGS: StartRounding[] = ['error', 'roundDown'];

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
