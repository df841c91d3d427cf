import type { IDataObject } from 'n8n-workflow';

import { ServiceError } from './errors';

/** No response of the API nests more than five levels; a hundred are garbage or an attack. */
const MAX_DEPTH = 100;

/** Levels in which a message is looked for. */
const MAX_MESSAGE_DEPTH = 4;

/**
 * Reads the body of a response: JSON becomes a value, an empty body '', and any other text stays as it is. Bytes are
 * decoded by the charset of the content type.
 *
 * Throws ServiceError for JSON that is nested too deep to be worked with.
 */
export function parsedBody(body: unknown, contentType = ''): unknown {
	return parsedText(isBytes(body) ? decoded(body, contentType) : body);
}

/** A text that is JSON as its value; anything else as it is. */
function parsedText(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	const text = body.trim();
	if (!text) return '';
	let value: unknown;
	try {
		// Few bodies have such numbers, and the function costs time for each value.
		value = /\d{16}/.test(text) ? JSON.parse(text, withAllDigits) : JSON.parse(text);
	} catch {
		return body;
	}
	makeSafe(value, 0);
	return value;
}

/** An integer above 2^53 as its digits: as a number, 9007199254740993 is 9007199254740992. Node.js 20 has no `source`. */
function withAllDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
	const isCut = Number.isInteger(value) && !Number.isSafeInteger(value);
	return isCut && context?.source !== undefined ? context.source : value;
}

/** No instanceof: the bytes come out of n8n, which may have its own Uint8Array. */
function isBytes(body: unknown): body is Uint8Array {
	return ArrayBuffer.isView(body);
}

/** JSON without a charset is UTF-8. Bytes that are not UTF-8 come from a server that sends Latin-1 without saying so. */
function decoded(bytes: Uint8Array, contentType: string): string {
	const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1];
	try {
		return new TextDecoder(charset ?? 'utf-8', { fatal: charset === undefined }).decode(bytes);
	} catch {
		return new TextDecoder(charset === undefined ? 'windows-1252' : 'utf-8').decode(bytes);
	}
}

/**
 * Takes '__proto__' out of parsed JSON. There it is a harmless own key, but an assignment to the key in a copy would
 * set the prototype.
 */
function makeSafe(value: unknown, depth: number): void {
	if (value === null || typeof value !== 'object') return;
	if (depth > MAX_DEPTH) {
		throw new ServiceError(
			'notJson',
			`The response of the service is nested more than ${MAX_DEPTH} levels deep`,
			{
				advice: 'Check the Base URL in the credential, and any proxy between n8n and the service.',
			},
		);
	}
	if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
	for (const entry of Object.values(value)) makeSafe(entry, depth + 1);
}

/**
 * The entries of a list response. An empty list arrives as [], as false or as an empty body
 * (docs/dev/api.md, 'Paging'). Throws ServiceError when it is no list of objects.
 *
 * @param names of fields, where the service spells some in two ways; see withNames.
 */
export function entriesOf(response: unknown, what: string, names?: Record<string, string>): IDataObject[] {
	if (response === '' || response === false || response === null || response === undefined) return [];
	if (!Array.isArray(response)) throw unexpected(what);
	return response.map((entry) => {
		if (!isObject(entry)) throw unexpected(what);
		return names ? withNames(entry, names) : entry;
	});
}

/**
 * A copy of an object in which these fields have their documented names, and come first.
 *
 * @param names by the documented name, how the service spells it otherwise: { DurationID: 'DurationId' }.
 */
export function withNames(entry: IDataObject, names: Record<string, string>): IDataObject {
	const rest = { ...entry };
	const named: IDataObject = {};
	for (const [name, spelling] of Object.entries(names)) {
		const value = entry[name] ?? entry[spelling];
		if (value !== undefined) named[name] = value;
		delete rest[name];
		delete rest[spelling];
	}
	return { ...named, ...rest };
}

/** The one object of a response, which the documentation sometimes wraps in an array and the service does not. */
export function objectOf(response: unknown, what: string): IDataObject {
	const value = unwrapped(response);
	if (!isObject(value) || !Object.keys(value).length) throw unexpected(what);
	return value;
}

