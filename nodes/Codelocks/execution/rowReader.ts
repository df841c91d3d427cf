import type { IExecuteFunctions } from 'n8n-workflow';

import type { ReadParameter } from './parameters';

/** A field that is nothing but a column of the input: {{ $json.column }}, {{ $json["column"] }}. */
const COLUMN = /^=\{\{\s*\$json(?:\.([A-Za-z_]\w*)|\[(?:"([^"\\]+)"|'([^'\\]+)')\])\s*\}\}$/;

/**
 * Reads the fields of each row, as getNodeParameter does. n8n evaluates every expression in an isolate of its own,
 * at about half a millisecond of CPU; a sheet has thousands, nearly all of them plain columns, and those are looked
 * up directly. Whatever is not text or a number is left to n8n.
 */
export function rowReader(context: IExecuteFunctions): (row: number) => ReadParameter {
	const items = context.getInputData();
	const columns = new Map<string, string | undefined>();
	const columnOf = (name: string) => {
		if (!columns.has(name)) {
			const raw = context.getNodeParameter(name, 0, '', { rawExpressions: true });
			const [, plain, doublyQuoted, singlyQuoted] = (typeof raw === 'string' && COLUMN.exec(raw)) || [];
			columns.set(name, plain ?? doublyQuoted ?? singlyQuoted);
		}
		return columns.get(name);
	};
	return (row) => (name, fallback) => {
		const column = columnOf(name);
		if (column !== undefined && Object.hasOwn(items[row].json, column)) {
			const value = items[row].json[column];
			if (typeof value === 'string' || typeof value === 'number') return value;
		}
		return context.getNodeParameter(name, row, fallback);
	};
}
