import { type RecordedCall } from '../../sandbox/calls.mts';
import { type Control } from '../../sandbox/control.mts';
import { DEFAULT_API_KEY, HOTEL_ACCESS_KEY } from '../../sandbox/seed.mts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.mts';
import { type Credentials } from './engine.mts';

/** Both ways in which the service shapes its responses (docs/dev/api.md, 'Phone clients'). */
export const SHAPES = ['documented', 'wild'] as const;

/** A call as the tests write it down; what is left out is empty. */
export type Request = Pick<RecordedCall, 'method' | 'path'> &
	Partial<Pick<RecordedCall, 'query' | 'form' | 'status'>>;

/** The sandbox of a test file. */
export interface TestSandbox {
	readonly url: string;
	readonly control: Control;
	/** A credential of the hotel's account. Its API key is a new one in every test. */
	credentials(changes?: Partial<Credentials>): Credentials;
	/** An API key that nobody has used yet; the package remembers some responses by key. */
	newApiKey(): string;
	/** The calls since the last reset of the calls, oldest first. */
	calls(): RecordedCall[];
}

const PLENTY = { netCode: 1_000_000, utility: 1_000_000 };

/** Starts a sandbox before the tests of a file, and puts it back to its seed before each of them. */
export function useSandbox(options: SandboxOptions = {}): TestSandbox {
	let sandbox: Sandbox;
	let apiKey = DEFAULT_API_KEY;
	let keys = 0;

	const newApiKey = () => {
		const key = `test-api-key-${++keys}`;
		sandbox.control.putKey(key, { quotas: PLENTY });
		return key;
	};

	beforeAll(async () => {
		sandbox = await startSandbox(options);
	});
	beforeEach(() => {
		sandbox.control.reset();
		apiKey = newApiKey();
	});
	afterAll(async () => await sandbox.close());

	return {
		get url() {
			return sandbox.url;
		},
		get control() {
			return sandbox.control;
		},
		credentials: (changes = {}) => ({
			apiKey,
			accessKey: HOTEL_ACCESS_KEY,
			baseUrl: sandbox.url,
			...changes,
		}),
		newApiKey,
		calls: () => sandbox.control.getCalls().requests,
	};
}

/** The whole record of a call with this key. A form is what has a content type. */
export function recordOf(request: Request, apiKey: string): RecordedCall {
	return {
		query: {},
		form: {},
		status: 200,
		...request,
		headers: {
			'x-api-key': apiKey,
			...(request.form && { 'content-type': 'application/x-www-form-urlencoded' }),
		},
	};
}
