import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startSandbox } from '../sandbox/server.mts';
import { runCommand } from './command.mts';
import { continueAuditLog, runAuditLog, runBookings } from './examples.mts';
import { dataFolder } from './folders.mts';
import { installN8n, installPackage, packPackage } from './install.mts';
import { owner, startN8n, type RunningN8n } from './n8n.mts';
import { readOptions, usage, type Options } from './options.mts';
import { assertPortsFree, findFreePorts } from './ports.mts';
import { describeLog } from './processes.mts';
import { bold, showExample, withProgress } from './report.mts';
import { inboxUrl, setUp, type Setup } from './setup.mts';

const GROW_EVERY_SECONDS = 20;

/** From a fresh clone to n8n in which the examples have run; answers the exit code. */
async function run({ headless, ports: chosenPorts }: Options, signal: AbortSignal): Promise<number> {
	await using cleanup = new AsyncDisposableStack();
	const ports = headless ? await findFreePorts() : chosenPorts;
	await assertPortsFree(ports);

	const installLog = join(dataFolder, 'install.log');
	await mkdir(dataFolder, { recursive: true });
	await rm(installLog, { force: true });
	await installN8n(installLog, signal);
	const tarball = await packPackage(installLog, signal);
	cleanup.defer(() => rm(dirname(tarball), { recursive: true, force: true }));
	const userFolder = headless ? await mkdtemp(join(tmpdir(), 'codelocks-playground-')) : dataFolder;
	if (headless) cleanup.defer(() => rm(userFolder, { recursive: true, force: true }));
	await installPackage(tarball, userFolder, installLog, signal);

	const growth = headless ? undefined : { everySeconds: GROW_EVERY_SECONDS };
	const sandbox = await startSandbox({ port: ports.sandbox, growth });
	cleanup.defer(() => sandbox.close());
	continueAuditLog(sandbox.control);
	const n8n = await withProgress('Starting n8n', () =>
		startN8n({ userFolder, port: ports.n8n, brokerPort: ports.broker, signal }),
	);
	cleanup.defer(() => n8n.stop());
	let allGood = false;
	cleanup.defer(() => {
		if (headless && !allGood) console.error(`\nThe end of n8n's log:\n${describeLog(n8n.logFile)}`);
	});

	const runOptions = { thorough: headless, signal: n8n.alive };
	const setup = await withProgress('Setting up the credential and the workflows', () =>
		setUp(n8n.api, sandbox.url, userFolder),
	);
	const inbox = inboxUrl(sandbox.url);
	const bookings = await showExample('A sheet of bookings, turned into NetCodes', n8n.alive, () =>
		runBookings(n8n.api, setup.bookings, runOptions),
	);
	const auditLog = await showExample('New audit entries, posted to a Slack-like inbox', n8n.alive, () =>
		runAuditLog(n8n.api, setup.auditLog, sandbox.control, inbox, runOptions),
	);
	allGood = bookings && auditLog;
	if (headless) return allGood ? 0 : 1;
	console.log(welcome(n8n, setup, sandbox.url));
	if (!n8n.alive.aborted) await once(n8n.alive, 'abort');
	if (!signal.aborted) throw n8n.alive.reason;
	return 0;
}

const welcome = ({ url }: RunningN8n, { bookings, auditLog }: Setup, sandboxUrl: string): string => `
  ${bold('n8n')}        ${bold(url)}
  Log-in     ${owner.email}
  Password   ${owner.password}

  Bookings   ${url}/workflow/${bookings.id}
  Audit log  ${url}/workflow/${auditLog.id}
  Inbox      ${inboxUrl(sandboxUrl)}
  Sandbox    ${sandboxUrl}

Something happens at one of the sandbox's locks every ${GROW_EVERY_SECONDS} seconds. Ctrl+C ends everything.`;

process.exit(
	await runCommand({ readOptions: () => readOptions(process.argv.slice(2), process.env), usage, run }),
);
