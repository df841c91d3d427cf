import assert from 'node:assert/strict';

import type { WorkflowNode } from '../../../playground/n8nApi.mts';
import { BUSY_LOCK } from '../../../sandbox/seed.mts';
import { BOTH, eventually, type Check, type Surroundings } from '../check.mts';
import { STEP_WINDOW } from '../editor.mts';

/** The panel of the trigger. */
export const triggerChecks: Check[] = [
	{ name: 'the trigger tells its cost and fetches a test event', themes: BOTH, run: fetchTestEvent },
];

async function fetchTestEvent(surroundings: Surroundings): Promise<void> {
	const { editor, control, credential } = surroundings;
	control.reset();
	const trigger: WorkflowNode = {
		name: 'Codelocks Trigger',
		type: 'n8n-nodes-codelocks.codelocksTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { pollTimes: { item: [{ mode: 'everyHour', minute: 0 }] }, locks: [BUSY_LOCK.lockId] },
		credentials: { codelocksApi: credential },
	};
	await editor.openAlone(trigger, STEP_WINDOW);
	await editor.panel
		.getByText(/Poll as often as you like/)
		.first()
		.waitFor();
	await editor.shootFields('docs/trigger');
	await editor.execute();
	await eventually(async () => {
		const [header, ...entries] = await editor.outputTable();
		assert.deepEqual(header.slice(0, 3), ['enteredAt', 'LockName', 'EntryType']);
		assert.ok(entries.length > 0);
		assert.ok(entries.every((cells) => cells[1] === BUSY_LOCK.name));
	});
	await editor.shootOutput('docs/trigger-event');
}
