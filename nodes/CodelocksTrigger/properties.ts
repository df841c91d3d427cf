import type { IDataObject, INodeProperties, IPollFunctions } from 'n8n-workflow';

import { entryTypesOf, type AuditEntry } from '../shared/api/auditLog';
import { ValueError } from '../shared/api/errors';
import { PAGE_SIZE } from '../shared/api/pages';
import { namesIn, scalarText } from '../shared/api/responses';
import { accessKeyOption } from '../shared/fields/accessKey';

const DEFAULT_MAX_ENTRIES = 500;

/** Half of what the smallest plan includes (docs/dev/api.md, 'Addresses and quotas'). */
const DEFAULT_MONTHLY_CALLS = 500;

/** See cursor/slots.ts: 30 days x locks / limit. A notice cannot calculate, and shows no line breaks. */
const BUDGET =
	'Poll as often as you like: polls that the Monthly Call Limit leaves out cost nothing. ' +
	'With 500 calls, the trigger reads 1 lock every 1½ hours, 3 locks every 4½ hours, 10 locks every 14½ hours, 40 locks every 2½ days. ' +
	'With 1,000 calls: 1 lock every 45 minutes, 3 locks every 2¼ hours, 10 locks every 7¼ hours, 40 locks every 29 hours. ' +
	'With 2,500 calls: 1 lock every 18 minutes, 3 locks every 52 minutes, 10 locks every 3 hours, 40 locks every 11½ hours. ' +
	'Watching every lock takes a tenth longer, for the list of locks.';

const NO_LIMIT =
	'Without a limit, each poll uses one Utility call for each lock. A month of one lock costs 43,200 calls when polled ' +
	'every minute, and 720 every hour; plans include 1,000 to 3,000.';

export const properties: INodeProperties[] = [
	{
		displayName: BUDGET,
		name: 'budgetNotice',
		type: 'notice',
		default: '',
		displayOptions: { hide: { monthlyCalls: [0] } },
	},
	{
		displayName: NO_LIMIT,
		name: 'noLimitNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { monthlyCalls: [0] } },
	},
	{
		displayName: 'Lock Names or IDs',
		name: 'locks',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getLocks', loadOptionsDependsOn: ['options.accessKey'] },
		default: [],
		hint: 'Leave empty for every lock of the account',
		description:
			'Locks whose audit log to watch. An empty list includes locks that you add to the account later. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Monthly Call Limit',
		name: 'monthlyCalls',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: DEFAULT_MONTHLY_CALLS,
		description:
			'Max number of Utility calls that this trigger makes in 30 days to look for entries. Reading new entries costs a few more. 0 means no limit: then each poll reads.',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			{
				displayName: 'Entry Types',
				name: 'entryTypes',
				type: 'string',
				default: '',
				placeholder: 'e.g. NETCODE, CLIENT',
				description:
					'Only entries of these types start the workflow, separated by commas. <i>Fetch Test Event</i> shows which types your locks write.',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			accessKeyOption,
			{
				displayName: 'Include Existing',
				name: 'includeExisting',
				type: 'boolean',
				default: false,
				description:
					'Whether the first poll of a lock emits the entries that are already in its log. Otherwise only later entries start the workflow.',
			},
			{
				displayName: 'Max Entries per Poll',
				name: 'maxEntriesPerPoll',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_MAX_ENTRIES,
				description: `Max number of new entries to emit in one poll, before the filter. The next polls emit the rest, oldest first. ${PAGE_SIZE} new entries of a lock cost about one more call.`,
			},
		],
	},
];

/** The node's parameters, read. */
export interface Settings {
	/** Empty: every lock of the account. */
	lockIds: string[];
	isWanted: (entry: AuditEntry) => boolean;
	/** How many Utility calls polling may cost in 30 days; 0: no limit. */
	monthlyCalls: number;
	accessKey: unknown;
	includeExisting: boolean;
	maxEntries: number;
}

/** Throws ValueError for a value that a field does not take, by its name. */
export function settingsOf(context: IPollFunctions): Settings {
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	const options = context.getNodeParameter('options', {}) as IDataObject;
	return {
		// An expression may give one id, or several as text with commas.
		lockIds: [...new Set(namesIn(context.getNodeParameter('locks', [])))],
		isWanted: entryTypesOf(filters.entryTypes),
		monthlyCalls: monthlyCallsOf(context.getNodeParameter('monthlyCalls', DEFAULT_MONTHLY_CALLS)),
		accessKey: options.accessKey,
		includeExisting: includeExistingOf(options.includeExisting),
		maxEntries: maxEntriesOf(options.maxEntriesPerPoll),
	};
}

/** An expression may give true and false as text. */
function includeExistingOf(value: unknown): boolean {
	if (value === undefined || value === null || value === '') return false;
	const text = scalarText(value).trim().toLowerCase();
	if (text === 'true' || text === 'false') return text === 'true';
	throw new ValueError(
		'Include Existing is neither true nor false: switch it on or off, or use an expression that gives true or false',
		'On: the first poll of a lock emits the entries that are already in its log. Off: only later entries start the workflow.',
	);
}

function maxEntriesOf(value: unknown): number {
	if (value === undefined || value === null || value === '') return DEFAULT_MAX_ENTRIES;
	const most = Math.floor(numberOf(value));
	if (most >= 1) return most;
	throw new ValueError(
		'Max Entries per Poll is not a number of 1 or more: enter how many entries a poll may emit, such as 500',
		'The next polls emit the rest, oldest first.',
	);
}

/** A number, also as text; NaN for anything else. */
function numberOf(value: unknown): number {
	const isText = typeof value === 'string' && value.trim() !== '';
	return typeof value === 'number' || isText ? Number(value) : NaN;
}

/** Higher values mean no limit: a call every millisecond would use more. */
const MAX_MONTHLY_CALLS = 1_000_000_000;

function monthlyCallsOf(value: unknown): number {
	const calls = numberOf(value);
	if (Number.isFinite(calls) && calls >= 0) return calls > MAX_MONTHLY_CALLS ? 0 : calls;
	throw new ValueError(
		'Monthly Call Limit is not a number of 0 or more: enter how many calls polling may cost in 30 days, such as 500',
		'0 means no limit: then each poll reads every lock.',
	);
}
