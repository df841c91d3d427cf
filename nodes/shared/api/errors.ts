import { NodeApiError, NodeOperationError, type Failure, type INode, type JsonObject } from 'n8n-workflow';

/** Why a call failed, by what its user can do about it (field notes, 'Addresses'). */
export type ErrorCause =
	| 'apiKey'
	| 'accessKey'
	| 'address'
	| 'notFound'
	| 'badValue'
	| 'quota'
	| 'throttled'
	| 'serviceDown'
	| 'notJson'
	/** No connection came about, so nothing was sent. */
	| 'unreachable'
	/** It was sent, and may have taken effect, but no answer came. */
	| 'noAnswer'
	| 'cancelled'
	| 'refused';

interface ErrorDetails {
	/** What to do about it. */
	advice: string;
	/** The HTTP status, where an answer came at all. */
	status?: number;
	/** From the Retry-After header, in ms. */
	retryAfterMs?: number;
}

/** A call that failed for good or for now. The message says what happened, the advice what to do. */
export class ServiceError extends Error {
	readonly reason: ErrorCause;

	readonly advice: string;

	readonly status?: number;

	readonly retryAfterMs?: number;

	constructor(reason: ErrorCause, message: string, details: ErrorDetails) {
		super(message);
		this.name = 'ServiceError';
		this.reason = reason;
		this.advice = details.advice;
		this.status = details.status;
		this.retryAfterMs = details.retryAfterMs;
	}

	/** Every other call with this key would end the same way, so sending more is pointless. */
	get concernsEveryCall(): boolean {
		return ['apiKey', 'address', 'quota', 'cancelled'].includes(this.reason);
	}

	/** Whether the call counts on the quota: the gateway charges what it lets through, whatever comes of it. */
	get isCharged(): boolean {
		return !['apiKey', 'address', 'quota', 'throttled', 'unreachable'].includes(this.reason);
	}
}

/** A value of the user's that cannot be sent. The message names the value, the advice says what to write. */
export class ValueError extends Error {
	readonly advice: string;

	constructor(message: string, advice: string) {
		super(message);
		this.name = 'ValueError';
		this.advice = advice;
	}
}

/** What a call was about, as far as it may be told: never a key. */
export interface CallSubject {
	/** Which quota it spends. */
	quota: 'NetCode' | 'Utility';
	/** The values that matter, such as "lock '0605…'" or "start '2026-10-01 16:00', duration '4'". */
	about?: string;
	/** Whether an access key was part of it. */
	usesAccessKey: boolean;
	/** Takes the keys out of a text of the service's, which may echo what it was sent. */
	hide: (text: string) => string;
}

const CHECK_ADDRESS = 'Check the Base URL in the credential, and any proxy between n8n and the service.';

export interface HttpResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/**
 * The failure in an answer, or undefined when it is a success by its status and outer shape.
 * Some failures arrive with status 200 (field notes, 'Shapes seen in the wild').
 */
export function errorInResponse(
	answer: HttpResponse,
	subject: CallSubject,
	now: number,
): ServiceError | undefined {
	const { statusCode: status, body } = answer;
	const said = messageIn(body);
	const saying = quoted(subject.hide(said));
	const details = { status, retryAfterMs: retryAfterMs(answer.headers, now) };
	if (status >= 200 && status < 300) return errorInSuccess(answer, subject);
	if (status >= 300 && status < 400) {
		return new ServiceError('address', 'The Base URL redirects elsewhere, and the API key is not sent on', {
			...details,
			advice: 'Set the Base URL in the credential to the address of the API itself.',
		});
	}
	if (/limit exceeded/i.test(said)) return quotaUsedUp(subject, details);
	if (status < 500 && isWebPage(body)) {
		return new ServiceError('notJson', `A web page came back in place of JSON (status ${status})`, {
			...details,
			advice: CHECK_ADDRESS,
		});
	}
	switch (status) {
		case 401:
			return subject.usesAccessKey
				? new ServiceError('accessKey', 'The K3 Connect access key is not known to this API key', {
						...details,
						advice:
							'Copy the access key from the User section of the K3 Connect app into the credential, or into the option Access Key of this node.',
					})
				: apiKeyRefused(details);
		case 403:
			return /missing authentication token/i.test(said)
				? new ServiceError('address', 'The Base URL is not that of the Codelocks Connect API', {
						...details,
						advice: 'Correct the Base URL in the credential: the service does not know this path.',
					})
				: apiKeyRefused(details);
		case 404:
			return new ServiceError('notFound', `The API did not find ${subject.about ?? 'this'}${saying}`, {
				...details,
				advice: `Check that it exists${
					subject.usesAccessKey ? ' on the account of this access key' : ''
				}, and that no required value is missing.`,
			});
		case 407:
			return new ServiceError('address', 'The proxy wants another user name and password', {
				...details,
				advice: 'Correct the proxy in the Request Options of this node.',
			});
		case 429:
			return new ServiceError('throttled', 'The API is throttling: too many calls at once', {
				...details,
				advice: 'Try again in a moment, or send fewer rows at a time.',
			});
		default:
			return status >= 500
				? new ServiceError('serviceDown', `The Codelocks service failed (status ${status})${saying}`, {
						...details,
						advice: 'This passes as a rule. Try again in a few minutes.',
					})
				: new ServiceError(
						'badValue',
						`The API refused ${subject.about ?? 'the values'} (status ${status})${saying}`,
						{
							...details,
							advice:
								subject.quota === 'NetCode'
									? 'Check that the lock model offers this duration, and that the start suits it.'
									: checkValues(said),
						},
					);
	}
}

