import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { adviceOf, messageOf, ValueError } from '../../shared/api/errors';
import type { PlanContext } from '../resources/operation';
import { textOf, type Parameters } from './parameters';

/** n8n takes an item with these keys and no other for one that failed. */
const ERROR_KEYS = ['error', 'message'];

const DEFAULT_OUTPUT_FIELD = 'doorCode';

const NO_ADVICE = 'Check the values of this item, and the expressions that fill them in.';

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
	const field = textOf(parameters.collection('options').outputField) || DEFAULT_OUTPUT_FIELD;
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

/** An output item. `field` holds the result beside the columns of the input; without it, the result is the whole item. */
export function resultItem(
	result: IDataObject,
	index: number,
	input: INodeExecutionData,
	field: string | undefined,
): INodeExecutionData {
	const pairedItem = { item: index };
	if (field === undefined) return { json: result, pairedItem };
	return {
		json: withFields(input.json, [[field, result]]),
		...(input.binary && { binary: input.binary }),
		pairedItem,
	};
}

/**
 * The item for a row that failed: what happened, and what to do. Any other key hides the failure from n8n, so the
 * columns of the input come along only where the item stays on the node's own output.
 */
export function errorItem(failure: unknown, index: number, columns?: IDataObject): INodeExecutionData {
	const error = messageOf(failure) || 'This item could not be run';
	const message = adviceOf(failure) || NO_ADVICE;
	return {
		json: columns
			? withFields(columns, [
					['error', error],
					['message', message],
				])
			: { error, message },
		pairedItem: { item: index },
	};
}

/** A copy with these fields set. A column named `__proto__` stays a column. */
function withFields(json: IDataObject, fields: Array<[string, IDataObject | string]>): IDataObject {
	return Object.fromEntries<IDataObject[string]>([...Object.entries(json), ...fields]);
}
