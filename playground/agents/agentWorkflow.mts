import type { Workflow, WorkflowNode } from '../n8nApi.mts';
import type { StoredCredential } from '../standIns.mts';
import type { AgentTool, Conversation } from './conversations.mts';

/** What the model and the tools need. */
export interface AgentCredentials {
	codelocksApi: StoredCredential;
	openAiApi: StoredCredential;
}

/** A workflow that asks an agent of that version the conversation's question. Its model goes by the conversation's title. */
export function agentWorkflow(
	{ title, briefing, question, tools }: Conversation,
	version: number,
	{ codelocksApi, openAiApi }: AgentCredentials,
): Workflow {
	const nodes: WorkflowNode[] = [
		node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
		node('AI Agent', '@n8n/n8n-nodes-langchain.agent', version, {
			promptType: 'define',
			text: question,
			options: { systemMessage: briefing },
		}),
		{
			...node('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, {
				model: { __rl: true, mode: 'id', value: title },
				options: {},
			}),
			credentials: { openAiApi },
		},
		...tools.map((tool) => ({ ...toolNode(tool), credentials: { codelocksApi } })),
	];
	return {
		name: `${title} (agent ${version})`,
		nodes,
		settings: { executionOrder: 'v1', timezone: 'Europe/London' },
		connections: {
			...connection('Start', 'main'),
			...connection('Model', 'ai_languageModel'),
			...Object.assign({}, ...tools.map(({ name }) => connection(name, 'ai_tool'))),
		},
	};
}

function toolNode({ name, description, parameters }: AgentTool): WorkflowNode {
	return node(name, 'n8n-nodes-codelocks.codelocksTool', 1, {
		...(description
			? { descriptionType: 'manual', toolDescription: description }
			: { descriptionType: 'auto' }),
		...parameters,
	});
}

function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: WorkflowNode['parameters'],
): WorkflowNode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}

function connection(from: string, type: string): Workflow['connections'] {
	return { [from]: { [type]: [[{ node: 'AI Agent', type, index: 0 }]] } };
}
