const HIDDEN = '[hidden]';

/** Shorter texts are hidden only where they stand alone: within words they would spoil innocent ones. */
const SHORTEST_WITHIN_WORDS = 4;

/** Base64 of a shorter text is so short that it also occurs by chance. */
const SHORTEST_IN_BASE64 = 8;

/** How often a text is decoded to look for a secret: a key in a URL in JSON in a form is written three times over. */
const MOST_LAYERS = 5;

/** Characters of each spelling that the quick check looks for. */
const HEAD = 6;

/** What a character can be written as in URLs (by its bytes in UTF-8), HTML and JSON. */
const ESCAPED =
	/%[c-f][0-9a-f](?:%[89ab][0-9a-f]){1,3}|%[0-9a-f]{2}|&#x([0-9a-f]{1,6});?|&#(\d{1,7});?|&(amp|lt|gt|quot|apos|nbsp|sol|plus|equals);|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|\\([^ux])/gi;

const NAMED: Record<string, string> = {
	...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', sol: '/', plus: '+', equals: '=' },
};

/** A spelling of a secret to look for. */
interface Needle {
	text: string;
	/** Base64 tells upper from lower case; services change that of everything else. */
	isBase64: boolean;
	/** Which characters next to it make it another word. */
	neighbours?: RegExp;
}

/** A text with its escapes read, and where each of its characters begins in the original. */
interface Layer {
	text: string;
	/** One more than there are characters: the last is the length of the original. Undefined for the original itself. */
	starts?: number[];
}

type Range = [from: number, to: number];

/**
 * Takes secrets out of values of any shape. Applied to all that leaves the package, since a service may echo what it
 * was sent.
 *
 * A text is read as it stands, and with its escapes decoded once, twice and so on; whatever a secret is written with
 * there is replaced. Example, for the key 'p@ss': 'key=p%2540ss' reads 'key=p%40ss' and then 'key=p@ss', whose last
 * four characters began at the fifth of the original, so 'key=[hidden]' remains. Base64 is looked for as base64.
 */
export class Secrets {
	private readonly known = new Set<string>();

	private needles: Needle[] = [];

	/** Finds whether a text can hold a secret at all; most cannot. Undefined while there is none. */
	private quickCheck: RegExp | undefined;

	/** Takes note of a secret. A single character is none: no text could be kept. */
	add(secret: string): void {
		if (secret.length < 2 || this.known.has(secret)) return;
		this.known.add(secret);
		this.needles.push(...needlesOf(secret));
		this.quickCheck = undefined;
	}

	has(text: string): boolean {
		return this.known.has(text);
	}

	/** A copy of a value in which no text and no name of a field holds a secret, in whatever spelling. */
	hide<T>(value: T): T {
		return this.needles.length ? (this.hidden(value) as T) : value;
	}

	private hidden(value: unknown): unknown {
		if (typeof value === 'string') return this.hiddenText(value);
		if (typeof value === 'number') return this.known.has(String(value)) ? HIDDEN : value;
		if (Array.isArray(value)) return value.map((entry) => this.hidden(entry));
		if (value === null || typeof value !== 'object' || value instanceof Date) return value;
		const entries = Object.entries(value).filter(([name]) => name !== '__proto__');
		return Object.fromEntries(entries.map(([name, entry]) => [this.hiddenText(name), this.hidden(entry)]));
	}

	private hiddenText(text: string): string {
		if (!this.mayHold(text)) return text;
		const ranges = this.rangesIn(text);
		if (!ranges.length) return text;
		const cleaned = withoutRanges(text, ranges);
		// What is left may read as a secret again, such as 'se' + 'cret' around one that was taken out.
		return this.mayHold(cleaned) && this.rangesIn(cleaned).length ? HIDDEN : cleaned;
	}

	private mayHold(text: string): boolean {
		if (text.length < 2) return false;
		this.quickCheck ??= new RegExp([...new Set(this.needles.map(headOf))].join('|'), 'iu');
		return /[%&\\]/.test(text) || this.quickCheck.test(text);
	}

	/** The parts of a text that spell a secret, in any layer. */
	private rangesIn(text: string): Range[] {
		const ranges: Range[] = [];
		let layer: Layer | undefined = { text };
		for (let depth = 0; layer && depth < MOST_LAYERS; depth++) {
			const { starts }: Layer = layer;
			for (const [from, to] of this.rangesInLayer(layer.text)) {
				ranges.push(starts ? [starts[from], starts[to]] : [from, to]);
			}
			layer = decodedOnce(layer);
		}
		return ranges;
	}

	private rangesInLayer(text: string): Range[] {
		// Unlike toLowerCase, this keeps the length of every text.
		const folded = text.replace(/\p{Lu}/gu, foldedCase);
		const standard = text.replace(/-/g, '+').replace(/_/g, '/');
		return this.needles.flatMap((needle) =>
			needle.isBase64
				? base64Ranges(standard, needle.text)
				: plainRanges(folded, needle.text, needle.neighbours),
		);
	}
}

