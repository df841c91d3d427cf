import type { INodeProperties } from 'n8n-workflow';

import { AUDIT, pageReader, type AuditOrder, type AuditEntry } from '../../../shared/api/auditLog';
import { entryTypesOf } from '../../../shared/names';
import { ValueError } from '../../../shared/api/errors';
import { toInstant, wallToIso } from '../../../shared/time/readDate';
import { PAGE_SIZE } from '../../../shared/api/pages';
import { lockField, lockIdOf } from '../../fields/lock';
import { accessKeyOption } from '../../../shared/fields/accessKey';
import { optionsOf } from '../../fields/options';
import { limitFields } from '../../fields/paging';
import { DATE_PLACEHOLDER } from '../../fields/start';
import type { Operation } from '../operation';
import type { Parameters } from '../../execution/parameters';

/**
 * Whoever asks for last night need not pay for a log of years. Uploads come hours late (field notes, 'Audit'), so
 * nothing that is wanted is looked for behind a whole page that misses the wanted dates by a week.
 */
const LATEST_UPLOAD_MS = 7 * 24 * 60 * 60 * 1000;

/** Which entries are wanted, and which are so far beyond them that the log need not be read on. */
interface Wanted {
	includes: (entry: AuditEntry) => boolean;
	/** A whole page of such entries ends the reading. */
	isFarBeyond: (entry: AuditEntry) => boolean;
}

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'After',
			name: 'after',
			type: 'dateTime',
			default: '',
			placeholder: DATE_PLACEHOLDER,
			description: "Only entries from this moment on. Without an offset, it is in the workflow's time zone.",
		},
		{
			displayName: 'Before',
			name: 'before',
			type: 'dateTime',
			default: '',
			placeholder: DATE_PLACEHOLDER,
			description: "Only entries before this moment. Without an offset, it is in the workflow's time zone.",
		},
		{
			displayName: 'Entry Types',
			name: 'entryTypes',
			type: 'string',
			default: '',
			placeholder: 'e.g. NETCODE, CLIENT',
			description: 'Only entries of these types, separated by commas',
		},
	],
};

/** API documentation, 'GET …/k3connect/{id}/audit'. A filter is applied here: the API has none. */
export const getAuditEntries: Operation = {
	option: {
		name: 'Get Audit Entries',
		value: 'getAuditEntries',
		action: 'Get audit log entries of a K3 Connect lock',
		description:
			'Read the audit log of a lock. It is as fresh as the last time that a phone or a gateway connected to the lock.',
	},
	method: AUDIT,
	fields: [
		lockField,
		...limitFields,
		filters,
		optionsOf([
			accessKeyOption,
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				options: [
					{ name: 'Newest First', value: 'descending', description: 'A limit keeps the latest entries' },
					{
						name: 'Oldest First',
						value: 'ascending',
						description: 'A limit keeps those that the log begins with',
					},
				],
				default: 'descending',
				description: 'Which end of the log to begin at',
			},
		]),
	],
	plan: ({ parameters, connection }) => {
		const options = parameters.collection('options');
		const accesskey = connection.accessKeyOr(options.accessKey);
		const lockId = lockIdOf(parameters);
		const limit = parameters.limit();
		const pageorder = options.order === 'ascending' ? 'ascending' : 'descending';
		const wanted = wantedBy(parameters, pageorder);
		const readPage = pageReader(connection, accesskey, pageorder);
		return {
			fetch: async () => await collected(async (page) => await readPage(lockId, page), wanted, limit),
		};
	},
};

/**
 * Entries that are wanted, page after page, until there are enough or the log ends. New entries shift the pages
 * of a descending list while it is read (field notes, 'Audit'), so an entry may come twice and is kept once.
 */
async function collected(
	page: (number: number) => Promise<AuditEntry[]>,
	wanted: Wanted,
	limit: number,
): Promise<AuditEntry[]> {
	const found = new Map<number, AuditEntry>();
	for (let number = 1; found.size < limit; number++) {
		const entries = await page(number);
		for (const entry of entries) if (wanted.includes(entry)) found.set(entry.AuditEntryID, entry);
		if (entries.length < PAGE_SIZE || entries.every(wanted.isFarBeyond)) break;
	}
	return [...found.values()].slice(0, limit);
}

/** DateEntered without an offset is in the workflow's time zone, as the filter is. */
function wantedBy(parameters: Parameters, order: AuditOrder): Wanted {
	const { after, before, entryTypes } = parameters.collection('filters');
	const zone = parameters.workflowTimezone;
	const from = isSet(after) ? toInstant(after, zone, 'After') : -Infinity;
	const until = isSet(before) ? toInstant(before, zone, 'Before') : Infinity;
	if (from >= until) {
		throw new ValueError(
			`After '${String(after)}' is not earlier than Before '${String(before)}'; swap them, or leave one out`,
			'Entries from After on and before Before are returned.',
		);
	}
	const ofType = entryTypesOf(entryTypes);
	const instantOf = ({ DateEntered }: AuditEntry) => Date.parse(wallToIso(DateEntered, zone) ?? '');
	// An entry whose date cannot be read passes: showing one too many is better than hiding a break-in.
	const isWithin = (at: number) => Number.isNaN(at) || (at >= from && at < until);
	return {
		includes: (entry) => ofType(entry) && isWithin(instantOf(entry)),
		isFarBeyond: (entry) =>
			order === 'descending'
				? instantOf(entry) < from - LATEST_UPLOAD_MS
				: instantOf(entry) >= until + LATEST_UPLOAD_MS,
	};
}

function isSet(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}
