import type { INode, INodeParameters, NodeParameterValueType } from 'n8n-workflow';

import { base64Ranges, decodingsOf, type Range, type Decoding } from './decodings';

const HIDDEN = '[hidden]';

/** Shorter texts are hidden only as whole words: parts of longer words would match by chance. */
const MIN_LENGTH_WITHIN_WORDS = 4;

/** Base64 of a shorter text is so short that it also occurs by chance. */
const MIN_LENGTH_IN_BASE64 = 8;

/** The least of a secret that is hidden where the text is cut. */
const MIN_CUT_LENGTH = 4;

/** How many ways of reading a text are tried: a key in a URL in JSON in a form is written three times over. */
const MAX_DECODINGS = 40;

/** Characters of each spelling that the quick check looks for. */
const HEAD = 6;

/** How many texts without a secret are remembered, and their greatest length. */
const MAX_REMEMBERED_TEXTS = 2_000;
const MAX_REMEMBERED_LENGTH = 64;

/** Find whether a text can hold a secret at all; most cannot. */
interface QuickChecks {
	/** For texts in lower case. */
	ascii: RegExp;
	other?: RegExp;
}

/** A spelling of a secret to look for. */
interface Needle {
	text: string;
	/** Base64 is case-sensitive; services change the case of everything else. */
	isBase64: boolean;
	/** Which characters next to it make it another word. */
	neighbours?: RegExp;
}

/**
 * Takes secrets out of values of any shape. Applied to all that leaves the package, since a service may echo what it
 * was sent.
 *
 * A text is read as it stands, and with its escapes decoded once, twice and so on, by each notation; the part of the
 * original that a secret comes from is replaced. Example, for the key 'p@ss': 'key=p%2540ss' reads 'key=p%40ss' and
 * then 'key=p@ss', whose last four characters come from 'p%2540ss', so 'key=[hidden]' remains. Base64 that does not
 * begin with the text around it is found by the three ways in which it writes the secret.
 */
export class Secrets {
	private readonly known = new Set<string>();

	private needles: Needle[] = [];

	private quickChecks: QuickChecks | undefined;

	/** Short texts that were found to hold none. */
	private readonly textsWithoutSecret = new Set<string>();

	/** The least that base64 of an escaped secret takes; such base64 looks like any other. */
	private shortestBase64 = Infinity;

	/** Adds a secret. A single character does not count: it is in every text. */
	add(secret: string): void {
		if (secret.length < 2 || this.known.has(secret)) return;
		this.known.add(secret);
		this.needles.push(...needlesOf(secret));
		// A plain secret in base64 is found by its needles; in base64 twice, it looks like any other text.
		const encoded = base64Length(secret.length);
		const shortest = /^[\w-]+$/.test(secret) ? base64Length(encoded) : encoded;
		this.shortestBase64 = Math.min(this.shortestBase64, shortest);
		this.quickChecks = undefined;
		this.textsWithoutSecret.clear();
	}

	has(text: string): boolean {
		return this.known.has(text);
	}

	/** A copy of a value in which no text and no name of a field holds a secret, in whatever spelling. */
	redact<T>(value: T): T {
		return this.needles.length ? (this.redacted(value) as T) : value;
	}

	private redacted(value: unknown): unknown {
		if (typeof value === 'string') return this.redactedText(value);
		if (typeof value === 'number') return this.known.has(String(value)) ? HIDDEN : value;
		if (Array.isArray(value)) return value.map((entry) => this.redacted(entry));
		if (value === null || typeof value !== 'object' || value instanceof Date) return value;
		const entries = Object.entries(value).filter(([name]) => name !== '__proto__');
		return Object.fromEntries(
			entries.map(([name, entry]) => [this.redactedText(name), this.redacted(entry)]),
		);
	}

	private redactedText(text: string): string {
		if (!this.mayHold(text)) return text;
		const ranges = this.rangesIn(text);
		if (!ranges.length) {
			this.remember(text);
			return text;
		}
		const cleaned = withoutRanges(text, ranges);
		// What is left may read as a secret again, such as 'se' + 'cret' around one that was taken out.
		return this.mayHold(cleaned) && this.rangesIn(cleaned).length ? HIDDEN : cleaned;
	}

	private mayHold(text: string): boolean {
		if (text.length < 2 || this.textsWithoutSecret.has(text)) return false;
		this.quickChecks ??= quickChecksOf(this.needles, this.shortestBase64);
		const { ascii, other } = this.quickChecks;
		if (/[%&\\…]/.test(text) || ascii.test(text.toLowerCase()) || other?.test(text)) return true;
		this.remember(text);
		return false;
	}

	/** Names of fields, and values such as the ID of a lock, come again with every row. */
	private remember(text: string): void {
		if (text.length <= MAX_REMEMBERED_LENGTH && this.textsWithoutSecret.size < MAX_REMEMBERED_TEXTS)
			this.textsWithoutSecret.add(text);
	}

