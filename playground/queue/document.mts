import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootFolder } from '../folders.mts';
import type { Account } from '../soak/account.mts';
import type { CodesResult } from './codes.mts';
import type { GapResult } from './entries.mts';

export interface Results {
	versions: string;
	undisturbed: CodesResult;
	killed: CodesResult;
	batches: CodesResult;
	/** After the rows without a code were sent once more. */
	batchesAgain: CodesResult;
	restarts: Account & { added: number };
	gap: GapResult;
}

const file = join(rootFolder, 'docs', 'dev', 'queue-mode.md');
const MARK = '<!-- results -->';

/** Puts the figures under the mark in docs/dev/queue-mode.md. */
export async function writeDocument(results: Results): Promise<void> {
	const [text] = (await readFile(file, 'utf8')).split(MARK);
	await writeFile(file, `${text}${MARK}\n\n${figuresOf(results)}`);
}

/** The figures as Markdown. */
export function figuresOf({
	versions,
	undisturbed,
	killed,
	batches,
	batchesAgain,
	restarts,
	gap,
}: Results): string {
	const columns = [undisturbed, killed, batches, batchesAgain];
	const row = (name: string, value: (result: CodesResult) => string | number) =>
		`| ${name} | ${columns.map((column) => value(column)).join(' | ')} |`;
	return [
		versions,
		'',
		'### Codes',
		'',
		'| | Undisturbed | A worker killed | In batches, a worker killed | The rest once more |',
		'|---|--:|--:|--:|--:|',
		row('Rows', ({ rows }) => rows),
		row('Executions', ({ executions }) =>
			Object.entries(executions)
				.map(([status, count]) => `${count} ${status}`)
				.join(', '),
		),
		row('NetCode calls charged', ({ calls }) => calls),
		row('Rows without a code', ({ withoutCode }) => withoutCode),
		row('Codes paid twice', ({ paidTwice }) => paidTwice),
		row('Codes paid and in no output', ({ paidWithoutOutput }) => paidWithoutOutput),
		row('Most calls in flight', ({ inFlight }) => inFlight),
		row('Time', ({ tookMs }) => `${Math.round(tookMs / 1000)} s`),
		'',
		'### Entries, the main process stopped (SIGTERM) and killed (SIGKILL) in a poll',
		'',
		'| Added | Emitted | Delivered | Lost | Repeated | Undelivered |',
		'|--:|--:|--:|--:|--:|--:|',
		`| ${[restarts.added, restarts.emitted, restarts.delivered, restarts.lost.length, restarts.repeated.length, restarts.undelivered.length].join(' | ')} |`,
		'',
		'### Entries, a worker killed in a delivery',
		'',
		'| Entries of the delivery | Arrived | Twice | The execution | Arrived after *Get Audit Entries* with **After** | Given again by it |',
		'|--:|--:|--:|---|--:|--:|',
		`| ${[gap.entries, gap.arrived, gap.twice, gap.status, gap.afterRecipe, gap.again].join(' | ')} |`,
		'',
	].join('\n');
}
