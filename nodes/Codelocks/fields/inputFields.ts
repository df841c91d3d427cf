import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import { trimmedText, type Parameters } from '../execution/parameters';
import type { PlanContext } from '../resources/operation';

const DEFAULT_OUTPUT_FIELD = 'doorCode';

/** Entries of Options: the row's columns beside its result. */
export const includeInputFieldsOption: INodeProperties = {
	displayName: 'Include Input Fields',
	name: 'includeInputFields',
	type: 'boolean',
	default: false,
	description: 'Whether the output also has the fields of the input item, such as the columns of a sheet',
};

export const outputFieldOption: INodeProperties = {
	displayName: 'Output Field',
	name: 'outputField',
	type: 'string',
	displayOptions: { show: { includeInputFields: [true] } },
	default: DEFAULT_OUTPUT_FIELD,
	placeholder: 'e.g. doorCode',
	description: 'Name of the field that holds the result',
};

/** n8n takes an item with these keys and no other for one that failed. */
const ERROR_KEYS = ['error', 'message'];

/** Whether Include Input Fields is on. Reads nothing else, so that it works for a refused row too. */
export function includesInputFields(parameters: Parameters): boolean {
	return parameters.flag('options.includeInputFields', false);
}

/**
 * The key of the result beside the columns of the input; undefined where the result is the whole item.
 *
 * @throws ValueError for a name that has a meaning in n8n.
 */
export function outputFieldOf(parameters: Parameters): string | undefined {
	if (!includesInputFields(parameters)) return undefined;
	const field = trimmedText(parameters.collection('options').outputField) || DEFAULT_OUTPUT_FIELD;
	if (ERROR_KEYS.includes(field)) {
		throw new ValueError(
			`Output Field '${field}' is a name that n8n uses for failed items; use another, such as ${DEFAULT_OUTPUT_FIELD}`,
			'n8n would send an item with this field to the error output.',
		);
	}
	if (field === '__proto__') {
		throw new ValueError(
			`Output Field '${field}' is not a name for a field; use another, such as ${DEFAULT_OUTPUT_FIELD}`,
			'This name has a special meaning in JavaScript.',
		);
	}
	return field;
}

/** The result replaces a column of the input that has the name of the output field. */
export function replacedColumnHint(
	hint: PlanContext['hint'],
	{ json }: INodeExecutionData,
	field: string | undefined,
): void {
	if (field === undefined || !Object.hasOwn(json, field)) return;
	hint(
		`replaced ${field}`,
		(rows) =>
			`${rows} ${rows === 1 ? 'row' : 'rows'} had a column '${field}', which the result replaced; to keep it, set Output Field to another name`,
	);
}
