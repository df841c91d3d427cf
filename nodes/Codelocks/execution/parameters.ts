import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import type { RequestSettings } from '../../shared/api/connection';
import { shortened, ValueError } from '../../shared/api/errors';
import { MAX_TIMER_MS, parsedUrl } from '../../shared/api/request';
import { isObject } from '../../shared/api/responses';
import { plainText } from '../../shared/plainText';
import { Expressions } from './expressions';

/** What a field holds for one item, as n8n resolved it. */
export type ReadParameter = (name: string, fallback?: unknown) => unknown;

/** What a resource locator holds. Hand-made workflows and agents give a plain value, which has no mode. */
export interface Located {
	mode?: string;
	value: unknown;
	/** The text that the editor showed for a value that was chosen from the list. */
	cachedName?: string;
}

/** A field that holds one word of letters and digits, such as the name of a lock model, and the texts of its errors. */
export interface WordField {
	name: string;
	label: string;
	/** What to enter where it is empty. */
	wanted: string;
	/** The end of the message for any other text. */
	wrong: string;
	advice: string;
}

const WORD = /^[\w-]+$/;

/** A row's parameters, in the form that the operations need. Texts are trimmed. */
export class Parameters {
	private readonly read: ReadParameter;

	private readonly collections = new Map<string, IDataObject>();

	/** The workflow's time zone, an IANA name. */
	readonly workflowTimezone: string;

	constructor(read: ReadParameter, workflowTimezone: string) {
		this.read = read;
		this.workflowTimezone = workflowTimezone;
	}

	raw(name: string, fallback?: unknown): unknown {
		return plain(this.read(name, fallback));
	}

	/** A resource locator. */
	locator(name: string): Located {
		const held = this.read(name, '');
		if (!isObject(held) || !('__rl' in held)) return { value: held };
		const { mode, value, cachedResultName } = held;
		return {
			mode: typeof mode === 'string' ? mode : undefined,
			value,
			cachedName: mode === 'list' && typeof cachedResultName === 'string' ? cachedResultName : undefined,
		};
	}

	/** Text of a field; '' where it is empty. Numbers, as sheets give them, are taken as their digits. */
	text(name: string): string {
		return trimmedText(this.raw(name, ''));
	}

	/** Text of a field that must hold something. Throws ValueError that names the field by its label, and what it wants. */
	required(name: string, label: string, wanted: string): string {
		const text = this.text(name);
		if (!text) {
			throw new ValueError(
				`${label} is empty; enter ${wanted}`,
				'If it is an expression, check that the input item has the fields that the expression reads.',
			);
		}
		return text;
	}

	/** A word in capitals and without blanks, since people write 'Kl1060' and 'KL1060 G3'. Throws ValueError. */
	word({ name, label, wanted, wrong, advice }: WordField): string {
		const text = this.required(name, label, wanted);
		const word = plainTextOf(text).replace(/\s+/g, '');
		if (!WORD.test(word)) throw new ValueError(`${label} '${text}' ${wrong}`, advice);
		return word.toUpperCase();
	}

	/**
	 * A collection such as Options or Filters; empty where nothing was added.
	 *
	 * @throws ValueError that names it, where an expression gives something other than an object.
	 */
	collection(name: string): IDataObject {
		const known = this.collections.get(name);
		if (known) return known;
		const collection = fieldsOf(this.read(name, {}), labelOf(name));
		this.collections.set(name, collection);
		return collection;
	}

	/**
	 * One of the values of a field with choices, without regard to blanks around it. A name such as 'options.order'
	 * reads a field of a collection.
	 *
	 * @throws ValueError that names the field and its choices.
	 */
	choice<T extends string>(
		name: string,
		allowed: readonly T[],
		fallback: T,
		label = labelOf(name.split('.').at(-1) ?? name),
	): T {
		const [collection, field] = name.split('.');
		const value = field === undefined ? this.raw(name, fallback) : plain(this.collection(collection)[field]);
		if (value === undefined || value === null || value === '') return fallback;
		const chosen = allowed.find((choice) => choice === trimmedText(value));
		if (chosen !== undefined) return chosen;
		throw new ValueError(
			`${label} ${shown(value)} is not one of its choices; use ${allowed.join(' or ')}`,
			'In the editor, choose from the list of the field. An expression must return one of these values.',
		);
	}

	/**
	 * A switch. Expressions and sheets give true and false as text too.
	 *
	 * @throws ValueError for anything else.
	 */
	flag(name: string, fallback: boolean, label?: string): boolean {
		return this.choice(name, ['true', 'false'], fallback ? 'true' : 'false', label) === 'true';
	}
}

/** A field's value as trimmed text; '' for what is neither text, number nor boolean. */
export function trimmedText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? String(value).trim()
		: '';
}

/** The same as a person sees it; see plainText. Most values are plain already. */
export function plainTextOf(value: unknown): string {
	const text = trimmedText(value);
	return /^[ -~]*$/.test(text) ? text : plainText(text);
}

/**
 * The fields of a collection; none where it is null or an empty list, as expressions give them.
 *
 * @throws ValueError that names the collection by its label.
 */
export function fieldsOf(value: unknown, label: string): IDataObject {
	if (value === undefined || value === null || value === '') return {};
	if (Array.isArray(value) && !value.length) return {};
	if (typeof value === 'object' && !Array.isArray(value)) return value as IDataObject;
	throw new ValueError(
		`${label} is ${shown(value)}, not an object with fields; write one such as { } for none`,
		'In the editor, switch it from Expression back to Fixed, or let the expression return an object.',
	);
}

