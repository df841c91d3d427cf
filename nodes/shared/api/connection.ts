import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
} from 'n8n-workflow';

import { checkedBaseUrl } from './baseUrl';
import {
	adviceOf,
	executionCancelled,
	errorInResponse,
	mayRetry,
	messageOf,
	parsedBody,
	ServiceError,
	transportError,
	ValueError,
	type CallSubject,
	type HttpResponse,
} from './errors';
import { limiterFor, type Limiter } from './limiter';
import { Secrets } from './secrets';

export const CREDENTIAL = 'codelocksApi';

/** Any of n8n's contexts that a call can be made from. */
export type ApiContext = IExecuteFunctions | IExecuteSingleFunctions | ILoadOptionsFunctions | IPollFunctions;

/** A method and the template of its path, as the API documentation lists them: '/u/1/k3connect/{id}'. */
export interface ApiMethod {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	path: string;
}

/** One call to make. Values are put in the path's places, the query or the form body, and encoded there. */
export interface ApiCall extends ApiMethod {
	values?: Record<string, string>;
	query?: Record<string, string>;
	form?: Record<string, string>;
	/** The values that an error names, such as "lock '0605…'". Must not hold a key. */
	about?: string;
}

/** A plan's two quotas (API documentation, 'Usage'). */
export type Quota = CallSubject['quota'];

/** Which of the plan's two quotas a call is charged to (API documentation, 'Usage'). */
export function quotaOf({ path }: ApiMethod): Quota {
	return path.startsWith('/n/') ? 'NetCode' : 'Utility';
}

/** What n8n's Request Options set for a node. Times in ms. */
export interface RequestSettings {
	timeout?: number;
	proxy?: IHttpRequestOptions['proxy'];
	allowUnauthorizedCerts?: boolean;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const MOST_TRIES = 4;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 20_000;

/** How long to wait before try number `tried` + 1: full jitter under an exponential bound, or what the service asks for. */
export function backoffMs(tried: number, retryAfterMs: number | undefined, random: () => number): number {
	const bound = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tried - 1));
	return Math.max(retryAfterMs ?? 0, Math.round(random() * bound));
}

/** The one way to the API: base URL, key, limits, retries and errors are settled here. */
export class Connection {
	readonly baseUrl: string;

	private readonly context: ApiContext;

	private readonly credentials: ICredentialDataDecryptedObject;

	private readonly settings: RequestSettings;

	private readonly secrets = new Secrets();

	/** The first refusal of each access key, which all later calls with it would only repeat at a charge. */
	private readonly refusals = new Map<string, ServiceError>();

	private readonly noMoreTries = new AbortController();

	private readonly charged = { NetCode: 0, Utility: 0 };

