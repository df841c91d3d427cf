import { readFile } from 'node:fs/promises';
import { formatTable } from '../report.mts';

/** What V8's profiler writes, as far as it is read here. Times in microseconds. */
interface Profile {
	nodes: Array<{ id: number; callFrame: { functionName: string; url: string; lineNumber: number } }>;
	samples: number[];
	timeDeltas: number[];
}

const MAX_SHOWN = 25;
const IDLE = ['(idle)', '(program)', '(root)'];

/** Where the time of a CPU profile went: by package, and by function. Shares are of the time that was not idle. */
export async function describeProfile(file: string): Promise<string> {
	const { nodes, samples, timeDeltas } = JSON.parse(await readFile(file, 'utf8')) as Profile;
	const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const byPackage = new Map<string, number>();
	const byFunction = new Map<string, number>();
	let total = 0;
	for (const [index, id] of samples.entries()) {
		const frame = frames.get(id);
		const spent = timeDeltas[index];
		if (!frame || IDLE.includes(frame.functionName) || frame.url === 'node:inspector') continue;
		const owner = packageOf(frame.url) ?? frame.functionName;
		const place = `${frame.functionName || '(anonymous)'} ${placeOf(frame.url, frame.lineNumber)}`;
		total += spent;
		byPackage.set(owner, (byPackage.get(owner) ?? 0) + spent);
		byFunction.set(place, (byFunction.get(place) ?? 0) + spent);
	}
	return [
		formatTable(topOf('Package', byPackage, total)),
		formatTable(topOf('Function', byFunction, total)),
	].join('\n\n');
}

function topOf(title: string, times: Map<string, number>, total: number): Array<Record<string, string>> {
	return [...times]
		.sort(([, one], [, other]) => other - one)
		.slice(0, MAX_SHOWN)
		.map(([name, time]) => ({
			Share: `${((time / total) * 100).toFixed(1)} %`,
			ms: (time / 1000).toFixed(0),
			[title]: name,
		}));
}

/** The package that a file belongs to: the innermost folder of node_modules in its path. */
function packageOf(url: string): string | undefined {
	if (url.startsWith('node:')) return 'Node.js';
	const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
	return name ?? (url ? 'others' : undefined);
}

function placeOf(url: string, line: number): string {
	const [, path = url] = /.*\/node_modules\/(.*)/.exec(url) ?? [];
	return path && `${path}:${line + 1}`;
}
