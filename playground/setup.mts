import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_API_KEY, HOTEL_ACCESS_KEY, kitLocksText } from '../sandbox/seed.mts';
import { owner } from './n8n.mts';
import type { Credential, N8nApi, StoredWorkflow } from './n8nApi.mts';
import { fitIn, type StoredCredential, type Surroundings } from './standIns.mts';
import { readTemplate } from './workflows.mts';

/** The servers that the workflows are led to. */
export interface Servers {
	sandboxUrl: string;
	modelUrl: string;
}

/** What the playground made in n8n; the person may rename all of it, so it is known by its id. */
interface Made extends Servers {
	codelocksId: string;
	modelId: string;
	formsId: string;
	/** By the name of the template. */
	workflowIds: Record<string, string>;
}

/** Creates credentials and workflows where they are missing, and leads them to the servers if those have moved. */
export async function setUp(
	api: N8nApi,
	servers: Servers,
	userFolder: string,
	templates: readonly string[],
): Promise<Map<string, StoredWorkflow>> {
	const file = join(userFolder, 'playground.json');
	const before = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Partial<Made>) : {};
	const haveMoved = before.sandboxUrl !== servers.sandboxUrl || before.modelUrl !== servers.modelUrl;

	const codelocks = await provideCredential(api, codelocksCredential(servers), before.codelocksId, haveMoved);
	const model = await provideCredential(api, modelCredential(servers), before.modelId, haveMoved);
	const forms = await provideCredential(api, formsCredential, before.formsId, false);
	const surroundings: Surroundings = { sandboxUrl: servers.sandboxUrl, codelocks, model, forms };
	const workflows = new Map<string, StoredWorkflow>();
	for (const template of templates) {
		const workflow = await provideWorkflow(api, template, before.workflowIds?.[template], surroundings);
		workflows.set(template, await leadTo(api, workflow, before.sandboxUrl, servers.sandboxUrl));
	}
	const made: Made = {
		...servers,
		codelocksId: codelocks.id,
		modelId: model.id,
		formsId: forms.id,
		workflowIds: Object.fromEntries([...workflows].map(([template, { id }]) => [template, id])),
	};
	await writeFile(file, JSON.stringify(made));
	return workflows;
}

const codelocksCredential = ({ sandboxUrl }: Servers): Credential => ({
	name: 'Codelocks sandbox',
	type: 'codelocksApi',
	data: {
		apiKey: DEFAULT_API_KEY,
		accessKey: HOTEL_ACCESS_KEY,
		kitLocks: kitLocksText(),
		baseUrl: sandboxUrl,
	},
});

const modelCredential = ({ modelUrl }: Servers): Credential => ({
	name: 'Scripted model',
	type: 'openAiApi',
	data: { apiKey: 'none-needed', url: modelUrl },
});

/** The forms of the examples ask for the same log-in as n8n does. */
const formsCredential: Credential = {
	name: 'Log-in of the forms',
	type: 'httpBasicAuth',
	data: { user: owner.email, password: owner.password },
};

async function provideCredential(
	api: N8nApi,
	credential: Credential,
	id: string | undefined,
	hasMoved: boolean,
): Promise<StoredCredential> {
	const existing = id && (await api.findCredential(id));
	if (!existing) return await api.createCredential(credential);
	if (hasMoved) await api.updateCredential(existing.id, { ...credential, name: existing.name });
	return existing;
}

async function provideWorkflow(
	api: N8nApi,
	template: string,
	id: string | undefined,
	surroundings: Surroundings,
): Promise<StoredWorkflow> {
	const existing = id && (await api.findWorkflow(id));
	if (existing && !existing.isArchived) return existing;
	return await api.createWorkflow(fitIn(await readTemplate(template), surroundings));
}

/** The sandbox's address is part of the stand-ins, whatever else the person made of the workflow. */
async function leadTo(
	api: N8nApi,
	workflow: StoredWorkflow,
	oldUrl: string | undefined,
	newUrl: string,
): Promise<StoredWorkflow> {
	const nodes = JSON.stringify(workflow.nodes);
	if (!oldUrl || oldUrl === newUrl || !nodes.includes(oldUrl)) return workflow;
	const moved = await api.updateWorkflow(workflow.id, {
		versionId: workflow.versionId,
		nodes: JSON.parse(nodes.replaceAll(`${oldUrl}/`, `${newUrl}/`)) as StoredWorkflow['nodes'],
	});
	if (moved.active) await api.activateWorkflow(moved);
	return moved;
}
