import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { AuditEntry } from '../shared/answers';
import { entryTypesOf } from '../shared/entryTypes';

/** The node's parameters, read. */
export interface Settings {
	/** Empty: every lock of the account. */
	lockIds: string[];
	isWanted: (entry: AuditEntry) => boolean;
	accessKey: unknown;
	includeExisting: boolean;
	maxEntries: number;
}

export const DEFAULT_MAX_ENTRIES = 500;

export function settingsOf(context: IPollFunctions): Settings {
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	const options = context.getNodeParameter('options', {}) as IDataObject;
	return {
		lockIds: lockIdsOf(context.getNodeParameter('locks', [])),
		isWanted: entryTypesOf(filters.entryTypes),
		accessKey: options.accessKey,
		includeExisting: options.includeExisting === true,
		maxEntries: Math.max(1, Math.floor(Number(options.maxEntriesPerPoll)) || DEFAULT_MAX_ENTRIES),
	};
}

/** An expression may give one id, or several as text with commas. */
function lockIdsOf(value: unknown): string[] {
	const ids = (Array.isArray(value) ? value : String(value ?? '').split(',')).map((id) => String(id).trim());
	return [...new Set(ids.filter(Boolean))];
}
