import { randomUUID } from 'node:crypto';

import type { PartialEntry } from './auditLog.mts';
import { type BehaviourChange, type Behaviours, BehaviourSwitches, faultOf } from './behaviours.mts';
import type { CallReport } from './calls.mts';
import { CallLog } from './calls.mts';
import type { FaultRule } from './faults.mts';
import { grow } from './growth.mts';
import type { ApiKey, AuditEntry, Battery, CallCounts, K3Account, K3Lock } from './model.mts';
import { allLocks, createWorld, type Settings, type World } from './world.mts';

/** What may be said about an API key; what is not said stays. */
export interface ApiKeyChange {
	quotas?: Partial<CallCounts>;
	used?: Partial<CallCounts>;
	disabled?: boolean;
}

/** A lock that appears: only its name is needed. */
export type NewLock = Pick<K3Lock, 'name'> & Partial<K3Lock>;

/** The levers behind the sandbox, the same as those of the HTTP control API. They throw a ControlError on a wrong value. */
export interface Control {
	getSettings(): Settings;
	putSettings(change: Partial<Settings>): Settings;
	addFault(rule: FaultRule): void;
	clearFaults(): void;
	/** Sets switches of all locks or of one, which go before; null puts one back. Returns what then holds. */
	putBehaviours(change: BehaviourChange, lockId?: string): Behaviours;
	/** What is set, for all locks and for single ones. */
	getBehaviours(): ReturnType<BehaviourSwitches['report']>;
	/** Puts all switches back. */
	clearBehaviours(): void;
	/**
	 * Uploads an entry of a lock or several; ids and dates that are left out are the next id and now. An id that is taken is
	 * refused, unless `reuseIds` is set.
	 */
	addEntries(
		lockId: string,
		entries: PartialEntry | PartialEntry[],
		options?: { reuseIds?: boolean },
	): AuditEntry[];
	/** Erases entries by id, or a lock's whole log; says how many. */
	eraseEntries(lockId: string, ids?: number[]): number;
	/** From here on the lock counts its entries by itself, from `from` (1) on, as after a reset of the lock. */
	restartIds(lockId: string, from?: number): void;
	/** One step of the growing audit log; `late` forces a late upload (true) or a fresh entry (false). */
	grow(late?: boolean): AuditEntry[];
	/** The counters and the newest requests (10,000 or `last`). */
	getCalls(last?: number): CallReport;
	/** Clears the counters and the list; used quotas stay. */
	resetCalls(): void;
	/** Changes an API key, or makes one with no quotas but the given. */
	putKey(key: string, change: ApiKeyChange): ApiKey;
	addLock(accessKey: string, lock: NewLock): K3Lock;
	removeLock(lockId: string): void;
	/** A lock says how its battery is; the documentation lists no words for it. */
	reportBattery(lockId: string, battery: Battery): void;
	/** Everything back to the seed and to the settings of the start. */
	reset(): void;
}

/** A wrong control call; `status` is that of the HTTP response. */
export class ControlError extends Error {
	readonly status: number;

	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}

/** The control functions of a world; `initial` are the settings that a reset goes back to. */
export function createControl(world: World, initial: Settings): Control {
	return {
		getSettings: () => ({ ...world.settings }),
		putSettings: (change) => {
			checkSettings(change);
			world.settings = { ...world.settings, ...change };
			return { ...world.settings };
		},
		addFault: (rule) => {
			checkFault(rule);
			world.faults.add(rule);
		},
		clearFaults: () => world.faults.clear(),
		putBehaviours: (change, lockId) => putBehaviours(world, change, lockId),
		getBehaviours: () => world.behaviours.report(),
		clearBehaviours: () => {
			world.behaviours = new BehaviourSwitches();
		},
		addEntries: (lockId, entries, { reuseIds = false } = {}) =>
			addEntries(world, lockId, Array.isArray(entries) ? entries : [entries], reuseIds),
		eraseEntries: (lockId, ids) => world.auditLog.erase(findOwner(world, lockId).lock.lockId, ids),
		restartIds: (lockId, from = 1) => restartIds(world, lockId, from),
		grow: (late) => grow(world, late),
		getCalls: (last) => world.calls.report(last),
		resetCalls: () => {
			world.calls = new CallLog();
		},
		putKey: (key, change) => putKey(world, key, change),
		addLock: (accessKey, lock) => addLock(world, accessKey, lock),
		removeLock: (lockId) => removeLock(world, lockId),
		reportBattery: (lockId, { status, updated }) => {
			if (!status || !updated) throw new ControlError(400, 'a battery needs status and updated');
			findOwner(world, lockId).lock.battery = { status, updated };
		},
		reset: () => {
			Object.assign(world, createWorld(world.now, initial));
		},
	};
}

