import { nameKey } from './lockNames';
import { plainText } from './plainText';

/** The columns of the credential's KitLocks, in their order unless headings set another. */
export const COLUMNS = [
	'name',
	'lockModel',
	'timecode',
	'identifier',
	'timezone',
	'lockClock',
	'lockOffset',
] as const;

export type Column = (typeof COLUMNS)[number];

/** What makes a line a lock's. */
const REQUIRED = 4;

/** A line of the field, with its number in the text, from 1. Cells are as they look; a column without a cell is ''. */
export interface KitLockLine {
	line: number;
	/** Undefined for a line that cannot be read. */
	cells: Record<Column, string> | undefined;
	/** The first cell of a line that cannot be read: it may name the lock. */
	firstCell: string;
}

interface Row {
	line: number;
	cells: string[];
}

/** Words of headings, without blanks and signs. */
const HEADINGS: Record<string, Column> = {
	...headings('name', [
		'name',
		'lockname',
		'lock',
		'kitlock',
		'door',
		'doorname',
		'room',
		'roomname',
		'unit',
	]),
	...headings('lockModel', ['lockmodel', 'model', 'type', 'locktype']),
	...headings('timecode', ['timecode', 'initialised', 'initialized', 'initialisation', 'initialization']),
	...headings('identifier', ['identifier', 'id', 'lockidentifier']),
	...headings('timezone', ['timezone', 'zone', 'tz']),
	...headings('lockClock', ['lockclock', 'clock']),
	...headings('lockOffset', ['lockoffset', 'offset', 'utcoffset', 'gmtoffset']),
};

function headings(column: Column, words: string[]): Record<string, Column> {
	return Object.fromEntries(words.map((word) => [word, column]));
}

/**
 * The lines of the credential's KitLocks: a lock a line, by tab, semicolon or comma, as a spreadsheet copies or
 * exports it (RFC 4180). A first line with no digit in its third cell holds headings. Empty lines are left out.
 */
export function kitLockLines(text: string): KitLockLine[] {
	const rows = rowsOf(text);
	const order = rows.length ? orderOf(rows[0].cells) : undefined;
	return (order ? rows.slice(1) : rows).map(({ line, cells }) => ({
		line,
		cells: cells.length >= REQUIRED ? named(cells, order ?? STANDARD_ORDER) : undefined,
		firstCell: cells[0],
	}));
}

const STANDARD_ORDER = new Map<Column, number>(COLUMNS.map((column, index) => [column, index]));

/** Where each column stands, by the words of a line of headings; undefined for a line that holds a lock. */
function orderOf(cells: string[]): Map<Column, number> | undefined {
	const columns = cells.map((cell): Column | undefined => headingOf(cell));
	const third = cells[2] ?? '';
	if (/\d/.test(third) || (!third && columns.every((column) => column === undefined))) return undefined;
	const order = new Map<Column, number>();
	for (const [index, column] of columns.entries()) if (column && !order.has(column)) order.set(column, index);
	if (!order.size) return STANDARD_ORDER;
	// Words that are not known name what is left, in the standard order.
	const unnamed = [...cells.keys()].filter((index) => !columns[index]);
	for (const column of COLUMNS.slice(0, REQUIRED)) {
		if (order.has(column)) continue;
		const standard = STANDARD_ORDER.get(column) ?? 0;
		const index = unnamed.includes(standard) ? standard : unnamed[0];
		if (index === undefined) continue;
		unnamed.splice(unnamed.indexOf(index), 1);
		order.set(column, index);
	}
	return order;
}

function headingOf(cell: string): Column | undefined {
	const word = nameKey(cell).replace(/[^\p{L}]/gu, '');
	return Object.hasOwn(HEADINGS, word) ? HEADINGS[word] : undefined;
}

function named(cells: string[], order: Map<Column, number>): Record<Column, string> {
	const entries = COLUMNS.map((column) => [column, cells[order.get(column) ?? -1] ?? '']);
	return Object.fromEntries(entries) as Record<Column, string>;
}

/**
 * Every line that holds something, split by the first separator that gives four cells, or else the one that gives most.
 * A separator that leaves a quote open is the last choice: "Room; 4",KL1060,… has commas.
 */
function rowsOf(text: string): Row[] {
	const rows: Row[] = [];
	let at = 0;
	let line = 1;
	while (at < text.length) {
		const records = ['\t', ';', ','].map((separator) => recordAt(text, at, separator));
		const ranked = [...records.filter(({ hasOpenQuote }) => !hasOpenQuote), ...records];
		const most = Math.max(...records.map(({ cells }) => cells.length));
		const { cells, end } =
			ranked.find((record) => record.cells.length >= REQUIRED) ??
			ranked.find((record) => record.cells.length === most) ??
			records[0];
		if (cells.length) rows.push({ line, cells });
		line += text.slice(at, end).split(LINE_END).length - 1;
		at = end;
	}
	return rows;
}

const LINE_END = /\r\n|\r|\n/g;

interface TableRecord {
	/** Without empty cells at the end. */
	cells: string[];
	/** Whether a cell begins with a quote that is no more than a sign. */
	hasOpenQuote: boolean;
	/** Where the next record begins. */
	end: number;
}

/** The record that begins at a place. */
function recordAt(text: string, start: number, separator: string): TableRecord {
	const cells: string[] = [];
	let hasOpenQuote = false;
	let at = start;
	for (;;) {
		const quoted = quotedCell(text, at, separator);
		hasOpenQuote ||= !quoted && text[at] === '"';
		const { cell, end } = quoted ?? plainCell(text, at, separator);
		cells.push(plainText(cell).replace(/\s+/g, ' '));
		at = end;
		if (text[at] !== separator) break;
		at++;
	}
	while (cells.length && !cells[cells.length - 1]) cells.pop();
	const lineEnd = /^(\r\n|\r|\n)/.exec(text.slice(at, at + 2))?.[0].length ?? 0;
	return { cells, hasOpenQuote, end: at + lineEnd };
}

/** A cell in quotes, with each quote inside of it doubled; undefined where no quote closes it before the next cell. */
function quotedCell(
	text: string,
	start: number,
	separator: string,
): { cell: string; end: number } | undefined {
	if (text[start] !== '"') return undefined;
	let quote = text.indexOf('"', start + 1);
	while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
	const next = text[quote + 1];
	const closes = quote !== -1 && [separator, '\r', '\n', undefined].includes(next);
	return closes ? { cell: text.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 } : undefined;
}

function plainCell(text: string, start: number, separator: string): { cell: string; end: number } {
	let end = start;
	while (end < text.length && text[end] !== separator && text[end] !== '\r' && text[end] !== '\n') end++;
	return { cell: text.slice(start, end), end };
}
