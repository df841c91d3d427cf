import { DateTime } from 'luxon';
import type { Workflow, WorkflowNode } from '../n8nApi.mts';

type StoredCredential = { id: string; name: string };

/** A booking; no two have the same code. */
export interface Row {
	/** Also the name of the row. */
	timecode: string;
}

export const INBOX = '/inbox/codes';
export const BATCH_SIZE = 10;

const FIRST_TIMECODE = DateTime.utc(2026, 1, 1);

/** Rows of different locks. */
export const rowsFrom = (first: number, count: number): Row[] =>
	Array.from({ length: count }, (_, index) => ({
		timecode: FIRST_TIMECODE.plus({ minutes: first + index }).toFormat('yyyyMMddHHmm'),
	}));

const node = (
	index: number,
	name: string,
	[type, typeVersion]: [string, number],
	parameters: Record<string, unknown> = {},
	credential?: StoredCredential,
): WorkflowNode => ({
	...{ id: `node-${index}`, name, type, typeVersion, parameters },
	position: [220 * index, 0],
	...(credential && { credentials: { codelocksApi: credential } }),
});

const webhook = (path: string) =>
	node(0, 'Rows Come', ['n8n-nodes-base.webhook', 2], {
		httpMethod: 'POST',
		path,
		responseMode: 'onReceived',
	});
const split = node(1, 'Split Out', ['n8n-nodes-base.splitOut', 1], { fieldToSplitOut: 'body.rows' });
const code = (index: number, credential: StoredCredential) =>
	node(
		index,
		'Generate NetCode',
		['n8n-nodes-codelocks.codelocks', 1],
		{
			lockModel: { __rl: true, mode: 'list', value: 'KL1060' },
			timecode: '={{ $json.timecode }}',
			identifier: '061725',
			start: '2090-10-01 14:00',
			duration: { __rl: true, mode: 'length', value: '4 hours' },
			options: { includeInputFields: true },
		},
		credential,
	);

const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
const settings = { executionOrder: 'v1', timezone: 'Europe/London' };

/** All rows of an execution at once. */
export const codesAtOnce = (path: string, credential: StoredCredential): Workflow => ({
	name: 'Codes at once',
	nodes: [webhook(path), split, code(2, credential), node(3, 'End', ['n8n-nodes-base.noOp', 1])],
	connections: {
		'Rows Come': { main: [to('Split Out')] },
		'Split Out': { main: [to('Generate NetCode')] },
		'Generate NetCode': { main: [to('End')] },
	},
	settings,
});

/** The same in batches, each of which is stored before the next: here by a post to the sandbox's inbox. */
export const codesInBatches = (path: string, credential: StoredCredential, sandboxUrl: string): Workflow => ({
	name: 'Codes in batches',
	nodes: [
		webhook(path),
		split,
		node(2, 'Loop Over Items', ['n8n-nodes-base.splitInBatches', 3], { batchSize: BATCH_SIZE, options: {} }),
		code(3, credential),
		node(4, 'Store', ['n8n-nodes-base.httpRequest', 4.2], {
			...{ method: 'POST', url: `${sandboxUrl}${INBOX}`, sendBody: true, specifyBody: 'json' },
			jsonBody: '={{ JSON.stringify({ timecode: $json.timecode, netCode: $json.doorCode.netCode }) }}',
		}),
	],
	connections: {
		'Rows Come': { main: [to('Split Out')] },
		'Split Out': { main: [to('Loop Over Items')] },
		'Loop Over Items': { main: [[], to('Generate NetCode')] },
		'Generate NetCode': { main: [to('Store')] },
		Store: { main: [to('Loop Over Items')] },
	},
	settings,
});

/** The recipe of docs/trigger.md: the entries of a lock from a moment on, posted as the trigger's workflow does. */
export const fillTheGap = (
	credential: StoredCredential,
	{ lockId, after, inboxUrl }: { lockId: string; after: string; inboxUrl: string },
): Workflow => ({
	name: 'Fill the gap',
	nodes: [
		node(0, 'Start', ['n8n-nodes-base.manualTrigger', 1]),
		node(
			1,
			'Get Audit Entries',
			['n8n-nodes-codelocks.codelocks', 1],
			{
				...{ resource: 'k3Lock', operation: 'getAuditEntries', returnAll: true },
				lockId: { __rl: true, mode: 'id', value: lockId },
				filters: { after },
				options: { order: 'ascending' },
			},
			credential,
		),
		node(2, 'Post to Inbox', ['n8n-nodes-base.httpRequest', 4.2], {
			...{ method: 'POST', url: inboxUrl, sendBody: true, specifyBody: 'json' },
			jsonBody: '={{ JSON.stringify({ entry: $json.AuditEntryID, execution: $execution.id }) }}',
		}),
	],
	connections: {
		Start: { main: [to('Get Audit Entries')] },
		'Get Audit Entries': { main: [to('Post to Inbox')] },
	},
	settings,
});
