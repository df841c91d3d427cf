import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startSandbox } from '../../sandbox/server.mts';
import { FLAG, readArguments, runCommand } from '../command.mts';
import { currentN8n } from '../folders.mts';
import { installAll } from '../install.mts';
import type { Workflow } from '../n8nApi.mts';
import { green, red, withProgress } from '../report.mts';
import { DURABLE_POLLERS } from '../soak/variant.mts';
import { Cluster, userFoldersIn } from './cluster.mts';
import { type CodesStage, manyRows, outputOf, runCodes, stored } from './codes.mts';
import { figuresOf, type Results, writeDocument } from './document.mts';
import { killedInDelivery, throughRestarts, watchLocks } from './entries.mts';
import { problemsOf } from './problems.mts';
import { codesAtOnce, codesInBatches } from './workflows.mts';

const USAGE = `npm run check:queue [-- options]

  --durable  the trigger with n8n's durable cursors
  --write    put the figures into docs/dev/queue-mode.md
  --help     this text

Runs n8n in queue mode: a main process and two workers on Redis and PostgreSQL, which must be installed. Workers and the
main process are killed in the middle of codes and deliveries.`;

interface Options {
	durable: boolean;
	write: boolean;
	help: boolean;
}

const EXECUTIONS = 20;
const ROWS_EACH = 100;
/** Long enough that a run can be interrupted. */
const LATENCY_MS = 150;
const ENDS_WITHIN_MS = 40 * 60_000;

async function run({ durable, write }: Options, interrupted: AbortSignal): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), 'codelocks-queue-'));
	await using cleanup = new AsyncDisposableStack();
	cleanup.defer(() => rm(folder, { recursive: true, force: true }));
	await installAll(userFoldersIn(folder), 'queue', interrupted);
	const signal = AbortSignal.any([interrupted, AbortSignal.timeout(ENDS_WITHIN_MS)]);
	const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
	cleanup.defer(() => sandbox.close());
	const cluster = new Cluster({ folder, signal, env: durable ? DURABLE_POLLERS : {} });
	cleanup.defer(() => cluster.end());
	await withProgress('Starting Redis, PostgreSQL, n8n and two workers', () => cluster.start());

	const apiKey = `queue-${randomBytes(8).toString('hex')}`;
	sandbox.control.putKey(apiKey, { quotas: { netCode: 1_000_000, utility: 1_000_000 } });
	const stage: CodesStage = { cluster, sandbox, apiKey, signal };
	const credential = await cluster.api.createCredential({
		...{ name: 'Codelocks', type: 'codelocksApi' },
		data: { apiKey, accessKey: '', baseUrl: sandbox.url },
	});
	const activate = async (workflow: Workflow) => {
		const created = await cluster.api.createWorkflow(workflow);
		await cluster.api.activateWorkflow(created);
		return created;
	};

	const atOnce = await activate(codesAtOnce('codes', credential));
	const total = EXECUTIONS * ROWS_EACH;
	const common = { path: 'codes', executions: EXECUTIONS, cameOut: () => outputOf(cluster.api, atOnce.id) };
	const undisturbed = await withProgress(`${EXECUTIONS} executions of ${ROWS_EACH} rows`, () =>
		runCodes(stage, atOnce, { ...common, rows: manyRows(0, EXECUTIONS, ROWS_EACH) }),
	);
	const killed = await withProgress('The same, a worker killed', () =>
		runCodes(stage, atOnce, {
			...{ ...common, rows: manyRows(total, EXECUTIONS, ROWS_EACH) },
			killAfterCalls: total / 2,
		}),
	);
	const inBatches = await activate(codesInBatches('batches', credential, sandbox.url));
	const batched = { path: 'batches', executions: 6, cameOut: () => stored(stage) };
	const rows = manyRows(2 * total, 6, ROWS_EACH);
	const batches = await withProgress('In batches, a worker killed', () =>
		runCodes(stage, inBatches, { ...batched, rows, killAfterCalls: rows.length / 2 }),
	);
	const out = new Set(await stored(stage));
	const rest = rows.filter(({ timecode }) => !out.has(timecode));
	const batchesAgain = await withProgress('The rows without a code once more', () =>
		runCodes(stage, inBatches, { ...batched, executions: rest.length ? 1 : 0, rows: rest }),
	);

	const tell = (text: string) => console.log(`  ${text}`);
	const entries = { cluster, sandbox, durable, signal, tell };
	const watch = await withProgress('The trigger begins', () => watchLocks(entries));
	const restarts = await withProgress('Entries, the main process stopped and killed', () =>
		throughRestarts(entries, watch),
	);
	const gap = await withProgress('A worker killed in a delivery', () => killedInDelivery(entries, watch));

	const versions = `n8n ${await versionOf()}, Node.js ${process.versions.node}, ${durable ? 'durable cursors' : 'static data'}.`;
	const results: Results = { versions, undisturbed, killed, batches, batchesAgain, restarts, gap };
	console.log(`\n${figuresOf(results)}`);
	if (write) await writeDocument(results);
	const problems = problemsOf(results);
	for (const problem of problems) console.error(red(`  Wrong: ${problem}`));
	if (problems.length === 0)
		console.log(green('Nothing was lost but what n8n itself loses, and the ways back work.'));
	return problems.length === 0 ? 0 : 1;
}

async function versionOf(): Promise<string> {
	const file = join(dirname(dirname(currentN8n.script)), 'package.json');
	return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}

process.exit(
	await runCommand({
		readOptions: () => readArguments({ durable: FLAG, write: FLAG, help: FLAG }, USAGE),
		usage: USAGE,
		run,
	}),
);
