/** So many words running that two texts both hold are a repetition. */
const REPETITION = 4;

function runsOf(text: string): string[] {
	const words = text.toLowerCase().match(/[^\s;,()]+/g) ?? [];
	return words
		.slice(0, Math.max(0, words.length - REPETITION + 1))
		.map((_word, at) => words.slice(at, at + REPETITION).join(' '));
}

/** What an error's description says over again of its message. */
export function repeatedIn(message: string, description: string): string[] {
	const said = new Set(runsOf(message));
	return runsOf(description).filter((run) => said.has(run));
}
