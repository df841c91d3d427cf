import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HOTEL_ACCESS_KEY } from '../../sandbox/seed.mts';
import { startSandbox } from '../../sandbox/server.mts';
import { FLAG, readArguments, runCommand } from '../command.mts';
import { currentN8n, type Installation, oldestN8n } from '../folders.mts';
import { type Install, installAll } from '../install.mts';
import { startN8n } from '../n8n.mts';
import { findFreePorts } from '../ports.mts';
import { PlaygroundError } from '../processes.mts';
import { formatTable, green, red, withProgress } from '../report.mts';
import {
	allow,
	checkCredentialTest,
	checkLists,
	checkOperations,
	checkTrigger,
	credentialOf,
	type Outcome,
	runFailures,
	runPlanted,
	type Stage,
} from './checks.mts';
import { SAVED_AT } from './saved.mts';
import { checkMcp } from './mcp.mts';
import { installAsPanel } from './panel.mts';
import { findInFiles, plantInLog } from './secrets.mts';

const USAGE = `npm run check:n8n-versions [-- options]

  --only <name>  'oldest' or 'current'; both, one after the other, if left out
  --help         this text

Installs the packed package in the oldest n8n that it is tried in and in the current one, and uses all of it there.`;

/** Each n8n, and a way in which users install the package: by hand, or by n8n's panel. */
const INSTALLATIONS: Record<string, { installation: Installation; install?: Install }> = {
	oldest: { installation: oldestN8n },
	current: { installation: currentN8n, install: installAsPanel },
};
const ENDS_WITHIN_MS = 20 * 60_000;

interface Options {
	names: string[];
	help: boolean;
}

interface Result {
	version: string;
	outcomes: Map<string, Outcome>;
}

async function run({ names }: Options, signal: AbortSignal): Promise<number> {
	const results: Result[] = [];
	for (const name of names) results.push(await tryOne(name, signal));
	const rows = results.map(({ version, outcomes }) => ({
		n8n: version,
		...Object.fromEntries(
			[...outcomes].map(([what, { tried, problems }]) => [
				what,
				problems.length ? `${problems.length} wrong` : String(tried),
			]),
		),
	}));
	console.log(`\n${formatTable(rows)}\n`);
	const allGood = results.every(({ outcomes }) => [...outcomes.values()].every(isGood));
	if (allGood) console.log(green('All of the package works in every n8n.'));
	return allGood ? 0 : 1;
}

const isGood = ({ problems }: Outcome): boolean => problems.length === 0;

async function tryOne(name: string, interrupted: AbortSignal): Promise<Result> {
	const { installation, install } = INSTALLATIONS[name];
	await using cleanup = new AsyncDisposableStack();
	const folder = await mkdtemp(join(tmpdir(), 'codelocks-versions-'));
	cleanup.defer(() => rm(folder, { recursive: true, force: true }));
	await installAll([folder], `versions-${name}`, interrupted, installation, install);
	const signal = AbortSignal.any([interrupted, AbortSignal.timeout(ENDS_WITHIN_MS)]);
	const version = await versionOf(installation);
	const sandbox = await startSandbox({ now: () => SAVED_AT });
	cleanup.defer(() => sandbox.close());
	const ports = await findFreePorts();
	const n8n = await withProgress(`Starting n8n ${version}`, () =>
		startN8n({
			...{ userFolder: folder, port: ports.n8n, brokerPort: ports.broker, signal, installation },
			// What n8n says at this level must not hold a key either.
			env: { N8N_LOG_LEVEL: 'debug', N8N_LOG_OUTPUT: 'console,file' },
		}),
	);
	cleanup.defer(() => n8n.stop());

	const apiKey = `check-${randomBytes(12).toString('hex')}`;
	const stage: Stage = {
		api: n8n.api,
		n8nUrl: n8n.url,
		sandbox,
		apiKey,
		alive: n8n.alive,
		isVersion1: installation.isVersion1,
	};
	allow(stage);
	const credential = await n8n.api.createCredential(credentialOf(stage));
	const outcomes = new Map<string, Outcome>();
	const check = async (what: string, act: () => Promise<Outcome>) => {
		const outcome = async () =>
			await act().catch((error: Error) => {
				if (signal.aborted) throw signal.reason;
				return { tried: 0, problems: [error.stack ?? error.message] };
			});
		const { problems, tried } = await withProgress(`${version}: ${what}`, outcome, isGood);
		for (const problem of problems) console.error(red(`  Wrong: ${problem}`));
		outcomes.set(what, { problems, tried });
	};
	await check('operations', () => checkOperations(stage, credential));
	await check('credential tests', () => checkCredentialTest(stage, credential));
	await check('lists', () => checkLists(stage, credential));
	await check('MCP calls', () => checkMcp(stage, credential));
	await check('failing runs', () => runFailures(stage, credential));
	await check('entries by the trigger', () => checkTrigger(stage, credential));
	const planted = `planted-${randomBytes(12).toString('hex')}`;
	await runPlanted(stage, planted);
	await check('keys searched for', () =>
		searchKeys(folder, n8n.logFile, [apiKey, HOTEL_ACCESS_KEY], planted),
	);
	return { version, outcomes };
}

/** Searches n8n's database and logs for keys, and for what was planted, to know that the search works. */
async function searchKeys(
	folder: string,
	logFile: string,
	keys: string[],
	planted: string,
): Promise<Outcome> {
	const inLog = `${planted}-log`;
	await plantInLog(logFile, inLog);
	const found = await findInFiles(folder, keys);
	const controls = await findInFiles(folder, [planted, inLog]);
	const missed = [/database\.sqlite/, /n8n\.log/].filter((file) => !controls.some((find) => file.test(find)));
	return {
		tried: keys.length,
		problems: [...found, ...missed.map((file) => `the search does not find what was planted in ${file}`)],
	};
}

async function versionOf({ script }: Installation): Promise<string> {
	const file = join(dirname(dirname(script)), 'package.json');
	return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}

function readOptions(): Options {
	const { only, help } = readArguments({ only: { type: 'string' }, help: FLAG }, USAGE);
	const names = only === undefined ? Object.keys(INSTALLATIONS) : [only];
	if (!names.every((name) => name in INSTALLATIONS)) {
		throw new PlaygroundError(`'${only}' is none of: ${Object.keys(INSTALLATIONS).join(', ')}\n\n${USAGE}`);
	}
	return { names, help };
}

process.exit(await runCommand({ readOptions, usage: USAGE, run }));
