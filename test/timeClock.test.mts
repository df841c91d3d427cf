import fc from 'fast-check';
import { DateTime } from 'luxon';

import { ValueError } from '../nodes/shared/api/errors.ts';
import { clockOf, lockOffsetOf, type Clock, type LockClock } from '../nodes/shared/time/lockClock.ts';
import {
	lockStart,
	readEnd,
	type CodeLength,
	type LockStart,
	type StartRounding,
} from '../nodes/shared/time/lockStart.ts';
import { toInstant, wallOf, wallToIso } from '../nodes/shared/time/readDate.ts';
import { instantsOf, isoAt, offsetAt, zoneNamed } from '../nodes/shared/time/zones.ts';
import { CLOCKS, refusal } from './support/starts.mts';

const LENGTHS: CodeLength[] = ['hours', 'days', 'unknown'];
const ROUNDINGS: StartRounding[] = ['error', 'roundDown'];
const HOUR = 3_600_000;

/** What `act` gives; null where it is refused. */
function outcomeOf<T>(act: () => T): T | null {
	try {
		return act();
	} catch (error) {
		if (!(error instanceof ValueError)) throw error;
		return null;
	}
}

/** A time on a lock's clock, such as the API's `Expires`, at the site; null when it cannot be read. */
function fromLockClock(text: unknown, clock: Clock, timezone: string): string | null {
	const reading = wallOf(text);
	return reading === undefined ? null : isoAt(clock.instant(reading), timezone);
}

describe('a time on the clock of a lock', () => {
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
		['2025-09-07 00:00:00', 'America/Santiago', 'siteTime', '2025-09-07T01:00:00-03:00'],
	])('%s in %s under %s', (wall, timezone, lockClock, expected) => {
		expect(fromLockClock(wall, clockOf({ timezone, lockClock }, Date.UTC(2026, 3, 22)), timezone)).toBe(
			expected,
		);
	});

	test.each([
		...['', 'soon', '2026-04-22', '2026-02-30 16:00', '2026-04-22 24:00:00', '22/04/2026 16:00'],
		...['2026-04-22T16:00:00Z', '0000-00-00 00:00:00', '0001-01-01 00:00:00', '1899-12-30 00:00:00'],
		...[undefined],
	])('%p cannot be read', (wall) => {
		expect(
			fromLockClock(wall, clockOf({ timezone: 'Europe/London', lockClock: 'siteTime' }, 0), 'UTC'),
		).toBeNull();
	});
});

