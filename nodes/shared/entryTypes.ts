import type { AuditEntry } from './answers';

/** A test for the entry types that a filter names: text separated by commas, or a list; all of them when it is empty. */
export function entryTypesOf(filter: unknown): (entry: AuditEntry) => boolean {
	const names = (Array.isArray(filter) ? filter : String(filter ?? '').split(','))
		.map((name) => String(name).trim().toLowerCase())
		.filter(Boolean);
	return names.length ? (entry) => names.includes(entry.EntryType.trim().toLowerCase()) : () => true;
}
