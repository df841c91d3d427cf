import { HOTEL_ACCESS_KEY, kitLocksText } from '../../sandbox/seed.mts';
import { seededRandom } from '../../sandbox/random.mts';
import { startSandbox } from '../../sandbox/server.mts';
import { startFront } from './front.mts';
import { accountOf, go, triggerFor, WAYS, type Way } from './ways.mts';

export interface SecretsReport {
	echoes: number;
	finds: string[];
	/** Whether a key that the node cannot know was found in what came out, as it must be. */
	foundPlanted: boolean;
	seconds: number;
}

const html = (text: string) => Array.from(text, (sign) => `&#${sign.codePointAt(0)};`).join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** How a service, a proxy or a log may write what it was sent. */
const SPELLINGS: Record<string, (key: string) => string> = {
	'as it is': (key) => key,
	'within a sentence': (key) => `No match for '${key}'.`,
	'in a query': (key) => `https://host/u/1/k3connect?accesskey=${encodeURIComponent(key)}&page=1`,
	'with every byte escaped': (key) => [...Buffer.from(key)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
	'escaped twice': (key) => encodeURIComponent(encodeURIComponent(key)),
	'in JSON text': (key) => JSON.stringify({ headers: { 'x-api-key': key } }),
	'in HTML': html,
	'in base64': base64,
	'in base64 within a text': (key) => base64(`user:${key}`),
	'in hexadecimal': (key) => Buffer.from(key).toString('hex'),
	'in capitals': (key) => key.toUpperCase(),
};

/** What a person could read a key from: the text, and what is left of it when it is decoded. */
function holds(text: string, key: string): boolean {
	const lower = text.toLowerCase();
	return Object.values(SPELLINGS)
		.map((write) => write(key))
		.filter((spelling) => !spelling.includes(' '))
		.some((spelling) => lower.includes(spelling.toLowerCase()) || lower.includes(JSON.stringify(spelling).slice(1, -1).toLowerCase()));
}

const ECHOES: Array<[string, number, (text: string, body: unknown) => unknown]> = [
	['each text of a success', 200, (text, body) => replaced(body, text)],
	['a name among the keys of a success', 200, (text, body) => (Array.isArray(body) ? body.map((entry) => ({ ...(entry as object), [text]: text })) : { ...(body as object), [text]: text })],
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
}

/** Sends keys back in each place and spelling, and looks for them in all that comes out. A part is the same for a seed. */
export async function lookForSecrets(size: number, seed: number, seconds = Infinity): Promise<SecretsReport> {
	const started = performance.now();
	const sandbox = await startSandbox();
	const front = await startFront(sandbox.url);
	const random = seededRandom(seed);
	const all = WAYS.filter((way) => !way.callsNothing && !way.name.endsWith('to an end')).flatMap((way) =>
		ECHOES.flatMap((where) =>
			Object.keys(SPELLINGS).flatMap((spelling) =>
				(['apiKey', 'accessKey'] as const)
					.filter((secret) => secret === 'apiKey' || !way.withoutAccessKey)
					.map((secret): Echo => ({ way, where, spelling, secret })),
			),
		),
	);
	const chosen = Array.from({ length: Math.min(size, all.length) }, () => all.splice(Math.floor(random() * all.length), 1)[0]);
	const report: SecretsReport = { echoes: 0, finds: [], foundPlanted: false, seconds: 0 };

	const run = async ({ way, where: [, status, body], spelling }: Echo, at: number, text: string) => {
		const apiKey = `Live-Key/${at}+${seed}=${'k'.repeat(12)}`;
		sandbox.control.reset();
		sandbox.control.putKey(apiKey, { quotas: { netCode: 1_000_000, utility: 1_000_000 } });
		const { accessKey } = accountOf(way);
		const credentials = { apiKey, accessKey, baseUrl: front.url, kitLocks: kitLocksText() };
		front.clear();
		const trigger = way.kind === 'trigger' ? triggerFor(way, credentials) : undefined;
		if (way.polledBefore) await trigger!.poll();
		front.interfere(async ({ forward, send }) => {
			const reply = await forward();
			const key = text || SPELLINGS[spelling](apiKey);
			let given: unknown = '';
			try {
				given = JSON.parse(reply.body.toString());
			} catch {
				// An empty body.
			}
			const echoed = body(key, given);
			send({ status, body: Buffer.from(typeof echoed === 'string' ? echoed : JSON.stringify(echoed)) });
		});
		const outcome = await go(way, { credentials, trigger, onError: at % 2 ? 'continueRegularOutput' : undefined });
		return { apiKey, shown: shownIn(outcome, trigger?.saved()) };
	};

	try {
		for (const [at, echo] of chosen.entries()) {
			if (performance.now() - started > seconds * 1000) break;
			const { accessKey } = accountOf(echo.way);
			const text = echo.secret === 'accessKey' ? SPELLINGS[echo.spelling](accessKey) : '';
			const { apiKey, shown } = await run(echo, at, text);
			report.echoes++;
			const key = echo.secret === 'accessKey' ? accessKey : apiKey;
			if (holds(shown, key))
				report.finds.push(`${echo.way.name}: ${echo.secret} ${echo.spelling} in ${echo.where[0]}: ${around(shown, key)}`);
		}
		const planted = 'planted-key-of-nobody-036';
		const { shown } = await run({ way: WAYS.find(({ name }) => name === 'k3Account.get')!, where: ECHOES[2], spelling: 'as it is', secret: 'apiKey' }, 0, planted);
		report.foundPlanted = holds(shown, planted) && holds(base64(`${planted}`), planted) && !holds(shown, HOTEL_ACCESS_KEY);
	} finally {
		await front.close();
		await sandbox.close();
	}
	report.seconds = Math.round((performance.now() - started) / 1000);
	return report;
}

function shownIn(outcome: object, saved = ''): string {
	return JSON.stringify(outcome) + saved;
}

function around(text: string, key: string): string {
	const at = text.toLowerCase().indexOf(key.toLowerCase());
	return at < 0 ? '(in another spelling)' : text.slice(Math.max(0, at - 60), at + key.length + 20);
}
