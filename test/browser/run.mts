import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { dataFolder, rootFolder } from '../../playground/folders.mts';
import { installAll } from '../../playground/install.mts';
import { startN8n } from '../../playground/n8n.mts';
import { findFreePorts } from '../../playground/ports.mts';
import { withProgress } from '../../playground/report.mts';
import { DEFAULT_API_KEY, HOTEL_ACCESS_KEY } from '../../sandbox/seed.mts';
import { startSandbox } from '../../sandbox/server.mts';
import { checks, type Check, type NodeType } from './checks.mts';
import { Editor, launchBrowser, type Theme } from './editor.mts';

const shotsFolder = join(dataFolder, 'screenshots');
const docsFolder = join(rootFolder, 'docs', 'images');

/** The pictures that the documentation shows. */
const DOCS_IMAGES = ['active-periods', 'lock-search', 'netcode', 'repeated-rows', 'trigger', 'trigger-event'];

async function run(): Promise<boolean> {
	const { only, docs } = parseArgs({
		options: { only: { type: 'string', default: '' }, docs: { type: 'boolean', default: false } },
	}).values;
	await using cleanup = new AsyncDisposableStack();
	const interrupted = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());
	const { signal } = interrupted;

	await mkdir(shotsFolder, { recursive: true });
	const userFolder = await mkdtemp(join(tmpdir(), 'codelocks-browser-'));
	cleanup.defer(() => rm(userFolder, { recursive: true, force: true }));
	await installAll([userFolder], 'browser', signal);

	const sandbox = await startSandbox();
	cleanup.defer(() => sandbox.close());
	const ports = await findFreePorts();
	const n8n = await withProgress('Starting n8n', () =>
		startN8n({ userFolder, port: ports.n8n, brokerPort: ports.broker, signal }),
	);
	cleanup.defer(() => n8n.stop());
	const credential = await n8n.api.createCredential({
		name: 'Codelocks sandbox',
		type: 'codelocksApi',
		data: { apiKey: DEFAULT_API_KEY, accessKey: HOTEL_ACCESS_KEY, baseUrl: sandbox.url },
	});
	const browser = await launchBrowser();
	cleanup.defer(() => browser.close());

	let failed = 0;
	for (const theme of ['light', 'dark'] satisfies Theme[]) {
		const chosen = checks.filter(({ name, themes }) => themes.includes(theme) && name.includes(only));
		if (!chosen.length) continue;
		const folder = join(shotsFolder, theme);
		await mkdir(folder, { recursive: true });
		const editor = await Editor.open(browser, n8n.api, { url: n8n.url, theme, shotsFolder: folder });
		const response = await editor.page.request.get('/types/nodes.json');
		const nodeTypes = ((await response.json()) as NodeType[]).filter(({ name }) =>
			name.startsWith('n8n-nodes-codelocks.'),
		);
		const surroundings = {
			editor,
			theme,
			credential,
			nodeTypes,
			control: sandbox.control,
			sandboxUrl: sandbox.url,
		};
		console.log(`\nIn the ${theme} theme`);
		for (const check of chosen) {
			signal.throwIfAborted();
			if (!(await passes(check, () => check.run(surroundings), editor))) failed++;
		}
		await editor.close();
	}
	if (docs && !failed) {
		await mkdir(docsFolder, { recursive: true });
		for (const name of DOCS_IMAGES) {
			await copyFile(join(shotsFolder, 'light', `${name}.png`), join(docsFolder, `${name}.png`));
		}
	}
	console.log(`\n${failed || 'None'} failed. Pictures: ${shotsFolder}`);
	return failed === 0;
}

async function passes({ name }: Check, work: () => Promise<void>, editor: Editor): Promise<boolean> {
	try {
		await work();
		console.log(`✓ ${name}`);
		return true;
	} catch (error) {
		await editor.shoot(`failed: ${name}`);
		console.log(`✗ ${name}\n  ${String(error).replaceAll('\n', '\n  ')}`);
		return false;
	}
}

process.exit((await run()) ? 0 : 1);
