import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FLAG, readArguments, runCommand } from '../command.mts';
import { formatTable, red, withProgress } from '../report.mts';
import { FIELDS, NEAR_MS, planCells, WARM_UPS, type Cell } from './cells.mts';
import { writeDocument } from './document.mts';
import { measureCell, measureIdleLoad, measureRun, type Result } from './measure.mts';
import { describeProfile } from './profile.mts';
import { machineLine, markdownOf, tableRows, targetLines } from './report.mts';
import { setStage, type Stage } from './stage.mts';
import { judge } from './targets.mts';
import { WAYS, WAY_NAMES, workflowName } from './workflows.mts';

const USAGE = `npm run bench [-- options]

  --quick            fewer rows and rounds: a few minutes instead of a quarter of an hour
  --write            put the results into docs/dev/benchmark.md
  --profile <folder> run 1,000 rows by each way, and write a CPU profile of each into that folder
  --help             this text`;

interface Options {
	quick: boolean;
	write: boolean;
	help: boolean;
	profile?: string;
}

async function run({ quick, write, profile }: Options, signal: AbortSignal): Promise<number> {
	await using cleanup = new AsyncDisposableStack();
	const stage = await setStage(cleanup, signal);

	await withProgress('Warming up', async () => {
		for (const cell of WARM_UPS) await measureCell(stage, cell, 0);
	});
	if (profile !== undefined) return await writeProfiles(stage, profile);
	const idleLoad = await withProgress('Measuring n8n at rest', () => measureIdleLoad(stage));
	const results: Result[] = [];
	for (const cell of planCells(quick)) {
		results.push(...(await withProgress(titleOf(cell), () => measureCell(stage, cell, idleLoad))));
	}
	return await report(results, idleLoad, write);
}

const titleOf = ({ fields, rows, distinct, latencyMs, rounds }: Cell): string =>
	`${rows} rows, ${distinct} distinct, ${fields}, at ${latencyMs} ms, ${rounds} x both ways`;

async function report(results: Result[], idleLoad: number, write: boolean): Promise<number> {
	const targets = judge(results);
	const machine = await machineLine(results, idleLoad);
	console.log(`\n${machine}\n\n${formatTable(tableRows(results))}\n\n${targetLines(targets)}`);
	if (write) await writeDocument(markdownOf(machine, results, targets));
	const faults = new Set(results.flatMap(({ runs }) => runs.flatMap((measured) => measured.faults)));
	for (const fault of faults) console.error(red(`  Wrong: ${fault}`));
	return faults.size > 0 ? 1 : 0;
}

async function writeProfiles(stage: Stage, folder: string): Promise<number> {
	await mkdir(folder, { recursive: true });
	for (const [fields, way] of FIELDS.flatMap((kind) => WAYS.map((one) => [kind, one] as const))) {
		const cell: Cell = { fields, rows: 1_000, distinct: 1_000, latencyMs: NEAR_MS, rounds: 1 };
		const file = join(folder, `${workflowName(way, fields)}.cpuprofile`);
		const { cpuMs } = await withProgress(`Profiling the ${WAY_NAMES[way]}, ${fields}`, () =>
			measureRun(stage, cell, way, file),
		);
		console.log(
			`${(cpuMs / cell.rows).toFixed(2)} ms of CPU a row, ${file}\n${await describeProfile(file)}\n`,
		);
	}
	return 0;
}

const readOptions = () =>
	readArguments({ quick: FLAG, write: FLAG, help: FLAG, profile: { type: 'string' } }, USAGE);

process.exit(await runCommand({ readOptions, usage: USAGE, run }));
