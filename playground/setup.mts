import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_API_KEY, HOTEL_ACCESS_KEY } from '../sandbox/seed.mts';
import type { Credential, N8nApi, StoredWorkflow } from './n8nApi.mts';
import { fitIn, readTemplate, type Surroundings, type TemplateName } from './workflows.mts';

/** What the playground made in n8n; the person may rename all of it, so it is known by its id. */
interface Made {
	sandboxUrl: string;
	credentialId: string;
	bookingsId: string;
	auditLogId: string;
}

export interface Setup {
	bookings: StoredWorkflow;
	auditLog: StoredWorkflow;
}

const CREDENTIAL_NAME = 'Codelocks sandbox';
const INBOX_CHANNEL = 'door-log';

export const inboxUrl = (sandboxUrl: string): string => `${sandboxUrl}/inbox/${INBOX_CHANNEL}`;

/** Creates the credential and the example workflows where they are missing, and leads them to the sandbox if it has moved. */
export async function setUp(api: N8nApi, sandboxUrl: string, userFolder: string): Promise<Setup> {
	const file = join(userFolder, 'playground.json');
	const before = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Partial<Made>) : {};

	const credential = await provideCredential(api, sandboxUrl, before);
	const surroundings = { credential, inboxUrl: inboxUrl(sandboxUrl) };
	const bookings = await provideWorkflow(api, 'bookings-to-netcodes', before.bookingsId, surroundings);
	const auditLog = await leadToInbox(
		api,
		await provideWorkflow(api, 'audit-log-to-slack', before.auditLogId, surroundings),
		before.sandboxUrl,
		sandboxUrl,
	);
	const made: Made = {
		sandboxUrl,
		credentialId: credential.id,
		bookingsId: bookings.id,
		auditLogId: auditLog.id,
	};
	await writeFile(file, JSON.stringify(made));
	return { bookings, auditLog };
}

async function provideCredential(
	api: N8nApi,
	baseUrl: string,
	{ credentialId, sandboxUrl }: Partial<Made>,
): Promise<Surroundings['credential']> {
	const credential: Credential = {
		name: CREDENTIAL_NAME,
		type: 'codelocksApi',
		data: { apiKey: DEFAULT_API_KEY, accessKey: HOTEL_ACCESS_KEY, baseUrl },
	};
	const existing = credentialId && (await api.findCredential(credentialId));
	if (!existing) return await api.createCredential(credential);
	if (sandboxUrl !== baseUrl) await api.updateCredential(existing.id, { ...credential, name: existing.name });
	return existing;
}

async function provideWorkflow(
	api: N8nApi,
	template: TemplateName,
	id: string | undefined,
	surroundings: Surroundings,
): Promise<StoredWorkflow> {
	const existing = id && (await api.findWorkflow(id));
	if (existing && !existing.isArchived) return existing;
	return await api.createWorkflow(fitIn(await readTemplate(template), surroundings));
}

/** The inbox is part of the sandbox, and its address part of the workflow, whatever else the person made of it. */
async function leadToInbox(
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
