import type { IDataObject } from 'n8n-workflow';

import { ServiceError } from './errors';

/**
 * The entries of a list answer. No entries come as [], as false or as an empty body (field notes, 'Shapes').
 * Throws ServiceError when it is no list.
 */
export function entriesOf(answer: unknown, what: string): IDataObject[] {
	if (answer === '' || answer === false || answer === null || answer === undefined) return [];
	if (!Array.isArray(answer)) throw unexpected(what);
	return answer.map((entry) => {
		if (!isObject(entry)) throw unexpected(what);
		return entry;
	});
}

/** The one object of an answer, which the documentation wraps in an array here and there and the service does not. */
export function objectOf(answer: unknown, what: string): IDataObject {
	const value = Array.isArray(answer) && answer.length === 1 ? (answer[0] as unknown) : answer;
	if (!isObject(value) || !Object.keys(value).length) throw unexpected(what);
	return value;
}

/** The answer of `help/spcconfig`, its JSON text read. */
export function periodSchemaOf(answer: unknown): IDataObject {
	const schema = objectOf(answer, 'the active period schema');
	if (typeof schema.activeperiods !== 'string') return schema;
	try {
		return { ...schema, activeperiods: JSON.parse(schema.activeperiods) as IDataObject };
	} catch {
		return schema;
	}
}

export function isObject(value: unknown): value is IDataObject {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A text or number as trimmed text; anything else is ''. */
export function scalarText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

export function unexpected(what: string): ServiceError {
	return new ServiceError('refused', `The service answered without ${what}`, {
		status: 200,
		advice: 'Try again. If it stays so, the service has changed or the Base URL is that of something else.',
	});
}
