import type { WorkflowNode } from '../../playground/n8nApi.mts';
import { BUSY_LOCK } from '../../sandbox/seed.mts';
import type { Surroundings } from './check.mts';

/** Fields of the code that the README's example makes. */
export const KIT_LOCK_CODE = {
	resource: 'netCode',
	operation: 'generateForKitLock',
	lockModel: 'KL1060',
	timecode: '202601150930',
	identifier: '029935',
	start: '2026-07-01T16:00:00',
	duration: 3,
};

/** The lock as the editor keeps one that was chosen from the list. */
export const FRONT_DOOR = {
	__rl: true,
	mode: 'list',
	value: BUSY_LOCK.lockId,
	cachedResultName: BUSY_LOCK.name,
};

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
