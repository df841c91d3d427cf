import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { quotaOf, type ApiMethod } from '../../shared/api/connection';
import { adviceOf, messageOf, ValueError } from '../../shared/api/errors';
import type { PlanContext } from '../resources/operation';
import type { Job, Row } from './jobs';
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

/** The hints of a run. Rows with the same hint share one text, which says how many they are. */
export class Hints {
	private readonly kept = new Map<string, { rows: Set<number>; text: (rows: number) => string }>();

	/** What a row's plan is given to add hints with. It may do so while its calls are made, too. */
	forRow(row: number): (key: string, text: (rows: number) => string) => void {
		return (key, text) => {
			const known = this.kept.get(key);
			if (known) known.rows.add(row);
			else this.kept.set(key, { rows: new Set([row]), text });
		};
	}

	/** One text for each key, in the order in which they were added; no empty ones. Counts only the rows that pass `counts`. */
	texts(counts: (row: number) => boolean): string[] {
		return [...this.kept.values()].flatMap(({ rows, text }) => {
			const counted = [...rows].filter(counts).length;
			return counted ? [text(counted)].filter(Boolean) : [];
		});
	}
}

/** So many calls of a method that count on its quota. */
export interface Cost {
	method: ApiMethod;
	calls: number;
}

/** What a run cost, for runs of more than one row whose operation shares calls, and where earlier runs paid. */
export function costHint(rows: Row[], jobs: Job[], cost: Cost): string | undefined {
	const asked = jobs.reduce((sum, job) => sum + job.rows.length, 0);
	const isShared = jobs.some(({ plan }) => plan.sameAs !== undefined);
	const repeated = asked - jobs.length;
	const paidBefore = jobs.filter(({ isReused }) => isReused).length;
	if (!isShared || (asked < 2 && !paidBefore)) return undefined;
	const savings = [
		...(repeated ? [repeated === 1 ? '1 repeated an earlier row' : `${repeated} repeated earlier rows`] : []),
		...(paidBefore ? [`${paidBefore} ${paidBefore === 1 ? 'was' : 'were'} paid for before`] : []),
	];
	const planned = rows.filter(({ parts }) => parts.length).length;
	const codes = asked > planned ? ` with ${asked} codes` : '';
	const calls = `${counted(cost)} for ${planned} ${planned === 1 ? 'row' : 'rows'}${codes}`;
	return [calls, savings.join(', ')].filter(Boolean).join('; ');
}

/** "3 NetCode calls". */
export function counted({ calls, method }: Cost): string {
	return `${calls} ${quotaOf(method)} ${calls === 1 ? 'call' : 'calls'}`;
}
