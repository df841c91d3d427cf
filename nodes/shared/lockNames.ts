import { plainText } from './plainText';

/** Two names with the same key are the same name: case and extra blanks do not count. */
export function nameKey(name: string): string {
	return plainText(name).replace(/\s+/g, ' ').toLowerCase();
}

/** More would fill a screen. */
const MAX_NAMES = 10;

/**
 * The part of a "not found" message that helps: the names that are close to the wanted one, or else all of them,
 * ten at most. Empty where there are no names.
 */
export function nameHelp(wanted: string, names: string[]): string {
	const unique = [...new Set(names)].sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
	const near = unique.filter((name) => isNear(nameKey(wanted), nameKey(name)));
	if (near.length) return `the closest ${near.length === 1 ? 'is' : 'are'} ${quotedList(near)}`;
	return unique.length ? `the names are ${quotedList(unique)}` : '';
}

function quotedList(names: string[]): string {
	const shown = names.slice(0, MAX_NAMES).map((name) => `'${name}'`);
	const left = names.length - shown.length;
	return [...shown, ...(left ? [`${left} more`] : [])].join(', ');
}

/** One name holds the other, or at most two letters differ (one in names of up to four letters). */
function isNear(wanted: string, name: string): boolean {
	if (!wanted || !name) return false;
	if (name.includes(wanted) || wanted.includes(name)) return true;
	return distance(wanted, name) <= (Math.min(wanted.length, name.length) > 4 ? 2 : 1);
}

/** Levenshtein's distance. 'room 4' and 'rom 4': 1. */
function distance(one: string, other: string): number {
	if (Math.abs(one.length - other.length) > 2) return Infinity;
	let row = Array.from({ length: other.length + 1 }, (_, index) => index);
	for (let line = 1; line <= one.length; line++) {
		const next = [line];
		for (let column = 1; column <= other.length; column++) {
			const change = row[column - 1] + (one[line - 1] === other[column - 1] ? 0 : 1);
			next.push(Math.min(change, row[column] + 1, next[column - 1] + 1));
		}
		row = next;
	}
	return row[other.length];
}
