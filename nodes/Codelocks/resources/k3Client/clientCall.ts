import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { ApiCall, ApiMethod } from '../../../shared/api/connection';
import { ServiceError } from '../../../shared/api/errors';
import { LOOK_FIRST } from '../../../shared/api/responseErrors';
import { isObject, scalarText, unwrapped } from '../../../shared/api/responses';
import type { Parameters } from '../../execution/parameters';
import { clientEmailOf } from '../../fields/client';
import { lockOf, type ChosenLock } from '../../fields/lock';
import type { Operation, PlanContext } from '../operation';

const PATH = '/u/1/k3connect/{id}/client';

/** The methods on one client of a lock (docs/dev/api.md, 'Phone clients'). */
export const CLIENT = {
	create: { method: 'POST', path: PATH },
	update: { method: 'PUT', path: PATH },
	suspendOrRestore: { method: 'PATCH', path: PATH },
	delete: { method: 'DELETE', path: PATH },
} satisfies Record<string, ApiMethod>;

/** The client that a row is about. */
export interface ChosenClient {
	lock: ChosenLock;
	email: string;
}

/** Throws ValueError for a lock or an address that cannot be one. */
export async function chosenClient(context: PlanContext): Promise<ChosenClient> {
	return { lock: await lockOf(context), email: clientEmailOf(context.parameters) };
}

/** A call on a client. All values go in the form body, the access key too. */
export function clientCall(
	method: ApiMethod,
	{ lock, email }: ChosenClient,
	values: Record<string, string> = {},
): ApiCall {
	return {
		...method,
		values: { id: lock.id },
		form: { accesskey: lock.accessKey, clientemail: email, ...values },
		about: aboutClient({ lock, email }),
	};
}

/** How a message names a client. */
export function aboutClient({ lock, email }: ChosenClient): string {
	return `client '${email}' of ${lock.label}`;
}

/**
 * What a change of a client gives: the service's result, and who it was about. A response without a body is a success
 * too. Throws ServiceError for a response without a result.
 */
export function changedClient(response: unknown, { lock, email }: ChosenClient): IDataObject {
	if (response === '' || response === null || response === undefined) return { email, lockid: lock.id };
	const body = unwrapped(response);
	if (isObject(body) && scalarText(body.result).trim()) return { ...body, email, lockid: lock.id };
	throw new ServiceError(
		'badResponse',
		`The response of the service has no result for ${aboutClient({ lock, email })}; ${LOOK_FIRST}`,
		{ status: 200, mayHaveTakenEffect: true, advice: 'Repeat it only if the change is not there.' },
	);
}

/** An operation that makes one call on a client that a lock has. */
export interface ClientOperation {
	option: INodePropertyOptions;
	method: ApiMethod;
	fields: INodeProperties[];
	/** What the form holds besides the client, or a function that reads it. The function throws ValueError. */
	values?: Record<string, string> | ((parameters: Parameters) => Record<string, string>);
	/** Makes the output of what `changedClient` gave. */
	output?: (changed: IDataObject) => IDataObject;
	/** Words for the end of the message where the service does not find the client. */
	whenNotFound?: string;
}

/** The operation as the node runs it. */
export function clientOperation({
	option,
	method,
	fields,
	values = {},
	output = (changed) => changed,
	whenNotFound,
}: ClientOperation): Operation {
	return {
		option,
		method,
		fields,
		plan: async (context) => {
			const client = await chosenClient(context);
			const form = typeof values === 'function' ? values(context.parameters) : values;
			const call = clientCall(method, client, form);
			return {
				fetch: async () => {
					try {
						return [output(changedClient(await context.connection.send(call), client))];
					} catch (error) {
						throw whenNotFound && isMissingClient(error) ? withWords(error, whenNotFound) : error;
					}
				},
			};
		},
	};
}

/** Whether the service did not find the client; it did not find the lock where it says so. */
function isMissingClient(error: unknown): error is ServiceError {
	return error instanceof ServiceError && error.reason === 'notFound' && !/no lock/i.test(error.message);
}

/** The same failure, with more words in its message: an agent sees nothing else. */
export function withWords(failure: ServiceError, words: string, advice = failure.advice): ServiceError {
	const message = `${failure.message.replace(/\.$/, '')}; ${words}`;
	return new ServiceError(failure.reason, message, { ...failure, advice });
}