	/** The parts of a text that spell a secret in any way of reading it. */
	private rangesIn(text: string): Range[] {
		const ranges: Range[] = [];
		const decodings: Decoding[] = [{ text }];
		// The list grows while it is gone through.
		for (const decoding of decodings) {
			for (const [from, to] of this.rangesInDecoding(decoding.text)) {
				ranges.push(decoding.sources ? [decoding.sources[from][0], decoding.sources[to - 1][1]] : [from, to]);
			}
			if (decodings.length >= MAX_DECODINGS) continue;
			const more = decodingsOf(decoding);
			decodings.push(...more.filter((one) => !decodings.some((known) => known.text === one.text)));
		}
		return ranges;
	}

	private rangesInDecoding(text: string): Range[] {
		// Unlike toLowerCase, this keeps the length of every text.
		const folded = text.replace(/\p{Lu}/gu, foldedCase);
		const standard = text.replace(/-/g, '+').replace(/_/g, '/');
		return this.needles.flatMap((needle) =>
			needle.isBase64
				? [...base64Ranges(standard, needle.text), ...cutRanges(standard, needle.text)]
				: [...plainRanges(folded, needle.text, needle.neighbours), ...cutRanges(folded, needle.text)],
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
	if (bytes.length < MIN_LENGTH_IN_BASE64) return needles;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return [
		...needles,
		{ text: hex, isBase64: false },
		...base64Cores(bytes).map((text) => ({ text, isBase64: true })),
	];
}

/** A number within a longer number is another number, and a very short text within a word another word. */
function neighboursOf(secret: string): RegExp | undefined {
	if (/^\d+$/.test(secret)) return /\d/;
	return secret.length < MIN_LENGTH_WITHIN_WORDS ? /[\p{L}\p{N}]/u : undefined;
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

/** The beginnings of a secret before a '…': messages cut long values before a connection cleans them. */
function cutRanges(text: string, needle: string): Range[] {
	const ranges: Range[] = [];
	for (let end = text.indexOf('…'); end >= 0; end = text.indexOf('…', end + 1)) {
		let length = Math.min(needle.length - 1, end);
		while (length >= MIN_CUT_LENGTH && !text.startsWith(needle.slice(0, length), end - length)) length--;
		if (length >= MIN_CUT_LENGTH) ranges.push([end - length, end]);
	}
	return ranges;
}

/** How many characters of base64 a text of this length takes, without padding. */
function base64Length(length: number): number {
	return Math.ceil((length * 4) / 3);
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

function quickChecksOf(needles: Needle[], shortestBase64: number): QuickChecks {
	const heads = [...new Set(needles.map(({ text }) => Array.from(text).slice(0, HEAD).join('')))];
	const isAscii = (head: string) => /^[\0-\x7f]*$/.test(head);
	const others = heads.filter((head) => !isAscii(head)).map(patternOf);
	if (shortestBase64 < Infinity) others.push(base64Run(Math.max(MIN_LENGTH_IN_BASE64, shortestBase64)));
	return {
		ascii: new RegExp(
			heads
				.filter(isAscii)
				.map((head) => patternOf(head.toLowerCase()))
				.join('|') || '$^',
		),
		other: others.length ? new RegExp(others.join('|'), 'iu') : undefined,
	};
}

/** A pattern for base64 of at least this length, but not for hexadecimal such as a lock's ID: base64 of a text hardly ever looks like that. */
function base64Run(length: number): string {
	const character = '[\\w+/\\-]';
	return `(?<!${character})(?![\\da-f]+(?!${character}))${character}{${length}}`;
}

/** A head as a pattern. Base64 for URLs has '-' and '_' in place of '+' and '/'. */
function patternOf(head: string): string {
	return Array.from(head, (character) =>
		character
			.replace(/[.*?^${}()|[\]\\]/, '\\$&')
			.replace('+', '[+-]')
			.replace('/', '[/_]'),
	).join('');
}

/** Options of the node that hold a key, a code or a password. */
const SECRET_OPTIONS: Record<string, string[]> = {
	options: ['accessKey', 'masterCode'],
	requestOptions: ['proxy'],
};

/** A copy of the node without secrets, for errors: n8n saves an error's node and hands it to the error workflow. */
export function publicNode(node: INode): INode {
	const parameters: INodeParameters = { ...node.parameters };
	for (const [collection, secret] of Object.entries(SECRET_OPTIONS)) {
		if (collection in parameters) parameters[collection] = withoutFields(parameters[collection], secret);
	}
	return { ...node, parameters };
}

function withoutFields(value: NodeParameterValueType, names: string[]): NodeParameterValueType {
	// An expression for the whole collection may spell a key out.
	if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
	return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
