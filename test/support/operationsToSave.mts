import type { IDataObject, INodeParameters } from 'n8n-workflow';

import {
	ACTIVE_CLIENT_EMAIL,
	BUSY_LOCK,
	kitLocksText,
	OFFICE_ACCESS_KEY,
	OFFICE_LOCKS,
	POPULAR_LOCK,
	SUSPENDED_CLIENT_EMAIL,
} from '../../sandbox/seed.mts';
import type { SavedNode, SavedWorkflow } from './savedWorkflow.mts';

/* Every operation with what must be filled in alone, and with every field and choice. */

export interface Case {
	/** 'resource.operation: what is special' */
	name: string;
	parameters: INodeParameters;
	rows?: IDataObject[];
	onError?: SavedNode['onError'];
	credential?: SavedWorkflow['credential'];
}

const locator = (mode: string, value: string | number, cachedResultName?: string) =>
	({ __rl: true, mode, value, ...(cachedResultName && { cachedResultName }) }) as never;
const listed = (value: string, name = value) => locator('list', value, name);

const DETAILS: INodeParameters = {
	lockModel: listed('KL1060'),
	timecode: '202604221226',
	identifier: '061725',
};
const FROM_CREDENTIAL: INodeParameters = { lockFrom: 'credential', kitLock: listed('Room 4') };
const FOUR_HOURS: INodeParameters = { start: '2090-10-01T14:00:00', duration: listed('3', '4 hours') };
const UNTIL: INodeParameters = { start: '2090-10-01T14:00:00', lengthAs: 'end', end: '2090-10-02T10:00:00' };
const STAY: INodeParameters = { start: '2090-10-01', lengthAs: 'end', end: '2090-10-12' };
export const LOCK: INodeParameters = { lockId: listed(BUSY_LOCK.lockId, BUSY_LOCK.name) };
const OFFICE_LOCK: INodeParameters = { lockId: locator('name', OFFICE_LOCKS[0].name) };
export const ACCESS_KEY = { accessKey: OFFICE_ACCESS_KEY };
const client = (email: string): INodeParameters => ({ ...LOCK, clientEmail: locator('email', email) });
export const NEW = 'new.guest@example.com';
const PERIODS: INodeParameters = {
	activePeriods: {
		period: [
			{ weekdays: ['sat', 'sun'], from: '10:00', to: '16:30', enabled: true },
			{ weekdays: ['mon'], from: '06:00', to: '07:00', enabled: false },
		],
	},
};
const PERIODS_JSON: INodeParameters = {
	activePeriodsInput: 'json',
	activePeriodsJson:
		'{ "0": { "enabled": true, "starts": "08:00", "ends": "12:00", "mon": true, "tue": true } }',
};
export const WITH_KIT_LOCKS = { kitLocks: kitLocksText() };

