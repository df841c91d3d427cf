import { HOTEL_LOCKS } from '../sandbox/seed.mts';
import type { Workflow, WorkflowNode } from './n8nApi.mts';

/** A credential that n8n keeps. */
export interface StoredCredential {
	id: string;
	name: string;
}

/** What the templates leave open, because only the n8n that imports them knows it. */
export interface Surroundings {
	sandboxUrl: string;
	codelocks: StoredCredential;
	/** Of the type openAiApi. */
	model: StoredCredential;
	/** Of the type httpBasicAuth. */
	forms: StoredCredential;
}

type FitIn = (node: WorkflowNode, surroundings: Surroundings) => WorkflowNode;

/** n8n polls no more often than once a minute by its own intervals. */
export const EVERY_TEN_SECONDS = [0, 10, 20, 30, 40, 50].map((second) => ({
	mode: 'custom',
	cronExpression: `${second} * * * * *`,
}));

/** The choice of a lock, where a template leaves it to the person. */
const frontDoor = {
	__rl: true,
	mode: 'list',
	value: HOTEL_LOCKS[0].lockId,
	cachedResultName: HOTEL_LOCKS[0].name,
};

/** Where e-mails arrive. */
export const MAIL_CHANNEL = 'mail';

/** The calendar of a listing. */
export const FEED = 'room-4.ics';

/** What becomes of the nodes whose service cannot be reached without an account: each leads to the sandbox instead. */
const STAND_INS: Record<string, FitIn> = {
	'n8n-nodes-base.slack': (node, { sandboxUrl }) => {
		const { value: channel } = node.parameters.channelId as { value: string };
		return sendingTo(node, 'POST', inboxUrl(sandboxUrl, channel), {
			channel,
			text: node.parameters.text,
		});
	},
	'n8n-nodes-base.emailSend': (node, { sandboxUrl }) => {
		const { toEmail: to, subject, text } = node.parameters;
		return sendingTo(node, 'POST', inboxUrl(sandboxUrl, MAIL_CHANNEL), { to, subject, text });
	},
	'n8n-nodes-base.googleSheets': (node, { sandboxUrl }) => {
		const { operation = 'read', sheetName, columns, options = {} } = node.parameters;
		const url = sheetUrl(sandboxUrl, (sheetName as { value: string }).value);
		if (operation === 'read') return requesting(node, { method: 'GET', url });
		if (operation !== 'update')
			throw new Error(
				`The playground does not emulate the operation '${String(operation)}' of Google Sheets`,
			);
		const { cellFormat = 'USER_ENTERED' } = options as { cellFormat?: string };
		const { value } = columns as { value: Record<string, unknown> };
		return sendingTo(node, 'PATCH', `${url}?valueInputOption=${cellFormat}`, value);
	},
	'n8n-nodes-base.set': (node, { sandboxUrl }) => withFeed(node, feedUrl(sandboxUrl, FEED)),
	'n8n-nodes-base.formTrigger': (node, { forms }) => ({ ...node, credentials: { httpBasicAuth: forms } }),
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': (node, { model }) => ({
		...node,
		credentials: { openAiApi: model },
	}),
	'n8n-nodes-codelocks.codelocks': withAccount,
	'n8n-nodes-codelocks.codelocksTool': withAccount,
	'n8n-nodes-codelocks.codelocksTrigger': (node, surroundings) => ({
		...withAccount(node, surroundings),
		// The sandbox's calls cost nothing, so each poll may read.
		parameters: { ...node.parameters, pollTimes: { item: EVERY_TEN_SECONDS }, monthlyCalls: 0 },
	}),
};

/** Where the sandbox keeps the messages of a Slack channel; a leading '#' is no part of its name. */
export const inboxUrl = (sandboxUrl: string, channel: string): string =>
	`${sandboxUrl}/inbox/${channel.replace(/^#/, '')}`;

export const sheetUrl = (sandboxUrl: string, sheet: string): string =>
	`${sandboxUrl}/sheets/${encodeURIComponent(sheet)}`;

export const feedUrl = (sandboxUrl: string, feed: string): string =>
	`${sandboxUrl}/feeds/${encodeURIComponent(feed)}`;

/** The template as it works in the playground: with credentials, a lock, polls every ten seconds, and stand-ins for other services. */
export function fitIn(template: Workflow, surroundings: Surroundings): Workflow {
	return {
		...template,
		// n8n refuses an id that is taken, even by a workflow that the person has archived.
		id: undefined,
		nodes: template.nodes.map((node) => STAND_INS[node.type]?.(node, surroundings) ?? node),
	};
}

function withAccount(node: WorkflowNode, { codelocks }: Surroundings): WorkflowNode {
	const { lockId } = node.parameters as { lockId?: { value: string } };
	const parameters =
		lockId?.value === 'choose-your-lock' ? { ...node.parameters, lockId: frontDoor } : node.parameters;
	return { ...node, parameters, credentials: { codelocksApi: codelocks } };
}

/** The settings of a template that reads a calendar. */
function withFeed(node: WorkflowNode, url: string): WorkflowNode {
	const { assignments } = node.parameters.assignments as { assignments: Array<{ name: string }> };
	const led = assignments.map((one) => (one.name === 'feedUrl' ? { ...one, value: url } : one));
	return { ...node, parameters: { ...node.parameters, assignments: { assignments: led } } };
}

/** A request in the node's place, with these values as JSON. Values may be expressions. */
function sendingTo(
	node: WorkflowNode,
	method: 'POST' | 'PATCH',
	url: string,
	values: Record<string, unknown>,
): WorkflowNode {
	const parameters = Object.entries(values).map(([name, value]) => ({ name, value }));
	return requesting(node, {
		method,
		url,
		sendBody: true,
		specifyBody: 'keypair',
		bodyParameters: { parameters },
	});
}

function requesting(
	{ credentials: _, ...node }: WorkflowNode,
	parameters: WorkflowNode['parameters'],
): WorkflowNode {
	return {
		...node,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		notes: 'To the sandbox',
		notesInFlow: true,
		parameters: { ...parameters, options: {} },
	};
}