/** Codes of failures before anything was sent, in words: n8n swaps a message with such a code for a text of its own. */
const NOT_CONNECTED: Record<string, string> = {
	ECONNREFUSED: 'it refused the connection',
	EHOSTUNREACH: 'there is no way to its address',
	ENETUNREACH: 'there is no way to its address',
	ENOTFOUND: 'its host name is not known',
	EAI_AGAIN: 'its host name could not be looked up',
};

/** The failure to get any answer: `error` is what the HTTP helper threw. */
export function transportError(error: unknown, timeoutMs: number): ServiceError {
	const code = codeIn(error);
	if (code === 'ERR_CANCELED') return executionCancelled();
	const notConnected = NOT_CONNECTED[code];
	if (notConnected) {
		return new ServiceError('unreachable', `The Codelocks service could not be reached: ${notConnected}`, {
			advice: 'Check the Base URL in the credential, and that n8n can reach the Internet.',
		});
	}
	if (/CERT|SIGNATURE|SSL|TLS/i.test(code)) {
		return new ServiceError('refused', `The certificate of the service could not be verified (${code})`, {
			advice: CHECK_ADDRESS,
		});
	}
	const timedOut = code === 'ECONNABORTED' || code === 'ETIMEDOUT';
	const happened = timedOut
		? `The Codelocks service did not answer within ${timeoutMs / 1000} seconds`
		: 'The connection to the Codelocks service broke off before an answer came';
	// An agent must know it before it calls again, and reads the message alone.
	return new ServiceError('noAnswer', `${happened}; the call may have taken effect`, {
		advice: `It may be charged. ${
			timedOut
				? 'Try again later, or set a longer Timeout in the Request Options.'
				: 'Check the network between n8n and the service.'
		}`,
	});
}

/** The failure of what a cancelled execution leaves undone. n8n knows a cancelled run by the word in the message. */
export function executionCancelled(): ServiceError {
	return new ServiceError('cancelled', 'The execution was canceled', {
		advice: 'Run the workflow again for the items that are left.',
	});
}

/** Whether trying again may help, given whether the call may be repeated when it perhaps took effect. */
export function mayRetry(failure: ServiceError, repeatable: boolean): boolean {
	if (failure.reason === 'throttled' || failure.reason === 'unreachable') return true;
	return repeatable && (failure.reason === 'serviceDown' || failure.reason === 'noAnswer');
}

/** Reads an answer's body: text that is JSON becomes a value, and anything else stays as it is. */
export function parsedBody(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	const text = body.trim();
	if (!text) return '';
	try {
		return JSON.parse(text);
	} catch {
		return body;
	}
}

/** How an error is shown in n8n: the service's faults as NodeApiError, the user's values as NodeOperationError. */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const shown =
		error instanceof ServiceError
			? new NodeApiError(node, retryAfterHeader(error), {
					message: error.message,
					description: error.advice,
					httpCode: error.status === undefined ? undefined : String(error.status),
					itemIndex,
					failure: declaredFailure(error),
				})
			: new NodeOperationError(node, messageOf(error), { description: adviceOf(error), itemIndex });
	// n8n puts a stock text in place of a message that holds, even within a value, something like ECONNREFUSED.
	shown.message = messageOf(error);
	return shown;
}

