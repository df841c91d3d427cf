import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootFolder } from '../folders.mts';
import { PlaygroundError } from '../processes.mts';

const BEGIN = '<!-- results -->';
const END = '<!-- end of results -->';

/** Puts the results of a bench into the page about it. */
export async function writeDocument(results: string): Promise<void> {
	const file = join(rootFolder, 'docs', 'dev', 'benchmark.md');
	const text = await readFile(file, 'utf8');
	const begin = text.indexOf(BEGIN);
	const end = text.indexOf(END);
	if (begin < 0 || end < begin)
		throw new PlaygroundError(`${file} has no place for results: ${BEGIN} … ${END}`);
	await writeFile(file, `${text.slice(0, begin + BEGIN.length)}\n${results}\n${text.slice(end)}`);
}
