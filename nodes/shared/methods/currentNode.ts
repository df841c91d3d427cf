import { isExpression, type IDataObject, type ILoadOptionsFunctions } from 'n8n-workflow';

import { Connection, type RequestSettings } from '../api/connection';
import { toNodeError, ValueError } from '../api/errors';
import { textIn } from '../api/responses';

/** Runs a look-up for a dropdown or list, whose answer is free of keys. What fails is shown in the list with its cause. */
export async function lookUp<T>(
	context: ILoadOptionsFunctions,
	ask: (connection: Connection) => Promise<T>,
	settings: () => RequestSettings = () => ({}),
): Promise<T> {
	try {
		const connection = await Connection.open(context, settings());
		return connection.clean(await ask(connection));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** The access key that the node being edited uses. Throws ValueError where only a run can tell it. */
export function currentAccessKey(context: ILoadOptionsFunctions, connection: Connection): string {
	const options = context.getCurrentNodeParameter('options') as IDataObject | undefined;
	const own = options?.accessKey;
	if (isExpression(own)) {
		throw new ValueError(
			'The option Access Key is an expression, so its locks are known in a run alone; choose by name or ID',
			'Use one credential for each account: then the list works.',
		);
	}
	return connection.accessKeyOr(own);
}

/** A field of the node being edited, as trimmed text; a resource locator gives its value. '' for an expression. */
export function currentText(context: ILoadOptionsFunctions, name: string): string {
	const value = context.getCurrentNodeParameter(name, { extractValue: true });
	return isExpression(value) ? '' : textIn(value).trim();
}

/** Whether a text holds what the user typed in a search box. */
export function matches(filter: string | undefined, ...texts: string[]): boolean {
	const wanted = filter?.trim().toLowerCase() ?? '';
	return texts.some((text) => text.toLowerCase().includes(wanted));
}
