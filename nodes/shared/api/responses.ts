import type { IDataObject } from 'n8n-workflow';

import { ServiceError } from './errors';

/** A lock of a K3 Connect account (API documentation, 'K3Connect'), as far as this package reads it. */
export interface K3Lock extends IDataObject {
	LockId: string;
	LockName: string;
}

/** An entry of a lock's audit log (API documentation, 'GET …/k3connect/{id}/audit'). */
export interface AuditEntry extends IDataObject {
	AuditEntryID: number;
	LockID: string;
	DateEntered: string;
	EntryType: string;
	EntryText: string;
}

/** One page of a lock's clients and the count that came with it. */
export interface ClientPage {
	clients: IDataObject[];
	count: number | undefined;
}

/** An entry of a lock model's durations; both lengths are 0 for modes without a fixed length. */
export interface Duration {
	id: string;
	days: number;
	hours: number;
	mode: string;
	subMode: string;
	models: string[];
}

/** What an answer with a NetCode says. Times are as answered, on the lock's clock. */
export interface NetCodeResponse {
	netCode: string;
	expires: string;
	durationDays: number | null;
	durationHours: number | null;
	mode: string;
	subMode: string;
}

/** NetCode lengths by lock model (field notes, 'NetCodes and time'); KL1550 is not told. */
const CODE_DIGITS: Record<string, number> = { KL1060: 6, K3CONNECT: 6, KL1060C2: 7, KL1060G3: 7 };

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

export function locksOf(answer: unknown): K3Lock[] {
	return entriesOf(answer, 'the list of locks').map((lock) => ({
		...lock,
		LockId: String(lock.LockId ?? lock.LockID ?? ''),
		LockName: String(lock.LockName ?? ''),
	}));
}

/**
 * Entries in the order of the answer. In each, what happened comes before the long IDs, since a table in the editor
 * shows the first columns only. Throws ServiceError when one has no number, since it could not be told from others.
 */
export function auditEntriesOf(answer: unknown): AuditEntry[] {
	return entriesOf(answer, 'the audit log').map((entry) => {
		const { EntryType, EntryText, DateEntered, AuditEntryID, AuditEntryId, LockID, LockId, ...rest } = entry;
		const id = Number(AuditEntryID ?? AuditEntryId);
		if (!Number.isSafeInteger(id)) throw unexpected('the audit log');
		return {
			EntryType: String(EntryType ?? ''),
			EntryText: String(EntryText ?? ''),
			DateEntered: String(DateEntered ?? ''),
			AuditEntryID: id,
			LockID: String(LockID ?? LockId ?? ''),
			...rest,
		};
	});
}

/** A page of clients, each with its active periods as one object keyed '0' to '9' (field notes, 'Clients'). */
export function clientsOf(answer: unknown): ClientPage {
	if (Array.isArray(answer) || !isObject(answer)) {
		return { clients: entriesOf(answer, 'the clients').map(withPlainPeriods), count: undefined };
	}
	const count = Number(answer.count);
	return {
		clients: entriesOf(answer.clients, 'the clients').map(withPlainPeriods),
		count: answer.count !== undefined && Number.isFinite(count) ? count : undefined,
	};
}

/** The entries of `durations` with the documented name of their id, whichever came. */
export function durationEntriesOf(answer: unknown): IDataObject[] {
	return entriesOf(answer, 'the durations').map(({ DurationID, DurationId, ...rest }) => {
		const id = DurationID ?? DurationId;
		return id === undefined ? rest : { DurationID: id, ...rest };
	});
}

export function durationsOf(answer: unknown): Duration[] {
	return durationEntriesOf(answer).map((entry) => ({
		id: String(entry.DurationID ?? ''),
		days: Number(entry.DurationDays ?? 0),
		hours: Number(entry.DurationHours ?? 0),
		mode: String(entry.Mode ?? ''),
		subMode: String(entry.SubMode ?? ''),
		models: modelsIn(entry.LockModels),
	}));
}

/** The answer of `duration/{id}` with Rules, Duration and Mode as plain objects, as they come outside the documentation. */
export function durationDetailsOf(answer: unknown): IDataObject {
	const { DurationID, DurationId, ...rest } = objectOf(answer, 'the duration');
	const id = DurationID ?? DurationId;
	const details: IDataObject = id === undefined ? { ...rest } : { DurationID: id, ...rest };
	for (const name of ['Rules', 'Duration', 'Mode']) {
		const value = details[name];
		if (Array.isArray(value) && value.length === 1) details[name] = value[0] as IDataObject;
	}
	return details;
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

/**
 * What a NetCode answer says. Throws ServiceError when it holds no code, which is how some failures arrive
 * with status 200 (field notes, 'Shapes'). The code is text: it may begin with 0.
 *
 * @param about the values of the call, for the message of a failure.
 */
export function netCodeOf(answer: unknown, lockModel: string, about: string): NetCodeResponse {
	const body = objectOf(answer, 'the NetCode');
	const netCode = codeText(body.ActualNetcode ?? body.ActualNetCode, lockModel);
	const result = String(body.Resultstatus ?? body.ResultStatus ?? '');
	if (!/^\d{4,}$/.test(netCode) || /^(error|fail)/i.test(result)) {
		throw new ServiceError('refused', `The API made no NetCode for ${about}${result && `: ${result}`}`, {
			status: 200,
			advice: 'Check these values. The call is charged all the same.',
		});
	}
	return {
		netCode,
		expires: String(body.Expires ?? ''),
		durationDays: countOf(body.DurationDays),
		durationHours: countOf(body.DurationHours),
		mode: String(body.Mode ?? ''),
		subMode: String(body.SubMode ?? ''),
	};
}

/** Lock models out of a text such as 'KL1060,KL1060C2', in capitals. */
export function modelsIn(text: unknown): string[] {
	return String(text ?? '')
		.split(/[^\w-]+/)
		.filter(Boolean)
		.map((model) => model.toUpperCase());
}

/** A code that comes as a number has lost its leading zeros; they are put back by the model's length. */
function codeText(code: unknown, lockModel: string): string {
	if (typeof code === 'number') return String(code).padStart(CODE_DIGITS[lockModel] ?? 0, '0');
	return typeof code === 'string' ? code.trim() : '';
}

function countOf(value: unknown): number | null {
	const count = Number(value);
	return value === undefined || value === null || value === '' || !Number.isFinite(count) ? null : count;
}

function withPlainPeriods(client: IDataObject): IDataObject {
	const periods = client.activeperiods;
	return Array.isArray(periods) && periods.length === 1
		? { ...client, activeperiods: periods[0] as IDataObject }
		: client;
}

function isObject(value: unknown): value is IDataObject {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function unexpected(what: string): ServiceError {
	return new ServiceError('refused', `The service answered without ${what}`, {
		status: 200,
		advice: 'Try again. If it stays so, the service has changed or the Base URL is that of something else.',
	});
}
