import type { Behaviours } from './behaviours.mts';

/** A response other than 200. Without a body it is empty; a text is the `message` of the body. */
export class ApiFailure extends Error {
	readonly status: number;
	readonly body: unknown;
	readonly headers: Record<string, string>;

	constructor(status: number, body?: string | object, headers: Record<string, string> = {}) {
		super(typeof body === 'string' ? body : `status ${status}`);
		this.status = status;
		this.body = typeof body === 'string' ? { message: body } : body;
		this.headers = headers;
	}
}

/** What the service itself refuses, after the gateway has let the call through; such a failure can come in disguise. */
export class Refusal extends ApiFailure {}

/** A parameter has a value that the service refuses (documentation, response code 400). */
export function invalid(parameter: string): ApiFailure {
	return new Refusal(400, `Invalid data supplied: ${parameter}`);
}

/** A value of the wrong form, as recorded: capital M, and a JSON list as text (docs/dev/api.md, 'Errors'). */
export function invalidForm(text: string): ApiFailure {
	return new Refusal(400, { Message: JSON.stringify([`[Invalid Data] ${text}`]) });
}

const DISGUISES: Record<
	Exclude<Behaviours['failures'], 'plain'>,
	(message: string, status: number) => unknown
> = {
	error: (message) => ({ error: message, message: 'Please check the identifier provided.' }),
	status: (message) => ({ status: 'error', message }),
	netcode: () => ({ netcode: 'ERROR', status: 'ok' }),
	errorMessage: (message) => ({ errorMessage: message }),
	success: (message) => ({ success: false, message }),
	result: (message) => ({ result: false, message }),
	statusFalse: (message) => ({ status: false, message }),
	errors: (message) => ({ errors: [{ message }] }),
	capitalError: (message) => ({ Error: message }),
	message: (message) => ({ message }),
	proxy: (message, status) => ({ statusCode: status, body: JSON.stringify({ message }) }),
};

/** The body that a refusal has when it comes with status 200 (docs/dev/api.md, 'Failures with status 200'). */
export function disguised(refusal: Refusal, disguise: Exclude<Behaviours['failures'], 'plain'>): unknown {
	return DISGUISES[disguise](refusal.message, refusal.status);
}
