import type { INodeParameters } from 'n8n-workflow';

import { BUSY_LOCK } from '../../sandbox/seed.mts';
import { locator } from './engine.mts';

/** A code for a KitLock. It starts in winter, when wall clock and lock clock agree. */
export const KIT_CODE: INodeParameters = {
	resource: 'netCode',
	operation: 'generateForKitLock',
	lockModel: 'KL1060',
	timecode: '202611161623',
	identifier: '012345',
	start: '2026-12-01 16:00',
	duration: '3',
};

export const GET_LOCK: INodeParameters = {
	resource: 'k3Lock',
	operation: 'get',
	lockId: locator(BUSY_LOCK.lockId),
};
