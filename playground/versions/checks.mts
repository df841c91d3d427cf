import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeProperties, INodePropertyCollection, INodeTypeDescription } from 'n8n-workflow';
import {
	BUSY_LOCK,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
	kitLocksText,
	OFFICE_ACCESS_KEY,
} from '../../sandbox/seed.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import type { Credential, List, N8nApi, Workflow, WorkflowNode } from '../n8nApi.mts';
import { PlaygroundError, waitUntil } from '../processes.mts';
import { EVERY_TEN_SECONDS } from '../standIns.mts';
import { differences, readOperations, type SavedWorkflow, workflowOf } from './saved.mts';

/** What the checks work with: an n8n and the sandbox that its credential leads to. */
export interface Stage {
	api: N8nApi;
	n8nUrl: string;
	sandbox: Sandbox;
	apiKey: string;
	/** Aborts when n8n has ended. */
	alive: AbortSignal;
	/** n8n 1 drops the cause of an error, and with it the status that the rules of the credential test look at. */
	isVersion1: boolean;
}

/** How many things were tried, and what is wrong. */
export interface Outcome {
	tried: number;
	problems: string[];
}

type StoredCredential = { id: string; name: string };

const WRONG_API_KEY = 'wrong-api-key-5e1d';

export const credentialOf = (
	{ sandbox, apiKey }: Stage,
	changes: Record<string, string> = {},
): Credential => ({
	name: 'Codelocks',
	type: 'codelocksApi',
	data: {
		...{ apiKey, accessKey: HOTEL_ACCESS_KEY, kitLocks: kitLocksText(), baseUrl: sandbox.url },
		...changes,
	},
});

/** Runs every operation as it was saved, and compares what comes out. */
export async function checkOperations(stage: Stage, credential: StoredCredential): Promise<Outcome> {
	const operations = await readOperations();
	const problems: string[] = [];
	for (const saved of operations) {
		stage.sandbox.control.reset();
		allow(stage);
		const { id } = await stage.api.createWorkflow(workflowOf(saved, credential));
		const { error, allOutputs } = await stage.api.runWorkflow(id, saved.start);
		const wrong = error ? [error] : differences(saved, allOutputs);
		problems.push(...wrong.map((each) => `${saved.name}: ${each}`));
	}
	return { tried: operations.length, problems };
}

/** The test of the credential with good and wrong keys, and the words that a person sees. */
export async function checkCredentialTest(stage: Stage, { id }: StoredCredential): Promise<Outcome> {
	allow(stage);
	const refused = (key: string) =>
		stage.isVersion1 ? /^Error .*credentials/ : new RegExp(`^Error .*${key}`, 'i');
	const cases: Array<[string, Record<string, string>, RegExp]> = [
		['the keys', {}, /^OK /],
		['the API key alone', { accessKey: '' }, /^OK /],
		['a wrong API key', { apiKey: WRONG_API_KEY }, refused('API key')],
		['a wrong access key', { accessKey: 'wrongkey00' }, refused('access key')],
		['an address without a service', { baseUrl: 'http://127.0.0.1:9' }, /^Error /],
	];
	const problems: string[] = [];
	for (const [name, changes, expected] of cases) {
		const { status, message } = await stage.api.testCredential(id, credentialOf(stage, changes));
		if (!expected.test(`${status} ${message}`)) problems.push(`with ${name}: ${status} '${message}'`);
	}
	return { tried: cases.length, problems };
}

/** Every list that the editor fills, with and without a search. */
export async function checkLists(stage: Stage, credential: StoredCredential): Promise<Outcome> {
	allow(stage);
	const types = await stage.api.listNodeTypes();
	const lists = ['codelocks', 'codelocksTrigger'].flatMap((name) => {
		const type = types.find((each) => each.name === `n8n-nodes-codelocks.${name}`);
		if (!type) throw new PlaygroundError(`n8n does not know the node '${name}'`);
		return listsOf(type, credential);
	});
	const problems: string[] = [];
	for (const list of lists) {
		const all = await stage.api.searchList(list).catch((error: Error) => error.message);
		if (!Array.isArray(all) || all.length === 0) {
			problems.push(`${list.methodName}: ${typeof all === 'string' ? all : 'no results'}`);
			continue;
		}
		if (list.kind === 'options') continue;
		const filter = all[0].name.slice(0, 4).toLowerCase();
		const some = await stage.api.searchList({ ...list, filter });
		if (!some.length || some.length > all.length) {
			problems.push(`${list.methodName} for '${filter}': ${some.length} of ${all.length}`);
		}
	}
	return { tried: lists.length, problems };
}

