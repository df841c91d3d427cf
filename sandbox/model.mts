import type { ActivePeriods } from './activePeriods.mts';

/** A K3 Connect lock of an account. Dates are 'yyyy-MM-ddTHH:mm:ss' on the lock's clock, `timecode` is 'yyyyMMddHHmm'. */
export interface K3Lock {
	lockId: string;
	name: string;
	location: string;
	timezone: string;
	timecode: string;
	/** False for a lock that never sent its battery: the service then says UNKNOWN and 1970 (docs/dev/api.md, 'Locks'). */
	batteryReported: boolean;
	/** What it said of its battery since the seed. */
	battery?: Battery;
}

/** `updated` is 'yyyy-MM-ddTHH:mm:ss'. */
export interface Battery {
	status: string;
	updated: string;
}

export type ClientStatus = 'PENDING' | 'ACTIVE' | 'SUSPENDED';
export type AccessType = 'STANDARD' | 'ONE_TIME';

/** A smart phone client of one lock. */
export interface K3Client {
	email: string;
	status: ClientStatus;
	accessType: AccessType;
	activePeriods: ActivePeriods;
}

/** One entry of a lock's audit log, as the API sends it; `DateEntered` is 'yyyy-MM-ddTHH:mm:ss' on the lock's clock. */
export interface AuditEntry {
	AuditEntryID: number;
	LockID: string;
	DateEntered: string;
	EntryType: string;
	EntryText: string;
}

export interface K3Account {
	accessKey: string;
	email: string;
	locks: K3Lock[];
}

/** NetCode calls (paths under /n/) and Utility calls (under /u/) have quotas of their own (documentation, 'Usage'). */
export type CallKind = 'netCode' | 'utility';

/** Calls a month by kind. */
export type CallCounts = Record<CallKind, number>;

export interface ApiKey {
	quotas: CallCounts;
	used: CallCounts;
	disabled: boolean;
}

export type Shapes = 'documented' | 'wild';
