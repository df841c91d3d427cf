const HIDDEN = '[hidden]';

/** Shorter texts are no real keys, and blotting them out would spoil innocent words. */
const SHORTEST_SECRET = 4;

/**
 * A copy of a value in which no text holds one of the secrets, neither as it is nor as it stands in a URL.
 * Applied to all that leaves the package, since a service may echo what it was sent.
 */
export function withoutSecrets<T>(value: T, secrets: Iterable<string>): T {
	const forms = [...secrets]
		.filter((secret) => secret.length >= SHORTEST_SECRET)
		.flatMap((secret) => [secret, encodeURIComponent(secret)]);
	return forms.length ? (blot(value, forms) as T) : value;
}

function blot(value: unknown, forms: string[]): unknown {
	if (typeof value === 'string') {
		return forms.reduce((text, form) => (text.includes(form) ? text.split(form).join(HIDDEN) : text), value);
	}
	if (Array.isArray(value)) return value.map((entry) => blot(entry, forms));
	if (value !== null && typeof value === 'object') {
		return Object.fromEntries(
			Object.entries(value).map(([key, entry]) => [blot(key, forms), blot(entry, forms)]),
		);
	}
	return value;
}
