import { locksOf, type K3Lock } from './responses';
import type { ApiMethod, Connection } from './connection';

/** API documentation, 'GET …/k3connect'. */
export const LOCKS: ApiMethod = { method: 'GET', path: '/u/1/k3connect' };

/** The locks of the account that an access key belongs to. One Utility call. */
export async function fetchLocks(connection: Connection, accessKey: string): Promise<K3Lock[]> {
	return locksOf(
		await connection.send({ ...LOCKS, query: { accesskey: accessKey }, about: 'the locks of the account' }),
	);
}