	private readonly limiter: Limiter;

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
		this.limiter = limiterFor(baseUrl, this.apiKey);
	}

	/** Reads the credential of the node. Throws when there is none, or when its base URL is not allowed. */
	static async open(context: ApiContext, settings: RequestSettings = {}): Promise<Connection> {
		const credentials = await context.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL);
		return new Connection(context, credentials, checkedBaseUrl(credentials.baseUrl), settings);
	}

	/** The access key of the credential; empty where it has none. */
	get accessKey(): string {
		return String(this.credentials.accessKey ?? '').trim();
	}

	/** The text of the credential's KitLocks; see kitLockNamed. */
	get kitLocks(): string {
		return String(this.credentials.kitLocks ?? '');
	}

	/** Takes a text that must not show, such as a lock's identifier, out of all that this connection gives out. */
	keepSecret(text: string): void {
		this.secrets.add(text);
	}

	/** Names the account whose answers may be remembered together. Stays in memory, never shown. */
	get account(): string {
		return `${this.baseUrl} ${this.apiKey}`;
	}

	/** How many calls this connection made that count on the quota. */
	chargedTo(quota: Quota): number {
		return this.charged[quota];
	}

	/** The access key to use: the node's own where it has one. Throws ValueError where neither is set. */
	accessKeyOr(override: unknown): string {
		const key = String(override ?? '').trim() || this.accessKey;
		if (!key) {
			throw new ValueError(
				'No K3 Connect access key is set: add it to the Codelocks API credential',
				'It stands in the User section of the K3 Connect app. The option Access Key of this node sets it for this node alone.',
			);
		}
		this.secrets.add(key);
		return key;
	}

	/** A copy of a value without the keys that this connection knows. */
	clean<T>(value: T): T {
		return this.secrets.hide(value);
	}

	/** A failure without the keys in its texts. The user's own values may hold one by mistake. */
	cleanError(error: unknown): Error {
		const message = this.clean(messageOf(error));
		const advice = this.clean(adviceOf(error));
		return error instanceof ServiceError
			? new ServiceError(error.reason, message, { ...error, advice })
			: new ValueError(message, advice);
	}

	/**
	 * Makes a call and gives its answer: parsed JSON, '' for an empty body. Throws ServiceError.
	 * Waits its turn among the calls of this API key, and tries again where that is safe and may help.
	 */
	async send(call: ApiCall): Promise<unknown> {
		const accessKey = [call.query?.accesskey, call.form?.accesskey, call.query?.identifier].find(
			(key) => key !== undefined && this.secrets.has(key),
		);
		const subject: CallSubject = {
			quota: quotaOf(call),
			about: call.about,
			usesAccessKey: accessKey !== undefined,
			hide: (text) => this.clean(text),
		};
		for (let tried = 1; ; tried++) {
			const { failure, body } = await this.limiter.run(async () => {
				const refusal = this.refusals.get(accessKey ?? '');
				return refusal ? { failure: refusal } : await this.attempt(call, subject);
			}, this.cancelSignal);
			if (!failure) return body;
			if (accessKey && failure.reason === 'accessKey') this.refusals.set(accessKey, failure);
			if (tried >= MOST_TRIES || !mayRetry(failure, isRepeatable(call))) throw this.cleanError(failure);
			const wait = backoffMs(tried, failure.retryAfterMs, Math.random);
			if (wait > LONGEST_BACKOFF_MS) throw this.cleanError(failure);
			await this.pause(wait);
			if (this.cancelled) throw executionCancelled();
			if (this.noMoreTries.signal.aborted) throw this.cleanError(failure);
		}
	}

	/** Lets calls in flight end, and those that wait for another try fail without it: their answers have no use any more. */
	stopRetrying(): void {
		this.noMoreTries.abort();
	}

	/** Waits, but no longer than until the execution is cancelled or trying again has no use. */
	async pause(ms: number): Promise<void> {
		const signal = AbortSignal.any([
			this.noMoreTries.signal,
			...(this.cancelSignal ? [this.cancelSignal] : []),
		]);
		if (signal.aborted) return;
		await new Promise<void>((resolve) => {
			const done = () => resolve();
			// Older n8n versions take no signal in `sleep`.
			signal.addEventListener('abort', done);
			sleep(ms, signal).then(done, done);
		});
	}

	private get apiKey(): string {
		return String(this.credentials.apiKey ?? '').trim();
	}

	get cancelled(): boolean {
		return this.cancelSignal?.aborted ?? false;
	}

	private get cancelSignal(): AbortSignal | undefined {
		return 'getExecutionCancelSignal' in this.context ? this.context.getExecutionCancelSignal() : undefined;
	}

	private async attempt(
		call: ApiCall,
		subject: CallSubject,
	): Promise<{ failure?: ServiceError; body?: unknown }> {
		const answer = await this.request(call);
		const failure = answer instanceof ServiceError ? answer : errorInResponse(answer, subject, Date.now());
		if (failure?.reason === 'throttled') {
			const wait = failure.retryAfterMs ?? 0;
			this.limiter.throttled(wait > LONGEST_BACKOFF_MS ? 0 : wait);
		}
		if (failure && !failure.isCharged) return { failure };
		this.charged[subject.quota]++;
		this.limiter.succeeded();
		return { failure, body: answer instanceof ServiceError ? undefined : answer.body };
	}

	private async request(call: ApiCall): Promise<HttpResponse | ServiceError> {
		const { timeout: timeoutMs = DEFAULT_TIMEOUT_MS, proxy, allowUnauthorizedCerts } = this.settings;
		const options: IHttpRequestOptions = {
			method: call.method,
			url: this.baseUrl + filledIn(call.path, call.values ?? {}),
			qs: call.query,
			headers: { Accept: 'application/json' },
			timeout: timeoutMs,
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// A redirect would carry the key to wherever it points.
			disableFollowRedirect: true,
			...(proxy && { proxy }),
			...(allowUnauthorizedCerts && { skipSslCertificateValidation: true }),
		};
		if (call.form) {
			options.body = new URLSearchParams(call.form);
			options.headers = { ...options.headers, 'Content-Type': 'application/x-www-form-urlencoded' };
		}
		try {
			const answer = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				CREDENTIAL,
				options,
				// Handing the credential in saves n8n from decrypting it again for every row.
				{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: this.credentials } },
			)) as HttpResponse;
			return { ...answer, headers: answer.headers ?? {}, body: parsedBody(answer.body) };
		} catch (error) {
			return transportError(error, timeoutMs);
		}
	}
}

/**
 * Creating a client invites again when it is repeated (field notes, 'Clients'), and a repeated deletion would
 * report a client as unknown that the first try deleted. Everything else ends in the same state.
 */
function isRepeatable({ method }: ApiMethod): boolean {
	return method !== 'POST' && method !== 'DELETE';
}

function filledIn(path: string, values: Record<string, string>): string {
	return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}