/** What other fields hold while a list is open. */
const CHOSEN = {
	lockModel: { __rl: true, mode: 'list', value: 'KL1060' },
	lockId: { __rl: true, mode: 'list', value: BUSY_LOCK.lockId },
	options: {},
};

/** One list for each method and operation. */
function listsOf({ name, properties }: INodeTypeDescription, credential: StoredCredential): List[] {
	const lists = withInner(properties).flatMap(({ property, place }): List[] => {
		const locatorMethod = property.modes?.find(({ typeOptions }) => typeOptions)?.typeOptions
			?.searchListMethod;
		const methodName = locatorMethod ?? property.typeOptions?.loadOptionsMethod;
		if (!methodName) return [];
		const show = (place.displayOptions?.show ?? {}) as Record<string, string[]>;
		const shown = Object.entries(show).map(([parameter, values]) => [parameter, values[0]] as const);
		return [
			{
				...{ kind: locatorMethod ? 'locator' : 'options', methodName },
				path: `parameters.${place === property ? '' : `${place.name}.`}${property.name}`,
				nodeTypeAndVersion: { name, version: 1 },
				currentNodeParameters: { ...CHOSEN, ...Object.fromEntries(shown) },
				credentials: { codelocksApi: credential },
			},
		];
	});
	return [...new Map(lists.map((list) => [`${list.methodName} ${list.path}`, list])).values()];
}

function withInner(
	properties: INodeProperties[],
): Array<{ property: INodeProperties; place: INodeProperties }> {
	return properties.flatMap((place) => [
		{ property: place, place },
		...((place.options ?? []) as Array<INodeProperties | INodePropertyCollection>)
			.filter((option): option is INodeProperties => 'type' in option && 'default' in option)
			.map((property) => ({ property, place })),
	]);
}

const WATCHED = HOTEL_LOCKS.slice(4, 7);
const POLLS_WITHIN_MS = 60_000;
const TWO_POLLS_MS = 21_000;

/** The trigger at work: new entries come once, and a poll that fails shows as a failed execution. */
export async function checkTrigger(stage: Stage, credential: StoredCredential): Promise<Outcome> {
	const { api, sandbox, alive } = stage;
	sandbox.control.reset();
	allow(stage);
	const workflow = await api.createWorkflow(triggerWorkflow(credential));
	const reads = () =>
		sandbox.control.getCalls().requests.filter(({ path }) => path.endsWith('/audit')).length;
	const executions = async () =>
		await Promise.all((await api.listExecutions(workflow.id)).map((id) => api.waitForExecution(id)));

	await api.activateWorkflow(workflow);
	await waitUntil(() => reads() >= WATCHED.length, 500, 'the first poll', alive, POLLS_WITHIN_MS);
	const added = WATCHED.flatMap(({ lockId }) => sandbox.control.addEntries(lockId, [{}, {}]));
	await waitUntil(async () => (await executions()).length > 0, 500, 'an execution', alive, POLLS_WITHIN_MS);
	await sleep(TWO_POLLS_MS, undefined, { signal: alive });
	const emitted = (await executions()).flatMap(({ outputs }) => outputs['New Audit Entry'] ?? []);

	// The service echoes the keys, which n8n must not keep.
	sandbox.control.addFault({ path: '/u/1/*', answers: [echoOf(stage)], times: 1_000 });
	const failed = async () => (await executions()).filter(({ status }) => status === 'error').length;
	await waitUntil(async () => (await failed()) > 0, 500, 'a poll that fails', alive, POLLS_WITHIN_MS);
	await api.deactivateWorkflow(workflow.id);
	sandbox.control.clearFaults();

	const came = emitted.map(({ AuditEntryID }) => Number(AuditEntryID)).sort();
	const wanted = added.map(({ AuditEntryID }) => AuditEntryID).sort();
	const problems = [
		...(String(came) === String(wanted)
			? []
			: [`emitted ${came.join(', ')} in place of ${wanted.join(', ')}`]),
		...(emitted.every(({ LockName }) => WATCHED.some(({ name }) => name === LockName))
			? []
			: ['an entry has no name of its lock']),
	];
	return { tried: wanted.length, problems };
}

