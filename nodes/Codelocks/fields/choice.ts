import { ValueError } from '../../shared/api/errors';
import { textOf } from '../execution/parameters';

/**
 * The value of a field with a fixed list, its default where it is empty. An expression can set any value, and one that is not
 * listed must not pass for the default.
 *
 * @throws ValueError that names the field and lists its values.
 */
export function chosen<T extends string>(value: unknown, label: string, values: T[], byDefault: T): T {
	if (value === undefined || value === null || value === '') return byDefault;
	const known = values.find((one) => one === textOf(value));
	if (known !== undefined) return known;
	const shown = textOf(value) || JSON.stringify(value);
	throw new ValueError(
		`${label} '${shown}' is not one of its choices; use ${values.join(' or ')}`,
		`These are the values that an expression can give. Without the option, ${byDefault} applies.`,
	);
}

/**
 * The value of a switch, which an expression or a sheet may give as text.
 *
 * @throws ValueError for anything but true and false.
 */
export function switched(value: unknown, label: string, byDefault: boolean): boolean {
	if (typeof value === 'boolean') return value;
	return chosen(textOf(value).toLowerCase(), label, ['true', 'false'], `${byDefault}`) === 'true';
}
