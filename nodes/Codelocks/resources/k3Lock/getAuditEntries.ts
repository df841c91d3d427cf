import type { INodeProperties } from 'n8n-workflow';

import {
	AUDIT,
	auditPages,
	entryTypesOf,
	typesInWords,
	type AuditEntry,
	type AuditOrder,
} from '../../../shared/api/auditLog';
import { ValueError } from '../../../shared/api/errors';
import { namesIn } from '../../../shared/api/responses';
import { toInstant, wallToIso } from '../../../shared/time/readDate';
import { knownLockOf, lockField, type ChosenLock } from '../../fields/lock';
import { accessKeyOption } from '../../../shared/fields/accessKey';
import { optionsOf } from '../../fields/options';
import { limitFields, limitOf } from '../../fields/limit';
import { DATE_PLACEHOLDER } from '../../fields/start';
import type { Operation } from '../operation';
import type { Parameters } from '../../execution/parameters';

/**
 * A user who asks for last night does not pay for a log of years. Uploads come hours late (docs/dev/api.md, 'Audit log'), so
 * reading ends after a whole page that misses the wanted dates by a week.
 */
const LATEST_UPLOAD_MS = 7 * 24 * 60 * 60 * 1000;

const REPEATED_PAGE =
	'The service sent the same 50 entries as page 1 and page 2, so the audit log may have more entries. Read it in parts with the filters After and Before.';

/** Which entries are wanted, and which are so far beyond them that reading can end. */
interface Wanted {
	includes: (entry: AuditEntry) => boolean;
	/** A whole page of such entries ends the reading. */
	isFarBeyond: (entry: AuditEntry) => boolean;
	/** The entry types that the filter names; none where all pass. */
	types: string[];
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

/** docs/dev/api.md, 'Audit log'. The filters apply here: the API has none. */
export const getAuditEntries: Operation = {
	option: {
		name: 'Get Audit Entries',
		value: 'getAuditEntries',
		action: 'Get audit entries of K3 lock',
		description:
			'Read the audit log of a lock. The log is as recent as the last connection of a phone or a gateway to the lock.',
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
						description: 'A limit keeps the first entries of the log',
					},
				],
				default: 'descending',
				description: 'Which end of the log to start from',
			},
		]),
	],
	plan: async (context) => {
		const { parameters, connection, hint } = context;
		const lock = await knownLockOf(context);
		const limit = limitOf(parameters);
		const order = parameters.choice('options.order', ['descending', 'ascending'], 'descending');
		const wanted = wantedBy(parameters, order, lock);
		const onRepeatedPage = () => hint('repeated page', () => REPEATED_PAGE);
		return {
			fetch: async () => {
				const seenTypes = new Set<string>();
				const pages = auditPages(connection, { lock, order, onRepeatedPage });
				const found = await collected(pages, wanted, limit, seenTypes);
				if (!found.length && seenTypes.size && wanted.types.length) {
					hint(`types of ${lock.id}`, () => typesSeen(lock.label, seenTypes));
				}
				return found;
			},
		};
	},
};

/** Entries that are wanted, page after page, until there are enough, the log ends or the rest is far beyond. */
async function collected(
	pages: AsyncIterable<AuditEntry[]>,
	wanted: Wanted,
	limit: number,
	seenTypes: Set<string>,
): Promise<AuditEntry[]> {
	const found: AuditEntry[] = [];
	for await (const entries of pages) {
		for (const { EntryType } of entries) seenTypes.add(EntryType);
		found.push(...entries.filter(wanted.includes));
		if (found.length >= limit || entries.every(wanted.isFarBeyond)) break;
	}
	return found.slice(0, limit);
}

/** A type that never occurs gives an empty result after the whole log was paid for. */
function typesSeen(label: string, types: Set<string>): string {
	return `No entry of ${label} passes the filters. The entries that were read have the types: ${typesInWords(types) || 'none'}`;
}

/** DateEntered without an offset is in the lock's time zone where that is known, else in the workflow's as the filter is. */
function wantedBy(parameters: Parameters, order: AuditOrder, lock: ChosenLock): Wanted {
	const { after, before, entryTypes } = parameters.collection('filters');
	const zone = parameters.workflowTimezone;
	const from = isSet(after) ? toInstant(after, zone, 'After') : -Infinity;
	const until = isSet(before) ? toInstant(before, zone, 'Before') : Infinity;
	if (from >= until) {
		throw new ValueError(
			`After '${String(after)}' is not earlier than Before '${String(before)}'; swap them, or leave one out`,
			'The node returns entries from After up to, and without, Before.',
		);
	}
	const ofType = entryTypesOf(entryTypes);
	const instantOf = ({ DateEntered }: AuditEntry) =>
		Date.parse(wallToIso(DateEntered, lock.timezone ?? zone) ?? '');
	// An entry whose date cannot be read passes: showing one too many is better than hiding a break-in.
	const isWithin = (at: number) => Number.isNaN(at) || (at >= from && at < until);
	return {
		types: namesIn(entryTypes),
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
