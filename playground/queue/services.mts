import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, hasEnded, describeLog, PlaygroundError, runLogged, startLogged } from '../processes.mts';

/** A server that runs until it is stopped; its data are gone then. */
export interface Service {
	/** What n8n must know about it. */
	env: Record<string, string>;
	stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
/** Debian and Ubuntu do not put PostgreSQL's programs on the path. */
const POSTGRES_FOLDER = '/usr/lib/postgresql';

/** Starts a Redis that keeps nothing on disk. */
export async function startRedis(port: number, signal: AbortSignal): Promise<Service> {
	const folder = await mkdtemp(join(tmpdir(), 'codelocks-redis-'));
	const command = [programOf('redis-server'), '--port', String(port), '--bind', '127.0.0.1'];
	const nothingKept = ['--save', '', '--appendonly', 'no', '--dir', folder];
	const logFile = join(folder, 'redis.log');
	const child = startLogged([...command, ...nothingKept], { cwd: folder, logFile });
	const stop = stopping(child, folder);
	await readyBy(child, logFile, 'Ready to accept connections', signal, stop);
	return { env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) }, stop };
}

/** Starts a PostgreSQL with an empty database. */
export async function startPostgres(port: number, signal: AbortSignal): Promise<Service> {
	const folder = await mkdtemp(join(tmpdir(), 'codelocks-postgres-'));
	const user = await unprivilegedUser();
	if (user) chownSync(folder, user.uid, user.gid);
	const [data, logFile] = [join(folder, 'data'), join(tmpdir(), `codelocks-postgres-${port}.log`)];
	const surroundings = { cwd: folder, logFile, ...user };
	const forget = async () => {
		await rm(folder, { recursive: true, force: true });
		await rm(logFile, { force: true });
	};
	const initialize = [programOf('initdb'), '-D', data, '-U', 'n8n', '-A', 'trust', '--no-sync'];
	try {
		await runLogged(initialize, surroundings, signal);
	} catch (error) {
		await forget();
		throw error;
	}
	const server = [programOf('postgres'), '-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', ''];
	const child = startLogged(server, surroundings);
	const stop = async () => {
		await endProcess(child);
		await forget();
	};
	await readyBy(child, logFile, 'database system is ready to accept connections', signal, stop);
	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'n8n',
		},
		stop,
	};
}

const stopping = (child: ChildProcess, folder: string) => async () => {
	await endProcess(child);
	await rm(folder, { recursive: true, force: true });
};

async function readyBy(
	child: ChildProcess,
	logFile: string,
	words: string,
	signal: AbortSignal,
	stop: () => Promise<void>,
): Promise<void> {
	try {
		await once(child, 'spawn');
		const deadline = Date.now() + READY_WITHIN_MS;
		while (!(await readFile(logFile, 'utf8')).includes(words)) {
			if (hasEnded(child) || Date.now() > deadline) {
				throw new PlaygroundError(`${child.spawnfile} did not start.\n\n${describeLog(logFile)}`);
			}
			await sleep(100, undefined, { signal });
		}
	} catch (error) {
		await stop();
		throw error;
	}
}

/** PostgreSQL refuses to run as root; Debian's package makes a user for it. */
async function unprivilegedUser(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
	const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
	if (!user) throw new PlaygroundError('PostgreSQL does not run as root, and there is no other user.');
	return { uid: Number(user[2]), gid: Number(user[3]) };
}

function programOf(name: string): string {
	const versions = existsSync(POSTGRES_FOLDER) ? readdirSync(POSTGRES_FOLDER) : [];
	const folders = [
		...(process.env.PATH ?? '').split(delimiter),
		...versions.map((version) => join(POSTGRES_FOLDER, version, 'bin')),
	];
	const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
	if (found) return found;
	throw new PlaygroundError(
		`There is no ${name}. Install Redis and PostgreSQL, such as by: apt-get install redis-server postgresql`,
	);
}
