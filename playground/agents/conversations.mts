import { netCodeFor } from '../../sandbox/netCode.mts';
import { HOTEL_ACCESS_KEY, HOTEL_LOCKS } from '../../sandbox/seed.mts';
import type { Reply } from '../model/server.mts';

/** The node as an agent's tool. */
export interface AgentTool {
	/** Becomes the tool's name, with '_' for each space. */
	name: string;
	/** What the model reads; without it, n8n writes one. */
	description?: string;
	parameters: Record<string, unknown>;
	/** The parameters that the model has to fill in. */
	asksFor: string[];
}

/** What someone and an agent say to each other, and what must come of it. */
export interface Conversation {
	title: string;
	/** The agent's system message. */
	briefing: string;
	question: string;
	tools: AgentTool[];
	/** What the model says each time that it is asked, given what tools have answered so far. */
	says: Array<(heard: string[]) => Reply>;
	/** Every call that reaches the API, but for look-ups of durations and time zones. */
	sends: Array<{ path: string; query: Record<string, string> }>;
	/** What is in each answer of a tool, and how long it may be at most, in characters. */
	hears: Array<{ holds: string[]; atMost: number }>;
	/** What the agent's own answer holds. */
	answers: string[];
}

const frontDoor = HOTEL_LOCKS[0];

/** One item with an answer or an error must not cost the model more than a short paragraph. */
const SHORT = 600;

const LOCKER = {
	id: '202601150930',
	identifier: '029935',
	lockModel: 'KL1060',
	duration: 12,
	// A day in summer begins at the lock's midnight, which is 01:00 at the site.
	start: '2027-07-03 00:00',
} as const;
const lockerCode = netCodeFor(LOCKER);
const lockerCall = {
	path: `/n/1/netcode/${LOCKER.id}`,
	query: {
		start: LOCKER.start,
		duration: String(LOCKER.duration),
		lockmodel: LOCKER.lockModel,
		identifier: LOCKER.identifier,
	},
};
const lockerAnswer = {
	holds: [
		`"netCode":"${lockerCode}"`,
		'"startsAt":"2027-07-03T01:00:00+01:00"',
		'"expiresAt":"2027-07-04T01:00:00+01:00"',
	],
	atMost: SHORT,
};
const lockerBriefing = `You hand out locker codes. Today is Thursday, 2027-07-01.

| Locker | Timecode | Identifier |
|---|---|---|
| 11 | 202601150915 | 355722 |
| 12 | ${LOCKER.id} | ${LOCKER.identifier} |`;

const makeLockerCode: AgentTool = {
	name: 'Make locker code',
	description: 'Makes a door code for a locker that works for one day. Each call is charged.',
	parameters: {
		resource: 'netCode',
		operation: 'generateForKitLock',
		lockModel: LOCKER.lockModel,
		duration: String(LOCKER.duration),
		timecode: byModel('timecode', "The locker's timecode from the table: twelve digits"),
		identifier: byModel(
			'identifier',
			"The locker's identifier from the table: six digits, with leading zeros",
		),
		start: byModel('start', 'The day on which the code works, as YYYY-MM-DD'),
		// Each version of the agent must send the call itself.
		options: { reuseCodes: false },
	},
	asksFor: ['timecode', 'identifier', 'start'],
};

const K3_CODE = {
	id: frontDoor.lockId,
	identifier: HOTEL_ACCESS_KEY,
	lockModel: 'K3CONNECT',
	duration: 3,
	start: '2027-07-03 16:00',
} as const;

const makeDoorCode: AgentTool = {
	name: 'Make door code',
	parameters: {
		resource: 'netCode',
		operation: 'generateForK3Lock',
		lockId: { __rl: true, mode: 'id', value: byModel('lockId', 'The id of the lock') },
		start: byModel('start', 'When the code begins to work, on a full hour, as YYYY-MM-DD HH:mm'),
		duration: byModel('duration', 'The length of the code: 0 is one hour, 1 is two, and so on', 'number'),
		options: { reuseCodes: false, timezone: 'Europe/London' },
	},
	asksFor: ['lockId', 'start', 'duration'],
};

const listLocks: AgentTool = {
	name: 'List locks',
	description: 'Lists the locks of the account with their LockId and LockName.',
	parameters: {
		resource: 'k3Lock',
		operation: 'getAll',
		returnAll: true,
		options: { fields: ['LockId', 'LockName'] },
	},
	asksFor: [],
};

