import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_API_KEY } from '../../sandbox/seed.mts';
import { playgroundFolder } from '../folders.mts';
import { installAll } from '../install.mts';
import { startN8n } from '../n8n.mts';
import { findFreePorts } from '../ports.mts';
import { withProgress } from '../report.mts';
import { startSandboxProcess, type SandboxProcess } from './sandboxProcess.mts';
import { provideWorkflows, type WorkflowName } from './workflows.mts';

/** Where the measuring is done: n8n with its workflows, and the sandbox. */
export interface Stage {
	/** The addresses that start the workflows. */
	urls: Record<WorkflowName, string>;
	apiKey: string;
	sandbox: SandboxProcess;
	/** Aborts when n8n has ended by itself, or the person at the terminal wants it so. */
	signal: AbortSignal;
}

/** Starts n8n with the package as it would be published, and the sandbox; `cleanup` ends them and removes their files. */
export async function setStage(cleanup: AsyncDisposableStack, signal: AbortSignal): Promise<Stage> {
	const folder = await mkdtemp(join(tmpdir(), 'codelocks-bench-'));
	cleanup.defer(() => rm(folder, { recursive: true, force: true }));
	await installAll([folder], 'bench', signal);
	const ports = await findFreePorts();
	const sandbox = await startSandboxProcess(ports.sandbox, folder, signal);
	cleanup.defer(() => sandbox.stop());
	const n8n = await withProgress('Starting n8n', async () =>
		startN8n({
			userFolder: folder,
			port: ports.n8n,
			brokerPort: ports.broker,
			signal,
			env: { N8N_CUSTOM_EXTENSIONS: await provideProbe(folder) },
		}),
	);
	cleanup.defer(() => n8n.stop());
	const apiKey = DEFAULT_API_KEY;
	const urls = await provideWorkflows(n8n.api, n8n.url, { url: sandbox.url, apiKey });
	return { urls, apiKey, sandbox, signal: n8n.alive };
}

/** A folder with the nodes that measure. n8n finds a node by its file's name, which is also that of its class. */
async function provideProbe(folder: string): Promise<string> {
	const nodesFolder = join(folder, 'probe');
	await mkdir(nodesFolder);
	const source = join(playgroundFolder, 'bench', 'probe.mts');
	for (const name of ['BenchRows', 'BenchIdle', 'BenchMeasure']) {
		await writeFile(
			join(nodesFolder, `${name}.node.js`),
			`module.exports = require(${JSON.stringify(source)});`,
		);
	}
	return nodesFolder;
}
