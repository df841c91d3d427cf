import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { type RunningN8n, type RunningWorker, startN8n, startWorker } from '../n8n.mts';
import type { N8nApi } from '../n8nApi.mts';
import { findPorts } from '../ports.mts';
import { PlaygroundError } from '../processes.mts';
import { endBy } from '../soak/moments.mts';
import { type Service, startPostgres, startRedis } from './services.mts';

/** How many executions a worker runs at once. */
export const CONCURRENCY = 5;
export const WORKERS = 2;

/** Shorter than n8n's defaults (60 s and 30 s), so that n8n finds out sooner that a worker is gone. */
const SOONER = { QUEUE_WORKER_LOCK_DURATION: '20000', QUEUE_WORKER_STALLED_INTERVAL: '10000' };

export interface ClusterOptions {
	/** Has a folder with the package for the main process, `main`, and for each worker, `worker0` and so on. */
	folder: string;
	/** n8n's durable cursors. */
	env: Record<string, string>;
	signal: AbortSignal;
}

export const userFoldersIn = (folder: string): string[] =>
	['main', ...Array.from({ length: WORKERS }, (_, index) => `worker${index}`)].map((name) =>
		join(folder, name),
	);

/** n8n in queue mode: a main process and workers, which can be killed and started again. */
export class Cluster {
	readonly #options: ClusterOptions;
	readonly #services: Service[] = [];
	readonly #workers: Array<RunningWorker | undefined> = [];
	#main: RunningN8n | undefined;
	#ports: number[] = [];

	constructor(options: ClusterOptions) {
		this.#options = options;
	}

	get api(): N8nApi {
		return this.main.api;
	}

	get main(): RunningN8n {
		if (!this.#main) throw new PlaygroundError('n8n is not running.');
		return this.#main;
	}

	async start(): Promise<void> {
		const { signal } = this.#options;
		const [redis, postgres, ...ports] = await findPorts(4 + WORKERS);
		this.#ports = ports;
		this.#services.push(await startRedis(redis, signal));
		this.#services.push(await startPostgres(postgres, signal));
		// The main process prepares the database.
		await this.startMain();
		for (let index = 0; index < WORKERS; index++) await this.startWorker(index);
	}

	async startMain(): Promise<void> {
		const [port, brokerPort] = this.#ports;
		const [userFolder] = userFoldersIn(this.#options.folder);
		this.#main = await startN8n({
			...{ userFolder, port, brokerPort },
			...{ signal: this.#options.signal, env: this.#environment() },
		});
	}

	async startWorker(index: number): Promise<void> {
		const userFolder = userFoldersIn(this.#options.folder)[index + 1];
		const options = {
			...{ userFolder, port: 0, brokerPort: this.#ports[2 + index] },
			...{ signal: this.#options.signal, env: this.#environment() },
		};
		this.#workers[index] = await startWorker(options, CONCURRENCY);
	}

	/** Kills the worker that has this execution in hand, or one that has any; says which one it was. */
	async killWorker(execution?: string): Promise<number> {
		const busy = await Promise.all(this.#workers.map(async (worker) => worker && (await inHandOf(worker))));
		const index = busy.findIndex((inHand) => (execution ? inHand?.includes(execution) : inHand?.length));
		if (index < 0) throw new PlaygroundError('No worker has an execution in hand.');
		const worker = this.#workers[index]!;
		process.kill(worker.pid, 'SIGKILL');
		await worker.stop();
		this.#workers[index] = undefined;
		return index;
	}

	/** Ends the main process by a signal and starts it again; returns when the signal was sent, and for how long it was away. */
	async restartMain(
		signal: 'SIGTERM' | 'SIGKILL',
	): Promise<{ at: number; endedInMs: number; awayMs: number }> {
		const ended = await endBy(signal, this.main, this.#options.signal);
		this.#main = undefined;
		await this.startMain();
		return { ...ended, awayMs: Date.now() - ended.at };
	}

	async end(): Promise<void> {
		await Promise.all([this.#main?.stop(), ...this.#workers.map((worker) => worker?.stop())]);
		for (const service of this.#services.reverse()) await service.stop();
	}

	#environment(): Record<string, string> {
		return {
			...Object.assign({}, ...this.#services.map(({ env }) => env)),
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			N8N_ENCRYPTION_KEY: 'queue-check',
			...SOONER,
			...this.#options.env,
		};
	}
}

/** The executions that a worker has begun and not ended, by its log. */
async function inHandOf({ logFile }: RunningWorker): Promise<string[]> {
	const log = await readFile(logFile, 'utf8');
	const ids = (word: string) =>
		[...log.matchAll(new RegExp(`Worker ${word} execution (\\d+)`, 'g'))].map(([, id]) => id);
	const ended = new Set(ids('finished'));
	return ids('started').filter((id) => !ended.has(id));
}
