import type { WorkflowNode } from '../../playground/n8nApi.mts';
import { BUSY_LOCK } from '../../sandbox/seed.mts';
import type { Surroundings } from './check.mts';

/** A resource locator as the editor keeps what was chosen from its list. */
export const chosen = (value: string, name: string) => ({
	__rl: true,
	mode: 'list',
	value,
	cachedResultName: name,
});

/** A resource locator as the editor keeps what was typed. */
export const typed = (mode: string, value: string) => ({ __rl: true, mode, value });

/** Fields of the code that the README's example makes. */
export const KIT_LOCK_CODE = {
	resource: 'netCode',
	operation: 'generateForKitLock',
	lockModel: chosen('KL1060', 'KL1060'),
	timecode: '202601150930',
	identifier: '029935',
	start: '2030-07-01T16:00:00',
	duration: chosen('3', '4 hours'),
};

/** The lock as the editor keeps one that was chosen from the list. */
export const FRONT_DOOR = chosen(BUSY_LOCK.lockId, BUSY_LOCK.name);

/** The Codelocks node with the credential of the sandbox. */
export const codelocks = (
	{ credential }: Surroundings,
	parameters: WorkflowNode['parameters'],
): WorkflowNode => ({
	name: 'Codelocks',
	type: 'n8n-nodes-codelocks.codelocks',
	typeVersion: 1,
	position: [0, 0],
	parameters,
	credentials: { codelocksApi: credential },
});

/** A sheet of bookings, as far as the node can tell. */
export const rows = (list: object[]): WorkflowNode => ({
	name: 'Bookings',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	position: [0, 0],
	parameters: { jsCode: `return ${JSON.stringify(list.map((json) => ({ json })))};` },
});
