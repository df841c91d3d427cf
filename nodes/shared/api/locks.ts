import type { IDataObject } from 'n8n-workflow';

import type { ApiMethod, Connection } from './connection';
import { entriesOf } from './responses';

/** API documentation, 'GET …/k3connect'. */
export const LOCKS: ApiMethod = { method: 'GET', path: '/u/1/k3connect' };

/** The locks of the account that an access key belongs to. One Utility call. */
export async function fetchLocks(connection: Connection, accessKey: string): Promise<K3Lock[]> {
	return locksOf(
		await connection.send({ ...LOCKS, query: { accesskey: accessKey }, about: 'the locks of the account' }),
	);
}

/** A lock of a K3 Connect account (API documentation, 'K3Connect'), as far as this package reads it. */
export interface K3Lock extends IDataObject {
	LockId: string;
	LockName: string;
}

export function locksOf(answer: unknown): K3Lock[] {
	return entriesOf(answer, 'the list of locks').map((lock) => ({
		...lock,
		LockId: String(lock.LockId ?? lock.LockID ?? ''),
		LockName: String(lock.LockName ?? ''),
	}));
}
