import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What n8n keeps beside its database and logs, and what has no data of a run. */
const LEFT_OUT = /(^|\/)(node_modules|package-lock\.json|\.cache)(\/|$)/;

/** Where one of the texts stands in clear below a folder, as it is or in base64. */
export async function findInFiles(folder: string, texts: readonly string[]): Promise<string[]> {
	const spellings = texts.flatMap((text) => [text, Buffer.from(text).toString('base64').replace(/=+$/, '')]);
	const found: string[] = [];
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		if (!entry.isFile() || LEFT_OUT.test(relative(folder, path))) continue;
		const content = await readFile(path);
		for (const spelling of spellings) {
			const at = content.indexOf(spelling);
			if (at < 0) continue;
			const around = content.subarray(Math.max(0, at - 80), at + 40).toString('latin1');
			found.push(`${relative(folder, path)}: …${around.replace(/[^\x20-\x7e]+/g, '·')}…`);
		}
	}
	return found;
}

/** Adds a line to a log, which the search must find. */
export async function plantInLog(logFile: string, text: string): Promise<void> {
	await appendFile(logFile, `planted ${text}\n`);
}
