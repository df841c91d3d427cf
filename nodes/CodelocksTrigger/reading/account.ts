import type { IPollFunctions } from 'n8n-workflow';

import { Connection } from '../../shared/api/connection';
import { ServiceError } from '../../shared/api/errors';
import { fetchLocks } from '../../shared/api/locks';
import { pageReader, type ReadPage } from '../../shared/api/auditLog';
import { LATE, type Deadline } from './deadline';
import { accountFingerprint, detailsOf, type LockDetails } from '../cursor/state';

/**
 * The K3 Connect account that a node watches. Its calls fail with ServiceError, also when time is up. What they give goes
 * into n8n's static data, and holds no key.
 */
export interface Account {
	/** Tells it from other accounts; holds no key. */
	fingerprint: string;
	readPage: ReadPage;
	/** Looks up the account's locks: all, or those wanted. One Utility call. */
	lookUpLocks: (wanted?: readonly string[]) => Promise<Record<string, LockDetails>>;
	/** A copy of a value without the account's keys. */
	clean: <T>(value: T) => T;
	/** How many calls were made that count on the quota. */
	callsMade: () => number;
}

/** The API responds in well under a second. A lock that does not leaves the others some of the poll's time. */
const MOST_WAIT_MS = 20_000;

export async function openAccount(
	context: IPollFunctions,
	ownAccessKey: unknown,
	deadline: Deadline,
): Promise<Account> {
	const connection = await Connection.open(context, { timeout: Math.min(MOST_WAIT_MS, deadline.ms / 2) });
	const accessKey = connection.accessKeyOr(ownAccessKey);
	const readPage = pageReader(connection, accessKey);
	const inTime = async <T>(work: Promise<T>, what: string): Promise<T> => {
		const answer = await deadline.bound(work);
		if (answer === LATE) {
			connection.stopRetrying();
			throw tooLate(what);
		}
		return answer;
	};
	return {
		fingerprint: accountFingerprint(connection.baseUrl, accessKey),
		readPage: async (lockId, page) =>
			connection.clean(await inTime(readPage(lockId, page), `Lock '${lockId}'`)),
		lookUpLocks: async (wanted) => {
			const locks = await inTime(fetchLocks(connection, accessKey), 'The list of locks');
			return detailsOf(connection.clean(locks), wanted);
		},
		clean: (value) => connection.clean(value),
		callsMade: () => connection.chargedTo('Utility'),
	};
}

function tooLate(what: string): ServiceError {
	return new ServiceError('unreachable', `${what} did not arrive before the time of the poll was up`, {
		advice: 'The next poll tries again.',
	});
}
