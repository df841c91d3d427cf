import type { Sandbox } from '../../sandbox/server.mts';
import { waitUntil } from '../processes.mts';
import type { Execution, N8nApi, StoredWorkflow } from '../n8nApi.mts';
import type { Cluster } from './cluster.mts';
import { INBOX, type Row, rowsFrom } from './workflows.mts';

/** What became of rows that were to get a code. */
export interface CodesResult {
	rows: number;
	/** Rows without a code in what came out. */
	withoutCode: number;
	/** Calls that the service charged, and codes that it charged more than once. */
	calls: number;
	paidTwice: number;
	/** Codes that were paid and are not in what came out. */
	paidWithoutOutput: number;
	/** The most calls that were under way at the same time. */
	inFlight: number;
	/** How many executions ended in each way. */
	executions: Record<string, number>;
	tookMs: number;
}

export interface CodesStage {
	cluster: Cluster;
	sandbox: Sandbox;
	apiKey: string;
	signal: AbortSignal;
}

const UNDER_WAY = ['new', 'running', 'waiting'];
/** In which n8n finds out that a worker is gone, and gives its executions to another one or up. */
const SETTLES_WITHIN_MS = 150_000;
const STALLED_MS = 45_000;

/**
 * Sends the rows to the workflow's webhook in so many executions at once, and waits until all have ended. A worker is killed
 * when so many calls have been charged.
 */
export async function runCodes(
	stage: CodesStage,
	workflow: StoredWorkflow,
	options: {
		path: string;
		executions: number;
		rows: Row[];
		killAfterCalls?: number;
		/** The rows that came out. */
		cameOut: () => Promise<string[]>;
	},
): Promise<CodesResult> {
	const { cluster, sandbox, apiKey, signal } = stage;
	const { path, executions, rows, killAfterCalls, cameOut } = options;
	sandbox.control.resetCalls();
	const before = new Set(await cluster.api.listExecutions(workflow.id));
	const began = Date.now();
	const size = Math.ceil(rows.length / executions);
	const sent = Array.from({ length: executions }, async (_, index) => {
		const part = rows.slice(index * size, (index + 1) * size);
		await fetch(`${cluster.main.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ rows: part }),
			signal,
		});
	});
	await Promise.all(sent);
	if (killAfterCalls !== undefined) {
		await waitUntil(() => paid(stage).length >= killAfterCalls, 5, 'a worker with work in hand', signal);
		await cluster.startWorker(await cluster.killWorker());
	}
	const ids = async () => (await cluster.api.listExecutions(workflow.id)).filter((id) => !before.has(id));
	await waitUntil(async () => (await ids()).length >= executions, 200, 'the executions', signal);
	await settle(stage, await ids());
	const tookMs = Date.now() - began;
	const statuses = await Promise.all((await ids()).map((id) => statusOf(cluster.api, id)));
	const charged = paid(stage);
	const out = new Set(await cameOut());
	const distinct = new Set(charged);
	return {
		rows: rows.length,
		withoutCode: rows.filter(({ timecode }) => !out.has(timecode)).length,
		calls: charged.length,
		paidTwice: charged.length - distinct.size,
		paidWithoutOutput: [...distinct].filter((timecode) => !out.has(timecode)).length,
		inFlight: sandbox.control.getCalls(0).keys[apiKey].peakInFlight,
		executions: Object.fromEntries(
			Map.groupBy(statuses, (status) => status)
				.entries()
				.map(([status, all]) => [status, all.length]),
		),
		tookMs,
	};
}

/** The rows whose code is in the output of an execution that ended well. */
export async function outputOf(api: N8nApi, workflowId: string): Promise<string[]> {
	const ids = await api.listExecutions(workflowId);
	const done: Execution[] = [];
	for (const id of ids)
		if ((await statusOf(api, id)) === 'success') done.push(await api.waitForExecution(id));
	return done.flatMap(({ outputs }) =>
		(outputs.End ?? []).filter(({ doorCode }) => doorCode).map(({ timecode }) => String(timecode)),
	);
}

/** The rows whose code was stored. */
export async function stored({ sandbox }: CodesStage): Promise<string[]> {
	const messages = (await (await fetch(sandbox.url + INBOX)).json()) as Array<{ body: Row }>;
	return messages.map(({ body }) => body.timecode);
}

export const manyRows = (first: number, executions: number, each: number): Row[] =>
	rowsFrom(first, executions * each);

/** The locks of the codes that the service charged, in the order of the calls. */
function paid({ sandbox }: CodesStage): string[] {
	return sandbox.control
		.getCalls()
		.requests.filter(({ path, status }) => status === 200 && path.startsWith('/n/'))
		.map(({ path }) => path.split('/').at(-1)!);
}

/** Waits until the executions have ended, or nothing more happens. */
async function settle(stage: CodesStage, ids: string[]): Promise<void> {
	const { cluster, signal } = stage;
	const deadline = Date.now() + SETTLES_WITHIN_MS;
	let [seen, since] = ['', Date.now()];
	const isOver = async () => {
		const statuses = await Promise.all(ids.map((id) => statusOf(cluster.api, id)));
		const now = `${statuses.join()} ${paid(stage).length}`;
		if (now !== seen) [seen, since] = [now, Date.now()];
		const hasEnded = statuses.every((status) => !UNDER_WAY.includes(status));
		return hasEnded || Date.now() > deadline || Date.now() - since > 2 * STALLED_MS;
	};
	await waitUntil(isOver, 1_000, 'the end of the executions', signal, 2 * SETTLES_WITHIN_MS);
}

async function statusOf(api: N8nApi, id: string): Promise<string> {
	return (await api.request<{ status: string }>('GET', `/rest/executions/${id}`)).status;
}
