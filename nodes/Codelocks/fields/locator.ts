import type { Parameters } from '../execution/parameters';

/** What a resource locator holds. Hand-made workflows and agents give a plain value, which has no mode. */
export interface Located {
	mode?: string;
	value: unknown;
	/** The text that the editor showed for a value that was chosen from the list. */
	cachedName?: string;
}

/** Reads a resource locator. */
export function locatorOf(parameters: Parameters, name: string): Located {
	const held = parameters.collection(name);
	if (!('__rl' in held)) return { value: parameters.raw(name, '') };
	const { mode, value, cachedResultName } = held;
	return {
		mode: typeof mode === 'string' ? mode : undefined,
		value,
		cachedName: mode === 'list' && typeof cachedResultName === 'string' ? cachedResultName : undefined,
	};
}
