import { kitLocksText } from '../../sandbox/seed.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { startFront, type Front } from './front.mts';
import { FAST_CLOCK, limiterFor } from './limiters.mts';
import { accountOf, go, triggerFor, WAYS, type Way } from './ways.mts';

export interface SecretsReport {
	echoes: number;
	finds: string[];
	/** Keys that the node cannot know, and how many of them were found in what came out: it must be all. */
	planted: number;
	foundPlanted: number;
	seconds: number;
}

const html = (text: string) => Array.from(text, (sign) => `&#${sign.codePointAt(0)};`).join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** How a service, a proxy or a log may write what it was sent. */
const SPELLINGS: Record<string, (key: string) => string> = {
	'as it is': (key) => key,
	'within a sentence': (key) => `No match for '${key}'.`,
	'in a query': (key) => `https://host/u/1/k3connect?accesskey=${encodeURIComponent(key)}&page=1`,
	'with every byte escaped': (key) =>
		[...Buffer.from(key)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
	'escaped twice': (key) => encodeURIComponent(encodeURIComponent(key)),
	'in JSON text': (key) => JSON.stringify({ headers: { 'x-api-key': key } }),
	'in HTML': html,
	'in base64': base64,
	'in base64 within a text': (key) => base64(`user:${key}`),
	'in base64 for URLs': (key) => Buffer.from(key).toString('base64url'),
	'in base64 twice': (key) => base64(base64(key)),
	'in hexadecimal': (key) => Buffer.from(key).toString('hex'),
	'in capitals': (key) => key.toUpperCase(),
};

/** What a person could read a key from. Base64 in other letters is another text. */
export function holds(text: string, key: string): boolean {
	const lower = text.toLowerCase();
	return Object.entries(SPELLINGS)
		.filter(([name]) => !ABOUT_A_KEY.includes(name))
		.some(([name, write]) =>
			[write(key), JSON.stringify(write(key)).slice(1, -1)].some((spelling) =>
				name.includes('base64') ? text.includes(spelling) : lower.includes(spelling.toLowerCase()),
			),
		);
}

/** Spellings that hold more than the key, which is found by itself in them. */
const ABOUT_A_KEY = ['within a sentence', 'in a query', 'in JSON text'];

const ECHOES: Array<[string, number, (text: string, body: unknown) => unknown]> = [
	['each text of a success', 200, (text, body) => replaced(body, text)],
	[
		'a name among the keys of a success',
		200,
		(text, body) =>
			Array.isArray(body)
				? body.map((entry) => ({ ...(entry as object), [text]: text }))
				: { ...(body as object), [text]: text },
	],
	['a message of 400', 400, (text) => ({ message: text })],
	['a message of 403', 403, (text) => ({ message: text })],
	['a message of 404', 404, (text) => ({ message: text })],
	['a message of 429', 429, (text) => ({ message: text })],
	['a message of 500', 500, (text) => ({ message: text })],
	['an error with status 200', 200, (text) => ({ error: text, message: text })],
	['a text in place of JSON', 200, (text) => text],
];

function replaced(value: unknown, text: string): unknown {
	if (typeof value === 'string') return text;
	if (Array.isArray(value)) return value.map((entry) => replaced(entry, text));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(inner, text)]));
}

interface Echo {
	way: Way;
	where: (typeof ECHOES)[number];
	spelling: string;
	secret: 'apiKey' | 'accessKey';
	onError?: 'continueRegularOutput';
}

/** Every key in every echo and spelling, by every way; failed rows stop the run and carry on in turn. */
export function secretEchoes(): Echo[] {
	let at = 0;
	return WAYS.filter((way) => !way.callsNothing && !way.name.endsWith('to an end')).flatMap((way) =>
		ECHOES.flatMap((where) =>
			Object.keys(SPELLINGS).flatMap((spelling) =>
				(['apiKey', 'accessKey'] as const)
					.filter((secret) => secret === 'apiKey' || !way.withoutAccessKey)
					.map(
						(secret): Echo => ({
							...{ way, where, spelling, secret },
							...(at++ % 2 && { onError: 'continueRegularOutput' }),
						}),
					),
			),
		),
	);
}

