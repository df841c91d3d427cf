import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Browser } from 'playwright-core';

import { runCommand } from '../../playground/command.mts';
import { dataFolder, rootFolder } from '../../playground/folders.mts';
import { installAll } from '../../playground/install.mts';
import { startN8n, type RunningN8n } from '../../playground/n8n.mts';
import { findFreePorts } from '../../playground/ports.mts';
import { PlaygroundError } from '../../playground/processes.mts';
import { red, withProgress } from '../../playground/report.mts';
import { DEFAULT_API_KEY, HOTEL_ACCESS_KEY, kitLocksText } from '../../sandbox/seed.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { assertChromium, launchBrowser } from './browser.mts';
import type { Check, NodeType, Surroundings } from './check.mts';
import { checks } from './checks/index.mts';
import { Editor, type Theme } from './editor.mts';
import { updatePictures } from './pictures.mts';

const USAGE = `npm run test:browser [-- options]

  --only <text> only the checks whose name has this text
  --quick       only the light theme, one operation of each resource, and one example
  --docs        put the pictures for the documentation into docs/images, if nothing fails
  --help        this text

Wants Chromium: at /usr/bin/chromium, or where CHROMIUM_PATH says.`;

interface Options {
	only: string;
	quick: boolean;
	docs: boolean;
	help: boolean;
}

/** What n8n, the browser and the sandbox are to the checks. */
interface Stage {
	n8n: RunningN8n;
	browser: Browser;
	sandbox: Sandbox;
	credential: Surroundings['credential'];
}

const shotsFolder = join(dataFolder, 'screenshots');
/** Among the pictures of a theme, those that the documentation shows. */
const FOR_DOCS = 'docs';

/** Some responses hold the time, and pictures of them should not change from run to run. */
const SANDBOX_TIME = Date.UTC(2026, 3, 22, 9, 30);

const THEMES: readonly Theme[] = ['light', 'dark'];

async function run({ only, quick, docs }: Options, signal: AbortSignal): Promise<number> {
	const chosen = checks.filter(({ name, isLike }) => name.includes(only) && !(quick && isLike));
	if (chosen.length === 0) throw new PlaygroundError(`No check has '${only}' in its name.`);
	assertChromium();

	await using cleanup = new AsyncDisposableStack();
	const stage = await setStage(cleanup, signal);
	await rm(shotsFolder, { recursive: true, force: true });
	const failed: string[] = [];
	for (const theme of quick ? THEMES.slice(0, 1) : THEMES) {
		const inTheme = chosen.filter(({ themes }) => themes.includes(theme));
		if (inTheme.length > 0) failed.push(...(await runChecks(inTheme, theme, stage)));
	}
	console.log(`\nPictures: ${shotsFolder}`);
	if (failed.length > 0) {
		console.error(red(`\n${failed.length} failed:\n${failed.map((name) => `  ${name}`).join('\n')}`));
		return 1;
	}
	if (docs) {
		const folder = join(rootFolder, 'docs', 'images');
		await updatePictures(stage.browser, join(shotsFolder, 'light', FOR_DOCS), folder);
	}
	return 0;
}

async function setStage(cleanup: AsyncDisposableStack, signal: AbortSignal): Promise<Stage> {
	const userFolder = await mkdtemp(join(tmpdir(), 'codelocks-browser-'));
	cleanup.defer(() => rm(userFolder, { recursive: true, force: true }));
	await installAll([userFolder], 'browser', signal);

	const sandbox = await startSandbox({ now: () => SANDBOX_TIME });
	cleanup.defer(() => sandbox.close());
	const ports = await findFreePorts();
	const n8n = await withProgress('Starting n8n', () =>
		startN8n({ userFolder, port: ports.n8n, brokerPort: ports.broker, signal }),
	);
	cleanup.defer(() => n8n.stop());
	const credential = await n8n.api.createCredential({
		name: 'Codelocks sandbox',
		type: 'codelocksApi',
		data: {
			apiKey: DEFAULT_API_KEY,
			accessKey: HOTEL_ACCESS_KEY,
			kitLocks: kitLocksText(),
			baseUrl: sandbox.url,
		},
	});
	const browser = await launchBrowser();
	cleanup.defer(() => browser.close());
	return { n8n, browser, sandbox, credential };
}

/** Returns the names of the checks that failed. */
async function runChecks(
	chosen: Check[],
	theme: Theme,
	{ n8n, browser, sandbox, credential }: Stage,
): Promise<string[]> {
	console.log(`\nIn the ${theme} theme`);
	const editor = await Editor.open(browser, n8n.api, {
		url: n8n.url,
		theme,
		shotsFolder: join(shotsFolder, theme),
	});
	const surroundings: Surroundings = {
		editor,
		theme,
		credential,
		nodeTypes: await readNodeTypes(editor),
		control: sandbox.control,
		sandboxUrl: sandbox.url,
	};
	const failed: string[] = [];
	for (const check of chosen) {
		n8n.alive.throwIfAborted();
		// A busy machine may outlast all patience once; what is really wrong shows again.
		const isGood =
			(await passes(check, check.name, surroundings)) ||
			(await passes(check, `${check.name}, once more`, surroundings));
		if (!isGood) failed.push(`${check.name} (${theme})`);
	}
	await editor.close();
	return failed;
}

async function passes({ run }: Check, title: string, surroundings: Surroundings): Promise<boolean> {
	try {
		await withProgress(title, () => run(surroundings));
		return true;
	} catch (error) {
		console.error(describe(error));
		await surroundings.editor.shoot(`failed ${title.replaceAll('/', ' ')}`).catch(() => undefined);
		return false;
	}
}

async function readNodeTypes(editor: Editor): Promise<NodeType[]> {
	const response = await editor.page.request.get('/types/nodes.json');
	const types = (await response.json()) as NodeType[];
	return types.filter(({ name }) => name.startsWith('n8n-nodes-codelocks.'));
}

/** The error, and where in the checks it was thrown. */
function describe(error: unknown): string {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return text
		.split('\n')
		.filter((line) => !/^\s+at .*(node:|node_modules)/.test(line))
		.map((line) => `  ${line}`)
		.join('\n');
}

function readOptions(args: string[]): Options {
	return parseArgs({
		args,
		options: {
			only: { type: 'string', default: '' },
			quick: { type: 'boolean', default: false },
			docs: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	}).values;
}

process.exit(await runCommand({ readOptions: () => readOptions(process.argv.slice(2)), usage: USAGE, run }));
