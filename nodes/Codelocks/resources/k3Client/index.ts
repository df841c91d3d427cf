import type { Resource } from '../operation';
import { create } from './create';
import { deleteClient } from './delete';
import { getActivePeriodSchema } from './getActivePeriodSchema';
import { getAll } from './getAll';
import { restore } from './restore';
import { suspend } from './suspend';
import { update } from './update';
import { upsert } from './upsert';

export const k3Client: Resource = {
	option: {
		name: 'K3 Client',
		value: 'k3Client',
		description: 'People who open a K3 Connect lock with their phone',
	},
	operations: [create, upsert, deleteClient, getActivePeriodSchema, getAll, restore, suspend, update],
	defaultOperation: 'getAll',
};
