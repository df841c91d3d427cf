import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { Connection } from '../api/connection';
import { toNodeError } from '../api/errors';

/** Runs a look-up for a dropdown; what fails is shown in it with its cause. */
export async function lookUp<T>(
	context: ILoadOptionsFunctions,
	ask: (connection: Connection) => Promise<T>,
): Promise<T> {
	try {
		return await ask(await Connection.open(context));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** The access key that the node being edited uses. */
export function currentAccessKey(context: ILoadOptionsFunctions, connection: Connection): string {
	const options = context.getCurrentNodeParameter('options') as IDataObject | undefined;
	return connection.accessKeyOr(options?.accessKey);
}

/** A field of the node being edited, as trimmed text; a resource locator gives its value. */
export function currentText(context: ILoadOptionsFunctions, name: string): string {
	const value = context.getCurrentNodeParameter(name, { extractValue: true });
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Whether a text holds what the user typed in a search box. */
export function matches(filter: string | undefined, ...texts: string[]): boolean {
	const wanted = filter?.trim().toLowerCase() ?? '';
	return texts.some((text) => text.toLowerCase().includes(wanted));
}
