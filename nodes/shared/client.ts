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
	failureOf,
	mayRetry,
	messageOf,
	parsedBody,
	ServiceFailure,
	transportFailure,
	ValueError,
	type CallSubject,
	type HttpAnswer,
} from './failures';
import { limiterFor, type Limiter } from './limiter';
import { withoutSecrets } from './secrets';

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

/** Which of the plan's two quotas a call is charged to (API documentation, 'Usage'). */
export function quotaOf({ path }: ApiMethod): 'NetCode' | 'Utility' {
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
	private readonly secrets: Set<string>;

	private readonly limiter: Limiter;

	private constructor(
		private readonly context: ApiContext,
		private readonly credentials: ICredentialDataDecryptedObject,
		readonly baseUrl: string,
		private readonly settings: RequestSettings,
	) {
		this.secrets = new Set([String(credentials.apiKey ?? ''), this.accessKey].filter(Boolean));
		this.limiter = limiterFor(baseUrl, String(credentials.apiKey ?? ''));
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

	/** Names the account whose answers may be remembered together. Stays in memory, never shown. */
	get account(): string {
		return `${this.baseUrl} ${String(this.credentials.apiKey)}`;
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
		return withoutSecrets(value, this.secrets);
	}

	/** A failure without the keys in its texts. The user's own values may hold one by mistake. */
	cleanError(error: unknown): Error {
		const message = this.clean(messageOf(error));
		const advice = this.clean(adviceOf(error));
		return error instanceof ServiceFailure
			? new ServiceFailure(error.reason, message, { ...error, advice })
			: new ValueError(message, advice);
	}

	/**
	 * Makes a call and gives its answer: parsed JSON, '' for an empty body. Throws ServiceFailure.
	 * Waits its turn among the calls of this API key, and tries again where that is safe and may help.
	 */
	async send(call: ApiCall): Promise<unknown> {
		const subject: CallSubject = {
			quota: quotaOf(call),
			about: call.about,
			usesAccessKey: [call.query?.accesskey, call.form?.accesskey, call.query?.identifier].some(
				(key) => key !== undefined && this.secrets.has(key),
			),
		};
		for (let tried = 1; ; tried++) {
			const { failure, body } = await this.limiter.run(async () => await this.attempt(call, subject));
			if (!failure) return body;
			if (tried >= MOST_TRIES || !mayRetry(failure, isRepeatable(call)) || this.cancelled) {
				throw this.cleanError(failure);
			}
			const wait = backoffMs(tried, failure.retryAfterMs, Math.random);
			if (wait > LONGEST_BACKOFF_MS) throw this.cleanError(failure);
			await this.pause(wait);
		}
	}

	/** Waits, but no longer than until the execution is cancelled. */
	async pause(ms: number): Promise<void> {
		const signal = this.cancelSignal;
		if (!signal) return await sleep(ms);
		if (signal.aborted) return;
		await new Promise<void>((resolve) => {
			const done = () => {
				signal.removeEventListener('abort', done);
				resolve();
			};
			signal.addEventListener('abort', done);
			void sleep(ms).then(done);
		});
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
	): Promise<{ failure?: ServiceFailure; body?: unknown }> {
		const answer = await this.request(call);
		const failure = answer instanceof ServiceFailure ? answer : failureOf(answer, subject, Date.now());
		if (!failure) {
			this.limiter.succeeded();
			return { body: answer instanceof ServiceFailure ? undefined : answer.body };
		}
		if (failure.reason === 'throttled') this.limiter.throttled();
		return { failure };
	}

	private async request(call: ApiCall): Promise<HttpAnswer | ServiceFailure> {
		const { timeout, proxy, allowUnauthorizedCerts } = this.settings;
		const options: IHttpRequestOptions = {
			method: call.method,
			url: this.baseUrl + filledIn(call.path, call.values ?? {}),
			qs: call.query,
			headers: { Accept: 'application/json' },
			timeout: timeout ?? DEFAULT_TIMEOUT_MS,
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
			)) as HttpAnswer;
			return { ...answer, headers: answer.headers ?? {}, body: parsedBody(answer.body) };
		} catch (error) {
			return transportFailure(error);
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