export const CASES: readonly Case[] = [
	{ name: 'netCode.generateForKitLock', parameters: { ...DETAILS, ...FOUR_HOURS } },
	{
		name: 'netCode.generateForKitLock: all options',
		parameters: {
			...{ ...DETAILS, start: '2090-10-01 14:30', duration: locator('length', '2 hours') },
			options: {
				...{ apiVersion: '3', endedCodes: 'allow', includeInputFields: true, lockClock: 'fixedOffset' },
				...{ lockOffset: '+02:00', outputField: 'code', reuseCodes: false, simplify: false },
				...{ startRounding: 'roundDown', timezone: listed('Europe/Berlin', 'Europe/Berlin') },
			},
		},
		rows: [{ guest: 'Ada' }, { guest: 'Bob' }],
	},
	{
		name: 'netCode.generateForKitLock: a stay, from the credential',
		parameters: {
			...{ ...FROM_CREDENTIAL, ...STAY },
			options: { startTime: '15:00', endTime: '11:00', longStays: 'split', includeInputFields: true },
		},
		rows: [{ guest: 'Ada' }],
		credential: WITH_KIT_LOCKS,
	},
	{
		name: 'netCode.generateForKitLock: until a check-out, by UTC',
		parameters: { ...DETAILS, ...UNTIL, options: { lockClock: 'utc' } },
	},
	{
		name: 'netCode.generateForKitLock: days, by names',
		parameters: {
			...{ ...DETAILS, lockModel: locator('name', 'KL1060G3'), start: '2090-07-01' },
			...{ duration: locator('durationId', '13') },
			options: { lockClock: 'siteTime', timezone: locator('name', 'America/New_York') },
		},
	},
	{
		name: 'netCode.generateForKitLock: by expressions',
		parameters: {
			lockFrom: 'credential',
			kitLock: locator('id', '={{ $json.room }}'),
			start: '={{ $json.checkIn }}',
			duration: locator('id', '={{ $json.length }}'),
			options: { includeInputFields: true },
		},
		rows: [
			{ room: 'room 1', checkIn: '2090-03-01 15:00', length: '4 hours' },
			{ room: 'Garden Flat', checkIn: '2090-08-01T15:00:00+01:00', length: '2 days', guest: 'Bob' },
		],
		onError: 'continueErrorOutput',
		credential: WITH_KIT_LOCKS,
	},
	...(['continueErrorOutput', 'continueRegularOutput'] as const).map((onError) => ({
		name: `netCode.generateForKitLock: ${onError}`,
		parameters: {
			...DETAILS,
			...FOUR_HOURS,
			start: '={{ $json.start }}',
			options: { includeInputFields: true },
		},
		rows: [{ start: '2090-10-01 14:00' }, { start: '01/02/2090' }],
		onError,
	})),
	{ name: 'netCode.generateForK3Lock', parameters: { ...LOCK, ...FOUR_HOURS } },
	{
		name: 'netCode.generateForK3Lock: all options',
		parameters: {
			...{ ...OFFICE_LOCK, ...FOUR_HOURS },
			options: {
				...{ ...ACCESS_KEY, endedCodes: 'allow', includeInputFields: true, outputField: 'code' },
				...{ reuseCodes: false, simplify: false, startRounding: 'roundDown' },
				timezone: listed('workflow', 'Workflow'),
			},
		},
		rows: [{ guest: 'Ada' }],
	},
	{
		name: 'netCode.generateForK3Lock: a stay',
		parameters: {
			...{ lockId: locator('id', BUSY_LOCK.lockId), ...STAY },
			options: { startTime: '15:00', endTime: '11:00', longStays: 'split' },
		},
	},
	{ name: 'netCode.generateForK3Lock: until a check-out', parameters: { ...LOCK, ...UNTIL } },
	{
		name: 'utility.getDuration',
		parameters: { lockModel: listed('KL1060'), duration: listed('3', '4 hours') },
	},
	{ name: 'utility.getDurations', parameters: { lockModel: listed('KL1060') } },
	{ name: 'utility.getModes', parameters: { lockModel: listed('KL1060') } },
	{ name: 'utility.getInitSequence', parameters: { lockModel: listed('KL1060') } },
	{
		name: 'utility.getInitSequence: all options',
		parameters: {
			lockModel: listed('KL1060'),
			options: { masterCode: '87654321', randomId: false, timezone: listed('Europe/Berlin') },
		},
	},
	{ name: 'k3Account.get', parameters: {} },
	{ name: 'k3Account.get: all options', parameters: { options: ACCESS_KEY } },
	{ name: 'k3Lock.get', parameters: LOCK },
	{
		name: 'k3Lock.get: all options',
		parameters: {
			...OFFICE_LOCK,
			options: { ...ACCESS_KEY, fields: ['LockName', 'Timezone'], simplify: false },
			requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 1 } }, timeout: 5_000 },
		},
	},
	{ name: 'k3Lock.get: as it came', parameters: { ...LOCK, options: { simplify: false } } },
	{ name: 'k3Lock.getAll', parameters: {} },
	{ name: 'k3Lock.getAll: a few', parameters: { limit: 2, options: { fields: ['LockId'] } } },
	{
		name: 'k3Lock.getAll: all of them',
		parameters: { returnAll: true, options: { ...ACCESS_KEY, simplify: false } },
	},
	{ name: 'k3Lock.getAuditEntries', parameters: LOCK },
	{
		name: 'k3Lock.getAuditEntries: all options',
		parameters: {
			...{ ...LOCK, limit: 20, options: { order: 'ascending' } },
			filters: { after: '2026-03-01T00:00:00', before: '2026-04-15', entryTypes: 'NETCODE, CLIENT' },
		},
	},
	{
		name: 'k3Lock.getAuditEntries: all of them',
		parameters: { ...OFFICE_LOCK, returnAll: true, options: ACCESS_KEY },
	},
	{ name: 'k3Client.create', parameters: client(NEW) },
	{
		name: 'k3Client.create: all fields',
		parameters: {
			...{ ...OFFICE_LOCK, clientEmail: locator('email', NEW), accessType: 'ONE_TIME', ...PERIODS },
			...{ message: 'Welcome.', options: ACCESS_KEY },
		},
	},
	{ name: 'k3Client.create: periods as JSON', parameters: { ...client(NEW), ...PERIODS_JSON } },
	{ name: 'k3Client.upsert', parameters: client(NEW) },
	{
		name: 'k3Client.upsert: all fields',
		parameters: {
			...{ ...OFFICE_LOCK, clientEmail: locator('email', NEW), accessType: 'ONE_TIME', ...PERIODS },
			...{ message: 'Welcome.', options: { ...ACCESS_KEY, restoreSuspended: true } },
		},
	},
	{
		name: 'k3Client.upsert: who is suspended',
		parameters: { ...client(SUSPENDED_CLIENT_EMAIL), ...PERIODS_JSON, options: { restoreSuspended: true } },
	},
	{
		name: 'k3Client.update: all fields',
		parameters: {
			...{ ...OFFICE_LOCK, clientEmail: listed('receptionist@example.com'), ...PERIODS },
			options: ACCESS_KEY,
		},
	},
	{ name: 'k3Client.update', parameters: { ...client(ACTIVE_CLIENT_EMAIL), ...PERIODS_JSON } },
	...[
		['suspend', ACTIVE_CLIENT_EMAIL],
		['restore', SUSPENDED_CLIENT_EMAIL],
		['delete', ACTIVE_CLIENT_EMAIL],
	].flatMap(([operation, email]) => [
		{ name: `k3Client.${operation}`, parameters: client(email) },
		{
			name: `k3Client.${operation}: all options`,
			parameters: {
				...{ ...OFFICE_LOCK, clientEmail: listed('receptionist@example.com') },
				options: ACCESS_KEY,
			},
		},
	]),
	{ name: 'k3Client.getAll', parameters: { lockId: listed(POPULAR_LOCK.lockId, POPULAR_LOCK.name) } },
	{ name: 'k3Client.getAll: a few', parameters: { lockId: listed(POPULAR_LOCK.lockId), limit: 3 } },
	{
		name: 'k3Client.getAll: all of them',
		parameters: { ...OFFICE_LOCK, returnAll: true, options: ACCESS_KEY },
	},
	{ name: 'k3Client.getActivePeriodSchema', parameters: {} },
];