function checkSettings({ shapes, latencyMs, throttle }: Partial<Settings>): void {
	if (shapes !== undefined && shapes !== 'documented' && shapes !== 'wild') {
		throw new ControlError(400, "shapes must be 'documented' or 'wild'");
	}
	if (latencyMs !== undefined && !(latencyMs >= 0))
		throw new ControlError(400, 'latencyMs must be 0 or more');
	if (throttle && !(throttle.rate > 0 && throttle.burst >= 1)) {
		throw new ControlError(400, 'throttle must be null or have a rate above 0 and a burst of 1 or more');
	}
}

function checkFault({ path, answers, rate }: FaultRule): void {
	if (typeof path !== 'string' || !path.startsWith('/'))
		throw new ControlError(400, 'a fault needs a path: /…');
	if (!Array.isArray(answers) || answers.length === 0)
		throw new ControlError(400, 'a fault needs answers: [{…}]');
	if (rate !== undefined && !(rate > 0)) throw new ControlError(400, 'rate must be above 0');
}

function putBehaviours(world: World, change: BehaviourChange, lockId: string | undefined): Behaviours {
	const fault = faultOf(change);
	if (fault !== undefined) throw new ControlError(400, fault);
	world.behaviours.change(change, lockId && findOwner(world, lockId).lock.lockId);
	return world.behaviours.of(lockId);
}

function addEntries(world: World, lockId: string, entries: PartialEntry[], reuseIds: boolean): AuditEntry[] {
	if (!entries.every(isObject)) throw new ControlError(400, 'an entry must be an object');
	const { lock } = findOwner(world, lockId);
	const taken = entries.find(
		({ AuditEntryID: id }) => id !== undefined && world.auditLog.isTaken(lockId, id),
	);
	if (taken !== undefined && !reuseIds) {
		throw new ControlError(400, `AuditEntryID ${taken.AuditEntryID} is taken; ?reuseIds=true allows it`);
	}
	return world.auditLog.add(lock, entries, world.now());
}

function isObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function restartIds(world: World, lockId: string, from: number): void {
	if (!(Number.isInteger(from) && from > 0))
		throw new ControlError(400, 'from must be a whole number above 0');
	world.auditLog.restartIds(findOwner(world, lockId).lock.lockId, from);
}

function putKey(world: World, key: string, { quotas, used, disabled }: ApiKeyChange): ApiKey {
	const none: CallCounts = { netCode: 0, utility: 0 };
	const known = world.apiKeys.get(key) ?? { quotas: none, used: none, disabled: false };
	const changed: ApiKey = {
		quotas: { ...known.quotas, ...quotas },
		used: { ...known.used, ...used },
		disabled: disabled ?? known.disabled,
	};
	world.apiKeys.set(key, changed);
	return structuredClone(changed);
}

function addLock(world: World, accessKey: string, lock: NewLock): K3Lock {
	const account = world.accounts.get(accessKey);
	if (account === undefined) throw new ControlError(404, `no account has the access key ${accessKey}`);
	if (!lock?.name) throw new ControlError(400, 'a lock needs a name');
	const complete: K3Lock = {
		lockId: randomUUID().replaceAll('-', ''),
		location: '',
		timezone: 'Europe/London',
		timecode: '202601010900',
		batteryReported: true,
		...lock,
	};
	if (allLocks(world).some(({ lockId }) => lockId === complete.lockId)) {
		throw new ControlError(400, `the lock id ${complete.lockId} is taken`);
	}
	account.locks.push(complete);
	return { ...complete };
}

function removeLock(world: World, lockId: string): void {
	const { account, lock } = findOwner(world, lockId);
	account.locks.splice(account.locks.indexOf(lock), 1);
	world.clients.delete(lockId);
	world.auditLog.remove(lockId);
}

function findOwner(world: World, lockId: string): { account: K3Account; lock: K3Lock } {
	for (const account of world.accounts.values()) {
		const lock = account.locks.find((candidate) => candidate.lockId === lockId);
		if (lock !== undefined) return { account, lock };
	}
	throw new ControlError(404, `there is no lock ${lockId}`);
}
