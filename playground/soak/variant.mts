import { setTimeout as sleep } from 'node:timers/promises';
import { onLockClock, type PartialEntry } from '../../sandbox/auditLog.mts';
import type { Control } from '../../sandbox/control.mts';
import type { FaultAnswer } from '../../sandbox/faults.mts';
import type { K3Lock } from '../../sandbox/model.mts';
import { startSandbox } from '../../sandbox/server.mts';
import type { StoredWorkflow } from '../n8nApi.mts';
import { startN8n, type N8nOptions, type RunningN8n } from '../n8n.mts';
import { findFreePorts } from '../ports.mts';
import { PlaygroundError, waitUntil } from '../processes.mts';
import type { Observed, Restart } from './account.mts';
import { readExecutions } from './executions.mts';
import { countCalls, endBy, waitForMoment } from './moments.mts';
import { planHistory, planLocks, planUploads, type Scale, type Stop, type Upload } from './plan.mts';
import { INBOX_PATH, SOAK_ACCESS_KEY, soakCredential, soakWorkflow, type Post } from './workflow.mts';

/** How n8n keeps what the trigger remembers: with the workflow, or in a table of its own together with the execution. */
export type Variant = 'standard' | 'durable';

export interface SoakOptions {
	variant: Variant;
	scale: Scale;
	/** Where n8n finds the package, and keeps its data. */
	userFolder: string;
	signal: AbortSignal;
	/** Tells the person at the terminal how it goes. */
	tell: (text: string) => void;
}

/** What was seen, and what it took. */
export interface SoakResult extends Observed {
	variant: Variant;
	tookMs: number;
	calls: number;
	/** By status; 0 is a connection that was cut. */
	answers: Map<number, number>;
	/** By how often the lock was read that was read most often. */
	polls: number;
	/** The bytes that the trigger remembers in the workflow; unknown where n8n keeps them elsewhere. */
	stateBytes?: number;
}

/** What makes n8n keep the state of pollers in a table of its own. */
export const DURABLE_POLLERS = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

const ENVIRONMENT: Record<Variant, Record<string, string>> = { standard: {}, durable: DURABLE_POLLERS };

const FAULTS: FaultAnswer[] = [
	{ status: 500, body: { message: 'Internal Server Error' } },
	{ status: 503, body: '<html><body>Service Unavailable</body></html>' },
	{ status: 429, headers: { 'retry-after': '1' }, body: { message: 'Too Many Requests' } },
	{ drop: true },
];
const ONE_FAULT_IN = 10;

/** With durable cursors, n8n forgets what the poll at the activation has taken note of; the first by schedule counts. */
const READS_UNTIL_NOTED = 2;

/** So that a poll takes long enough to be interrupted. */
const LATENCY_MS = 25;

const STAYS_AWAY_MS = 12_000;
const ARRIVES_WITHIN_MS = 240_000;
const STALLED_MS = 30_000;
const UNDER_WAY = ['new', 'running', 'waiting'];

/** More than a poll, so that an entry that is sent again would have come. */
const ONE_MORE_POLL_MS = 25_000;
const TELL_EVERY_MS = 30_000;

