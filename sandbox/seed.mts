import { DateTime } from 'luxon';

import { alwaysActive, workingHours } from './activePeriods.mts';
import { describeEntry, ENTRY_TYPES } from './auditTexts.mts';
import type { LockModel } from './durations.mts';
import type { ApiKey, AuditEntry, ClientStatus, K3Account, K3Client, K3Lock } from './model.mts';
import { pick, randomBelow, seededRandom } from './random.mts';

/** For demos: quotas that nobody uses up by hand. */
export const DEFAULT_API_KEY = 'sandbox-api-key';
/** Five NetCode calls and ten Utility calls a month. */
export const SMALL_API_KEY = 'sandbox-small-key';
export const DISABLED_API_KEY = 'sandbox-disabled-key';

/** The account with 36 locks. */
export const HOTEL_ACCESS_KEY = 'k3hotel036';
/** The account with 3 locks. */
export const OFFICE_ACCESS_KEY = 'k3office03';
/** The account without locks. */
export const EMPTY_ACCESS_KEY = 'k3empty000';

/** Every client with an address of this domain counts as a registered K3 Connect account. */
export const REGISTERED_DOMAIN = 'example.com';

const HOTEL_LOCK_NAMES = [
	'Front Door',
	'Wine Cellar',
	'Night Entrance',
	'Staff Room',
	'Laundry',
	'Linen Store',
	'Kitchen Store',
	'Garden Gate',
	'Pool House',
	'Spa',
	'Gym',
	'Boiler Room',
	'Roof Terrace',
	'Library',
	'Meeting Room Ash',
	'Meeting Room Birch',
	'Meeting Room Cedar',
	'Bicycle Store',
	...Array.from({ length: 18 }, (_, index) => `Room ${101 + index}`),
];

const HOTEL_TIMEZONES = ['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney'];

/** The lock ids of the documentation's examples, so that its requests work here as they stand. */
const DOCUMENTED_LOCK_IDS = ['06050408434e47533039303138303136', '06040408434e47533039303539303230'];

/** The 36 locks of the hotel. Time zones alternate: London, New York, Kolkata, Sydney. */
export const HOTEL_LOCKS: readonly K3Lock[] = HOTEL_LOCK_NAMES.map((name, index) => ({
	lockId: DOCUMENTED_LOCK_IDS[index] ?? lockIdFor(index),
	name,
	location: index < 18 ? 'Main building' : 'Guest wing',
	timezone: HOTEL_TIMEZONES[index % HOTEL_TIMEZONES.length],
	timecode: `2025110${1 + (index % 9)}0930`,
	batteryReported: index % 5 !== 4,
}));

/** The 3 locks of the office. */
export const OFFICE_LOCKS: readonly K3Lock[] = ['Reception', 'Server Room', 'Archive'].map((name, index) => ({
	lockId: lockIdFor(100 + index),
	name,
	location: 'Second floor',
	timezone: 'Europe/London',
	timecode: '202512151200',
	batteryReported: true,
}));

/** A KitLock as the credential keeps it; the service knows no names (docs/dev/api.md, 'NetCodes'). */
export interface KitLock {
	name: string;
	lockModel: LockModel;
	/** 'yyyyMMddHHmm'. */
	timecode: string;
	/** Six digits. */
	identifier: string;
	timezone: string;
}

/** Seven-digit codes for the rooms, six-digit ones for the rest. */
export const KIT_LOCKS: readonly KitLock[] = [
	...['Room 1', 'Room 2', 'Room 3', 'Room 4'].map((name, index) => ({
		...{ name, lockModel: 'KL1060G3' as const, timezone: 'Europe/London' },
		...{ timecode: `20260422122${6 + (index % 4)}`, identifier: `45125${4 + index}` },
	})),
	{
		name: 'Garden Flat',
		lockModel: 'KL1060C2',
		timecode: '202603020915',
		identifier: '230417',
		timezone: 'Europe/London',
	},
	{
		name: 'Bike Store',
		lockModel: 'KL1060',
		timecode: '202601151030',
		identifier: '012345',
		timezone: 'Europe/London',
	},
	{
		name: 'Locker 12',
		lockModel: 'KL1550',
		timecode: '202602101400',
		identifier: '308812',
		timezone: 'Europe/London',
	},
];

/** The KitLocks as the credential's field takes them: a line of headings, then a lock a line. */
export function kitLocksText(): string {
	const lines = KIT_LOCKS.map(({ name, lockModel, timecode, identifier, timezone }) =>
		[name, lockModel, timecode, identifier, timezone].join('; '),
	);
	return ['Name; Lock Model; Timecode; Identifier; Time Zone', ...lines].join('\n');
}

/** 250 audit entries: three pages of 100. */
export const BUSY_LOCK: K3Lock = HOTEL_LOCKS[0];
/** 130 smart phone clients: two pages of 100. */
export const POPULAR_LOCK: K3Lock = HOTEL_LOCKS[1];
/** Neither audit entries nor clients. */
export const QUIET_LOCK: K3Lock = HOTEL_LOCKS[35];

