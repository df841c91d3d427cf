import { shortened } from '../api/errors';

/** A date and time as messages suggest it: n8n's date picker takes nothing without seconds. */
export const EXAMPLE = '2026-07-01 16:00:00';

/** A value as messages show it: on one line, cut where it is long. */
export function quoted(value: unknown): string {
	const text = textOf(value).replace(/\s+/g, ' ');
	return `'${shortened(text, 60)}'`;
}

function textOf(value: unknown): string {
	if (value === null || typeof value !== 'object') return String(value);
	return Array.isArray(value) ? 'a list' : 'an object';
}
