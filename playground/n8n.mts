import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentN8n, type Installation } from './folders.mts';
import { N8nApi } from './n8nApi.mts';
import { N8nApi1 } from './n8nApi1.mts';
import { describeLog, endProcess, PlaygroundError, runLogged, startLogged } from './processes.mts';

/** The playground's log-in. It is no secret: n8n listens on the loopback interface only. */
export const owner = {
	email: 'owner@example.com',
	firstName: 'Playground',
	lastName: 'Owner',
	password: 'Codelocks-demo-1',
};
/** Of the password above, by bcrypt: n8n takes nothing else from its environment. */
const ownerPasswordHash = '$2a$10$9XlpOs7MdtvSkIzkYo0ie.GAjacc4lfsBASvakDmse5K2VELwidya';

const READY_WITHIN_MS = 180_000;

export interface N8nOptions {
	/** Holds n8n's database, its encryption key and, in `.n8n/nodes`, the community nodes. */
	userFolder: string;
	port: number;
	brokerPort: number;
	signal: AbortSignal;
	/** The current n8n unless said. */
	installation?: Installation;
	/** Overrides for the environment that n8n gets. */
	env?: Record<string, string>;
}

export interface RunningN8n {
	url: string;
	/** Logged in as the owner. */
	api: N8nApi;
	pid: number;
	logFile: string;
	/** Aborts when n8n has ended by itself, or when `signal` says so. */
	alive: AbortSignal;
	/** Runs one of n8n's other commands on the same data, to its end. */
	runCommand(...command: string[]): Promise<void>;
	stop(): Promise<void>;
}

/** What n8n writes goes to the end of this file. */
export const n8nLogIn = (userFolder: string): string => join(userFolder, 'n8n.log');

/** Starts n8n and logs in; resolves when it is ready. */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
	const url = `http://127.0.0.1:${options.port}`;
	let api!: N8nApi;
	const running = await start('n8n', ['start'], options, async (alive) => {
		api ??= new (options.installation?.isVersion1 ? N8nApi1 : N8nApi)(url, alive);
		return await api.isReady();
	});
	await api.logIn(owner).catch(async (error: unknown) => {
		await running.stop();
		throw error;
	});
	return { ...running, url, api };
}

/** A worker of queue mode. */
export type RunningWorker = Omit<RunningN8n, 'url' | 'api'>;

const WORKER_READY = 'n8n worker is now ready';

/** Starts a worker; resolves when it takes executions. */
export async function startWorker(options: N8nOptions, concurrency: number): Promise<RunningWorker> {
	const logFile = n8nLogIn(options.userFolder);
	// A worker that was here before has written to this log too.
	await rm(logFile, { force: true });
	const isReady = async () => (await readFile(logFile, 'utf8')).includes(WORKER_READY);
	return await start('The worker', ['worker', `--concurrency=${concurrency}`], options, isReady);
}

/** Starts a program of n8n's. */
async function start(
	name: string,
	args: string[],
	{ userFolder, port, brokerPort, signal, installation = currentN8n, env }: N8nOptions,
	isReady: (alive: AbortSignal) => Promise<boolean>,
): Promise<RunningWorker> {
	const { node, script, isVersion1 } = installation;
	signal.throwIfAborted();
	await mkdir(userFolder, { recursive: true });
	const logFile = n8nLogIn(userFolder);
	const surroundings = {
		cwd: userFolder,
		env: { ...environmentWithoutN8n(), ...settings(userFolder, port, brokerPort, isVersion1), ...env },
		logFile,
	};
	const child = startLogged([node, script, ...args], surroundings);
	const ended = new AbortController();
	child.once('close', () =>
		ended.abort(new PlaygroundError(`${name} has ended by itself.\n\n${describeLog(logFile)}`)),
	);
	const alive = AbortSignal.any([signal, ended.signal]);
	const stop = () => endProcess(child);
	try {
		await once(child, 'spawn');
		const deadline = Date.now() + READY_WITHIN_MS;
		while (!(await isReady(alive))) {
			if (Date.now() > deadline) {
				throw new PlaygroundError(`${name} was not ready within three minutes.\n\n${describeLog(logFile)}`);
			}
			await sleep(250, undefined, { signal: alive });
		}
	} catch (error) {
		await stop();
		throw alive.aborted ? alive.reason : error;
	}
	const runCommand = async (...command: string[]) =>
		await runLogged([node, script, ...command], surroundings, alive);
	return { pid: child.pid!, logFile, alive, runCommand, stop };
}

/** Settings for another n8n, which the person at the terminal may have set, are none of the playground's. */
function environmentWithoutN8n(): NodeJS.ProcessEnv {
	const foreign = /^(N8N|DB|EXECUTIONS|QUEUE|CREDENTIALS|NODES|npm)_/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function settings(
	userFolder: string,
	port: number,
	brokerPort: number,
	isVersion1: boolean,
): Record<string, string> {
	return {
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: owner.email,
		N8N_INSTANCE_OWNER_FIRST_NAME: owner.firstName,
		N8N_INSTANCE_OWNER_LAST_NAME: owner.lastName,
		N8N_INSTANCE_OWNER_PASSWORD_HASH: ownerPasswordHash,
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		// It would ask for a list on the internet at each start. n8n 1 does not know it.
		...(!isVersion1 && { N8N_DISABLED_MODULES: 'mcp-registry' }),
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	};
}
