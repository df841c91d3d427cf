import type { IDataObject } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';

/** What a field holds for one item, as n8n resolved it. */
export type ReadParameter = (name: string, fallback?: unknown) => unknown;

/** A row's parameters, read the way the operations want them. Texts are trimmed. */
export class Parameters {
	private readonly read: ReadParameter;

	/** The workflow's time zone, an IANA name. */
	readonly workflowTimezone: string;

	constructor(read: ReadParameter, workflowTimezone: string) {
		this.read = read;
		this.workflowTimezone = workflowTimezone;
	}

	raw(name: string, fallback?: unknown): unknown {
		return plain(this.read(name, fallback));
	}

	/** Text of a field; '' where it is empty. Numbers, as sheets give them, are taken as their digits. */
	text(name: string): string {
		return textOf(this.raw(name, ''));
	}

	/** Text of a field that must hold something. Throws ValueError that names the field by its label, and what it wants. */
	required(name: string, label: string, wanted: string): string {
		const text = this.text(name);
		if (!text) {
			throw new ValueError(
				`${label} is empty; give ${wanted}`,
				'If an expression fills it in, check that the item has what the expression asks for.',
			);
		}
		return text;
	}

	/** A collection such as Options or Filters; empty where nothing was added. */
	collection(name: string): IDataObject {
		const value = this.read(name, {});
		return value !== null && typeof value === 'object' ? (value as IDataObject) : {};
	}

	/** How many entries are wanted; Infinity for Return All. */
	limit(): number {
		if (this.read('returnAll', false) === true) return Infinity;
		const limit = Number(this.read('limit', 50));
		if (!Number.isInteger(limit) || limit < 1) {
			throw new ValueError(
				`Limit '${String(limit)}' is not a whole number above 0`,
				'To get everything, switch on Return All.',
			);
		}
		return limit;
	}
}

/** A field's value as trimmed text. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? String(value).trim()
		: '';
}

/** The value inside a resource locator; any other value as it is. */
function plain(value: unknown): unknown {
	return value !== null && typeof value === 'object' && '__rl' in value && 'value' in value
		? value.value
		: value;
}