/** Soaks one variant: adds the entries, stops and starts n8n meanwhile, and waits until all of it has arrived. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
	const { variant, scale, userFolder, signal, tell } = options;
	await using cleanup = new AsyncDisposableStack();
	const began = Date.now();
	const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
	cleanup.defer(() => sandbox.close());
	const { control } = sandbox;
	const locks = planLocks(scale).map((lock) => control.addLock(SOAK_ACCESS_KEY, lock));
	const lockIds = locks.map(({ lockId }) => lockId);
	for (const upload of planHistory(lockIds)) add(control, locks, upload);

	const ports = await findFreePorts();
	const machine = new Machine({
		userFolder,
		port: ports.n8n,
		brokerPort: ports.broker,
		signal,
		env: ENVIRONMENT[variant],
	});
	cleanup.defer(() => machine.end());
	await machine.start();
	const workflow = await activate(machine.n8n, sandbox.url);
	const isNoted = () => lockIds.every((lockId) => readsOf(control, lockId) >= READS_UNTIL_NOTED);
	await waitUntil(isNoted, 100, 'the first polls', machine.n8n.alive);
	control.addFault({ path: '/u/1/*', answers: FAULTS, rate: ONE_FAULT_IN });

	const inboxUrl = sandbox.url + INBOX_PATH;
	const uploads = planUploads(scale, lockIds);
	const added: number[] = [];
	const tellProgress = async () =>
		tell(`${added.length} entries added, ${(await readInbox(inboxUrl)).length} in the inbox`);
	// The sandbox may be gone by the time of the answer, and then nobody wants to know.
	const telling = setInterval(() => void tellProgress().catch(() => {}), TELL_EVERY_MS);
	cleanup.defer(() => clearInterval(telling));

	const restarts: Restart[] = [];
	const feedBegan = Date.now();
	const failed = new AbortController();
	const whileGood = AbortSignal.any([signal, failed.signal]);
	await allOrNone(failed, [
		feed(uploads, feedBegan, whileGood, (upload) => {
			add(control, locks, upload);
			added.push(...upload.entries.map(({ id }) => id));
		}),
		(async () => {
			for (const stop of scale.stops[variant]) {
				await sleepUntil(feedBegan + stop.at * scale.feedMs, whileGood);
				await waitForMoment(stop.moment, {
					control,
					countInbox: async () => (await readInbox(inboxUrl)).length,
					locks: lockIds.length,
					signal: AbortSignal.any([whileGood, machine.n8n.alive]),
				});
				restarts.push(await machine.restart(stop, tell));
			}
		})(),
	]);

	const { alive } = machine.n8n;
	tell('All entries are added');
	await waitUntilSettled(added, async () => await readInbox(inboxUrl), machine.n8n, workflow.id);
	await sleep(ONE_MORE_POLL_MS, undefined, { signal: alive });

	const executions = await readExecutions(machine.n8n.api, workflow.id);
	const stored = await machine.n8n.api.findWorkflow(workflow.id);
	const { staticData } = (stored ?? {}) as { staticData?: Record<string, unknown> | null };
	const { requests } = control.getCalls();
	return {
		variant,
		durable: variant === 'durable',
		added,
		executions,
		posts: await readInbox(inboxUrl),
		restarts,
		tookMs: Date.now() - began,
		calls: countCalls(control),
		answers: requests.reduce(
			(counts, { status }) => counts.set(status, (counts.get(status) ?? 0) + 1),
			new Map<number, number>(),
		),
		polls: Math.max(...lockIds.map((lockId) => readsOf(control, lockId))),
		stateBytes: variant === 'standard' ? JSON.stringify(staticData ?? {}).length : undefined,
	};
}

async function activate({ api }: RunningN8n, sandboxUrl: string): Promise<StoredWorkflow> {
	const credential = await api.createCredential(soakCredential(sandboxUrl));
	const workflow = await api.createWorkflow(soakWorkflow(credential, sandboxUrl));
	await api.activateWorkflow(workflow);
	return workflow;
}

/** Waits until everything has arrived, or nothing more can: what an execution holds that has ended does not come again. */
async function waitUntilSettled(
	added: number[],
	inbox: () => Promise<Post[]>,
	{ api, alive }: RunningN8n,
	workflowId: string,
): Promise<void> {
	const deadline = Date.now() + ARRIVES_WITHIN_MS;
	let arrived = 0;
	let since = Date.now();
	while (Date.now() < deadline) {
		const there = new Set((await inbox()).map(({ entry }) => entry));
		const missing = added.filter((entry) => !there.has(entry));
		if (missing.length === 0) return;
		if (there.size > arrived) since = Date.now();
		arrived = there.size;
		if (Date.now() - since > STALLED_MS) {
			const ended = (await readExecutions(api, workflowId)).filter(
				({ status }) => !UNDER_WAY.includes(status),
			);
			const held = new Set(ended.flatMap(({ entries }) => entries));
			if (missing.every((entry) => held.has(entry))) return;
			since = Date.now();
		}
		await sleep(500, undefined, { signal: alive });
	}
}

/** How often the newest page of a lock was read. */
function readsOf(control: Control, lockId: string): number {
	return control
		.getCalls()
		.requests.filter(
			({ path, query, status }) => status === 200 && path.includes(lockId) && query.page === '1',
		).length;
}

function add(control: Control, locks: K3Lock[], { lockId, entries }: Upload): void {
	const lock = locks.find((candidate) => candidate.lockId === lockId)!;
	const now = Date.now();
	control.addEntries(
		lockId,
		entries.map(
			({ id, ageMs, type }): PartialEntry => ({
				AuditEntryID: id,
				DateEntered: onLockClock(lock, now - ageMs),
				EntryType: type,
			}),
		),
	);
}

async function feed(
	uploads: Upload[],
	began: number,
	signal: AbortSignal,
	addUpload: (upload: Upload) => void,
): Promise<void> {
	for (const upload of uploads) {
		await sleepUntil(began + upload.atMs, signal);
		addUpload(upload);
	}
}

async function sleepUntil(time: number, signal: AbortSignal): Promise<void> {
	await sleep(Math.max(0, time - Date.now()), undefined, { signal });
}

/** Waits for all; the first that fails ends the others. */
async function allOrNone(controller: AbortController, works: Array<Promise<void>>): Promise<void> {
	const settled = await Promise.allSettled(
		works.map((work) =>
			work.catch((error: unknown) => {
				controller.abort(error);
				throw error;
			}),
		),
	);
	if (controller.signal.aborted) throw controller.signal.reason;
	for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
}

async function readInbox(inboxUrl: string): Promise<Post[]> {
	const messages = (await (await fetch(inboxUrl)).json()) as Array<{ body: Post }>;
	return messages.map(({ body: { entry, execution } }) => ({ entry, execution: String(execution) }));
}

/** n8n, which is stopped and started again on the same data. */
class Machine {
	readonly #options: N8nOptions;
	#n8n: RunningN8n | undefined;

	constructor(options: N8nOptions) {
		this.#options = options;
	}

	get n8n(): RunningN8n {
		if (!this.#n8n) throw new PlaygroundError('n8n is not running.');
		return this.#n8n;
	}

	async start(): Promise<void> {
		this.#n8n = await startN8n(this.#options);
	}

	async end(): Promise<void> {
		await this.#n8n?.stop();
	}

	async restart({ signal, moment }: Stop, tell: (text: string) => void): Promise<Restart> {
		const { at, endedInMs } = await endBy(signal, this.n8n, this.#options.signal);
		this.#n8n = undefined;
		tell(`${signal} (${moment}): n8n ended in ${endedInMs} ms`);
		await sleep(STAYS_AWAY_MS, undefined, { signal: this.#options.signal });
		await this.start();
		const awayMs = Date.now() - at;
		tell(`n8n is back after ${Math.round(awayMs / 1000)} s`);
		return { signal, moment, at, endedInMs, awayMs };
	}
}