describe('zoneNamed', () => {
	test.each([
		['Europe/London', 'Europe/London'],
		['europe/london', 'Europe/London'],
		[' Europe/London\u200b ', 'Europe/London'],
		['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
		['Asia/Kolkata', 'Asia/Kolkata'],
		['America/Vancouver', 'America/Vancouver'],
		['UTC', 'UTC'],
		['utc', 'UTC'],
		['Etc/GMT+5', 'Etc/GMT+5'],
		['CET', 'CET'],
		['W. Europe Standard Time', 'Europe/Berlin'],
		['gmt standard time', 'Europe/London'],
		['Greenwich Standard Time', 'Atlantic/Reykjavik'],
		['Eastern Standard Time', 'America/New_York'],
		['US Mountain Standard Time', 'America/Phoenix'],
		['tzone://Microsoft/Utc', 'UTC'],
	])('%s is %s', (name, zone) => {
		expect(zoneNamed(name)).toBe(zone);
	});

	test('every Windows name of CLDR leads to a zone of the runtime', () => {
		const names =
			'GMT;Greenwich;W. Europe;Central Europe;Central European;Romance;FLE;GTB;E. Europe;Turkey;Russian;Israel;Egypt;South Africa;Morocco;' +
			'W. Central Africa;Arab;Arabian;Pakistan;India;SE Asia;China;Singapore;Tokyo;Korea;W. Australia;E. Australia;AUS Eastern;New Zealand;' +
			'Hawaiian;Alaskan;Pacific;US Mountain;Mountain;Central;Eastern;Atlantic;E. South America;Argentina';
		for (const name of names.split(';')) {
			const zone = zoneNamed(`${name} Standard Time`);
			expect([name, DateTime.fromMillis(0, { zone }).isValid]).toEqual([name, true]);
		}
	});

	test.each([
		['EST', 'America/New_York'],
		['est', 'America/New_York'],
		['MST', 'America/Denver'],
		['HST', 'Pacific/Honolulu'],
		['GMT', 'Europe/London'],
		['BST', 'Europe/London'],
		['IST', 'Asia/Kolkata'],
		['PST', 'America/Los_Angeles'],
		['CST', 'America/Chicago'],
		['CEST', 'Europe/Berlin'],
	])('%s is refused, and %s is what people mean', (name, zone) => {
		expect(refusal(() => zoneNamed(name))).toMatch(
			new RegExp(
				`^Time Zone '${name}' is not known: an abbreviation .*; write an IANA name, such as ${zone}`,
			),
		);
	});

	test.each([
		...['', 'DEFAULT', 'London', 'Europe/Londn', '+01:00', 'UTC+1', 'local', 'Mars Standard Time'],
		...['GMT+0'],
	])('%p is none', (name) => {
		expect(refusal(() => zoneNamed(name))).toContain(`Time Zone '${name}' is not known; write`);
	});

	test.each<[unknown]>([[undefined], [null], [5], [['Europe/London']], [{}]])('%p is no text', (name) => {
		expect(refusal(() => zoneNamed(name))).toContain('is not known');
	});
});

describe('a fixed offset', () => {
	test.each([
		['-08:00', -8],
		['+05:30', 5.5],
		['-8', -8],
		['\u22128:00', -8],
		['UTC-07:00', -7],
		['+0530', 5.5],
		['+14:00', 14],
		['-12:00', -12],
		['+00:00', 0],
	])('%s', (text, hours) => {
		expect(lockOffsetOf(text)).toBe(hours * HOUR);
		const clock = clockOf({ timezone: 'America/Vancouver', lockClock: 'fixedOffset', lockOffset: text }, 0);
		expect(clock.reading(0)).toBe(hours * HOUR);
	});

	test.each([undefined, '', '8', '08:00', '-13:00', '+15', '+01:60', 'PST', 'Z'])(
		'%p is none',
		(lockOffset) => {
			const message = refusal(() => clockOf({ timezone: 'UTC', lockClock: 'fixedOffset', lockOffset }, 0));
			expect(message).toMatch(/^Lock Offset .*such as -08:00$/);
		},
	);
});

describe('standard time', () => {
	const at = (date: string) => Date.parse(`${date}T12:00:00Z`);
	const standard = (timezone: string, date: string, timecode?: string) =>
		clockOf({ timezone, lockClock: 'standardTime', timecode }, at(date)).reading(0) / HOUR;

	test.each<[string, string, string | undefined, number]>([
		['Europe/London', '2026-07-01', '202601151200', 0],
		['Europe/Dublin', '2026-07-01', '202607151200', 0],
		['America/New_York', '2026-07-01', '201801151200', -5],
		['Australia/Sydney', '2026-12-31', '202601151200', 10],
		['Australia/Lord_Howe', '2026-12-31', '202601151200', 10.5],
		['Europe/Istanbul', '2026-07-01', '201701151200', 3],
		['America/Asuncion', '2024-03-01', '202301151200', -4],
		['America/Asuncion', '2026-07-01', '202501151200', -3],
		['Asia/Almaty', '2026-07-01', '202501151200', 5],
		['America/Vancouver', '2025-10-01', '202301151200', -8],
		['Europe/London', '2026-03-20', undefined, 0],
	])('%s on %s, lock of %s: %d', (timezone, date, timecode, hours) => {
		expect(standard(timezone, date, timecode)).toBe(hours);
	});

	test.each([
		['Asia/Almaty', '2026-07-01', '202201151200', '+06:00', '+05:00'],
		['America/Asuncion', '2026-07-01', '202301151200', '-04:00', '-03:00'],
		['America/Chihuahua', '2026-07-01', '202101151200', '-07:00', '-06:00'],
		['Europe/Istanbul', '2026-07-01', '201501151200', '+02:00', '+03:00'],
		['America/Scoresbysund', '2026-07-01', '202201151200', '-01:00', '-02:00'],
	])(
		'%s on %s, lock of %s: the law changed, and both offsets are offered',
		(timezone, date, timecode, then, now) => {
			const message = refusal(() => standard(timezone, date, timecode));
			expect(message).toContain(
				`Standard time in ${timezone} was ${then} when the lock was initialised, and is ${now}`,
			);
			expect(message).toMatch(/set Lock Clock to Fixed Offset, with Lock Offset/);
			expect(message).not.toContain(timecode);
		},
	);

	const hasLawOf2026 = DateTime.fromISO('2027-01-01T12:00', { zone: 'America/Vancouver' }).offset === -420;
	(hasLawOf2026 ? test : test.skip).each([
		['America/Vancouver', '-08:00', '-07:00'],
		['America/Edmonton', '-07:00', '-06:00'],
	])('%s: New Year 2027 for a lock that was set before', (timezone, then, now) => {
		for (const value of ['2026-12-31 16:00', '2027-01-01 16:00']) {
			const opts = { timezone, length: 'hours', rounding: 'error' } as const;
			const message = refusal(() =>
				lockStart(value, { ...opts, lockClock: 'standardTime', timecode: '202501151200' }),
			);
			expect(message).toContain(`Lock Offset ${then} if the lock was not set since, or ${now} if it was`);
			for (const lockOffset of [then, now]) {
				const { instant, reading } = lockStart(value, { ...opts, lockClock: 'fixedOffset', lockOffset });
				expect(reading - instant).toBe(lockOffsetOf(lockOffset));
			}
		}
		expect(standard(timezone, '2027-01-01', '202701151200') * HOUR).toBe(lockOffsetOf(now));
	});

	test.each(['2024-07-01', '2025-03-10', '2025-07-01'])(
		'Morocco on %s, whose summer ends for Ramadan',
		(date) => {
			for (const timecode of [undefined, '202407151200']) {
				const message = refusal(() => standard('Africa/Casablanca', date, timecode));
				expect(message).toContain('for only a few weeks');
				expect(message).toContain('Lock Offset +00:00 or +01:00');
			}
		},
	);

	test('a change of the law that is weeks ahead', () => {
		expect(refusal(() => standard('Asia/Almaty', '2026-07-01', '202304151200'))).toMatch(
			/of the year after the lock's initialisation; .* Lock Offset \+05:00 or \+06:00/,
		);
		expect(refusal(() => standard('Asia/Almaty', '2023-04-15'))).toContain('Lock Offset +05:00 or +06:00');
	});

	test('a clock that is none, as an expression may set it', () => {
		const lockClock = 'UTC' as LockClock;
		expect(refusal(() => clockOf({ timezone: 'UTC', lockClock }, 0))).toMatch(
			/^Lock Clock 'UTC' is not known/,
		);
	});
});

describe('all zones of the runtime, 2024 to 2030', () => {
	const ZONES = Intl.supportedValuesOf('timeZone');
	const hours = fc
		.integer({ min: Date.UTC(2024, 0, 1) / HOUR, max: Date.UTC(2030, 11, 31) / HOUR })
		.map((hour) => hour * HOUR);
	const timecode = fc
		.integer({ min: Date.UTC(2015, 0, 1) / HOUR, max: Date.UTC(2027, 0, 1) / HOUR })
		.map((hour) => DateTime.fromMillis(hour * HOUR, { zone: 'utc' }).toFormat('yyyyMMddHHmm'));
	const fixed = fc.constantFrom<LockClock>('standardTime', 'utc', 'fixedOffset');
	const length = fc.constantFrom<CodeLength>('hours', 'days');

	test('what a lock on a fixed clock is sent differs from the instant by one constant, whatever the start', () => {
		let taken = 0;
		fc.assert(
			fc.property(
				fc.constantFrom(...ZONES),
				timecode,
				fixed,
				fc.array(fc.tuple(hours, length), { minLength: 2, maxLength: 8 }),
				(timezone, code, lockClock, starts) => {
					const differences = starts.flatMap(([ms, ofStart]) => {
						const sent = outcomeOf(() =>
							lockStart(new Date(ms), {
								timezone,
								lockClock,
								lockOffset: '-08:00',
								timecode: code,
								length: ofStart,
								rounding: 'roundDown',
							}),
						);
						return sent ? [Date.parse(`${sent.start.replace(' ', 'T')}Z`) - Date.parse(sent.startsAt)] : [];
					});
					taken += differences.length;
					expect(new Set(differences).size).toBeLessThanOrEqual(1);
				},
			),
			{ numRuns: 500 },
		);
		expect(taken).toBeGreaterThan(700);
	});

	test('a length on a fixed clock is that length in instants', () => {
		fc.assert(
			fc.property(fc.constantFrom(...ZONES), hours, fixed, fc.integer({ min: 1, max: 168 }), (...given) => {
				const [timezone, ms, lockClock, size] = given;
				const sent = outcomeOf(() =>
					lockStart(new Date(ms), {
						timezone,
						lockClock,
						lockOffset: '+05:30',
						length: 'hours',
						rounding: 'roundDown',
					}),
				);
				if (!sent) return;
				const end = sent.clock.instant(sent.reading + size * HOUR);
				expect(end - sent.instant).toBe(size * HOUR);
				const text = fromLockClock(
					new Date(sent.reading + size * HOUR).toISOString().slice(0, 19),
					sent.clock,
					timezone,
				);
				expect(Date.parse(text ?? '')).toBe(end);
			}),
			{ numRuns: 500 },
		);
	});

	test('on Site Time a length counts on the clock', () => {
		fc.assert(
			fc.property(fc.constantFrom(...ZONES), hours, fc.integer({ min: 1, max: 7 }), (timezone, ms, days) => {
				const opts = { timezone, lockClock: 'siteTime', length: 'days', rounding: 'roundDown' } as const;
				const { reading, clock, startsAt, start } = lockStart(new Date(ms), opts);
				expect(startsAt.slice(0, 10)).toBe(start.slice(0, 10));
				const end = clock.instant(reading + days * 24 * HOUR);
				const midnight = DateTime.fromISO(start.slice(0, 10), { zone: timezone }).plus({ days });
				expect(end).toBe(midnight.startOf('day').toMillis());
			}),
			{ numRuns: 500 },
		);
	});

	test('an instant and its wall clock lead to each other', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...ZONES),
				hours,
				fc.integer({ min: 0, max: 59 }),
				(timezone, hour, minute) => {
					const instant = hour + minute * 60_000;
					const wall = instant + offsetAt(instant, timezone);
					expect(instantsOf(wall, timezone)).toContain(instant);
					const possible = DateTime.fromMillis(instant, { zone: timezone }).getPossibleOffsets();
					expect(instantsOf(wall, timezone)).toEqual(
						possible.map((moment) => moment.toMillis()).sort((a, b) => a - b),
					);
					expect(isoAt(instant, timezone)).toBe(
						DateTime.fromMillis(instant, { zone: timezone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ"),
					);
				},
			),
			{ numRuns: 1000 },
		);
	});

	test('the smallest offset of the year that follows, unless it lasts for less than 90 days of it and those before', () => {
		fc.assert(
			fc.property(fc.constantFrom(...ZONES), hours, (timezone, near) => {
				const days = Array.from({ length: 152 }, (_, at) =>
					offsetAt(near + (at * 3 - 90) * 24 * HOUR, timezone),
				);
				const smallest = Math.min(...days.slice(30));
				const lasts = days.filter((offset) => offset === smallest).length * 3;
				const clock = outcomeOf(() => clockOf({ timezone, lockClock: 'standardTime' }, near));
				// The node looks once a week.
				if (lasts > 100) expect(clock?.reading(0)).toBe(smallest);
				if (lasts < 80) expect(clock).toBeNull();
			}),
			{ numRuns: 500 },
		);
	});
});

