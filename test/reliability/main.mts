import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { FuzzReport } from './fuzz.mts';
import type { LoadResult } from './load.mts';
import type { MatrixReport } from './matrix.mts';
import type { SecretsReport } from './secrets.mts';

/*
 * Runs every part against the built package, or those that are named, and writes the results behind the mark of
 * docs/dev/reliability.md. With RELIABILITY_RESULTS, a folder, parts that ran before keep their results.
 */

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/dev/reliability.md');
const MARK = '<!-- results -->';

const folder = process.env.RELIABILITY_RESULTS ?? mkdtempSync(join(tmpdir(), 'reliability-'));
const { status } = spawnSync(
	process.execPath,
	[
		join(ROOT, 'node_modules/jest/bin/jest.js'),
		'--config',
		'jest.reliability.config.js',
		'--ci',
		'--runInBand',
		...process.argv.slice(2),
	],
	{ cwd: ROOT, stdio: 'inherit', env: { ...process.env, RELIABILITY_RESULTS: folder } },
);
const [before] = readFileSync(PAGE, 'utf8').split(MARK);
writeFileSync(PAGE, `${before}${MARK}\n\n${results()}`);
execFileSync(process.execPath, [join(ROOT, 'node_modules/prettier/bin/prettier.cjs'), '--write', PAGE], {
	cwd: ROOT,
});
process.exitCode = status ?? 1;

function read<T>(part: string): T | undefined {
	const path = join(folder, `${part}.json`);
	return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

function versionOf(path: string): string {
	return (JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as { version: string }).version;
}

function results(): string {
	const versions = `n8n-nodes-codelocks ${versionOf('package.json')}, n8n-core ${versionOf('node_modules/n8n-core/package.json')} and n8n-workflow ${versionOf('node_modules/n8n-workflow/package.json')}, Node.js ${process.version.slice(1)}.`;
	return `${[versions, matrixText(), fuzzText(), secretsText(), loadText()].filter(Boolean).join('\n\n')}\n`;
}

function matrixText(): string {
	const report = read<MatrixReport & { all: number; seed: number }>('matrix');
	if (!report) return 'The fault matrix was not run.';
	const rows = Object.entries(report.byGroup).map(([group, cases]) => `| ${group} | ${cases} |`);
	return [
		'### Fault matrix',
		`${report.cases} of ${report.all} cases (seed ${report.seed}), ${report.calls} calls, ${report.seconds} s: **${report.failures.length} failed**.`,
		['| Group of faults | Cases |', '|---|--:|', ...rows].join('\n'),
		...list(report.failures),
	].join('\n\n');
}

function fuzzText(): string {
	const report = read<FuzzReport>('fuzz');
	if (!report) return 'The fuzz was not run.';
	const kinds = Object.entries(report.byKind).map(([kind, sets]) => `${sets} ${kind}`);
	return [
		'### Odd parameters',
		`${report.sets} sets (${kinds.join(', ')}) with seed ${report.seed}, ${report.refused} refused, ${report.calls} calls, ${report.seconds} s: **${report.failures.length} failed**.`,
		...list(report.failures),
	].join('\n\n');
}

function secretsText(): string {
	const report = read<SecretsReport>('secrets');
	if (!report) return 'The search for keys was not run.';
	return [
		'### Keys',
		`${report.echoes} echoes, ${report.seconds} s: **${report.finds.length} finds**. Of ${report.planted} planted keys, ${report.foundPlanted} were found.`,
		...list(report.finds),
	].join('\n\n');
}

function loadText(): string {
	const report = read<{ results: LoadResult[]; problems: string[] }>('load');
	if (!report) return 'The load was not run.';
	const rows = report.results.map(
		({ name, items, expected, calls, mostInFlight, heapMb, longestStallMs, engineStallMs, seconds }) =>
			`| ${name} | ${items} of ${expected} | ${calls} | ${mostInFlight} | ${heapMb} MB | ${longestStallMs} ms | ${engineStallMs} ms | ${seconds} s |`,
	);
	return [
		'### Load',
		`**${report.problems.length} checks failed**.`,
		[
			'| | Items | Calls | In flight | Heap | Longest stall | n8n alone | Time |',
			'|---|--:|--:|--:|--:|--:|--:|--:|',
			...rows,
		].join('\n'),
		...list(report.problems),
	].join('\n\n');
}

/** The first failures, a line each. */
function list(failures: string[]): string[] {
	const lines = failures.slice(0, 20).map((text) => `- \`${text.replace(/[\n`]/g, ' ').slice(0, 300)}\``);
	return lines.length ? [lines.join('\n')] : [];
}
