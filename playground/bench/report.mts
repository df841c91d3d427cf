import { cpus } from 'node:os';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { green, red } from '../report.mts';
import { currentN8n } from '../folders.mts';
import type { Result, Run } from './measure.mts';
import { medianOf, type Target } from './targets.mts';
import { WAY_NAMES } from './workflows.mts';

type TableRow = Record<string, string>;

const MEGABYTE = 1_048_576;

export function tableRows(results: Result[]): TableRow[] {
	return results.map((result) => {
		const { fields, rows, distinct, latencyMs } = result.cell;
		const perRow = (measure: (run: Run) => number) => spread(result, (run) => measure(run) / rows);
		return {
			'Latency, ms': String(latencyMs),
			Rows: String(rows),
			Distinct: String(distinct),
			Fields: fields,
			Way: WAY_NAMES[result.way],
			'Time, s': (medianOf(result, ({ wallMs }) => wallMs) / 1000).toFixed(1),
			'Time, ms a row': perRow(({ wallMs }) => wallMs),
			'CPU, ms a row': perRow(({ cpuMs }) => cpuMs),
			Calls: String(medianOf(result, ({ calls }) => calls)),
			'In flight': String(Math.max(...result.runs.map(({ peakInFlight }) => peakInFlight))),
			'Memory, MB': (medianOf(result, (run) => run.memoryBytes) / MEGABYTE).toFixed(0),
		};
	});
}

/** The median, and where runs differ, the least and the most. */
function spread(result: Result, measure: (run: Run) => number): string {
	const values = result.runs.map(measure);
	const text = medianOf(result, measure).toFixed(2);
	if (values.length < 2) return text;
	return `${text} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
}

export function targetLines(targets: Target[]): string {
	return targets
		.map(({ text, value, met }) => `  ${met ? green('met    ') : red('not met')}  ${text}: ${value}`)
		.join('\n');
}

/** What the numbers depend on. */
export async function machineLine(results: Result[], idleLoad: number): Promise<string> {
	const [{ model }] = cpus();
	const { version } = JSON.parse(
		await readFile(join(dirname(dirname(currentN8n.script)), 'package.json'), 'utf8'),
	) as {
		version: string;
	};
	const [{ nodeVersion }] = results[0].runs;
	const today = new Date().toISOString().slice(0, 10);
	const machine = `${cpus().length} cores (${model.trim()}), ${process.platform}`;
	const atRest = `${(idleLoad * 100).toFixed(1)}% of a core used by n8n at rest`;
	return `${today}: ${machine}, n8n ${version}, Node.js ${nodeVersion}, ${atRest}`;
}

export function markdownOf(machine: string, results: Result[], targets: Target[]): string {
	const rows = tableRows(results);
	const columns = Object.keys(rows[0]);
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	const isText = (column: string) => column === 'Way' || column === 'Fields';
	return [
		`${machine}.`,
		'',
		line(columns),
		line(columns.map((column) => (isText(column) ? '---' : '---:'))),
		...rows.map((row) => line(columns.map((column) => row[column]))),
		'',
		line(['Wanted', 'Measured', '']),
		line(['---', '---', '---']),
		...targets.map(({ text, value, met }) => line([text, value, met ? 'met' : 'not met'])),
	].join('\n');
}
