import { DateTime } from 'luxon';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** A part of an expression: text, the path of a column, or code whose value and effects depend on nothing around it. */
type Part = string | { column: string[] } | { code: string };

/** $json.column, $json["column"], $json.guest.names[0]. */
const COLUMN = /^\s*\$json((?:\.[A-Za-z_]\w*|\[(?:"[^"]+"|'[^']+'|0|[1-9]\d*)\])+)\s*$/;

/** Methods of text, numbers, lists and luxon's dates that change nothing. */
const METHODS = [
	...['at', 'charAt', 'concat', 'endsWith', 'includes', 'indexOf', 'join', 'padEnd', 'padStart', 'replace'],
	...['replaceAll', 'slice', 'split', 'startsWith', 'substring', 'toFixed', 'toLowerCase', 'toString'],
	...['toUpperCase', 'trim', 'trimEnd', 'trimStart', 'ceil', 'floor', 'max', 'min', 'round', 'toDateTime'],
	...['endOf', 'format', 'fromFormat', 'fromISO', 'fromMillis', 'fromSeconds', 'minus', 'now', 'plus', 'set'],
	...['setZone', 'startOf', 'toFormat', 'toISO', 'toISODate', 'toISOTime', 'toMillis', 'toUTC'],
].join('|');

/**
 * What code may consist of to be evaluated together with other code, once its texts are taken out: it assigns nothing,
 * defines nothing and calls only the methods above, so that it cannot change what other code reads. n8n rewrites ?. in
 * its own way where a method of its own is near, so code with ?. is evaluated alone.
 */
const TOKENS = new RegExp(
	[
		' +',
		"''",
		String.raw`\d+(?:\.\d+)?(?![\w.$])`,
		String.raw`\$(?:json|input|node|now|today|itemIndex|vars)(?![\w$])`,
		String.raw`\$\(''\)`,
		String.raw`\b(?:DateTime|Math|true|false|null|undefined)(?![\w$])`,
		String.raw`\.(?:${METHODS})\(`,
		String.raw`\.[A-Za-z_]\w*(?![\w$]| *\()`,
		String.raw`(?<=[{,] *)[A-Za-z]\w* *:`,
		String.raw`(?<![\w$)\]}'] *)\(`,
		String.raw`[!=]==?|[<>]=?|&&|\|\||\?\?|\?(?!\.)|\+(?!\+)|-(?!-)|[*%:,!)[\]{}]`,
	].join('|'),
	'g',
);

/**
 * Finds what expressions give for a row, as n8n gives it, at less cost. n8n evaluates each expression of each row in an
 * isolate, at half a millisecond of CPU or more. Plain columns are looked up here, and the code of all fields is
 * evaluated in one go. Whatever is not plainly the same either way is left to n8n.
 */
export class Expressions {
	private readonly context: IExecuteFunctions;

	private readonly items: INodeExecutionData[];

	private readonly parts = new Map<string, Part[] | undefined>();

	/** The code of the fields that were read so far. */
	private readonly codes = new Set<string>();

	private row = -1;

	/** The code to evaluate together for the row, and its values once one of them is wanted. */
	private together: string[] = [];

	private values: Map<string, unknown> | undefined;

	/** Whether the field that is being read holds code that may change the row. */
	private mayChangeRow = false;

	constructor(context: IExecuteFunctions) {
		this.context = context;
		this.items = context.getInputData();
	}

	/** The value of a field with expressions, such as a text or a resource locator; undefined where n8n has to say. */
	valueOf(raw: unknown, row: number): unknown {
		if (row !== this.row) {
			this.row = row;
			this.together = [...this.codes];
			this.values = undefined;
		}
		this.mayChangeRow = false;
		const value = this.filled(raw);
		if (this.mayChangeRow) this.values = undefined;
		return value;
	}

	private filled(raw: unknown): unknown {
		if (typeof raw === 'string') return raw.startsWith('=') ? this.resultOf(raw) : raw;
		if (raw === null || typeof raw !== 'object') return raw;
		const entries = Object.entries(raw).map(([key, value]) => [key, this.filled(value)] as const);
		// n8n makes text of dates inside of objects.
		if (entries.some(([, value]) => value === undefined || DateTime.isDateTime(value))) return undefined;
		return Array.isArray(raw) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
	}

	private resultOf(expression: string): unknown {
		if (!this.parts.has(expression)) {
			const found = partsOf(expression);
			this.parts.set(expression, found);
			for (const part of found ?? []) {
				if (typeof part === 'object' && 'code' in part) this.codes.add(part.code);
			}
		}
		const parts = this.parts.get(expression);
		if (!parts) {
			this.mayChangeRow = true;
			return undefined;
		}
		const values = parts.map((part) => this.partValue(part));
		if (values.length === 1) return values[0];
		return values.every(isPlain) ? values.join('') : undefined;
	}

	private partValue(part: Part): unknown {
		if (typeof part === 'string') return part;
		if ('column' in part) return valueAt(this.items[this.row]?.json, part.column);
		this.values ??= this.evaluateTogether();
		const value = this.values.get(part.code);
		return isPlain(value) || DateTime.isDateTime(value) ? value : undefined;
	}

	private evaluateTogether(): Map<string, unknown> {
		if (this.together.length < 2) return new Map();
		try {
			const code = this.together.map((one) => `(${one})`).join(', ');
			const values: unknown = this.context.evaluateExpression(`{{ [${code}] }}`, this.row);
			// Where one of them fails, n8n may give nothing at all.
			if (!Array.isArray(values) || values.length !== this.together.length) return new Map();
			return new Map(this.together.map((one, at) => [one, values[at] as unknown]));
		} catch {
			// It may fail for every row, at a parse each.
			this.codes.clear();
			return new Map();
		}
	}
}

function isPlain(value: unknown): boolean {
	return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** The text or number at a path of own fields. */
function valueAt(json: unknown, path: string[]): unknown {
	let value = json;
	for (const key of path) {
		// n8n refuses to read some of the names that every object has.
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key) || key in {})
			return undefined;
		value = (value as Record<string, unknown>)[key];
	}
	return typeof value === 'string' || Number.isFinite(value) ? value : undefined;
}

/** The parts of an expression; undefined where one of them is for n8n alone. */
function partsOf(expression: string): Part[] | undefined {
	const pieces = expression.slice(1).split(/(\{\{|\}\})/);
	if (pieces.length % 4 !== 1 || pieces.length < 5 || /[\\`]|constructor/.test(expression)) return undefined;
	const parts: Array<Part | undefined> = [];
	for (const [at, piece] of pieces.entries()) {
		if (at % 4 === 0 && piece) parts.push(/[{}]/.test(piece) ? undefined : piece);
		if (at % 4 === 1 && piece !== '{{') return undefined;
		if (at % 4 === 2) parts.push(columnIn(piece) ?? codeIn(piece));
		if (at % 4 === 3 && piece !== '}}') return undefined;
	}
	return parts.includes(undefined) ? undefined : (parts as Part[]);
}

function columnIn(code: string): Part | undefined {
	const [, path] = COLUMN.exec(code) ?? [];
	const keys = path?.matchAll(/\.(\w+)|\["(.+?)"\]|\['(.+?)'\]|\[(\d+)\]/g);
	return keys && { column: [...keys].map(([, ...found]) => found.find((key) => key !== undefined) ?? '') };
}

function codeIn(code: string): Part | undefined {
	const bare = code.replace(/"[^"\n\r]*"|'[^'\n\r]*'/g, "''");
	if (/^ *(\{|$)/.test(bare) || bare.replace(TOKENS, '')) return undefined;
	let depth = 0;
	for (const character of bare) {
		if (character === '(') depth++;
		if (character === ')' && --depth < 0) return undefined;
	}
	return { code };
}
