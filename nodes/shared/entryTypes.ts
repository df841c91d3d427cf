import type { AuditEntry } from './answers';
import { namesIn } from './names';

/** A test for the entry types that a filter names: text separated by commas, or a list; all of them when it is empty. */
export function entryTypesOf(filter: unknown): (entry: AuditEntry) => boolean {
	const names = namesIn(filter).map((name) => name.toLowerCase());
	return names.length ? (entry) => names.includes(entry.EntryType.trim().toLowerCase()) : () => true;
}