const end: WorkflowNode = {
	...{ id: 'end', name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1 },
	...{ position: [220, 0], parameters: {} },
};

const triggerWorkflow = (credential: StoredCredential): Workflow => ({
	name: 'Trigger',
	nodes: [
		{
			...{
				id: 'trigger',
				name: 'New Audit Entry',
				type: 'n8n-nodes-codelocks.codelocksTrigger',
				typeVersion: 1,
			},
			position: [0, 0],
			parameters: {
				pollTimes: { item: EVERY_TEN_SECONDS },
				locks: WATCHED.map(({ lockId }) => lockId),
				monthlyCalls: 0,
			},
			credentials: { codelocksApi: credential },
		},
		end,
	],
	connections: { 'New Audit Entry': { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1', timezone: 'Europe/London' },
});

/** Runs that fail in ways that could put a key into what n8n saves or logs; fails where one succeeds. */
export async function runFailures(stage: Stage, good: StoredCredential): Promise<Outcome> {
	const { api, sandbox } = stage;
	const wrong = await api.createCredential(credentialOf(stage, { apiKey: WRONG_API_KEY }));
	const nowhere = await api.createCredential(credentialOf(stage, { baseUrl: 'http://127.0.0.1:9' }));
	const operations = (await readOperations()).filter(({ name, nodes }) => {
		const isPlain = !name.includes(':') && !JSON.stringify(nodes).includes(OFFICE_ACCESS_KEY);
		return isPlain && /^(netCode|k3Lock|k3Client\.(create|getAll)|k3Account)/.test(name);
	});
	const problems: string[] = [];
	let tried = 0;
	for (const saved of operations) {
		for (const credential of [wrong, nowhere, good]) {
			sandbox.control.reset();
			allow(stage);
			if (credential === good) sandbox.control.addFault({ path: '/*', answers: [echoOf(stage)], times: 50 });
			const { id } = await api.createWorkflow(workflowOf(atAnotherTime(saved), credential));
			const { error } = await api.runWorkflow(id, saved.start);
			tried += 1;
			if (!error) problems.push(`${saved.name} succeeded, though it cannot`);
			if (error && [stage.apiKey, HOTEL_ACCESS_KEY].some((key) => error.includes(key))) {
				problems.push(`${saved.name} shows a key: ${error}`);
			}
		}
	}
	sandbox.control.clearFaults();
	return { tried, problems };
}

/** Codes that were made before are remembered, and would need no call. */
const atAnotherTime = (saved: SavedWorkflow): SavedWorkflow =>
	JSON.parse(JSON.stringify(saved).replaceAll('2090-10-01T14', '2091-10-01T14')) as SavedWorkflow;

/** An answer with both keys in it. */
const echoOf = ({ apiKey }: Stage) => ({
	status: 400,
	headers: { 'x-echo': apiKey },
	body: { message: `key ${apiKey} and access key ${HOTEL_ACCESS_KEY} do not match`, apiKey },
});

/** Makes n8n save a text in an execution. */
export async function runPlanted({ api }: Stage, text: string): Promise<void> {
	const { id } = await api.createWorkflow({
		name: 'Planted',
		nodes: [
			{
				...{ id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
				...{ position: [0, 0], parameters: {} },
			},
			end,
		],
		connections: { Start: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
		pinData: { Start: [{ json: { planted: text } }] },
		settings: { executionOrder: 'v1' },
	});
	await api.runWorkflow(id, 'Start');
}

/** Gives the API key quotas that the checks do not use up; a reset of the sandbox forgets it. */
export function allow({ sandbox, apiKey }: Stage): void {
	sandbox.control.putKey(apiKey, { quotas: { netCode: 1_000_000, utility: 1_000_000 } });
}
