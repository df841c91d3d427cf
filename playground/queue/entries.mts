import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { Sandbox } from '../../sandbox/server.mts';
import type { StoredWorkflow } from '../n8nApi.mts';
import { balance, type Account, type Restart } from '../soak/account.mts';
import { readExecutions } from '../soak/executions.mts';
import { waitUntil } from '../processes.mts';
import { waitForMoment } from '../soak/moments.mts';
import { INBOX_PATH, type Post, SOAK_ACCESS_KEY, soakCredential, soakWorkflow } from '../soak/workflow.mts';
import type { Cluster } from './cluster.mts';
import { fillTheGap } from './workflows.mts';

export interface EntriesStage {
	cluster: Cluster;
	sandbox: Sandbox;
	durable: boolean;
	signal: AbortSignal;
	tell: (text: string) => void;
}

const LOCKS = 4;
const UPLOADS = 40;
const ENTRIES_EACH = 5;
const UPLOAD_EVERY_MS = 3_000;
const STAYS_MS = 25_000;
const ARRIVES_WITHIN_MS = 120_000;
const ZONE = 'Europe/London';

/** The workflow of the soak, active, and its locks. */
export interface Watch {
	workflow: StoredWorkflow;
	credential: { id: string; name: string };
	lockIds: string[];
}

/** Activates the trigger, and waits until it has taken note of where the logs stand. */
export async function watchLocks({ cluster, sandbox, signal }: EntriesStage): Promise<Watch> {
	const lockIds = Array.from({ length: LOCKS }, (_, index) => {
		const lockId = `50a1${String(index + 1).padStart(28, '0')}`;
		return sandbox.control.addLock(SOAK_ACCESS_KEY, { lockId, name: `Door ${index + 1}`, timezone: ZONE })
			.lockId;
	});
	const credential = await cluster.api.createCredential(soakCredential(sandbox.url));
	const workflow = await cluster.api.createWorkflow(slowly(soakWorkflow(credential, sandbox.url)));
	await cluster.api.activateWorkflow(workflow);
	const reads = () =>
		sandbox.control
			.getCalls()
			.requests.filter(({ path, status }) => status === 200 && path.endsWith('/audit'));
	// With durable cursors, n8n forgets what the poll at the activation has taken note of.
	await waitUntil(() => reads().length >= 2 * LOCKS, 200, 'the first polls', signal);
	return { workflow, credential, lockIds };
}

/** Adds entries while the main process is stopped and killed; the books of what came. */
export async function throughRestarts(
	stage: EntriesStage,
	watch: Watch,
): Promise<Account & { added: number }> {
	const { cluster, sandbox, durable, signal, tell } = stage;
	const added: number[] = [];
	const feed = (async () => {
		for (let upload = 0; upload < UPLOADS; upload++) {
			const entries = Array.from({ length: ENTRIES_EACH }, () => ({}));
			const lockId = watch.lockIds[upload % LOCKS];
			added.push(...sandbox.control.addEntries(lockId, entries).map(({ AuditEntryID }) => AuditEntryID));
			await sleep(UPLOAD_EVERY_MS, undefined, { signal });
		}
	})();
	const restarts: Restart[] = [];
	const stops = (async () => {
		for (const name of ['SIGTERM', 'SIGKILL'] as const) {
			await sleep(15_000, undefined, { signal });
			const watched = { control: sandbox.control, countInbox: async () => (await posts(stage)).length };
			const alive = AbortSignal.any([signal, cluster.main.alive]);
			await waitForMoment('poll', { ...watched, locks: LOCKS, signal: alive });
			const stop = await cluster.restartMain(name);
			restarts.push({ signal: name, moment: 'poll', ...stop });
			tell(`main process: ${name}, away for ${Math.round(stop.awayMs / 1000)} s`);
		}
	})();
	await Promise.all([feed, stops]);
	await settled(stage, added);
	await sleep(STAYS_MS, undefined, { signal });
	const executions = await readExecutions(cluster.api, watch.workflow.id);
	const account = balance({ durable, added, executions, posts: await posts(stage), restarts });
	return { ...account, added: added.length };
}