export function isObject(value: unknown): value is IDataObject {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A plain value as text, '' for anything else: never '[object Object]', and no `toString` of an object is called. */
export function scalarText(value: unknown): string {
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
		? String(value)
		: '';
}

/** The names in a list, or in text that separates them by commas; none in an empty value. */
export function namesIn(value: unknown): string[] {
	return (Array.isArray(value) ? (value as unknown[]) : scalarText(value).split(','))
		.map((name) => scalarText(name).trim())
		.filter(Boolean);
}

/** The error of a response that lacks what makes it a success. */
export function unexpected(what: string): ServiceError {
	return new ServiceError('badResponse', `The response of the service lacks ${what}`, {
		status: 200,
		advice: 'Try again. If it happens again, the service has changed or the Base URL is wrong.',
	});
}

/** Where services put their message, the most specific first. */
const MESSAGE_KEYS = [
	...['message', 'Message', 'errorMessage', 'ErrorMessage', 'error_message', 'msg', 'detail', 'description'],
	...['error', 'Error', 'errors', 'Errors', 'title', 'reason', 'Resultstatus', 'result', 'body'],
];

/**
 * The message that a body holds, '' where it has none. A list is joined, also one that comes as a JSON text:
 * { "Message": "[\"[Invalid Data] ID\"]" } gives '[Invalid Data] ID' (docs/dev/api.md, 'Errors').
 */
export function messageIn(body: unknown, depth = 0): string {
	if (depth > MAX_MESSAGE_DEPTH) return '';
	if (typeof body === 'string') return depth ? textOfMessage(body, depth) : '';
	if (Array.isArray(body)) {
		const texts = body.slice(0, 20).map((entry) => messageIn(entry, depth + 1));
		return texts.filter(Boolean).join('; ');
	}
	if (!isObject(body)) return '';
	for (const key of MESSAGE_KEYS) {
		const text = Object.hasOwn(body, key) ? messageIn(body[key], depth + 1) : '';
		if (text) return text;
	}
	return '';
}

function textOfMessage(text: string, depth: number): string {
	const value = /^\s*[[{]/.test(text) ? parsedText(text) : text;
	return typeof value === 'string' ? value.trim() : messageIn(value, depth + 1) || text.trim();
}

/** A response as it came, except that its body is parsed. */
export interface HttpResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	/** As parsedBody reads it. */
	body: unknown;
}

/** Whether a call changes something, so that its failure can leave its outcome unknown. */
export function isWrite(method: string): boolean {
	return method !== 'GET';
}

/**
 * Whether the status and the outer shape of a response are those of a success. Some errors come with status 200
 * (docs/dev/api.md, 'Failures with status 200'); whether a body has what its operation needs is left to the module of
 * its noun. A write with an empty response has succeeded.
 */
export function isSuccess({ statusCode, body }: HttpResponse, method: string): boolean {
	if (statusCode < 200 || statusCode >= 300) return false;
	if (typeof body === 'string' && body) return false;
	const result = unwrapped(body);
	return !isObject(result) || !(envelopedResponse(body) || reportsFailure(result, method));
}

/** The object in a list of one, as the documentation sometimes wraps it; anything else as it is. */
export function unwrapped(body: unknown): unknown {
	return Array.isArray(body) && body.length === 1 ? (body[0] as unknown) : body;
}

/** The failed response in the envelope that a gateway hands out where it is set up wrongly. */
export function envelopedResponse(body: unknown): Pick<HttpResponse, 'statusCode' | 'body'> | undefined {
	const envelope = unwrapped(body);
	if (!isObject(envelope)) return undefined;
	const statusCode = Number(envelope.statusCode);
	return statusCode >= 300 && statusCode < 600 ? { statusCode, body: parsedText(envelope.body) } : undefined;
}

const SAYS_FAILURE = /^\s*(error|fail)/i;

/** Whether an object says that its call failed, in any way that was seen or that gateways are known for. */
function reportsFailure(body: Record<string, unknown>, method: string): boolean {
	const named = [body.error, body.Error, body.errorMessage, body.errors];
	if (named.some(isSet)) return true;
	const flags = [body.success, body.Success, body.result, body.status];
	if (flags.some((flag) => flag === false || flag === 'false')) return true;
	const words = [body.status, body.result, body.netcode];
	if (words.some((word) => typeof word === 'string' && SAYS_FAILURE.test(word))) return true;
	return (
		isMessageAlone(body) &&
		(!isWrite(method) || /error|fail|invalid|denied|unable|cannot|not /i.test(messageIn(body)))
	);
}

/** Whether a field for errors holds one. */
function isSet(value: unknown): boolean {
	if (value !== null && typeof value === 'object') return Object.keys(value).length > 0;
	return !/^(|0|false|no|none|null|undefined)$/i.test(scalarText(value).trim());
}

/** `{ "message": … }` and nothing else holds none of the fields that a read asks for. */
function isMessageAlone(body: Record<string, unknown>): boolean {
	const keys = Object.keys(body).filter((key) => !/^request-?id$/i.test(key));
	return keys.length === 1 && /^message$/i.test(keys[0]);
}
