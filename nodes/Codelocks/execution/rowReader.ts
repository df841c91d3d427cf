import type { IExecuteFunctions } from 'n8n-workflow';

import type { ReadParameter } from './parameters';

/** A field that is nothing but a column of the input: {{ $json.column }}, {{ $json["column"] }}. */
const COLUMN = /^=\{\{\s*\$json(?:\.([A-Za-z_]\w*)|\[(?:"([^"\\]+)"|'([^'\\]+)')\])\s*\}\}$/;

/** What a field holds: the same for all rows, a column of theirs, or what n8n has to evaluate for each. */
type Source = 'same' | 'evaluated' | { column: string };

/**
 * Reads the fields of each row, as getNodeParameter does. n8n evaluates every expression in an isolate of its own,
 * at about half a millisecond of CPU; a sheet has thousands, nearly all of them plain columns, and those are looked
 * up directly. Whatever is not text or a number is left to n8n. A field without an expression is read once.
 */
export function rowReader(context: IExecuteFunctions): (row: number) => ReadParameter {
	const items = context.getInputData();
	const sources = new Map<string, Source>();
	const same = new Map<string, unknown>();
	const sourceOf = (name: string) => {
		const source =
			sources.get(name) ?? sourceIn(context.getNodeParameter(name, 0, '', { rawExpressions: true }));
		sources.set(name, source);
		return source;
	};
	return (row) => (name, fallback) => {
		const source = sourceOf(name);
		if (typeof source === 'object' && Object.hasOwn(items[row].json, source.column)) {
			const value = items[row].json[source.column];
			if (typeof value === 'string' || typeof value === 'number') return value;
		}
		if (source === 'same' && same.has(name)) return same.get(name);
		const value: unknown = context.getNodeParameter(name, row, fallback);
		if (source === 'same' && value !== fallback) same.set(name, value);
		return value;
	};
}

function sourceIn(raw: unknown): Source {
	if (typeof raw === 'string') {
		const [, plain, doublyQuoted, singlyQuoted] = COLUMN.exec(raw) ?? [];
		const column = plain ?? doublyQuoted ?? singlyQuoted;
		if (column !== undefined) return { column };
	}
	return hasExpression(raw) ? 'evaluated' : 'same';
}

function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	if (raw === null || typeof raw !== 'object') return false;
	return Object.values(raw).some(hasExpression);
}
