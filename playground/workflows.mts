import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { examplesFolder } from './folders.mts';
import type { Workflow } from './n8nApi.mts';

/** The templates in examples/, by file name without its ending. */
export async function listTemplates(): Promise<string[]> {
	const files = await readdir(examplesFolder);
	return files
		.filter((file) => file.endsWith('.json'))
		.map((file) => basename(file, '.json'))
		.sort();
}

export async function readTemplate(name: string): Promise<Workflow> {
	return JSON.parse(await readFile(join(examplesFolder, `${name}.json`), 'utf8')) as Workflow;
}
