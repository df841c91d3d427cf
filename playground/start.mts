import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/server.mts';
import { converse } from './agents/converse.mts';
import { runCommand } from './command.mts';
import { continueAuditLog } from './examples/auditLogToSlack.mts';
import { examples } from './examples/index.mts';
import { dataFolder } from './folders.mts';
import { compileInto, installAll } from './install.mts';
import { script } from './model/script.mts';
import { startScriptedModel } from './model/server.mts';
import { n8nLogIn, owner, startN8n, type RunningN8n } from './n8n.mts';
import type { StoredWorkflow } from './n8nApi.mts';
import { readOptions, usage, type Options } from './options.mts';
import { assertPortsFree, findFreePorts } from './ports.mts';
import { describeLog, endProcess } from './processes.mts';
import { bold, showExample, withProgress } from './report.mts';
import { setUp } from './setup.mts';
import { inboxUrl, MAIL_CHANNEL } from './standIns.mts';
import { checkTemplates } from './templates/check.mts';

const GROW_EVERY_SECONDS = 20;
const DEV_NOTE =
	'A change to nodes/ or credentials/ is in n8n some seconds after you save it; reload the page of the editor to see new fields.';
/** Where the templates post. */
const SLACK_CHANNELS = ['door-log', 'facilities', 'access'];

/** From a fresh clone to n8n in which the examples have run; returns the exit code. */
async function run(options: Options, signal: AbortSignal): Promise<number> {
	const { dev, headless, install, ports: chosenPorts } = options;
	if (install) {
		await installAll([], 'install', signal);
		return 0;
	}
	await using cleanup = new AsyncDisposableStack();
	const ports = headless ? await findFreePorts() : chosenPorts;
	await assertPortsFree(ports);

	const userFolder = headless ? await mkdtemp(join(tmpdir(), 'codelocks-playground-')) : dataFolder;
	if (headless) cleanup.defer(() => rm(userFolder, { recursive: true, force: true }));
	await installAll([userFolder], 'start', signal);
	await rm(n8nLogIn(userFolder), { force: true });

	const growth = headless ? undefined : { everySeconds: GROW_EVERY_SECONDS };
	const sandbox = await startSandbox({ port: ports.sandbox, growth });
	cleanup.defer(() => sandbox.close());
	continueAuditLog(sandbox.control);
	const model = await startScriptedModel(script);
	cleanup.defer(() => model.close());
	if (dev) {
		const compiler = await withProgress('Compiling', () => compileInto(userFolder, signal));
		cleanup.defer(() => endProcess(compiler));
	}
	const n8n = await withProgress('Starting n8n', () =>
		startN8n({
			userFolder,
			port: ports.n8n,
			brokerPort: ports.broker,
			signal,
			env: dev ? { N8N_DEV_RELOAD: 'true' } : undefined,
		}),
	);
	cleanup.defer(() => n8n.stop());
	let allGood = true;
	cleanup.defer(() => {
		if (headless && !allGood) console.error(`\nThe end of n8n's log:\n${describeLog(n8n.logFile)}`);
	});

	const servers = { sandboxUrl: sandbox.url, modelUrl: model.url };
	const workflows = await withProgress('Setting up the credentials and the workflows', () =>
		setUp(
			n8n.api,
			servers,
			userFolder,
			examples.map(({ template }) => template),
		),
	);
	if (headless) {
		const templates = examples.map(({ template }) => template);
		allGood = await showExample('Reading the templates as n8n does', n8n.alive, async () => ({
			rows: [],
			problems: await checkTemplates(n8n, templates),
		}));
	}
	for (const { template, title, run: runExample, prepare } of examples) {
		const stage = {
			api: n8n.api,
			n8nUrl: n8n.url,
			workflow: workflows.get(template)!,
			sandbox,
			thorough: headless,
			signal: n8n.alive,
		};
		if (!dev) {
			const isGood = await showExample(title, n8n.alive, () => runExample(stage));
			allGood &&= isGood;
		}
		if (!headless) await prepare?.(stage);
	}
	if (headless) {
		const isGood = await showExample('AI agents with the node as their tool', n8n.alive, () =>
			converse(n8n.api),
		);
		allGood &&= isGood;
		return allGood ? 0 : 1;
	}
	console.log(welcome(n8n, workflows, sandbox.url));
	if (dev) console.log(DEV_NOTE);
	if (!n8n.alive.aborted) await once(n8n.alive, 'abort');
	if (!signal.aborted) throw n8n.alive.reason;
	return 0;
}

const firstStep = (url: string, workflows: ReadonlyMap<string, StoredWorkflow>): string => {
	const [first] = workflows.values();
	return `  First: open ${url}/workflow/${first.id}, press Execute workflow.`;
};

const welcome = (
	{ url }: RunningN8n,
	workflows: ReadonlyMap<string, StoredWorkflow>,
	sandboxUrl: string,
): string => `
  ${bold('n8n')}        ${bold(url)}
  Log-in     ${owner.email}
  Password   ${owner.password}

${firstStep(url, workflows)}

${[...workflows.values()].map(({ name, id }) => `  ${url}/workflow/${id}  ${name}`).join('\n')}

  Slack      ${SLACK_CHANNELS.map((channel) => inboxUrl(sandboxUrl, channel)).join('\n             ')}
  E-mail     ${inboxUrl(sandboxUrl, MAIL_CHANNEL)}
  Sandbox    ${sandboxUrl}

Something happens at one of the sandbox's locks every ${GROW_EVERY_SECONDS} seconds. Ctrl+C ends everything.`;

process.exit(
	await runCommand({ readOptions: () => readOptions(process.argv.slice(2), process.env), usage, run }),
);
