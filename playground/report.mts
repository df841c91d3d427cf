import { PlaygroundError } from './processes.mts';

const onTerminal = process.stdout.isTTY;
const inColour = onTerminal && !process.env.NO_COLOR;

const paint = (code: number) => (text: string) => (inColour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

/** Lines up rows of text under their column names. */
export function formatTable(rows: Array<Record<string, string>>): string {
	const columns = Object.keys(rows[0] ?? {});
	const width = (column: string) => Math.max(column.length, ...rows.map((row) => row[column].length));
	const line = (cells: string[]) =>
		`  ${cells.map((cell, index) => cell.padEnd(width(columns[index]))).join('  ')}`.trimEnd();
	return [dim(line(columns)), ...rows.map((row) => line(columns.map((column) => row[column])))].join('\n');
}

const elapsed = (since: number): string => {
	const seconds = Math.round((Date.now() - since) / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

/** What an example did, as rows for a person, and what is wrong about it. */
export interface Outcome {
	rows: Array<Record<string, string>>;
	problems: string[];
}

/** Runs an example and prints what it did; returns whether all of it is right. */
export async function showExample(
	title: string,
	alive: AbortSignal,
	example: () => Promise<Outcome>,
): Promise<boolean> {
	try {
		const { rows, problems } = await withProgress(title, example, (outcome) => outcome.problems.length === 0);
		if (rows.length > 0) console.log(`${formatTable(rows)}\n`);
		for (const problem of problems) console.error(red(`  Wrong: ${problem}`));
		return problems.length === 0;
	} catch (error) {
		if (alive.aborted) throw alive.reason;
		console.error(describeFailure(error));
		return false;
	}
}

/** The text for the terminal: a stack only for unexpected errors. */
export function describeFailure(error: unknown): string {
	if (error instanceof PlaygroundError) return red(`\n${error.message}`);
	return error instanceof Error ? red(`\n${error.stack ?? error.message}`) : String(error);
}

/**
 * Shows that a piece of work is under way and for how long: a ticking line on a terminal, elsewhere a line now and then,
 * so that a build server does not take the silence for a standstill.
 */
export async function withProgress<T>(
	title: string,
	work: () => Promise<T>,
	isGood: (result: T) => boolean = () => true,
): Promise<T> {
	const began = Date.now();
	const line = (sign: string) => `${sign} ${title} ${dim(`(${elapsed(began)})`)}`;
	const replaceLine = (text: string) => process.stdout.write(`\r\u001b[2K${text}`);
	const tick = () => (onTerminal ? replaceLine(line('…')) : console.log(line('…')));
	const finish = (sign: string) => (onTerminal ? replaceLine(`${line(sign)}\n`) : console.log(line(sign)));

	if (onTerminal) tick();
	const ticking = setInterval(tick, onTerminal ? 1_000 : 30_000);
	try {
		const result = await work();
		finish(isGood(result) ? green('✓') : red('✗'));
		return result;
	} catch (error) {
		finish(red('✗'));
		throw error;
	} finally {
		clearInterval(ticking);
	}
}