/** Sends keys back in each place and spelling, and looks for them in all that comes out, several at once. */
export async function lookForSecrets(echoes: Echo[], workers = 8): Promise<SecretsReport> {
	const started = performance.now();
	const queue = [...echoes];
	const report: SecretsReport = { echoes: 0, finds: [], planted: 0, foundPlanted: 0, seconds: 0 };
	await Promise.all(
		Array.from({ length: workers }, async () => {
			const stage = await EchoStage.open();
			for (let echo = queue.shift(); echo; echo = queue.shift()) {
				const { key, shown } = await stage.play(echo);
				report.echoes++;
				if (holds(shown, key)) {
					const { way, where, secret, spelling } = echo;
					report.finds.push(`${way.name}: ${secret} ${spelling} in ${where[0]}: ${around(shown, key)}`);
				}
			}
			await stage.close();
		}),
	);
	const stage = await EchoStage.open();
	for (const spelling of Object.keys(SPELLINGS)) {
		// A key that the node does not know comes through, and must be found.
		const way = WAYS.find(({ name }) => name === 'k3Account.get')!;
		const echo: Echo = { way, where: ECHOES[2], spelling, secret: 'apiKey' };
		const { key, shown } = await stage.play(echo, 'Planted-Key/Of+Nobody=036');
		report.planted++;
		if (holds(shown, key)) report.foundPlanted++;
	}
	await stage.close();
	report.seconds = Math.round((performance.now() - started) / 1000);
	return report;
}

let keys = 0;

/** A sandbox, and the front that echoes keys. */
class EchoStage {
	private readonly sandbox: Sandbox;

	private readonly front: Front;

	private constructor(sandbox: Sandbox, front: Front) {
		this.sandbox = sandbox;
		this.front = front;
	}

	static async open(): Promise<EchoStage> {
		const sandbox = await startSandbox();
		return new EchoStage(sandbox, await startFront(sandbox.url));
	}

	async close(): Promise<void> {
		await this.front.close();
		await this.sandbox.close();
	}

	/** The key that was echoed, and all that came out. */
	async play(
		{ way, where: [, status, body], spelling, secret, onError }: Echo,
		planted?: string,
	): Promise<{ key: string; shown: string }> {
		const apiKey = `Live-Key/${++keys}+1=${'k'.repeat(12)}`;
		this.sandbox.control.reset();
		this.sandbox.control.putKey(apiKey, { quotas: { netCode: 1_000_000, utility: 1_000_000 } });
		const { accessKey } = accountOf(way);
		const credentials = { apiKey, accessKey, baseUrl: this.front.url, kitLocks: kitLocksText() };
		const key = planted ?? (secret === 'apiKey' ? apiKey : accessKey);
		const text = SPELLINGS[spelling](key);
		limiterFor(this.front.url, apiKey).clock = FAST_CLOCK;
		this.front.clear();
		const trigger = way.kind === 'trigger' ? triggerFor(way, credentials) : undefined;
		if (way.polledBefore) {
			await trigger!.poll();
			this.sandbox.control.addEntries(accountOf(way).lockId, [{}]);
		}
		this.front.interfere(async ({ forward, send }) => {
			const reply = await forward();
			let given: unknown = '';
			try {
				given = JSON.parse(reply.body.toString());
			} catch {
				// An empty body.
			}
			const echoed = body(text, given);
			send({ status, body: Buffer.from(typeof echoed === 'string' ? echoed : JSON.stringify(echoed)) });
		});
		const outcome = await go(way, { credentials, trigger, onError });
		const shown = JSON.stringify(outcome) + (trigger?.saved() ?? '') + (trigger?.logged() ?? '');
		return { key, shown };
	}
}

function around(text: string, key: string): string {
	const at = text.toLowerCase().indexOf(key.toLowerCase());
	return at < 0 ? '(in another spelling)' : text.slice(Math.max(0, at - 60), at + key.length + 20);
}
