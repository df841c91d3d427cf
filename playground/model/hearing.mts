import type { ChatMessage, ChatRequest } from './server.mts';

/** What the agent was told to be. Newer models of OpenAI get it in the name of their developer. */
export function briefingOf({ messages }: ChatRequest): string {
	return textOf(messages.find(({ role }) => role === 'system' || role === 'developer'));
}

/** What the user said last. */
export function questionOf({ messages }: ChatRequest): string {
	return textOf(messages.findLast(({ role }) => role === 'user'));
}

/** What tools have answered since the user spoke last, oldest first. */
export function heardIn({ messages }: ChatRequest): string[] {
	const asked = messages.findLastIndex(({ role }) => role === 'user');
	return messages
		.slice(asked)
		.filter(({ role }) => role === 'tool')
		.map(textOf);
}

function textOf(message: ChatMessage | undefined): string {
	return typeof message?.content === 'string' ? message.content : '';
}
