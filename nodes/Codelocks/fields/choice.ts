import { ValueError } from '../../shared/api/errors';
import { textOf } from '../execution/parameters';

/**
 * One of a field's choices, whatever its case; the first where the field is empty. Throws ValueError for any other:
 * an expression or an agent that names none must not get the default.
 */
export function choiceOf<T extends string>(value: unknown, label: string, choices: readonly T[]): T {
	if (value === undefined || value === null || value === '') return choices[0];
	const text = textOf(value);
	const choice = choices.find((known) => known.toLowerCase() === text.toLowerCase());
	if (choice !== undefined) return choice;
	throw new ValueError(
		`${label} '${text.slice(0, 100)}' is unknown; use ${choices.join(' or ')}`,
		'In the editor, choose it from the list.',
	);
}
