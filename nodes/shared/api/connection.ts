import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import {
	adviceOf,
	executionCancelled,
	messageOf,
	runStopped,
	ServiceError,
	shortened,
	throttledForLong,
	ValueError,
} from './errors';
import { limiterFor, type Limiter, type CallFeedback } from './limiter';
import {
	checkedBaseUrl,
	CREDENTIAL,
	fetchResponse,
	requestOf,
	usableTimeout,
	type ApiCall,
	type ApiContext,
	type ApiMethod,
	type RequestSettings,
} from './request';
import { errorInResponse, type CallSubject } from './responseErrors';
import { isSuccess, parsedBody, scalarText, type HttpResponse } from './responses';
import { MAX_RETRY_DELAY_MS, retryDelay, sleepOrAbort, ThrottledCalls } from './retry';
import { Secrets } from './secrets';
import { transportError } from './transportErrors';

export type { ApiCall, ApiMethod, RequestSettings } from './request';

/** A plan's two quotas (docs/dev/api.md, 'Addresses and quotas'). */
export type Quota = CallSubject['quota'];

/** Which of the plan's two quotas a call is charged to. */
export function quotaOf({ path }: ApiMethod): Quota {
	return path.startsWith('/n/') ? 'NetCode' : 'Utility';
}

/** Only the beginning of a longer text can get into a message. */
const MAX_REDACTED_LENGTH = 20_000;

/** A response, read: the error in it if there is one, else its body. */
interface Attempt {
	error?: ServiceError;
	body?: unknown;
}

/** The only way to the API: handles Base URL, keys, concurrency, retries and errors. */
export class Connection {
	readonly baseUrl: string;

	private readonly context: ApiContext;

	private readonly credentials: ICredentialDataDecryptedObject;

	private readonly settings: RequestSettings;

	private readonly secrets = new Secrets();

	/** Errors that further calls would only repeat: by access key, or by the part of the API, such as 'n/1'. */
	private readonly repeated = new Map<string, ServiceError>();

	private readonly stop = new AbortController();

	private readonly charged = { NetCode: 0, Utility: 0 };

	/** Calls that the service did not throttle. */
	private acceptedCalls = 0;

	/** The calls that it throttled since. */
	private throttledCalls: ThrottledCalls | undefined;

	private nodeRepeatsKey = false;

	private constructor(
		context: ApiContext,
		credentials: ICredentialDataDecryptedObject,
		baseUrl: string,
		settings: RequestSettings,
	) {
		this.context = context;
		this.credentials = credentials;
		this.baseUrl = baseUrl;
		this.settings = settings;
		this.secrets.add(this.apiKey);
		this.secrets.add(this.accessKey);
	}