/** The longest part of a user's value that a message quotes. */
const MAX_QUOTE_LENGTH = 100;

/** A value for a message: text in quotes, and the kind of what is no text. Never calls a method of the value's. */
export function shown(value: unknown): string {
	if (value === undefined || value === null) return '(nothing)';
	if (typeof value === 'object' || typeof value === 'function') {
		return Array.isArray(value) ? '(a list)' : `(${typeof value === 'object' ? 'an object' : 'a function'})`;
	}
	return `'${shortened(String(value), MAX_QUOTE_LENGTH)}'`;
}

/** The label of a field by its name: 'startRounding' is Start Rounding. */
function labelOf(name: string): string {
	const words = name.replace(/[A-Z]/g, (letter) => ` ${letter}`);
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The value inside a resource locator; any other value as it is. */
function plain(value: unknown): unknown {
	return value !== null && typeof value === 'object' && '__rl' in value && 'value' in value
		? value.value
		: value;
}

/**
 * Reads the fields of each row, as getNodeParameter does. A field without an expression is read once, since it is the
 * same for all rows.
 */
export function rowReader(context: IExecuteFunctions): (row: number) => ReadParameter {
	/** What was typed into a field with expressions; undefined for a field without. */
	const computed = new Map<string, unknown>();
	const same = new Map<string, unknown>();
	let expressions: Expressions | undefined;
	return (row) => (name, fallback) => {
		if (same.has(name)) return same.get(name);
		if (!computed.has(name)) {
			const typed: unknown = context.getNodeParameter(name, 0, '', { rawExpressions: true });
			computed.set(name, hasExpression(typed) ? typed : undefined);
		}
		const typed = computed.get(name);
		if (typed !== undefined) {
			expressions ??= new Expressions(context);
			return expressions.valueOf(typed, row) ?? context.getNodeParameter(name, row, fallback);
		}
		const value: unknown = context.getNodeParameter(name, row, fallback);
		if (value !== fallback) same.set(name, value);
		return value;
	};
}

function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	if (raw === null || typeof raw !== 'object') return false;
	return Object.values(raw).some(hasExpression);
}

/** How n8n's batching setting spaces the calls of a run. Interval in ms. */
export interface BatchSettings {
	size: number;
	interval: number;
}

const REQUEST_OPTIONS = 'Request Options';

/** What n8n's Request Options say of a single call. n8n shows them on every declarative node. Throws ValueError. */
export function requestSettingsOf(requestOptions: unknown): RequestSettings {
	const { timeout, proxy, allowUnauthorizedCerts } = fieldsOf(requestOptions, REQUEST_OPTIONS);
	return {
		timeout: wholeNumber(timeout, 'Timeout', 0, 'milliseconds') || undefined,
		proxy: isUnset(proxy) ? undefined : proxyOf(trimmedText(proxy)),
		allowUnauthorizedCerts: allowUnauthorizedCerts === true || allowUnauthorizedCerts === 'true',
	};
}

/** What n8n's Request Options say of batches; undefined where calls need no spacing. Throws ValueError. */
export function batchSettingsOf(requestOptions: unknown): BatchSettings | undefined {
	const batching = fieldsOf(
		fieldsOf(requestOptions, REQUEST_OPTIONS).batching,
		`Batching in ${REQUEST_OPTIONS}`,
	);
	const { batchSize, batchInterval } = fieldsOf(batching.batch, `Batching in ${REQUEST_OPTIONS}`);
	// By n8n's description of the field, -1 is no batches, and 0 counts as 1.
	const size = wholeNumber(batchSize, 'Items per Batch', -1, 'items') ?? 1;
	const interval = wholeNumber(batchInterval, 'Batch Interval', 0, 'milliseconds') ?? 0;
	return interval > 0 && size >= 0 ? { size: Math.max(size, 1), interval } : undefined;
}

/** A number of the Request Options; undefined where it is not set. Throws ValueError that names the field. */
function wholeNumber(value: unknown, label: string, least: number, unit: string): number | undefined {
	if (isUnset(value)) return undefined;
	const number = Number(trimmedText(value) || NaN);
	if (Number.isInteger(number) && number >= least && number <= MAX_TIMER_MS) return number;
	throw new ValueError(
		`${label} ${shown(value)} in ${REQUEST_OPTIONS} cannot be used; write a whole number of ${unit} from ${least} to ${MAX_TIMER_MS}`,
		'Without it, the node uses its default.',
	);
}

function isUnset(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** n8n ignores a proxy of another protocol without an error, and would send the calls directly. */
function proxyOf(address: string): IHttpRequestOptions['proxy'] {
	const url = parsedUrl(address);
	if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
		throw new ValueError(
			'The proxy in Request Options is not valid; write http://host:port or https://host:port',
			'Proxies of other kinds, such as SOCKS, are not supported. The value is not shown here, since it may hold a password.',
		);
	}
	const protocol = url.protocol.replace(/:$/, '');
	return {
		host: url.hostname,
		port: Number(url.port) || (protocol === 'https' ? 443 : 80),
		protocol,
		// n8n puts both back into an address as they are, so they stay encoded.
		...(url.username && { auth: { username: url.username, password: url.password } }),
	};
}
