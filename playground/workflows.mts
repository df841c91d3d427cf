import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { examplesFolder } from './folders.mts';
import type { Workflow, WorkflowNode } from './n8nApi.mts';

export type TemplateName = 'bookings-to-netcodes' | 'audit-log-to-slack';

/** What the templates leave open, because only the n8n that imports them knows it. */
export interface Surroundings {
	credential: { id: string; name: string };
	/** Takes the place of Slack. */
	inboxUrl: string;
}

const EVERY_TEN_SECONDS = [0, 10, 20, 30, 40, 50].map((second) => ({
	mode: 'custom',
	cronExpression: `${second} * * * * *`,
}));

export async function readTemplate(name: TemplateName): Promise<Workflow> {
	return JSON.parse(await readFile(join(examplesFolder, `${name}.json`), 'utf8')) as Workflow;
}

/** The template as it works in the playground: with the credential, the inbox for Slack, and a poll every ten seconds. */
export function fitIn(template: Workflow, { credential, inboxUrl }: Surroundings): Workflow {
	return {
		...template,
		nodes: template.nodes.map((node) => {
			if (node.type === 'n8n-nodes-base.slack') return postToInbox(node, inboxUrl);
			if (!node.type.startsWith('n8n-nodes-codelocks.')) return node;
			const parameters = 'pollTimes' in node.parameters ? pollOften(node.parameters) : node.parameters;
			return { ...node, parameters, credentials: { codelocksApi: credential } };
		}),
	};
}

const pollOften = (parameters: WorkflowNode['parameters']) => ({
	...parameters,
	pollTimes: { item: EVERY_TEN_SECONDS },
});

function postToInbox({ parameters, ...node }: WorkflowNode, inboxUrl: string): WorkflowNode {
	const { value: channel } = parameters.channelId as { value: string };
	return {
		...node,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		notes: "To the sandbox's inbox",
		notesInFlow: true,
		parameters: {
			method: 'POST',
			url: inboxUrl,
			sendBody: true,
			specifyBody: 'keypair',
			bodyParameters: {
				parameters: [
					{ name: 'channel', value: channel },
					{ name: 'text', value: parameters.text },
				],
			},
			options: {},
		},
	};
}
