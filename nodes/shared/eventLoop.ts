import { sleep } from 'n8n-workflow';

/** How long this package may hold n8n's event loop in one go, in ms: less than a person or a webhook would notice. */
const MAX_TURN_MS = 25;

/** The work of this package in the present turn of the event loop: when it began, and the end of the turn. */
let turn: { began: number; end: Promise<void> } | undefined;

/**
 * Call this between the steps of long work. Waits for the next turn of the event loop once this process has worked
 * for 25 ms in the present one, since n8n serves its editor, webhooks and other executions in between. All executions
 * and polls share a turn: those that wait go on in the same one, and would otherwise hold it for 25 ms each. Steps of
 * 5 ms run like this:
 *
 *   a plan of 5,000 rows alone    rows 1 to 5, next turn, rows 6 to 10, next turn, ...
 *   three such plans, A, B, C     A1 B1 C1 A2 B2, next turn, C2 A3 B3 C3 A4, next turn, ...
 *   a row each 50 ms              no wait, since the event loop turns between them
 *
 * @param workedMs how long the present turn may have lasted; less than 25 ms before a step that is long itself.
 */
export async function letOthersRun(workedMs = MAX_TURN_MS): Promise<void> {
	for (;;) {
		turn ??= { began: performance.now(), end: nextTurn() };
		if (performance.now() - turn.began < workedMs) return;
		await turn.end;
	}
}

async function nextTurn(): Promise<void> {
	await sleep(0);
	turn = undefined;
}
