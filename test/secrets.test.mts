import fc from 'fast-check';

import { Secrets } from '../nodes/shared/api/secrets.ts';

const bytesOf = (text: string) => [...new TextEncoder().encode(text)];
const toBase64 = (text: string) => Buffer.from(text).toString('base64');

describe('keys', () => {
	const AWKWARD = `p@ss/wörd +&"'!<x>\\`;
	const known = (...keys: string[]) => {
		const secrets = new Secrets();
		keys.forEach((key) => secrets.add(key));
		return secrets;
	};
	const strict = (text: string) =>
		encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
	const asHtml = (text: string) =>
		text.replace(
			/[&<>"']/g,
			(sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[sign]};`,
		);

	test.each([
		['as it is', AWKWARD],
		['in a URL', encodeURIComponent(AWKWARD)],
		['in a URL in lower case', encodeURIComponent(AWKWARD).toLowerCase()],
		['in a URL by the strict rules', strict(AWKWARD)],
		['in a form', new URLSearchParams({ key: AWKWARD }).toString()],
		['in JSON', JSON.stringify({ key: AWKWARD })],
		['in HTML', `<p>${asHtml(AWKWARD)}</p>`],
	])('are hidden %s', (_name, text) => {
		const shown = known(AWKWARD).redact(`before ${text} after`);
		expect(shown).toMatch(/^before .*\[hidden\].* after$/);
		for (const part of ['p@', 'p%40', 'ss/', 'rd', 'x']) expect(shown).not.toContain(part);
	});

	test('are hidden at any depth, in names too, and the value itself stays as it was', () => {
		const value = { list: [{ 'key-k3hotel': 'k3hotel' }], count: 3, nothing: null, yes: true };
		expect(known('k3hotel').redact(value)).toEqual({
			list: [{ 'key-[hidden]': '[hidden]' }],
			count: 3,
			nothing: null,
			yes: true,
		});
		expect(value.list[0]['key-k3hotel']).toBe('k3hotel');
	});

	test('that begin like another key are hidden whole', () => {
		expect(known('secret', 'secret-long').redact('secret-long')).toBe('[hidden]');
	});

	test.each([
		['in a URL twice', encodeURIComponent(encodeURIComponent(AWKWARD))],
		['in a URL in JSON', JSON.stringify(`?key=${encodeURIComponent(AWKWARD)}`)],
		['in JSON twice', JSON.stringify(JSON.stringify(AWKWARD))],
		['in HTML twice', asHtml(asHtml(AWKWARD))],
		['in a URL three times', encodeURIComponent(encodeURIComponent(encodeURIComponent(AWKWARD)))],
		[
			'with every byte escaped',
			bytesOf(AWKWARD)
				.map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
				.join(''),
		],
		[
			'with every character escaped',
			Array.from(AWKWARD, (sign) => `&#x${sign.codePointAt(0)?.toString(16)};`).join(''),
		],
		['in base64', toBase64(AWKWARD)],
		['in base64 for URLs', toBase64(AWKWARD).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')],
		['in base64 twice', toBase64(toBase64(AWKWARD))],
		['in base64 in a URL', encodeURIComponent(toBase64(AWKWARD))],
		['in hexadecimal', Buffer.from(AWKWARD).toString('hex')],
		['in capitals', AWKWARD.toUpperCase()],
	])('are hidden %s', (_name, text) => {
		expect(known(AWKWARD).redact(text)).toMatch(/^\W*(key=)?\[hidden\]\W*$/);
	});

	test.each([0, 1, 2, 3, 4, 5])(
		'are hidden in base64 of a text that has %s characters before them',
		(before) => {
			const text = `${'a'.repeat(before)}${AWKWARD} and more`;
			expect(known(AWKWARD).redact(`x ${toBase64(text)} y`)).toBe('x [hidden] y');
		},
	);

	test('of any length are hidden', () => {
		const long = '+/=&%$'.repeat(20_000);
		expect(known(long).redact(`before ${long} after`)).toBe('before [hidden] after');
		expect(known(long).redact(`before ${encodeURIComponent(long)} after`)).toBe('before [hidden] after');
	});

	test('that begin like another key, lie in it or overlap are hidden whole', () => {
		expect(known('secret', 'secret-long').redact('secret-long')).toBe('[hidden]');
		expect(known('secret-long', 'ret-l').redact('a secret-long b ret-l c')).toBe('a [hidden] b [hidden] c');
		expect(known('one-two', 'two-six').redact('a one-two-six b')).toBe('a [hidden] b');
		expect(known('key1', 'key2').redact('key1key2')).toBe('[hidden]');
	});

	test('that come together only when another one is taken out leave nothing', () => {
		const secrets = known('[hidden]x', 'secret');
		expect(secrets.redact('secretx')).toBe('[hidden]');
	});

	test('that are very short are hidden where they stand alone', () => {
		const secrets = known('a', '', 'abc');
		expect(secrets.redact('a banana of abcde, fabc')).toBe('a banana of abcde, fabc');
		expect(secrets.redact('key abc, accesskey=abc&x "abc"')).toBe(
			'key [hidden], accesskey=[hidden]&x "[hidden]"',
		);
		expect(secrets.has('abc')).toBe(true);
		expect(secrets.has('')).toBe(false);
	});

	test('of digits are hidden as numbers too, and not within a longer number', () => {
		const secrets = known('123456');
		expect(secrets.redact({ identifier: 123456, code: '0123456', text: 'id=123456&x' })).toEqual({
			identifier: '[hidden]',
			code: '0123456',
			text: 'id=[hidden]&x',
		});
	});

	test('leave the prototype of a copy alone', () => {
		const value: unknown = JSON.parse('{"__proto__": {"admin": true}, "name": "secret"}');
		const copy = known('secret').redact(value) as { admin?: boolean };
		expect(copy.admin).toBeUndefined();
		expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
		expect(copy).toEqual({ name: '[hidden]' });
	});

	test('are hidden in a text that is cut within them, whatever their spelling', () => {
		const key = '0123456789abcdef-key';
		const hex = Buffer.from(key).toString('hex');
		for (const spelled of [key, key.toUpperCase(), hex, toBase64(key)]) {
			for (let length = 5; length < spelled.length; length++) {
				const shown = known(key).redact(`Start 'on ${spelled.slice(0, length)}…' is no date`);
				expect({ length, shown }).toEqual({ length, shown: "Start 'on [hidden]…' is no date" });
			}
		}
		expect(known(key).redact("Start 'on 012…' is no date")).toBe("Start 'on 012…' is no date");
	});

	test('in base64 twice are hidden too', () => {
		expect(known('00A00000').redact(`before|${toBase64(toBase64('00A00000'))}|after`)).toBe(
			'before|[hidden]|after',
		);
	});

	test('are hidden in base64 that begins like hexadecimal, and only whole hexadecimal passes', () => {
		// Escaped, so that no spelling of the key itself is in the base64.
		const encoded = toBase64(`kM4kM5 ${encodeURIComponent(AWKWARD)}`);
		expect(encoded).toMatch(/^a000a001[^\da-f]/);
		expect(known(AWKWARD).redact(`06050408434e47533039303138303136 ${encoded}`)).toBe(
			'06050408434e47533039303138303136 [hidden]',
		);
	});

	test('of any kind show in no spelling, and other texts stay as they are', () => {
		const key = fc.string({ unit: 'grapheme-composite', minLength: 8, maxLength: 60 }).filter(isWhole);
		const spelling = fc.constantFrom<(text: string) => string>(
			(text) => text,
			encodeURIComponent,
			(text) => new URLSearchParams({ key: text }).toString(),
			(text) => JSON.stringify(text),
			asHtml,
			toBase64,
			(text) => `user:${text}`,
		);
		fc.assert(
			fc.property(key, fc.array(spelling, { maxLength: 3 }), (secret, spellings) => {
				const text = spellings.reduce((written, write) => write(written), secret);
				const shown = known(secret).redact(`before|${text}|after`);
				expect(shown).toContain('[hidden]');
				expect(readings(shown).some((reading) => reading.includes(secret))).toBe(false);
			}),
			{ numRuns: 2_000 },
		);
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(known('0123456789abcdef-key').redact(text)).toBe(text);
			}),
		);
	});

	test('cost next to nothing where a text cannot hold one', () => {
		const secrets = known('k3hotel-access', 'x'.repeat(40));
		const rows = Array.from({ length: 20_000 }, (_, row) => ({
			row,
			name: `Front door ${row}`,
			code: '012345',
		}));
		const started = performance.now();
		secrets.redact(rows);
		expect(performance.now() - started).toBeLessThan(4_000);
	});
});

/** A text without blanks at its ends, as keys are read, and without halves of characters. */
const isWhole = (text: string) => text.trim() === text && text.length >= 8 && text.isWellFormed();

/** What a person could make of a text by decoding it again and again. */
function readings(text: string): string[] {
	const texts = [text];
	for (let at = 0; at < texts.length && texts.length < 100; at++) {
		const one = texts[at];
		for (const read of [
			decodeURIComponent,
			JSON.parse,
			(part: string) => Buffer.from(part, 'base64').toString(),
		]) {
			try {
				for (const part of [one, ...one.split('|')]) {
					const more = read(part) as unknown;
					if (typeof more === 'string' && !texts.includes(more)) texts.push(more);
				}
			} catch {
				// Not written this way.
			}
		}
	}
	return texts;
}
