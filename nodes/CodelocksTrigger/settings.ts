import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { entryTypesOf, namesIn } from '../shared/names';
import type { AuditEntry } from '../shared/api/auditLog';

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
		// An expression may give one id, or several as text with commas.
		lockIds: [...new Set(namesIn(context.getNodeParameter('locks', [])))],
		isWanted: entryTypesOf(filters.entryTypes),
		accessKey: options.accessKey,
		includeExisting: options.includeExisting === true,
		maxEntries: Math.max(1, Math.floor(Number(options.maxEntriesPerPoll)) || DEFAULT_MAX_ENTRIES),
	};
}