const readAuditLog: AgentTool = {
	name: 'Read audit log',
	description: 'Reads the newest entries of the audit log of one lock.',
	parameters: {
		resource: 'k3Lock',
		operation: 'getAuditEntries',
		lockId: { __rl: true, mode: 'id', value: byModel('lockId', 'The LockId that List_locks gives') },
		returnAll: false,
		limit: byModel('limit', 'How many entries to read', 'number'),
		filters: { entryTypes: byModel('entryTypes', 'Only these types, separated by commas; empty for all') },
		options: {},
	},
	asksFor: ['lockId', 'limit', 'entryTypes'],
};

/** What an agent with the node as its tool must be able to do. The model is scripted: it says what a real one would. */
export const conversations: Conversation[] = [
	{
		title: 'A KitLock that the model knows from a table',
		briefing: lockerBriefing,
		question: 'Make me a code for locker 12 for Saturday',
		tools: [makeLockerCode],
		says: [
			() =>
				calling('Make_locker_code', {
					timecode: LOCKER.id,
					identifier: LOCKER.identifier,
					start: '2027-07-03',
				}),
			repeating,
		],
		sends: [lockerCall],
		hears: [lockerAnswer],
		answers: [lockerCode],
	},
	{
		title: 'A value that is refused, and corrected',
		briefing: lockerBriefing,
		question: 'Make me a code for locker 12 for Saturday',
		tools: [makeLockerCode],
		says: [
			() =>
				calling('Make_locker_code', {
					timecode: LOCKER.id,
					identifier: LOCKER.identifier,
					start: '03/07/2027',
				}),
			() =>
				calling('Make_locker_code', {
					timecode: LOCKER.id,
					identifier: LOCKER.identifier,
					start: '2027-07-03',
				}),
			repeating,
		],
		sends: [lockerCall],
		hears: [
			{
				holds: ['does not begin with the year', 'write the year first, such as 20'],
				atMost: SHORT,
			},
			lockerAnswer,
		],
		answers: [lockerCode],
	},
	{
		title: 'A K3 Connect lock and a duration by the model',
		briefing: `You make door codes. The front door's id is ${frontDoor.lockId}.`,
		question: 'A code for the front door on 3 July 2027, from four to eight in the afternoon, please',
		tools: [makeDoorCode],
		says: [
			() =>
				calling('Make_door_code', {
					lockId: K3_CODE.id,
					start: K3_CODE.start,
					duration: K3_CODE.duration,
				}),
			repeating,
		],
		sends: [
			{
				path: `/n/1/netcode/${K3_CODE.id}`,
				query: {
					start: K3_CODE.start,
					duration: String(K3_CODE.duration),
					lockmodel: K3_CODE.lockModel,
					identifier: K3_CODE.identifier,
				},
			},
		],
		hears: [
			{
				holds: [
					`"netCode":"${netCodeFor(K3_CODE)}"`,
					'"startsAt":"2027-07-03T16:00:00+01:00"',
					'"expiresAt":"2027-07-03T20:00:00+01:00"',
				],
				atMost: SHORT,
			},
		],
		answers: [netCodeFor(K3_CODE)],
	},
	{
		title: 'Two tools, one after the other',
		briefing: 'You look after the locks of a hotel.',
		question: 'Who used the front door last?',
		tools: [listLocks, readAuditLog],
		says: [
			() => calling('List_locks', {}),
			([locks]) =>
				calling('Read_audit_log', { lockId: idOf(frontDoor.name, locks), limit: 1, entryTypes: '' }),
			repeating,
		],
		sends: [
			{ path: '/u/1/k3connect', query: { accesskey: HOTEL_ACCESS_KEY } },
			{
				path: `/u/1/k3connect/${frontDoor.lockId}/audit`,
				query: { accesskey: HOTEL_ACCESS_KEY, page: '1', perpage: '50', pageorder: 'descending' },
			},
		],
		hears: [
			// With all their fields, the locks would be five times as long.
			{ holds: HOTEL_LOCKS.map(({ name }) => `"LockName":"${name}"`), atMost: HOTEL_LOCKS.length * 90 },
			{ holds: [`"LockID":"${frontDoor.lockId}"`, '"DateEntered":"2026-04-20T17:37:39"'], atMost: 250 },
		],
		answers: ['A wrong code was entered at Front Door.'],
	},
];

function byModel(key: string, description: string, type: 'string' | 'number' = 'string'): string {
	return `={{ $fromAI('${key}', ${JSON.stringify(description)}, '${type}') }}`;
}

function calling(tool: string, input: Record<string, unknown>): Reply {
	return { calls: [{ tool, input }] };
}

function repeating(heard: string[]): Reply {
	return { text: `The tool says: ${heard.at(-1)}` };
}

function idOf(name: string, locks: string): string | undefined {
	return (JSON.parse(locks) as Array<{ LockId: string; LockName: string }>).find(
		({ LockName }) => LockName === name,
	)?.LockId;
}
