import fc from 'fast-check';

import { kitLockChoices, kitLockNamed } from '../nodes/shared/kitLocks.ts';
import { kitLockLines } from '../nodes/shared/kitLockTable.ts';

const TIMECODE = '202611161623';
const IDENTIFIER = '012345';
const ROOM_4 = { name: 'Room 4', lockModel: 'KL1060', timecode: TIMECODE, identifier: IDENTIFIER };
const PLAIN = `Room 4;KL1060;${TIMECODE};${IDENTIFIER}`;

function refusal(text: string, name = 'Room 4'): string {
	try {
		kitLockNamed(text, name);
		return 'not refused';
	} catch (error) {
		const { message, advice } = error as Error & { advice: string };
		return `${message} | ${advice}`;
	}
}

describe('a KitLock of the credential', () => {
	it.each([
		['semicolons', PLAIN],
		['commas', PLAIN.replaceAll(';', ',')],
		['tabs', PLAIN.replaceAll(';', '\t')],
		['blanks around cells', PLAIN.replaceAll(';', ' ; ')],
		['empty cells at the end', `${PLAIN};;; ;`],
		['empty lines', `\n\r\n ; ;\n${PLAIN}\n\n`],
		['Windows line ends', `Hall;KL1550;${TIMECODE};654321\r\n${PLAIN}\r\n`],
		['quotes', `"Room 4";"KL1060";"${TIMECODE}";"${IDENTIFIER}"`],
		['a model in small letters with a blank', `Room 4;kl 1060;${TIMECODE};${IDENTIFIER}`],
		['a name with more blanks', `  Room   4 ;KL1060;${TIMECODE};${IDENTIFIER}`],
		['invisible characters', `\uFEFFRoom\u00A04\u200B;KL1060;\u200E${TIMECODE};${IDENTIFIER}`],
		['full-width digits', 'Room 4;KL1060;２０２６１１１６１６２３;０１２３４５'],
		['headings', `Name;Lock Model;Timecode;Identifier\n${PLAIN}`],
		['headings in other words', `Zimmer;Modell;Zeit;Kennung\n${PLAIN}`],
		[
			'headings in another order',
			`Identifier,Notes,Door,Time Code,Model\n${IDENTIFIER},by the lift,Room 4,${TIMECODE},KL1060`,
		],
		[
			'headings, some of them unknown',
			`Model;Zimmer;Timecode;Identifier\nKL1060;Room 4;${TIMECODE};${IDENTIFIER}`,
		],
		['headings with notes behind', `Name;Model;Timecode;Identifier;Notes\n${PLAIN};by the lift`],
	])('is read with %s', (_name, text) => {
		expect(kitLockNamed(text, ' room 4 ')).toEqual(ROOM_4);
	});

	it.each([
		['a separator', `"Room; 4";KL1060;${TIMECODE};${IDENTIFIER}`, 'Room; 4'],
		['a doubled quote', `"Room ""4""";KL1060;${TIMECODE};${IDENTIFIER}`, 'Room "4"'],
		['a line end', `"Room\n4";KL1060;${TIMECODE};${IDENTIFIER}`, 'Room 4'],
		['a quote inside', `5" pipe;KL1060;${TIMECODE};${IDENTIFIER}`, '5" pipe'],
		['a quote that does not close', `"Room 4;KL1060;${TIMECODE};${IDENTIFIER}`, '"Room 4'],
		['a quote that another line closes', `"Room 4;KL1060;${TIMECODE};${IDENTIFIER}\n"x;y;z;1`, '"Room 4'],
		['commas between tabs', `Room, 4\tKL1060\t${TIMECODE}\t${IDENTIFIER}`, 'Room, 4'],
	])('has a name with %s', (_name, text, name) => {
		expect(kitLockNamed(text, name)).toMatchObject({ name, identifier: IDENTIFIER });
	});

	it.each<[string, object]>([
		['Europe/London', { timezone: 'Europe/London' }],
		['W. Europe Standard Time', { timezone: expect.stringMatching(/^Europe\//) }],
		['Europe/London;siteTime', { timezone: 'Europe/London', lockClock: 'siteTime' }],
		[';Site Time', { lockClock: 'siteTime' }],
		[';standard time', { lockClock: 'standardTime' }],
		[';UTC', { lockClock: 'utc' }],
		[';Fixed Offset;-08:00', { lockClock: 'fixedOffset', lockOffset: '-08:00' }],
		[';;-08:00', { lockClock: 'fixedOffset', lockOffset: '-08:00' }],
		[';;\u22128', { lockClock: 'fixedOffset', lockOffset: '-08:00' }],
		[';;UTC+5:30', { lockClock: 'fixedOffset', lockOffset: '+05:30' }],
	])('with %s', (rest, expected) => {
		expect(kitLockNamed(`${PLAIN};${rest}`, 'Room 4')).toEqual({ ...ROOM_4, ...expected });
	});
});

describe('a KitLock that cannot be right is told by its name and line, without its secrets', () => {
	const HALL = `Hall;KL1550;${TIMECODE};654321\n`;

	it.each<[string, string, RegExp]>([
		['a shortened timecode', 'Room 4;KL1060;2.02601E+11;012345', /shortened the timecode/],
		['a shortened timecode with a comma', 'Room 4;KL1060;2,02611E+11;012345', /shortened the timecode/],
		['ten digits', 'Room 4;KL1060;2611161623;012345', /timecode has ten digits.*four digits/],
		['eleven digits', 'Room 4;KL1060;20261116162;012345', /timecode has 11 digits/],
		['no date', 'Room 4;KL1060;202613161623;012345', /timecode is not a date/],
		['no timecode', 'Room 4;KL1060;;012345', /timecode does not consist of twelve digits/],
		['five digits', 'Room 4;KL1060;202611161623;12345', /identifier has 5 digits.*leading zeros/],
		[
			'an identifier of letters',
			'Room 4;KL1060;202611161623;12a456',
			/identifier does not consist of six digits/,
		],
		['no model', 'Room 4;;202611161623;012345', /lock model cannot be read/],
		['a timecode for a model', 'Room 4;202611161623;KL1060 1;012345', /lock model cannot be read/],
		['a K3 lock', 'Room 4;K3CONNECT;202611161623;012345', /Generate for K3 Lock/],
		['an unknown zone', 'Room 4;KL1060;202611161623;012345;EST', /time zone 'EST' is not known/],
		['an unknown clock', 'Room 4;KL1060;202611161623;012345;;summer', /lock clock is not known/],
		['no offset', 'Room 4;KL1060;202611161623;012345;;Fixed Offset', /lock offset is missing/],
		[
			'an offset of another clock',
			'Room 4;KL1060;202611161623;012345;;UTC;+01:00',
			/only for the lock clock Fixed Offset/,
		],
		['an offset that is none', 'Room 4;KL1060;202611161623;012345;;;one', /lock offset cannot be read/],
	])('%s', (_name, line, message) => {
		const text = refusal(HALL + line);
		expect(text).toMatch(message);
		expect(text).toMatch(/KitLock 'Room 4' \(line 2 of /);
		for (const secret of line.split(';').slice(2, 4)) if (secret) expect(text).not.toContain(secret);
	});

	it('of a line with too few cells, by its number', () => {
		const text = refusal(`${HALL}Room 4;KL1060;012345`);
		expect(text).toMatch(/^Line 2 of KitLocks of the Codelocks API credential cannot be read/);
		expect(text).not.toContain('012345');
	});

	it('of two lines with one name', () => {
		expect(refusal(`${HALL}${PLAIN}\n${PLAIN}`)).toMatch(/there 2 times: lines 2 and 3/);
	});
});

describe('a KitLock that is not there', () => {
	const text = ['Room 4', 'Room 41', 'Hall'].map((name) => PLAIN.replace('Room 4', name)).join('\n');

	it('names those that come near', () => {
		expect(refusal(text, 'Rom 4')).toMatch(/the closest (is|are) 'Room 4'/);
		expect(refusal(text, 'Roof')).toMatch(/the names are 'Hall', 'Room 4', 'Room 41'/);
	});

	it('names lines that cannot be read by their number', () => {
		const message = refusal(`${text}\nRoom 5;012345\n${TIMECODE};KL1060;${TIMECODE};${IDENTIFIER}`, 'Room 9');
		expect(message).toMatch(/lines 4, 5 cannot be read/);
		expect(message).not.toMatch(/\d{6}/);
	});

	it('says so where the credential has none', () => {
		expect(refusal(' \n', 'Room 4')).toMatch(/has no KitLocks; add a line/);
	});

	it('is never the empty name', () => {
		expect(refusal(`;KL1060;${TIMECODE};${IDENTIFIER}`, ' ')).not.toBe('not refused');
	});
});

describe('any table', () => {
	const cell = fc.string({
		unit: fc.constantFrom('a', 'B', '7', ' ', ',', ';', '\t', '"', '\n', 'é'),
		maxLength: 8,
	});
	const name = cell.map((text) => `n${text}`.replace(/\s+/g, ' ').trim());
	const digits = (count: number) =>
		fc
			.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count })
			.map((list) => list.join(''));
	const lock = fc.record({
		name,
		lockModel: fc.constantFrom('KL1060', 'KL1060C2', 'KL1550'),
		timecode: fc.constantFrom('202611161623', '202501010000'),
		identifier: digits(6),
		timezone: fc.constantFrom('', 'Europe/London', 'UTC'),
	});
	const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

	it('that a spreadsheet writes gives every lock again', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(lock, { minLength: 1, maxLength: 8, selector: (one) => one.name.toLowerCase() }),
				fc.constantFrom('\t', ';', ','),
				fc.constantFrom('\n', '\r\n', '\r'),
				fc.boolean(),
				(locks, separator, lineEnd, hasHeadings) => {
					const lines = locks.map((each) =>
						[quoted(each.name), each.lockModel, each.timecode, each.identifier, each.timezone].join(
							separator,
						),
					);
					const headings = hasHeadings
						? [['Name', 'Model', 'Timecode', 'Identifier', 'Zone'].join(separator)]
						: [];
					const text = [...headings, ...lines].join(lineEnd);
					for (const { timezone, ...rest } of locks) {
						expect(kitLockNamed(text, rest.name)).toEqual({ ...rest, ...(timezone && { timezone }) });
					}
				},
			),
			{ numRuns: 300 },
		);
	});

	it('of any text is read in one pass, line by line, and never shows digits that could be secret', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom('a', '1', '2', '7', ',', ';', '\t', '"', '\n', '\r', ' ') }),
				(text) => {
					const lines = kitLockLines(text);
					const numbers = lines.map(({ line }) => line);
					expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
					expect(new Set(numbers).size).toBe(numbers.length);
					expect(numbers.every((number) => number <= text.split(/\r\n|\r|\n/).length)).toBe(true);
					for (const choice of kitLockChoices(text)) expect(choice.name).not.toMatch(/^\d{6,}$/);
					expect(refusal(text, 'nobody')).not.toMatch(/'\d{6,}'/);
				},
			),
			{ numRuns: 500 },
		);
	});

	it('of 5,000 locks is read at once', () => {
		const text = Array.from({ length: 5000 }, (_, index) => PLAIN.replace('Room 4', `Room ${index}`)).join(
			'\n',
		);
		const began = Date.now();
		for (let index = 0; index < 200; index++) kitLockNamed(text, `room ${index}`);
		expect(Date.now() - began).toBeLessThan(5000);
	});
});
