/** The names in a list, or in text that separates them by commas; none in an empty value. */
export function namesIn(value: unknown): string[] {
	return (Array.isArray(value) ? value : String(value ?? '').split(','))
		.map((name) => String(name).trim())
		.filter(Boolean);
}
