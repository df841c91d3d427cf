import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeTypeDescription } from 'n8n-workflow';
import { PlaygroundError } from './processes.mts';

export interface WorkflowNode {
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	[key: string]: unknown;
}

export interface Workflow {
	id?: string;
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	pinData?: object;
	staticData?: object;
	meta?: { instanceId?: string };
}

export interface StoredWorkflow extends Workflow {
	id: string;
	versionId: string;
	active: boolean;
	isArchived: boolean;
}

export interface Credential {
	name: string;
	type: string;
	data: Record<string, string>;
}

export interface Execution {
	status: string;
	/** What went wrong, in n8n's words. */
	error?: string;
	/** The items that each node put out, in its last run, on its first output. */
	outputs: Record<string, Items>;
	/** The same, on each output. */
	allOutputs: Record<string, Items[]>;
}

export type Items = Array<Record<string, unknown>>;

/** A list that the editor fills while someone edits a node. */
export interface List {
	kind: 'options' | 'locator';
	methodName: string;
	path: string;
	nodeTypeAndVersion: { name: string; version: number };
	currentNodeParameters: Record<string, unknown>;
	credentials: Record<string, { id: string; name: string }>;
	filter?: string;
}

interface PublicationStatus {
	status: string;
	triggers: Array<{ errorMessage: string | null }>;
}

interface StoredExecution {
	status: string;
	data: string;
}

interface RunData {
	resultData: {
		error?: { message: string; description?: string | null };
		runData?: Record<
			string,
			Array<{ data?: { main?: Array<Array<{ json: Record<string, unknown> }> | null> } }>
		>;
	};
}

export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	password: string;
}

const REQUEST_TIMEOUT_MS = 60_000;

class RestError extends PlaygroundError {
	readonly status: number;

	constructor(request: string, status: number, answer: string) {
		super(`n8n returned ${status} for ${request}: ${answer.slice(0, 500)}`);
		this.status = status;
	}
}

/** n8n's REST interface as its own editor uses it, as far as the playground and the tests need it. */
export class N8nApi {
	private cookie = '';
	private readonly url: string;
	private readonly signal: AbortSignal;

	constructor(url: string, signal: AbortSignal) {
		this.url = url;
		this.signal = signal;
	}

	/** While n8n starts, it returns 200 and a text for every path, so only real data counts. */
	async isReady(): Promise<boolean> {
		try {
			const response = await fetch(`${this.url}/rest/settings`, { signal: this.signal });
			return (await response.text()).startsWith('{"data"');
		} catch (error) {
			if (this.signal.aborted) throw error;
			return false;
		}
	}

