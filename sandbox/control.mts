import { randomUUID } from 'node:crypto';

import type { PartialEntry } from './auditLog.mts';
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
	/** Uploads entries of a lock; ids and dates that are left out are the next id and now. */
	addEntries(lockId: string, entries: PartialEntry[]): AuditEntry[];
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

/** A wrong control call; `status` is that of the HTTP answer. */
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
		addEntries: (lockId, entries) => addEntries(world, lockId, entries),
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

function addEntries(world: World, lockId: string, entries: PartialEntry[]): AuditEntry[] {
	if (!Array.isArray(entries)) throw new ControlError(400, 'entries must be an array');
	const { lock } = findOwner(world, lockId);
	const taken = entries.find(({ AuditEntryID: id }) => id !== undefined && world.auditLog.has(id));
	if (taken !== undefined) throw new ControlError(400, `AuditEntryID ${taken.AuditEntryID} is taken`);
	return world.auditLog.add(lock, entries, world.now());
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