describe('for any date and zone', () => {
	const ZONES = (
		'Europe/London Europe/Dublin Europe/Istanbul America/New_York America/St_Johns America/Santiago ' +
		'America/Havana America/Scoresbysund Africa/Cairo Asia/Beirut Asia/Kolkata Asia/Kathmandu ' +
		'Asia/Tehran Atlantic/Azores Australia/Sydney Australia/Lord_Howe Pacific/Auckland ' +
		'Pacific/Chatham Pacific/Kiritimati UTC'
	).split(' ');
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
	/** Without the clock, whose functions are never equal; null where the start is refused. */
	function outcome(act: () => LockStart): Omit<LockStart, 'clock'> | null {
		return outcomeOf(() => {
			const { start, startsAt, instant, reading: onLock, roundedDownMs } = act();
			return { start, startsAt, instant, reading: onLock, roundedDownMs };
		});
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
				const result = outcomeOf(() =>
					lockStart(new Date(ms), { timezone, lockClock, length, rounding: 'roundDown' }),
				);
				if (result === null) return;
				const moment = DateTime.fromISO(result.startsAt, { zone: timezone });
				expect(moment.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ")).toBe(result.startsAt);
				// A midnight that the site's clock skips is sent as it stands.
				if (result.clock.instants(result.reading).length > 0)
					expect(reading(moment, lockClock)).toBe(result.start);
				else expect(result.start).toBe(`${moment.toISODate()} 00:00`);
				expect(result.start).toMatch(length === 'days' ? / 00:00$/ : /:00$/);
				if (lockClock !== 'siteTime' || isOnce(moment)) {
					expect(fromLockClock(result.start, result.clock, timezone)).toBe(result.startsAt);
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
				expect(lockStart(date, opts).startsAt).toBe(lockStart(new Date(ms), opts).startsAt);
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
					outcomeOf(() => lockStart(value, { timezone, lockClock, length, rounding, timeOfDay: '15:00' }));
					outcomeOf(() => readEnd(value, { timezone, lockClock }));
					outcomeOf(() => toInstant(value, timezone));
					outcomeOf(() => zoneNamed(value));
					fromLockClock(value, clockOf({ timezone, lockClock }, 0), timezone);
					wallToIso(value, timezone);
				},
			),
			{ numRuns: 2000 },
		);
	});
});
