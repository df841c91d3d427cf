import type { IDataObject } from 'n8n-workflow';

import type { AuditEntry } from '../shared/answers';
import { enteredAt } from './lockZone';
import type { LockFacts } from './state';

/** An entry as the workflow gets it: the fields of the API documentation, and what is known of the lock. */
export function itemOf(lockId: string, entry: AuditEntry, facts: LockFacts | undefined): IDataObject {
	const at = enteredAt(entry.DateEntered, facts?.zone);
	return {
		AuditEntryID: entry.AuditEntryID,
		LockID: entry.LockID || lockId,
		LockName: facts?.name || lockId,
		DateEntered: entry.DateEntered,
		...(at !== undefined && { enteredAt: at }),
		EntryType: entry.EntryType,
		EntryText: entry.EntryText,
	};
}
