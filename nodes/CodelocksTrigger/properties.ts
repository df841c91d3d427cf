import type { INodeProperties } from 'n8n-workflow';

import { accessKeyOption } from '../shared/fields/accessKey';
import { PAGE_SIZE } from '../shared/api/pages';
import { DEFAULT_MAX_ENTRIES } from './settings';

/** Quotas: API documentation, 'Usage'. A month is counted as 30 days, and a lock as quiet. */
const COST =
	'Each poll uses <b>one Utility call for each lock</b>, and plans include 1,000 to 3,000 a month for everything. ' +
	'A month of one lock costs about 720 calls when polled every hour, 2,880 every 15 minutes, and 43,200 every minute. ' +
	'Watching every lock of the account adds up to 720 for the list of locks.';

export const properties: INodeProperties[] = [
	{
		displayName: COST,
		name: 'costNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Lock Names or IDs',
		name: 'locks',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getLocks', loadOptionsDependsOn: ['options.accessKey'] },
		default: [],
		hint: 'Leave empty for every lock of the account',
		description:
			'Locks whose audit log to watch. An empty list takes in locks that are added to the account later. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
				description: 'Only entries of these types start the workflow. Separate types with commas.',
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
					'Whether the first poll of a lock emits the entries that its log already holds. Otherwise it takes note of where the log stands, and only what comes later starts the workflow.',
			},
			{
				displayName: 'Max Entries per Poll',
				name: 'maxEntriesPerPoll',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_MAX_ENTRIES,
				description: `Max number of new entries to read in one poll, before the filter. What is left comes with the next polls, oldest first. ${PAGE_SIZE} new entries of a lock cost about one more call.`,
			},
		],
	},
];
