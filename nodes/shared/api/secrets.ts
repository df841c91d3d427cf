const HIDDEN = '[hidden]';

/** Shorter texts are no real keys, and blotting them out would spoil innocent words. */
const SHORTEST_SECRET = 4;

const PLAIN = /^[\w-]$/;

/** Takes secrets out of values of any shape. */
export class Secrets {
	private readonly known = new Set<string>();

	private pattern: RegExp | undefined;

	add(secret: string): void {
		if (!secret || this.known.has(secret)) return;
		this.known.add(secret);
		// The longest first, so that of two keys that begin alike nothing remains of the longer.
		const longestFirst = [...this.known]
			.filter(({ length }) => length >= SHORTEST_SECRET)
			.sort((one, other) => other.length - one.length);
		if (longestFirst.length) this.pattern = new RegExp(longestFirst.map(patternOf).join('|'), 'gi');
	}

	has(text: string): boolean {
		return this.known.has(text);
	}

	/**
	 * A copy of a value in which no text holds one of the secrets, neither as it is nor as it stands in a URL, a form,
	 * JSON or HTML. Applied to all that leaves the package, since a service may echo what it was sent.
	 */
	hide<T>(value: T): T {
		return this.pattern ? (hidden(value, this.pattern) as T) : value;
	}
}

function hidden(value: unknown, pattern: RegExp): unknown {
	if (typeof value === 'string') return value.replace(pattern, HIDDEN);
	if (Array.isArray(value)) return value.map((entry) => hidden(entry, pattern));
	if (value !== null && typeof value === 'object') {
		const copy: Record<string, unknown> = {};
		for (const [key, entry] of Object.entries(value))
			copy[key.replace(pattern, HIDDEN)] = hidden(entry, pattern);
		return copy;
	}
	return value;
}

/** Matches a secret with each of its special characters written in any of the ways that a service may write it. */
function patternOf(secret: string): string {
	return Array.from(secret, (character) =>
		PLAIN.test(character) ? character : `(?:${formsOf(character).map(escaped).join('|')})`,
	).join('');
}

function formsOf(character: string): string[] {
	const code = character.codePointAt(0) ?? 0;
	const json = JSON.stringify(character).slice(1, -1);
	const inUrl = new URLSearchParams(character).toString().replace(/=$/, '');
	const byte = `%${code.toString(16).padStart(2, '0')}`;
	const named: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
	return [
		...new Set([
			character,
			inUrl,
			...(code < 128 ? [byte] : []),
			json,
			`\\${character}`,
			`\\u${code.toString(16).padStart(4, '0')}`,
			`&#${code};`,
			`&#x${code.toString(16)};`,
			...(named[character] ? [`&${named[character]};`] : []),
		]),
	];
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
