import type { INodeProperties } from 'n8n-workflow';

import { ServiceError, ValueError } from '../../shared/api/errors';
import { lockNamed, lockWithId, rememberedLocks, type K3Lock } from '../../shared/api/locks';
import { RESERVED_IDS } from '../../shared/api/request';
import { zoneOf } from '../../shared/time/lockZone';
import { plainTextOf } from '../execution/parameters';
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
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Front Door',
		},
	],
};

/** The ID as a path takes it. Throws ValueError for one that would turn the path into another method's. */
function checkedId(id: string): string {
	if (RESERVED_IDS.includes(id.toLowerCase()) || !/^[\w-]+$/.test(id)) {
		throw new ValueError(
			`Lock '${id}' is not a lock ID; use one that Get Many of the resource K3 Lock lists`,
			'An ID consists of letters and digits. In the editor, choose the lock From List.',
		);
	}
	return id;
}

/** The K3 Connect lock that a row is about. */
export interface ChosenLock {
	id: string;
	/** The access key of its account. */
	accessKey: string;
	/** Where the list of locks is known. */
	name?: string;
	/** The lock's own time zone, an IANA name, where the list of locks is known. */
	timezone?: string;
	/** Why the list of locks could not be had, where it was asked for. */
	lookUpFailure?: ServiceError;
	/** How a message names it: "lock 'Front Door' (0605…)". */
	label: string;
}

/** Lock IDs have 12 or 32 characters (docs/dev/api.md, 'Locks'), and a digit among them; a name may have 12 letters. */
const ID = /^(?=.*\d)(?:[0-9A-Za-z]{12}|[0-9A-Za-z]{32})$/;

/**
 * The lock, by its ID or its name. A name costs one Utility call a day and account. An ID costs none, and tells neither
 * name nor time zone; see knownLockOf and lockWithTimezone.
 *
 * @throws ValueError for a name that no lock has, or several.
 */
export async function lockOf({ parameters, connection }: PlanContext): Promise<ChosenLock> {
	const accessKey = connection.accessKeyOr(parameters.collection('options').accessKey);
	const { mode, value, cachedName } = parameters.locator('lockId');
	const text = plainTextOf(value);
	if (!text) {
		throw new ValueError(
			'Lock is empty; enter the name or the ID of a lock',
			'If it is an expression, check that the input item has the fields that the expression reads.',
		);
	}
	if (isLockName(text, mode)) {
		return chosen(await lockNamed(connection, accessKey, text), accessKey);
	}
	const id = checkedId(text);
	return { id, accessKey, label: labelOf(id, cachedName) };
}

/** The lock with its name and time zone, if the list of locks was loaded before. Costs what lockOf costs. */
export async function knownLockOf(context: PlanContext): Promise<ChosenLock> {
	const lock = await lockOf(context);
	const locks = rememberedLocks(context.connection, lock.accessKey);
	const known = locks.find(({ LockId }) => LockId === lock.id);
	return known ? chosen(known, lock.accessKey) : lock;
}

/**
 * The lock with its time zone, for the start of a code: at most one Utility call a day and account, also for an ID. Without a
 * time zone where the list of locks cannot be loaded, or lacks it.
 *
 * @throws ServiceError where the access key is refused, which the code needs too, or the execution is cancelled.
 */
export async function lockWithTimezone(context: PlanContext): Promise<ChosenLock> {
	const lock = await lockOf(context);
	if (lock.timezone !== undefined) return lock;
	const { connection } = context;
	return await lockWithId(connection, lock.accessKey, lock.id).then(
		(known) => (known ? chosen(known, lock.accessKey) : lock),
		(error) => {
			const failsTheCode =
				!(error instanceof ServiceError) || error.reason === 'accessKey' || connection.cancelled;
			if (failsTheCode) throw error;
			return { ...lock, lookUpFailure: error };
		},
	);
}

/** Whether a locator's text is to be read as a name. The editor puts every expression into the mode `id`. */
export function isLockName(text: string, mode: unknown): boolean {
	return mode === 'name' || (mode !== 'list' && !ID.test(text));
}

function chosen(lock: K3Lock, accessKey: string): ChosenLock {
	const id = checkedId(lock.LockId);
	const zone = zoneOf(lock);
	return {
		id,
		accessKey,
		...(lock.LockName && { name: lock.LockName }),
		// An offset does not say when clocks change.
		...(zone !== undefined && !/^[+-]/.test(zone) && { timezone: zone }),
		label: labelOf(id, lock.LockName),
	};
}

function labelOf(id: string, name: string | undefined): string {
	return name ? `lock '${name}' (${id})` : `lock '${id}'`;
}
