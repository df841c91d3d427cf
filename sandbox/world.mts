import { AuditLog } from './auditLog.mts';
import { BehaviourSwitches } from './behaviours.mts';
import { CallLog } from './calls.mts';
import { Faults } from './faults.mts';
import { Inbox } from './inbox.mts';
import type { ApiKey, K3Account, K3Client, K3Lock, Shapes } from './model.mts';
import { type Random, seededRandom } from './random.mts';
import { seedAccounts, seedApiKeys, seedAuditEntries, seedClients } from './seed.mts';
import { Sheets } from './sheets.mts';
import { Throttle, type ThrottleSettings } from './throttle.mts';

export interface Settings {
	shapes: Shapes;
	/** Added to every API call that the gateway lets through. */
	latencyMs: number;
	/** Null: no throttling. */
	throttle: ThrottleSettings | null;
}

/** Everything that the sandbox knows; the parts are replaced by a reset, so take them from here each time. */
export interface World {
	/** The clock, in ms. */
	readonly now: () => number;
	settings: Settings;
	apiKeys: Map<string, ApiKey>;
	accounts: Map<string, K3Account>;
	clients: Map<string, K3Client[]>;
	auditLog: AuditLog;
	calls: CallLog;
	faults: Faults;
	behaviours: BehaviourSwitches;
	throttle: Throttle;
	inbox: Inbox;
	sheets: Sheets;
	/** Calendars by name, as iCal texts. */
	feeds: Map<string, string>;
	random: Random;
	/** The UTC month ('yyyy-MM') that the used quotas belong to. */
	quotaMonth: string;
}

/** A world that holds the seed and nothing else. */
export function createWorld(now: () => number, settings: Settings): World {
	return {
		now,
		settings: { ...settings },
		apiKeys: seedApiKeys(),
		accounts: seedAccounts(),
		clients: seedClients(),
		auditLog: new AuditLog(seedAuditEntries()),
		calls: new CallLog(),
		faults: new Faults(),
		behaviours: new BehaviourSwitches(),
		throttle: new Throttle(),
		inbox: new Inbox(),
		sheets: new Sheets(),
		feeds: new Map(),
		random: seededRandom(1550),
		quotaMonth: monthOf(now()),
	};
}

/** The UTC month of an instant (ms), 'yyyy-MM'. */
export function monthOf(instant: number): string {
	return new Date(instant).toISOString().slice(0, 7);
}

/** The locks of all accounts. */
export function allLocks(world: World): K3Lock[] {
	return [...world.accounts.values()].flatMap(({ locks }) => locks);
}
