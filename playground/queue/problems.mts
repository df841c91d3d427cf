import { CONCURRENCY } from './cluster.mts';
import type { Results } from './document.mts';
import { BATCH_SIZE } from './workflows.mts';

/** What n8n's own losses do not explain. */
export function problemsOf({ undisturbed, killed, batches, batchesAgain, restarts, gap }: Results): string[] {
	const rowsEach =
		undisturbed.rows / Object.values(undisturbed.executions).reduce((sum, count) => sum + count, 0);
	const inBatch = CONCURRENCY * BATCH_SIZE;
	const wrong: Array<[boolean, string]> = [
		[undisturbed.withoutCode > 0, `${undisturbed.withoutCode} rows of undisturbed executions have no code`],
		[undisturbed.paidTwice > 0, `${undisturbed.paidTwice} codes were paid twice undisturbed`],
		[killed.withoutCode > CONCURRENCY * rowsEach, 'a killed worker cost more rows than it had in hand'],
		[batches.paidWithoutOutput > inBatch, 'batches lost more codes than a batch of each execution'],
		[batchesAgain.withoutCode > 0, `${batchesAgain.withoutCode} rows have no code after another run`],
		[restarts.lost.length > 0, `${restarts.lost.length} entries were lost`],
		[restarts.repeated.some(({ excused }) => !excused), 'entries came twice that a kill does not explain'],
		[restarts.undelivered.some(({ excused }) => !excused), 'entries were not delivered'],
		[gap.afterRecipe < gap.entries, `${gap.entries - gap.afterRecipe} entries are missing after the recipe`],
	];
	return wrong.filter(([isWrong]) => isWrong).map(([, text]) => text);
}