export interface GapResult {
	entries: number;
	/** How many arrived, and arrived more than once, when n8n had done all that it does by itself. */
	arrived: number;
	twice: number;
	status: string;
	/** How many arrived after Get Audit Entries with After. */
	afterRecipe: number;
	/** Entries that the recipe gave once more. */
	again: number;
}

/** Kills the worker that delivers entries, and fills the gap as docs/trigger.md says. */
export async function killedInDelivery(stage: EntriesStage, watch: Watch): Promise<GapResult> {
	const { cluster, sandbox, signal, tell } = stage;
	const [lockId] = watch.lockIds;
	const before = (await posts(stage)).length;
	const entries = sandbox.control.addEntries(
		lockId,
		Array.from({ length: 30 }, (_, index) => ({
			DateEntered: DateTime.now()
				.setZone(ZONE)
				.minus({ seconds: 60 - index })
				.toFormat("yyyy-MM-dd'T'HH:mm:ss"),
		})),
	);
	const ids = new Set(entries.map(({ AuditEntryID }) => AuditEntryID));
	const mine = async () => (await posts(stage)).filter(({ entry }) => ids.has(entry));
	await waitUntil(async () => (await mine()).length > 0, 20, 'the delivery', signal);
	const [{ execution }] = await mine();
	await cluster.startWorker(await cluster.killWorker(execution));
	tell(`worker killed after ${(await posts(stage)).length - before} of ${ids.size} entries`);
	await settled(stage, [...ids]);
	const delivered = await mine();
	const arrived = new Set(delivered.map(({ entry }) => entry));
	const { status } = await cluster.api.request<{ status: string }>('GET', `/rest/executions/${execution}`);

	const last = entries.findLast(({ AuditEntryID }) => arrived.has(AuditEntryID))!;
	const after = DateTime.fromISO(last.DateEntered, { zone: ZONE }).toISO()!;
	const inboxUrl = sandbox.url + INBOX_PATH;
	const recipe = await cluster.api.createWorkflow(fillTheGap(watch.credential, { lockId, after, inboxUrl }));
	const { error } = await cluster.api.runWorkflow(recipe.id, 'Start');
	if (error) throw new Error(`The recipe failed: ${error}`);
	const all = await mine();
	const distinct = new Set(all.map(({ entry }) => entry)).size;
	return {
		entries: ids.size,
		arrived: arrived.size,
		twice: delivered.length - arrived.size,
		status,
		afterRecipe: distinct,
		again: all.length - delivered.length - (distinct - arrived.size),
	};
}

/** In small portions a delivery takes long enough to be interrupted. */
function slowly(workflow: ReturnType<typeof soakWorkflow>): ReturnType<typeof soakWorkflow> {
	const inbox = workflow.nodes.find(({ name }) => name === 'Post to Inbox')!;
	inbox.parameters.options = { batching: { batch: { batchSize: 5, batchInterval: 300 } } };
	return workflow;
}

async function posts({ sandbox }: EntriesStage): Promise<Post[]> {
	const messages = (await (await fetch(sandbox.url + INBOX_PATH)).json()) as Array<{ body: Post }>;
	return messages.map(({ body: { entry, execution } }) => ({ entry, execution: String(execution) }));
}

/** Waits until all have arrived, or nothing has for long enough that n8n has given up. */
async function settled(stage: EntriesStage, wanted: number[]): Promise<void> {
	let [arrived, since] = [0, Date.now()];
	const isOver = async () => {
		const there = new Set((await posts(stage)).map(({ entry }) => entry));
		if (there.size !== arrived) [arrived, since] = [there.size, Date.now()];
		return wanted.every((entry) => there.has(entry)) || Date.now() - since > ARRIVES_WITHIN_MS;
	};
	await waitUntil(isOver, 1_000, 'the last entries', stage.signal, 3 * ARRIVES_WITHIN_MS);
}
