import type { IDataObject } from 'n8n-workflow';
import { enteredAt } from '../shared/time/lockZone';
import type { LockDetails } from './cursor/state';
import type { AuditEntry } from '../shared/api/auditLog';

/**
 * An entry as the workflow gets it: the fields of the API (docs/dev/api.md, 'Audit log'), and what is known of the lock. What happened
 * comes before the long ids, since a table in the editor shows the first columns only.
 */
export function itemOf(lockId: string, entry: AuditEntry, details: LockDetails | undefined): IDataObject {
	const at = enteredAt(entry.DateEntered, details?.zone);
	return {
		...(at !== undefined && { enteredAt: at }),
		LockName: details?.name || lockId,
		EntryType: entry.EntryType,
		EntryText: entry.EntryText,
		DateEntered: entry.DateEntered,
		AuditEntryID: entry.AuditEntryID,
		LockID: entry.LockID || lockId,
	};
}