/** What happened, in a failure of any kind. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** What to do about it, where the failure says so. */
export function adviceOf(error: unknown): string {
	if (!(error instanceof Error)) return '';
	if ('advice' in error && typeof error.advice === 'string') return error.advice;
	return 'description' in error && typeof error.description === 'string' ? error.description : '';
}

/** By this declaration n8n decides how long a poller that failed stays away. */
function declaredFailure({ reason, retryAfterMs }: ServiceError): Failure | undefined {
	switch (reason) {
		case 'throttled':
			return { cause: 'rate-limited', retryAfterMs };
		case 'quota':
			return { cause: 'quota-exhausted', retryAfterMs };
		case 'serviceDown':
		case 'unreachable':
		case 'noAnswer':
			return { cause: 'temporarily-unavailable', retryAfterMs };
		case 'apiKey':
		case 'accessKey':
			return { cause: 'credential-invalid' };
		case 'address':
			return { cause: 'configuration-invalid' };
		default:
			return undefined;
	}
}

/** Older n8n versions know no declared failures, but look for Retry-After in the headers of the error's response. */
function retryAfterHeader(failure: ServiceError): JsonObject {
	if (failure.retryAfterMs === undefined) return {};
	return { headers: { 'retry-after': String(Math.ceil(failure.retryAfterMs / 1000)) } };
}

function errorInSuccess(
	{ statusCode: status, body }: HttpResponse,
	subject: CallSubject,
): ServiceError | undefined {
	if (typeof body === 'string' && body.trim()) {
		return new ServiceError(
			'notJson',
			isWebPage(body)
				? 'A web page came back in place of JSON'
				: 'Something other than JSON came back from the service',
			{ status, advice: CHECK_ADDRESS },
		);
	}
	if (body === null || typeof body !== 'object' || Array.isArray(body)) return undefined;
	const { error, status: told, netcode, result } = body as Record<string, unknown>;
	const failed =
		Boolean(error) ||
		/^(error|fail)/i.test(String(told ?? '')) ||
		/^error/i.test(String(netcode ?? '')) ||
		/^(error|fail)/i.test(String(result ?? ''));
	if (!failed) return undefined;
	const said = messageIn(body);
	if (/limit exceeded/i.test(said)) return quotaUsedUp(subject, { status });
	return new ServiceError(
		'refused',
		`The API reported a failure for ${subject.about ?? 'this call'}${quoted(subject.hide(said))}`,
		{ status, advice: checkValues(said) },
	);
}

function quotaUsedUp(subject: CallSubject, details: Omit<ErrorDetails, 'advice'>): ServiceError {
	return new ServiceError('quota', `The month's quota of ${subject.quota} calls is used up`, {
		...details,
		advice:
			'Buy a usage bolt-on or upgrade the plan at Codelocks, or wait for the next month. Trying again does not help.',
	});
}

function apiKeyRefused(details: Omit<ErrorDetails, 'advice'>): ServiceError {
	return new ServiceError('apiKey', 'The Codelocks API key is missing, wrong or disabled', {
		...details,
		advice: 'Check the API Key in the credential.',
	});
}

function checkValues(said: string): string {
	return said
		? 'Check the values by what the service said.'
		: 'Check the values. The service did not say which of them is wrong.';
}

function messageIn(body: unknown): string {
	if (body === null || typeof body !== 'object') return '';
	const { message, Message, error, Resultstatus, result } = body as Record<string, unknown>;
	const said = [message, Message, error, Resultstatus, result].find(
		(text) => typeof text === 'string' && text,
	);
	return typeof said === 'string' ? said : '';
}

function isWebPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*</.test(body);
}

const quoted = (said: string) => (said ? `: ${said.slice(0, 300)}` : '');

function codeIn(error: unknown): string {
	for (let level = error, depth = 0; level instanceof Error && depth < 5; level = level.cause, depth++) {
		if ('code' in level && typeof level.code === 'string') return level.code;
	}
	return '';
}

/** Seconds or an HTTP date, as RFC 9110 allows. */
function retryAfterMs(headers: Record<string, unknown>, now: number): number | undefined {
	const value = String(headers['retry-after'] ?? '').trim();
	if (!value) return undefined;
	const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
	return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}
