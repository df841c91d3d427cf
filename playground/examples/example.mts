import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/server.mts';
import type { N8nApi, StoredWorkflow } from '../n8nApi.mts';
import type { Outcome } from '../report.mts';
import { inboxUrl, sheetUrl } from '../standIns.mts';

/** A template of examples/, and how the playground runs it. */
export interface Example {
	/** Its file in examples/, without the ending. */
	template: string;
	/** What it does, for the person at the terminal. */
	title: string;
	run: (stage: Stage) => Promise<Outcome>;
	/** Puts there what it reads, so that a person can run it next. */
	prepare?: (stage: Stage) => Promise<void>;
}

/** What an example plays with. */
export interface Stage {
	api: N8nApi;
	n8nUrl: string;
	/** The template as n8n keeps it, fitted in by `fitIn`. */
	workflow: StoredWorkflow;
	sandbox: Sandbox;
	/** Compares what came out with what the template must lead to, which is no use once a person has edited it. */
	thorough: boolean;
	signal: AbortSignal;
}

/** Publishes the workflow, unless it is, and waits until its triggers are at work. */
export async function publish({ api, workflow }: Stage): Promise<void> {
	await (workflow.active ? api.waitUntilPublished(workflow.id) : api.activateWorkflow(workflow));
}

/** What arrived in a channel of the sandbox's inbox, oldest first. */
export async function readInbox<Message>({ sandbox, signal }: Stage, channel: string): Promise<Message[]> {
	const response = await fetch(inboxUrl(sandbox.url, channel), { signal });
	return ((await response.json()) as Array<{ body: Message }>).map(({ body }) => body);
}

/** Forgets what arrived in a channel. */
export async function clearInbox({ sandbox, signal }: Stage, channel: string): Promise<void> {
	await fetch(inboxUrl(sandbox.url, channel), { method: 'DELETE', signal });
}

/** The rows of the emulated Google Sheet. */
export async function readSheet<Row>({ sandbox, signal }: Stage, sheet: string): Promise<Row[]> {
	return (await (await fetch(sheetUrl(sandbox.url, sheet), { signal })).json()) as Row[];
}

export async function fillSheet({ sandbox, signal }: Stage, sheet: string, rows: object[]): Promise<void> {
	await fetch(sheetUrl(sandbox.url, sheet), { method: 'PUT', body: JSON.stringify(rows), signal });
}

/** Asks again and again until `isDone`, or until the time (ms) is over; returns the last result. */
export async function waitFor<T>(
	ask: () => Promise<T>,
	isDone: (answer: T) => boolean,
	{ signal }: Stage,
	withinMs: number,
): Promise<T> {
	const deadline = Date.now() + withinMs;
	for (;;) {
		const answer = await ask();
		if (isDone(answer) || Date.now() > deadline) return answer;
		await sleep(500, undefined, { signal });
	}
}