	async logIn({ email, password }: Owner): Promise<void> {
		await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	/** Any request of the editor's; returns its `data`. */
	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(this.url + path, {
			method,
			headers: { 'content-type': 'application/json', cookie: this.cookie },
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.any([this.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
		});
		const text = await response.text();
		if (!response.ok) throw new RestError(`${method} ${path}`, response.status, text);
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		return (JSON.parse(text) as { data: T }).data;
	}

	/** Every type of node in every version, as the editor gets them. */
	async listNodeTypes(): Promise<INodeTypeDescription[]> {
		const response = await fetch(`${this.url}/types/nodes.json`, {
			headers: { cookie: this.cookie },
			signal: AbortSignal.any([this.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
		});
		return (await response.json()) as INodeTypeDescription[];
	}

	async createCredential(credential: Credential): Promise<{ id: string; name: string }> {
		return await this.request('POST', '/rest/credentials', credential);
	}

	/** Replaces the credential's fields by the given ones. */
	async updateCredential(id: string, credential: Credential): Promise<void> {
		await this.request('PATCH', `/rest/credentials/${id}`, credential);
	}

	async findCredential(id: string): Promise<{ id: string; name: string } | undefined> {
		return await this.find(`/rest/credentials/${id}`);
	}

	async testCredential(id: string, credential: Credential): Promise<{ status: string; message: string }> {
		return await this.request('POST', '/rest/credentials/test', { credentials: { id, ...credential } });
	}

	async createWorkflow(workflow: Workflow): Promise<StoredWorkflow> {
		return await this.request('POST', '/rest/workflows', workflow);
	}

	async updateWorkflow(id: string, changes: Partial<StoredWorkflow>): Promise<StoredWorkflow> {
		return await this.request('PATCH', `/rest/workflows/${id}`, changes);
	}

	async findWorkflow(id: string): Promise<StoredWorkflow | undefined> {
		return await this.find(`/rest/workflows/${id}`);
	}

	/** Publishes the workflow's latest version and waits until its trigger is at work. */
	async activateWorkflow({ id, versionId }: StoredWorkflow): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
		await this.waitUntilPublished(id);
	}

	/** Fails with the trigger's own words, which the activation does not show: it returns 200 in any case. */
	async waitUntilPublished(id: string): Promise<void> {
		for (;;) {
			const { status, triggers } = await this.request<PublicationStatus>(
				'GET',
				`/rest/workflows/${id}/publication-status`,
			);
			if (status === 'published') return;
			if (status !== 'in_progress') {
				const reasons = triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
				throw new PlaygroundError(`The workflow could not be activated. ${reasons.join(' ')}`.trim());
			}
			await sleep(200, undefined, { signal: this.signal });
		}
	}

	async deactivateWorkflow(id: string): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/** Runs a workflow from one of its triggers, as the editor's button does, to its end. The trigger emits `items` where it cannot by itself. */
	async runWorkflow(id: string, triggerName: string, items?: object[]): Promise<Execution> {
		const executionId = await this.startWorkflow(id, triggerName, items);
		return await this.waitForExecution(executionId, ['new', 'running', 'waiting']);
	}

	/** The same, without waiting for its end; returns the id of the execution. */
	async startWorkflow(id: string, triggerName: string, items?: object[]): Promise<string> {
		const { executionId } = await this.request<{ executionId: string }>('POST', `/rest/workflows/${id}/run`, {
			...(await this.whatToRun(id)),
			triggerToStartFrom: startingFrom(triggerName, items),
		});
		return executionId;
	}

	/** What n8n wants to know beside the trigger. */
	protected async whatToRun(_id: string): Promise<object> {
		return {};
	}

	/** What a list of the node offers, as the editor asks for it. */
	async searchList(list: List): Promise<Array<{ name: string; value: unknown }>> {
		const isDropDown = list.kind === 'options';
		const path = `/rest/dynamic-node-parameters/${isDropDown ? 'options' : 'resource-locator-results'}`;
		const { kind: _kind, ...body } = list;
		type Found = Array<{ name: string; value: unknown }>;
		const found = await this.request<Found | { results: Found }>('POST', path, body);
		return Array.isArray(found) ? found : found.results;
	}

	/** The ids of a workflow's executions, the newest first. */
	async listExecutions(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.request<{ results: Array<{ id: string }> }>(
			'GET',
			`/rest/executions?filter=${filter}`,
		);
		return results.map(({ id }) => id);
	}

	/** The execution as it is when it has left those states. */
	async waitForExecution(id: string, during = ['new', 'running']): Promise<Execution> {
		for (;;) {
			const { status, data } = await this.request<StoredExecution>('GET', `/rest/executions/${id}`);
			// n8n 1 saves the data after the status.
			if (!during.includes(status) && unflatten(data) !== undefined) return readExecution(status, data);
			await sleep(200, undefined, { signal: this.signal });
		}
	}

	private async find<T>(path: string): Promise<T | undefined> {
		try {
			return await this.request<T>('GET', path);
		} catch (error) {
			if (error instanceof RestError && [403, 404].includes(error.status)) return undefined;
			throw error;
		}
	}
}

function startingFrom(name: string, items: object[] | undefined): object {
	const data = items && { main: [items.map((json) => ({ json }))] };
	return { name, ...(data && { data: { data } }) };
}

function readExecution(status: string, data: string): Execution {
	const { error, runData = {} } = (unflatten(data) as RunData).resultData;
	const allOutputs = Object.entries(runData).map(([name, runs]): [string, Items[]] => {
		const outputs = runs.at(-1)?.data?.main ?? [];
		return [name, outputs.map((items) => (items ?? []).map(({ json }) => json))];
	});
	return {
		status,
		error: error && [error.message, error.description].filter(Boolean).join(' '),
		outputs: Object.fromEntries(allOutputs.map(([name, [first = []]]) => [name, first])),
		allOutputs: Object.fromEntries(allOutputs),
	};
}

/** n8n sends an execution's data as one flat list; within it, text stands for the position of the value that is meant. */
function unflatten(text: string): unknown {
	const list = JSON.parse(text) as unknown[];
	const known = new Map<number, unknown>();
	const resolve = (value: unknown) => (typeof value === 'string' ? at(Number(value)) : value);
	const at = (position: number): unknown => {
		const value = list[position];
		if (typeof value !== 'object' || value === null) return value;
		if (known.has(position)) return known.get(position);
		const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
		known.set(position, copy);
		for (const [key, child] of Object.entries(value)) Reflect.set(copy, key, resolve(child));
		return copy;
	};
	return at(0);
}
