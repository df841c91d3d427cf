import { DateTime } from 'luxon';

import { findLockModel, type LockModel } from '../durations.mts';
import { invalid, Refusal } from '../failures.mts';
import type { K3Account, K3Lock } from '../model.mts';
import type { World } from '../world.mts';

/** The required parameters by name; the first that is missing or empty is a 404 (documentation, response code 404). */
export function required<Name extends string>(
	source: URLSearchParams,
	...names: Name[]
): Record<Name, string> {
	for (const name of names) {
		if (!source.get(name)) throw new Refusal(404, `Missing required parameter: ${name}`);
	}
	return Object.fromEntries(names.map((name) => [name, source.get(name)])) as Record<Name, string>;
}

/** The account of an access key; an unknown one is refused in one of two ways (docs/dev/api.md, 'Errors'). */
export function findAccount(world: World, accessKey: string): K3Account {
	const account = world.accounts.get(accessKey);
	if (account !== undefined) return account;
	throw world.behaviours.of().accessKeys === 'text'
		? new Refusal(400, 'Invalid accesskey')
		: new Refusal(401);
}

/** A lock of that account; any other id is a 404. */
export function findLock(world: World, accessKey: string, lockId: string): K3Lock {
	const lock = findAccount(world, accessKey).locks.find((candidate) => candidate.lockId === lockId);
	const isThere = world.behaviours.of(lockId).lock !== 'notFound';
	if (lock === undefined || !isThere) throw new Refusal(404, 'No lock found.');
	return lock;
}

/** The optional `lockmodel`, out of those that the method knows. */
export function optionalLockModel(
	query: URLSearchParams,
	allowed: readonly LockModel[],
): LockModel | undefined {
	const name = query.get('lockmodel');
	if (!name) return undefined;
	const model = findLockModel(name);
	if (model === undefined || !allowed.includes(model)) throw invalid('lockmodel');
	return model;
}

/** A whole number within the bounds, both included. */
export function wholeNumber(name: string, text: string, lowest: number, highest: number): number {
	const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
	if (!(value >= lowest && value <= highest)) throw invalid(name);
	return value;
}

/** A date-time that is written exactly so and exists in the calendar, on no particular clock. */
export function exactDateTime(text: string, format: string): DateTime<true> | undefined {
	const time = DateTime.fromFormat(text, format, { zone: 'utc' });
	return time.isValid && time.toFormat(format) === text ? time : undefined;
}
