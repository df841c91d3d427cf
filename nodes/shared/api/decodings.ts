/** A part of a text, by the indexes of its characters. */
export type Range = [from: number, to: number];

/** A way of reading a text, and the part of the original that each of its characters comes from. */
export interface Decoding {
	text: string;
	/** Undefined for the original itself. */
	sources?: Range[];
}

const NAMED: Record<string, string> = {
	...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', sol: '/', plus: '+', equals: '=' },
};

/** What a part of a text stands for in a notation. A part that it does not fit stays as it is. */
interface Notation {
	escape: RegExp;
	read: (escape: string) => string;
}

const NOTATIONS: Notation[] = [
	// URLs and forms write the bytes of UTF-8.
	{ escape: /%[c-f][0-9a-f](?:%[89ab][0-9a-f]){1,3}|%[0-9a-f]{2}/gi, read: percentDecoded },
	// HTML
	{
		escape: /&(?:#x[0-9a-f]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos|nbsp|sol|plus|equals);/gi,
		read: entityDecoded,
	},
	// JSON and JavaScript
	{ escape: /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[^ux])/gi, read: backslashDecoded },
	{ escape: /[\w+/-]{8,}={0,2}/g, read: base64Decoded },
];

/** Every way in which a text can be read once more: its escapes decoded, or its base64. */
export function decodingsOf(decoding: Decoding): Decoding[] {
	return NOTATIONS.map((notation) => readBy(notation, decoding)).filter((one) => one !== undefined);
}

/** A text read once by a notation; undefined where that changes nothing. */
function readBy({ escape, read }: Notation, { text, sources }: Decoding): Decoding | undefined {
	const parts: string[] = [];
	const newSources: Range[] = [];
	let done = 0;
	const sourceOf = (from: number, to: number): Range =>
		sources ? [sources[from][0], sources[to - 1][1]] : [from, to];
	const copy = (to: number) => {
		parts.push(text.slice(done, to));
		for (; done < to; done++) newSources.push(sourceOf(done, done + 1));
	};
	for (const { 0: part, index } of text.matchAll(escape)) {
		const plain = read(part);
		if (plain === part) continue;
		copy(index);
		done = index + part.length;
		parts.push(plain);
		for (let count = 0; count < plain.length; count++) newSources.push(sourceOf(index, done));
	}
	if (!done) return undefined;
	copy(text.length);
	return { text: parts.join(''), sources: newSources };
}

function percentDecoded(escape: string): string {
	try {
		return decodeURIComponent(escape);
	} catch {
		return escape.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
	}
}

function entityDecoded(escape: string): string {
	const name = escape.slice(1, -1).toLowerCase();
	if (!name.startsWith('#')) return NAMED[name];
	const code = name.startsWith('#x') ? parseInt(name.slice(2), 16) : Number(name.slice(1));
	return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
}

function backslashDecoded(escape: string): string {
	return escape.length === 2 ? escape.slice(1) : String.fromCharCode(parseInt(escape.slice(2), 16));
}

function base64Decoded(escape: string): string {
	try {
		const binary = atob(escape.replace(/=/g, '').replace(/-/g, '+').replace(/_/g, '/'));
		return new TextDecoder('utf-8', { fatal: true }).decode(
			Uint8Array.from(binary, (byte) => byte.charCodeAt(0)),
		);
	} catch {
		return escape;
	}
}

/** The whole run of base64 around a core, since its ends hold parts of the secret too. */
export function base64Ranges(text: string, core: string): Range[] {
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
