import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps a part of the results where the script looks for them; without the script there is nothing to keep. */
export function keepResults(part: string, results: object): void {
	const folder = process.env.RELIABILITY_RESULTS;
	if (!folder) return;
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, `${part}.json`), JSON.stringify(results, undefined, '\t'));
}
