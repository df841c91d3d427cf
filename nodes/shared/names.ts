import type { AuditEntry } from './api/auditLog';
import { textIn } from './api/responses';

/** The names in a list, or in text that separates them by commas; none in an empty value. */
export function namesIn(value: unknown): string[] {
	return (Array.isArray(value) ? (value as unknown[]) : textIn(value).split(','))
		.map((name) => textIn(name).trim())
		.filter(Boolean);
}

/** A test for the entry types that a filter names: text separated by commas, or a list; all of them when it is empty. */
export function entryTypesOf(filter: unknown): (entry: AuditEntry) => boolean {
	const names = namesIn(filter).map((name) => name.toLowerCase());
	return names.length ? (entry) => names.includes(entry.EntryType.trim().toLowerCase()) : () => true;
}
