import { NodeApiError, NodeOperationError, type Failure, type INode, type JsonObject } from 'n8n-workflow';

import { publicNode } from './secrets';

/** Why a call failed, by what its user can do about it (docs/dev/api.md, 'Errors'). */
export type ErrorReason =
	| 'apiKey'
	| 'accessKey'
	/** The Base URL, or the way to it, has to be corrected. */
	| 'address'
	/** n8n's own guard or a proxy blocked the call. */
	| 'blocked'
	/** The TLS certificate cannot be verified, or there is no TLS. Nothing was sent. */
	| 'certificate'
	| 'notFound'
	/** A value that the API refused, or an ID that no address can hold. */
	| 'badValue'
	| 'quota'
	| 'throttled'
	| 'serviceDown'
	| 'notJson'
	/** No connection was made, so nothing was sent. */
	| 'unreachable'
	/** The request was sent and may have taken effect, but no response came. */
	| 'noResponse'
	| 'cancelled'
	/** Not sent, since the run ended before its turn. */
	| 'stopped'
	/** The response cannot be used: it reports a failure with a status of success, lacks what it should hold, or does not end. */
	| 'badResponse';

/** Reasons that every other call to the same part of the API meets too. */
const CONCERN_EVERY_CALL: ErrorReason[] = [
	'apiKey',
	'address',
	'blocked',
	'certificate',
	'quota',
	'cancelled',
];

/** Reasons that keep a request from reaching the service, or that API Gateway does not count. */
const NOT_CHARGED: ErrorReason[] = [
	'apiKey',
	'address',
	'blocked',
	'certificate',
	'quota',
	'throttled',
	'unreachable',
	'stopped',
];

export interface ErrorDetails {
	/** What to do about it. */
	advice: string;
	/** The HTTP status, where a response came at all. */
	status?: number;
	/** From the Retry-After header, in ms. */
	retryAfterMs?: number;
	/** Whether the request may have taken effect although it failed. Only for calls that change something. */
	mayHaveTakenEffect?: boolean;
	/** Whether no whole response came in time, as from a service that has too much to do. */
	timedOut?: boolean;
	/** Whether a retry cannot help, although the reason is one that often passes. */
	isPermanent?: boolean;
}

/** A call that failed. The message says what happened and what to write instead, the advice what else to do. */
export class ServiceError extends Error {
	readonly reason: ErrorReason;

	readonly advice: string;

	readonly status?: number;

	readonly retryAfterMs?: number;

	/** True only for a write whose outcome is unknown: a client may have been invited. */
	readonly mayHaveTakenEffect: boolean;

	readonly timedOut: boolean;

	readonly isPermanent: boolean;

	constructor(reason: ErrorReason, message: string, details: ErrorDetails) {
		super(message);
		this.name = 'ServiceError';
		this.reason = reason;
		this.advice = details.advice;
		this.status = details.status;
		this.retryAfterMs = details.retryAfterMs;
		this.mayHaveTakenEffect = details.mayHaveTakenEffect ?? false;
		this.timedOut = details.timedOut ?? false;
		this.isPermanent = details.isPermanent ?? false;
	}

	/** Every other call with this key would end the same way, so the run ends. */
	get concernsEveryCall(): boolean {
		return CONCERN_EVERY_CALL.includes(this.reason) || (this.reason === 'throttled' && this.isPermanent);
	}

	/** Whether the call counts towards the quota: the gateway charges what it lets through, whatever its outcome. */
	get isCharged(): boolean {
		return !NOT_CHARGED.includes(this.reason);
	}
}

/** A user's value that cannot be sent. The message names the value and says what to write instead. */
export class ValueError extends Error {
	readonly advice: string;

	constructor(message: string, advice: string) {
		super(message);
		this.name = 'ValueError';
		this.advice = advice;
	}
}

/** The error of a row that a cancelled execution did not finish. n8n recognises a cancelled run by the word in the message. */
export function executionCancelled(): ServiceError {
	return new ServiceError('cancelled', 'The execution was canceled', {
		advice: 'Run the workflow again for the remaining items.',
	});
}

/** The error of a call that a run did not reach. */
export function runStopped(): ServiceError {
	return new ServiceError('stopped', 'Not sent, since the run ended first', {
		advice: 'Run the workflow again for the remaining items.',
	});
}

/** The error that ends a run whose calls were all throttled for a minute and a half. */
export function throttledForLong({ status, retryAfterMs }: ServiceError): ServiceError {
	return new ServiceError(
		'throttled',
		'The API is throttling: it refused every call for 90 seconds, so the run ended',
		{
			status,
			retryAfterMs,
			isPermanent: true,
			advice:
				'Wait some minutes, then run the workflow again for the remaining items. Throttled calls are not charged.',
		},
	);
}

/** How an error is shown in n8n: the service's as NodeApiError, the user's values as NodeOperationError. */
export function toNodeError(
	ownNode: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const node = publicNode(ownNode);
	// An error of n8n's own holds the node with its secrets.
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		return Object.assign(error, { node });
	}
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
	// n8n replaces a message that contains, even within a value, a code such as ECONNREFUSED.
	shown.message = messageOf(error);
	return shown;
}

/** Maximum length of a message, however long the value is that it names. */
const MAX_MESSAGE_LENGTH = 2_000;

/** A text that fits into an error. Where it is cut it ends in '…', by which Secrets finds the beginning of a key. */
export function shortened(text: string, most = MAX_MESSAGE_LENGTH): string {
	return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** What happened, in an error of any kind. Never throws, whatever was thrown. */
export function messageOf(error: unknown): string {
	if (error instanceof Error) return error.message;
	try {
		return String(error);
	} catch {
		return 'Unknown error';
	}
}

/** What to do about it, where the error says so. */
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
		case 'noResponse':
			return { cause: 'temporarily-unavailable', retryAfterMs };
		case 'apiKey':
		case 'accessKey':
			return { cause: 'credential-invalid' };
		case 'address':
		case 'blocked':
		case 'certificate':
			return { cause: 'configuration-invalid' };
		default:
			return undefined;
	}
}

/** Older n8n versions know no declared failures, but look for Retry-After in the headers of the error's response. */
function retryAfterHeader({ retryAfterMs }: ServiceError): JsonObject {
	if (retryAfterMs === undefined) return {};
	return { headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } };
}
