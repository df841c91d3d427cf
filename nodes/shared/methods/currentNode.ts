import {
	isExpression,
	isResourceLocatorValue,
	type IDataObject,
	type ILoadOptionsFunctions,
} from 'n8n-workflow';

import { Connection, type RequestSettings } from '../api/connection';
import { toNodeError, ValueError } from '../api/errors';
import { scalarText } from '../api/responses';

/** Runs a look-up for a dropdown or list and removes keys from its result. The list shows a failure with its cause. */
export async function lookUp<T>(
	context: ILoadOptionsFunctions,
	ask: (connection: Connection) => Promise<T>,
	settings: () => RequestSettings = () => ({}),
): Promise<T> {
	try {
		const connection = await Connection.open(context, settings());
		return connection.redact(await ask(connection));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** The access key that the node being edited uses. Throws ValueError where only a run knows it. */
export function currentAccessKey(context: ILoadOptionsFunctions, connection: Connection): string {
	const options = context.getCurrentNodeParameter('options') as IDataObject | undefined;
	const own = options?.accessKey;
	if (isExpression(own)) {
		throw new ValueError(
			'The option Access Key is an expression, so its locks are known only when the workflow runs; choose by name or ID',
			'With one credential for each account, the list works.',
		);
	}
	return connection.accessKeyOr(own);
}

/** A field of the node being edited, as trimmed text; a resource locator gives its value. '' for an expression. */
export function currentText(context: ILoadOptionsFunctions, name: string): string {
	const held = context.getCurrentNodeParameter(name);
	// n8n's own extraction throws for a field that the node does not show.
	const value = isResourceLocatorValue(held) ? held.value : held;
	return isExpression(value) ? '' : scalarText(value).trim();
}

/** The mode of a resource locator of the node being edited. */
export function currentMode(context: ILoadOptionsFunctions, name: string): string | undefined {
	const held = context.getCurrentNodeParameter(name);
	return isResourceLocatorValue(held) ? held.mode : undefined;
}

/** Whether a text holds what the user typed in a search box. */
export function matches(filter: string | undefined, ...texts: string[]): boolean {
	const wanted = scalarText(filter).trim().toLowerCase();
	return texts.some((text) => text.toLowerCase().includes(wanted));
}