	/** Reads the credential of the node. Throws when there is none, or when its Base URL is not allowed. */
	static async open(context: ApiContext, settings: RequestSettings = {}): Promise<Connection> {
		const credentials = await context.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL);
		return new Connection(context, credentials, checkedBaseUrl(credentials.baseUrl), settings);
	}

	/** The access key of the credential; empty where it has none. */
	get accessKey(): string {
		return scalarText(this.credentials.accessKey).trim();
	}

	/** The text of the credential's KitLocks; see kitLockNamed. */
	get kitLocks(): string {
		return scalarText(this.credentials.kitLocks);
	}

	/** The service and the API key, whose responses may be remembered together. Stays in memory, never shown. */
	get cacheScope(): string {
		return `${this.baseUrl} ${this.apiKey}`;
	}

	/** Whether the node holds the very access key that the credential has. */
	get hasNeedlessKey(): boolean {
		return this.nodeRepeatsKey;
	}

	/** How many calls this connection made that count towards the quota. */
	chargedTo(quota: Quota): number {
		return this.charged[quota];
	}

	/** The access key to use: the node's where it has one. Throws ValueError where neither is set. */
	accessKeyOr(override: unknown): string {
		if (override !== null && !['string', 'number', 'undefined'].includes(typeof override)) {
			throw new ValueError(
				'Access Key is not text; enter the key itself, such as 2ym1989dzx',
				'Check whether an expression returns an object or a list.',
			);
		}
		const own = scalarText(override).trim();
		const key = own || this.accessKey;
		if (!key) {
			throw new ValueError(
				'No K3 Connect access key is set: add it to the Codelocks API credential',
				'You find it in the User section of the K3 Connect app (now C3 Smart). The option Access Key sets it for this node only.',
			);
		}
		if (own && own === this.accessKey) this.nodeRepeatsKey = true;
		this.secrets.add(key);
		return key;
	}

	/** A copy of a value without the keys that this connection knows. */
	redact<T>(value: T): T {
		return this.secrets.redact(value);
	}

	/** An error without the keys in its texts. The user's own values may hold one by accident. */
	redactError(error: unknown): Error {
		// Cut twice: megabytes are not worth cleaning, and what replaces a key may be longer than the key.
		const [message, advice] = [messageOf(error), adviceOf(error)].map((text) =>
			shortened(this.redact(shortened(text, MAX_REDACTED_LENGTH))),
		);
		return error instanceof ServiceError
			? new ServiceError(error.reason, message, { ...error, advice })
			: new ValueError(message, advice);
	}

	/**
	 * Makes a call and gives the body of its response: parsed JSON, '' for an empty body. Throws ServiceError, and
	 * ValueError for values that no request can hold. Waits its turn among the calls of this API key, and retries where
	 * retryDelay says so.
	 */
	async send(call: ApiCall): Promise<unknown> {
		const { identifier = '' } = call.query ?? {};
		const accessKey =
			call.query?.accesskey ??
			call.form?.accesskey ??
			(this.secrets.has(identifier) ? identifier : undefined);
		const subject: CallSubject = {
			method: call.method,
			quota: quotaOf(call),
			about: call.about,
			usesAccessKey: accessKey !== undefined,
			redact: (text) => this.redact(text),
		};
		const acceptedBefore = this.acceptedCalls;
		for (let attempt = 1; ; attempt++) {
			const { error, body } = await this.limiter.run(
				async (feedback) =>
					this.repeatedError(call, accessKey) ?? (await this.attempt(call, subject, feedback)),
				this.cancelSignal,
			);
			if (!error) return body;
			this.remember(error, call, accessKey);
			const othersSucceed = this.acceptedCalls > acceptedBefore;
			const delay = retryDelay(error, call.method, attempt, Math.random, othersSucceed);
			if (delay !== undefined) await this.pause(delay);
			if (this.cancelled) throw executionCancelled();
			if (delay === undefined || this.stop.signal.aborted) throw this.redactError(error);
		}
	}

	/** Lets calls in flight end. Those that wait for a retry fail without it, and those that wait for their turn as 'stopped'. */
	stopSending(): void {
		this.stop.abort();
	}

	/** Waits, but no longer than until the execution is cancelled or the run has ended. */
	async pause(ms: number): Promise<void> {
		await sleepOrAbort(ms, [this.stop.signal, this.cancelSignal]);
	}

	get cancelled(): boolean {
		return this.cancelSignal?.aborted ?? false;
	}

	private get limiter(): Limiter {
		return limiterFor(this.baseUrl, this.apiKey);
	}

	private get apiKey(): string {
		return scalarText(this.credentials.apiKey).trim();
	}

	private get cancelSignal(): AbortSignal | undefined {
		return 'getExecutionCancelSignal' in this.context ? this.context.getExecutionCancelSignal() : undefined;
	}

	/** The error that a call has without being sent. */
	private repeatedError(call: ApiCall, accessKey: string | undefined): Attempt | undefined {
		const error = this.repeated.get(partOf(call)) ?? this.repeated.get(accessKey ?? '');
		if (error) return { error };
		return this.stop.signal.aborted ? { error: runStopped() } : undefined;
	}

	private remember(error: ServiceError, call: ApiCall, accessKey: string | undefined): void {
		if (error.reason === 'cancelled') return;
		if (error.concernsEveryCall) this.repeated.set(partOf(call), error);
		if (accessKey && error.reason === 'accessKey') this.repeated.set(accessKey, error);
	}

	private async attempt(call: ApiCall, subject: CallSubject, feedback: CallFeedback): Promise<Attempt> {
		const response = await this.request(call);
		const error = this.countThrottling(errorIn(response, subject));
		tellLimiter(feedback, error);
		if (!error || error.isCharged) this.charged[subject.quota]++;
		return { error, body: response instanceof ServiceError ? undefined : response.body };
	}

	/** Counts throttled calls. Gives the error of the call, or one that ends the run if the service throttles for too long. */
	private countThrottling(error: ServiceError | undefined): ServiceError | undefined {
		if (error?.reason === 'throttled') {
			const now = this.limiter.clock.now();
			this.throttledCalls ??= new ThrottledCalls(now);
			this.throttledCalls.add();
			return this.throttledCalls.endRun(now) ? throttledForLong(error) : error;
		}
		if (!error || error.status !== undefined) {
			this.acceptedCalls++;
			this.throttledCalls = undefined;
		}
		return error;
	}

	private async request(call: ApiCall): Promise<HttpResponse | ServiceError> {
		let options: IHttpRequestOptions;
		try {
			options = requestOf(this.baseUrl, call, this.settings);
		} catch (error) {
			throw this.redactError(error);
		}
		const timeoutMs = usableTimeout(this.settings.timeout);
		const deadline = AbortSignal.timeout(timeoutMs);
		// A code in flight is paid for, and other executions may wait for it: it outlives its own.
		const cancelSignal = quotaOf(call) === 'NetCode' ? undefined : this.cancelSignal;
		try {
			const response = await fetchResponse(this.context, this.credentials, options, [deadline, cancelSignal]);
			const headers = response.headers ?? {};
			return { ...response, headers, body: parsedBody(response.body, scalarText(headers['content-type'])) };
		} catch (error) {
			if (error instanceof ServiceError) return error;
			const timedOut = deadline.aborted && !this.cancelled;
			const usesProxy = this.settings.proxy !== undefined;
			return transportError(error, { method: call.method, timeoutMs, timedOut, usesProxy });
		}
	}
}

/** The part of the API that a key or a quota is for: 'n/1' or 'u/1'. */
function partOf({ path }: ApiMethod): string {
	return path.split('/', 3).join('/');
}

function errorIn(response: HttpResponse | ServiceError, subject: CallSubject): ServiceError | undefined {
	if (response instanceof ServiceError) return response;
	return isSuccess(response, subject.method) ? undefined : errorInResponse(response, subject, Date.now());
}

function tellLimiter(feedback: CallFeedback, error: ServiceError | undefined): void {
	if (error?.reason === 'throttled') {
		const wait = error.retryAfterMs ?? 0;
		// A call that asks for more is given up, and no other one waits for it.
		feedback.throttled(wait > MAX_RETRY_DELAY_MS ? 0 : wait);
	} else if (error?.timedOut || [502, 503, 504].includes(error?.status ?? 0)) {
		feedback.overloaded();
	} else if (!error || error.status !== undefined) {
		feedback.succeeded();
	}
}