export const BUSY_LOCK_ENTRIES = 250;
export const POPULAR_LOCK_CLIENTS = 130;

/** A client of the busy lock that is active, and one that is suspended. */
export const ACTIVE_CLIENT_EMAIL = 'night.porter@example.com';
export const SUSPENDED_CLIENT_EMAIL = 'summer.temp@example.com';

/** The seed's audit log ends here (UTC): what comes later, came while the sandbox ran. */
export const LAST_SEEDED_ENTRY = '2026-04-20T18:00:00Z';

/** Fresh copies of the API keys, by key. Quotas are calls a month. */
export function seedApiKeys(): Map<string, ApiKey> {
	const key = (netCode: number, utility: number, disabled = false): ApiKey => ({
		quotas: { netCode, utility },
		used: { netCode: 0, utility: 0 },
		disabled,
	});
	return new Map([
		[DEFAULT_API_KEY, key(1_000_000, 1_000_000)],
		[SMALL_API_KEY, key(5, 10)],
		[DISABLED_API_KEY, key(100, 1000, true)],
	]);
}

/** Fresh copies of the accounts, by access key. */
export function seedAccounts(): Map<string, K3Account> {
	const accounts: K3Account[] = [
		{
			accessKey: HOTEL_ACCESS_KEY,
			email: 'hotel.manager@example.com',
			locks: structuredClone([...HOTEL_LOCKS]),
		},
		{
			accessKey: OFFICE_ACCESS_KEY,
			email: 'office.manager@example.com',
			locks: structuredClone([...OFFICE_LOCKS]),
		},
		{ accessKey: EMPTY_ACCESS_KEY, email: 'new.customer@example.com', locks: [] },
	];
	return new Map(accounts.map((account) => [account.accessKey, account]));
}

/** Fresh copies of the smart phone clients, by lock id. */
export function seedClients(): Map<string, K3Client[]> {
	const client = (email: string, status: ClientStatus, index = 0): K3Client => ({
		email,
		status,
		accessType: index % 10 === 9 ? 'ONE_TIME' : 'STANDARD',
		activePeriods: index % 2 === 0 ? alwaysActive() : workingHours('08:00', '18:30'),
	});
	const guests = Array.from({ length: POPULAR_LOCK_CLIENTS }, (_, index) =>
		client(
			`guest.${String(index + 1).padStart(3, '0')}@${REGISTERED_DOMAIN}`,
			index % 7 === 6 ? 'PENDING' : 'ACTIVE',
			index,
		),
	);
	return new Map([
		[
			BUSY_LOCK.lockId,
			[client(ACTIVE_CLIENT_EMAIL, 'ACTIVE'), client(SUSPENDED_CLIENT_EMAIL, 'SUSPENDED', 1)],
		],
		[POPULAR_LOCK.lockId, guests],
		[OFFICE_LOCKS[0].lockId, [client('receptionist@example.com', 'ACTIVE', 1)]],
	]);
}

let auditEntries: AuditEntry[] | undefined;

/**
 * The audit log of all locks, by ascending id. Ids grow with time over all locks and leave gaps: a real service counts more
 * than one customer, and a lock that uploads late can get an id that was left free. Each call gives new copies.
 */
export function seedAuditEntries(): AuditEntry[] {
	auditEntries ??= makeAuditEntries();
	return auditEntries.map((entry) => ({ ...entry }));
}

function makeAuditEntries(): AuditEntry[] {
	const random = seededRandom(1060);
	const end = DateTime.fromISO(LAST_SEEDED_ENTRY);
	const events = [...HOTEL_LOCKS, ...OFFICE_LOCKS].flatMap((lock, index) =>
		Array.from({ length: entryCount(lock, index) }, () => ({
			lock,
			happened: end.minus({ seconds: randomBelow(random, 60 * 24 * 3600) }),
		})),
	);
	events.sort((one, other) => one.happened.toMillis() - other.happened.toMillis());

	let id = 70_000;
	return events.map(({ lock, happened }) => {
		id += 1 + randomBelow(random, 3);
		const type = pick(random, ENTRY_TYPES);
		return {
			AuditEntryID: id,
			LockID: lock.lockId,
			DateEntered: happened.setZone(lock.timezone).toFormat("yyyy-MM-dd'T'HH:mm:ss"),
			EntryType: type,
			EntryText: describeEntry(type, lock.name),
		};
	});
}

function entryCount(lock: K3Lock, index: number): number {
	if (lock.lockId === BUSY_LOCK.lockId) return BUSY_LOCK_ENTRIES;
	return lock.lockId === QUIET_LOCK.lockId ? 0 : 3 + ((index * 7) % 20);
}

function lockIdFor(number: number): string {
	const serial = String(9_018_100 + number).padStart(8, '0');
	return `06050408434e4753${Buffer.from(serial, 'ascii').toString('hex')}`;
}
