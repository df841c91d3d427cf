import type { Outcome } from './ways.mts';

/** What no user may ever read. */
const CRASH =
	/Cannot read propert|Cannot set propert|Cannot convert|is not a function|is not iterable|is not defined|is not a constructor|\[object |\bundefined\b|\bNaN\b|Maximum call stack|Unexpected token|Unexpected end|in JSON at position|Invalid time value|Invalid count value|Invalid array length|circular structure|Reduce of empty|Cannot mix BigInt|RangeError|TypeError/;

/** The crash text in a text, if any. */
export function crashTextIn(text: string): string | undefined {
	const found = CRASH.exec(text);
	return found ? text.slice(Math.max(0, found.index - 60), found.index + 60) : undefined;
}

/** The crash texts in all that a user sees of a run. */
export function crashTextsIn({ items, errorItems, error, hints }: Outcome): string[] {
	const texts = [error ?? '', ...hints, ...[...items, ...errorItems].map(({ json }) => JSON.stringify(json))];
	return texts
		.map(crashTextIn)
		.filter((text) => text !== undefined)
		.slice(0, 1)
		.map((text) => `a crash text: ${text}`);
}
