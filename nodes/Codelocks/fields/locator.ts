import { isObject } from '../../shared/api/responses';
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
	const held = parameters.whole(name, '');
	if (!isObject(held) || !('__rl' in held)) return { value: held };
	const { mode, value, cachedResultName } = held;
	return {
		mode: typeof mode === 'string' ? mode : undefined,
		value,
		cachedName: mode === 'list' && typeof cachedResultName === 'string' ? cachedResultName : undefined,
	};
}
