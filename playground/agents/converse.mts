import type { RecordedCall } from '../../sandbox/calls.mts';
import { DEFAULT_API_KEY, HOTEL_ACCESS_KEY } from '../../sandbox/seed.mts';
import { startSandbox } from '../../sandbox/server.mts';
import { heardIn } from '../model/hearing.mts';
import { startScriptedModel, type ChatRequest } from '../model/server.mts';
import type { Execution, N8nApi } from '../n8nApi.mts';
import type { Outcome } from '../report.mts';
import { agentWorkflow, type AgentCredentials } from './agentWorkflow.mts';
import { conversations, type Conversation } from './conversations.mts';

/** Agents from version 3 on run the node's custom operations, and older ones its routing. */
const AGENT_VERSIONS = [3.1, 2.2, 1.9];

/** Has every conversation with every version of the agent, and compares what was sent, heard and answered. */
export async function converse(api: N8nApi): Promise<Outcome> {
	await using cleanup = new AsyncDisposableStack();
	const sandbox = await startSandbox();
	cleanup.defer(() => sandbox.close());
	const model = await startScriptedModel((chat) => {
		const { says } = conversations.find(({ title }) => title === chat.model)!;
		const heard = heardIn(chat);
		return says[heard.length](heard);
	});
	cleanup.defer(() => model.close());
	const credentials: AgentCredentials = {
		codelocksApi: await api.createCredential({
			name: 'Codelocks for agents',
			type: 'codelocksApi',
			data: { apiKey: DEFAULT_API_KEY, accessKey: HOTEL_ACCESS_KEY, baseUrl: sandbox.url },
		}),
		openAiApi: await api.createCredential({
			name: 'Model of agents',
			type: 'openAiApi',
			data: { apiKey: 'none-needed', url: model.url },
		}),
	};

	const outcome: Outcome = { rows: [], problems: [] };
	for (const conversation of conversations) {
		const row: Record<string, string> = { Conversation: conversation.title };
		for (const version of AGENT_VERSIONS) {
			sandbox.control.resetCalls();
			model.requests.length = 0;
			const { id } = await api.createWorkflow(agentWorkflow(conversation, version, credentials));
			const execution = await api.runWorkflow(id, 'Start');
			const heard = model.requests.slice(-1).flatMap(heardIn);
			const { requests: calls } = sandbox.control.getCalls();
			const problems = problemsOf(conversation, { execution, calls, heard, requests: model.requests });
			row[`Agent ${version} hears`] = `${heard.map(({ length }) => length).join(' + ')} characters`;
			outcome.problems.push(
				...problems.map((problem) => `Agent ${version}, '${conversation.title}': ${problem}`),
			);
		}
		outcome.rows.push(row);
	}
	return outcome;
}

interface Had {
	execution: Execution;
	/** What reached the API. */
	calls: RecordedCall[];
	/** What the tools answered. */
	heard: string[];
	/** What the model was asked. */
	requests: ChatRequest[];
}

function problemsOf(conversation: Conversation, { execution, calls, heard, requests }: Had): string[] {
	const { status, error, outputs } = execution;
	if (status !== 'success') return [`it ended with '${status}': ${error ?? 'no reason given'}`];
	const answer = String(outputs['AI Agent']?.[0]?.output);
	return [
		...toolProblems(conversation, requests[0]),
		...callProblems(conversation, calls),
		...hearingProblems(conversation, heard),
		...missing(conversation.answers, answer).map((part) => `the answer lacks ${part}: ${answer}`),
		...[DEFAULT_API_KEY, HOTEL_ACCESS_KEY]
			.filter((key) => JSON.stringify(requests).includes(key))
			.map((key) => `the model was told the key ${key}`),
	];
}

/** The tools as the model is told of them: by name, with a description, and with each parameter explained and required. */
function toolProblems({ tools }: Conversation, { tools: offered = [] }: ChatRequest): string[] {
	const problems = tools.flatMap(({ name, description, asksFor }) => {
		const tool = offered.find(
			({ function: { name: offeredName } }) => offeredName === name.replaceAll(' ', '_'),
		);
		if (!tool) return [`the model is not told of '${name}'`];
		const { required = [], properties = {} } = tool.function.parameters as {
			required?: string[];
			properties?: Record<string, { description?: string }>;
		};
		const unexplained = Object.keys(properties).filter((key) => !properties[key].description);
		return [
			...(!tool.function.description || (description && tool.function.description !== description)
				? [`'${name}' is described as '${tool.function.description}'`]
				: []),
			...(String(required) === String(asksFor)
				? []
				: [`'${name}' requires ${String(required) || 'nothing'}`]),
			...unexplained.map((key) => `'${name}' does not explain ${key}`),
		];
	});
	return offered.length === tools.length
		? problems
		: [...problems, `the model is told of ${offered.length} tools`];
}

/** What a lock model offers is looked up for the first conversation about it, and remembered for the others. */
function callProblems({ sends }: Conversation, calls: RecordedCall[]): string[] {
	const sent = calls
		.filter(({ path }) => path !== '/u/1/durations')
		.map(({ path, query }) => JSON.stringify({ path, query }));
	const expected = sends.map((call) => JSON.stringify(call));
	return String(sent) === String(expected)
		? []
		: [`these calls came: ${sent.join(', ') || 'none'}; in place of: ${expected.join(', ')}`];
}

function hearingProblems({ hears }: Conversation, heard: string[]): string[] {
	const problems = hears.flatMap(({ holds, atMost }, index) => {
		const text = heard[index] ?? '';
		return [
			...missing(holds, text).map((part) => `the model does not hear ${part} but: ${text.slice(0, 300)}`),
			...(text.length > atMost ? [`the model hears ${text.length} characters, more than ${atMost}`] : []),
			...(/Startdata|ActualNetcode/.test(text) ? [`the model hears the raw answer: ${text}`] : []),
		];
	});
	return heard.length === hears.length ? problems : [...problems, `the model hears ${heard.length} answers`];
}

function missing(parts: string[], text: string): string[] {
	return parts.filter((part) => !text.includes(part));
}