/** How a secret is looked for: plain, as in a form, in hexadecimal, and in base64 at each of its three alignments. */
function needlesOf(secret: string): Needle[] {
	const bytes = new TextEncoder().encode(secret);
	const plain = new Set(
		[secret, secret.replace(/ /g, '+')].map((text) => text.replace(/\p{Lu}/gu, foldedCase)),
	);
	const needles: Needle[] = [...plain].map((text) => ({
		text,
		isBase64: false,
		neighbours: neighboursOf(secret),
	}));
	if (bytes.length < SHORTEST_IN_BASE64) return needles;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	const once = base64Cores(bytes);
	const twice = once.flatMap((core) => base64Cores(new TextEncoder().encode(core)));
	return [
		...needles,
		{ text: hex, isBase64: false },
		...[...once, ...twice].map((text) => ({ text, isBase64: true })),
	];
}

/** A number within a longer number is another number, and a very short text within a word another word. */
function neighboursOf(secret: string): RegExp | undefined {
	if (/^\d+$/.test(secret)) return /\d/;
	return secret.length < SHORTEST_WITHIN_WORDS ? /[\p{L}\p{N}]/u : undefined;
}

/**
 * What base64 of any text that holds these bytes has in it. Three bytes make four characters, so there are three
 * alignments, and the characters at both ends depend on the bytes next to them.
 */
function base64Cores(bytes: Uint8Array): string[] {
	return [0, 1, 2].map((before) => {
		const binary = '\0'.repeat(before) + Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
		const characters = btoa(binary).replace(/=+$/, '');
		const from = Math.ceil((before * 8) / 6);
		const to = Math.floor((binary.length * 8) / 6);
		return characters.slice(from, to);
	});
}

function plainRanges(text: string, needle: string, neighbours: RegExp | undefined): Range[] {
	const ranges: Range[] = [];
	for (let from = text.indexOf(needle); from >= 0; from = text.indexOf(needle, from + 1)) {
		const to = from + needle.length;
		const isOther =
			neighbours?.test(text.charAt(from - 1)) === true || neighbours?.test(text.charAt(to)) === true;
		if (!isOther) ranges.push([from, to]);
	}
	return ranges;
}

/** The whole run of base64 around a core, since its ends hold parts of the secret too. */
function base64Ranges(text: string, core: string): Range[] {
	const ranges: Range[] = [];
	for (let at = text.indexOf(core); at >= 0; ) {
		let from = at;
		let to = at + core.length;
		while (from > 0 && isBase64(text.charCodeAt(from - 1))) from--;
		while (to < text.length && isBase64(text.charCodeAt(to))) to++;
		ranges.push([from, to]);
		at = text.indexOf(core, to);
	}
	return ranges;
}

function isBase64(code: number): boolean {
	return (
		(code >= 0x30 && code <= 0x39) ||
		(code >= 0x41 && code <= 0x5a) ||
		(code >= 0x61 && code <= 0x7a) ||
		code === 0x2b ||
		code === 0x2f ||
		code === 0x3d
	);
}

/** The text with its escapes read once; undefined where it has none. */
function decodedOnce({ text, starts }: Layer): Layer | undefined {
	const startOf = (index: number) => (starts ? starts[index] : index);
	const parts: string[] = [];
	const newStarts: number[] = [];
	let done = 0;
	const keep = (part: string, from: number, isCopy: boolean) => {
		parts.push(part);
		for (let index = 0; index < part.length; index++) newStarts.push(startOf(isCopy ? from + index : from));
	};
	for (const match of text.matchAll(ESCAPED)) {
		keep(text.slice(done, match.index), done, true);
		keep(characterOf(match), match.index, false);
		done = match.index + match[0].length;
	}
	if (!done) return undefined;
	keep(text.slice(done), done, true);
	return { text: parts.join(''), starts: [...newStarts, startOf(text.length)] };
}

function characterOf([whole, hexEntity, entity, name, unicode, byte, plain]: RegExpMatchArray): string {
	if (whole.startsWith('%')) return percentDecoded(whole);
	if (name) return NAMED[name.toLowerCase()];
	if (plain) return plain;
	const code = entity ? Number(entity) : parseInt(hexEntity ?? unicode ?? byte, 16);
	return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

function percentDecoded(escapes: string): string {
	try {
		return decodeURIComponent(escapes);
	} catch {
		return escapes.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
	}
}

function withoutRanges(text: string, ranges: Range[]): string {
	let cleaned = '';
	let done = 0;
	for (const [from, to] of ranges.sort((one, other) => one[0] - other[0] || other[1] - one[1])) {
		if (to <= done) continue;
		// Secrets that overlap, or lie one in the other, are hidden together.
		if (from > done || !cleaned.endsWith(HIDDEN)) cleaned += text.slice(done, Math.max(from, done)) + HIDDEN;
		done = to;
	}
	return cleaned + text.slice(done);
}

function foldedCase(character: string): string {
	const folded = character.toLowerCase();
	return folded.length === character.length ? folded : character;
}

/** The first characters of a needle as a pattern. Base64 for URLs has '-' and '_' in place of '+' and '/'. */
function headOf({ text }: Needle): string {
	return Array.from(text)
		.slice(0, HEAD)
		.map((character) =>
			character
				.replace(/[.*?^${}()|[\]\\]/, '\\$&')
				.replace('+', '[+-]')
				.replace('/', '[/_]'),
		)
		.join('');
}
