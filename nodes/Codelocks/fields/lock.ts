import type { INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import type { Parameters } from '../execution/parameters';
import type { PlanContext } from '../resources/operation';

/** The lock of a K3 Connect account that an operation is about. */
export const lockField: INodeProperties = {
	displayName: 'Lock',
	name: 'lockId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The K3 Connect lock. The list comes from the account of your access key.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a lock...',
			typeOptions: { searchListMethod: 'searchLocks', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 06050408434e47533039303138303136',
		},
	],
};

/** Words that stand in a lock id's place in other paths of the API. */
const RESERVED = ['account', 'help'];

/** The lock's id. Throws ValueError for one that would turn the path into another method's. */
export function lockIdOf(parameters: Parameters): string {
	const lockId = parameters.required('lockId', 'Lock', 'the ID of a lock');
	if (RESERVED.includes(lockId.toLowerCase()) || !/^[\w-]+$/.test(lockId)) {
		throw new ValueError(
			`Lock '${lockId}' is not a lock ID; give one that Get Many of the resource K3 Lock lists`,
			'An ID is made of letters and digits. In the editor, choose the lock by its name, From List.',
		);
	}
	return lockId;
}

/** The K3 Connect lock that a row is about. */
export interface ChosenLock {
	id: string;
	/** The access key of its account. */
	accessKey: string;
	/** Where it is known without a call of its own. */
	name?: string;
	/** The lock's own time zone, an IANA name, where it is known. */
	timezone?: string;
	/** How a message names it: "lock 'Front Door' (0605…)". */
	label: string;
}

/** The lock, by its id or its name. Throws ValueError. */
export async function lockOf({ parameters, connection }: PlanContext): Promise<ChosenLock> {
	const accessKey = connection.accessKeyOr(parameters.collection('options').accessKey);
	const id = lockIdOf(parameters);
	return { id, accessKey, label: `lock '${id}'` };
}
