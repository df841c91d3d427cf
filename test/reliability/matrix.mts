import { appendFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { OnError } from 'n8n-workflow';

import { seededRandom } from '../../sandbox/random.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import type { TestTrigger } from '../support/poll.mts';
import { crashTextsIn } from './crashTexts.mts';
import type { Fault } from './faults.mts';
import { FAULTS } from './faults.mts';
import { type Front, type FrontCall, startFront } from './front.mts';
import { FAST_CLOCK, limiterFor } from './limiters.mts';
import { accountOf, go, triggerFor, type Outcome, type Way, WAYS } from './ways.mts';

/** Whether each call of a run meets the fault, or the first one alone. */
type Reach = 'each call' | 'the first call';

export interface MatrixCase {
	way: Way;
	fault: Fault;
	reach: Reach;
	onError: OnError | undefined;
}

export interface MatrixReport {
	cases: number;
	byGroup: Record<string, number>;
	/** What did not hold, a line each. */
	failures: string[];
	calls: number;
	/** Of one case, in ms. */
	slowest: { ms: number; name: string };
	seconds: number;
}

const MODES: Array<OnError | undefined> = [undefined, 'continueRegularOutput', 'continueErrorOutput'];

/** What one way does without a fault. */
export interface Baseline {
	items: string;
	/** How often each call is sent. */
	calls: Map<string, number>;
}

/** A case, and what came of it. */
export interface Played {
	case: MatrixCase;
	outcome: Outcome;
	calls: FrontCall[];
	baseline: Baseline;
}

/** What is wrong with the outcome of a case. */
export function problemsOf({ case: played, outcome, calls, baseline }: Played): string[] {
	return [
		...crashTextsIn(outcome),
		...callsIn(played, calls, baseline),
		...wordsIn(played, outcome, calls),
		...rowsIn(played, outcome, baseline),
	];
}

/** Every case, in a fixed order. */
export function matrixCases(): MatrixCase[] {
	let mode = 0;
	return WAYS.flatMap((way) =>
		FAULTS.filter((fault) => way.hasTimeout || !fault.needsTimeout).flatMap((fault) =>
			reachesOf(way, fault).map((reach) => ({ way, fault, reach, onError: MODES[mode++ % 3] })),
		),
	);
}

function reachesOf(way: Way, fault: Fault): Reach[] {
	if (way.callsNothing) return fault.group === 'connection' ? ['each call'] : [];
	if (fault.behaviour || fault.address) return ['each call'];
	return ['each call', 'the first call'];
}

/** A part of all cases, the same for a seed. */
export function sampled<T>(cases: T[], size: number, seed: number): T[] {
	const random = seededRandom(seed);
	const left = [...cases];
	return Array.from(
		{ length: Math.min(size, left.length) },
		() => left.splice(Math.floor(random() * left.length), 1)[0],
	);
}

/** Runs cases, several at once, each worker against a sandbox of its own. */
export async function runMatrix(cases: MatrixCase[], workers = 20): Promise<MatrixReport> {
	const started = performance.now();
	const report: MatrixReport = {
		cases: 0,
		byGroup: {},
		failures: [],
		calls: 0,
		slowest: { ms: 0, name: '' },
		seconds: 0,
	};
	const queue = [...cases];
	const now = Date.now.bind(Date);
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + passedMs);
	await Promise.all(
		Array.from({ length: workers }, async () => {
			const stage = await Stage.open();
			for (let next = queue.shift(); next; next = queue.shift()) {
				const name = `${next.way.name} x ${next.fault.name} (${next.reach}, ${next.onError ?? 'stop'})`;
				const began = performance.now();
				const found = await withinTime(stage.play(next));
				const ms = performance.now() - began;
				if (process.env.RELIABILITY_TRACE)
					appendFileSync(
						process.env.RELIABILITY_TRACE,
						`${Math.round(ms)} ${name} ${found.join(' | ').slice(0, 400)}\n`,
					);
				if (ms > report.slowest.ms) report.slowest = { ms: Math.round(ms), name };
				report.cases++;
				report.byGroup[next.fault.group] = (report.byGroup[next.fault.group] ?? 0) + 1;
				report.calls += stage.callsMade;
				report.failures.push(...found.map((text) => `${name}: ${text}`));
			}
			await stage.close();
		}),
	);
	clock.mockRestore();
	report.seconds = Math.round((performance.now() - started) / 1000);
	return report;
}

/** A case that never ends is a finding; what it left behind may spoil the next case of its worker. */
async function withinTime(case_: Promise<string[]>): Promise<string[]> {
	const late = Symbol('late');
	let timer: NodeJS.Timeout | undefined;
	const time = new Promise<typeof late>((resolve) => {
		timer = setTimeout(() => resolve(late), MAX_CASE_MS);
	});
	const found = await Promise.race([
		case_.catch((error: Error) => [`the check fails: ${error.stack}`]),
		time,
	]);
	clearTimeout(timer);
	return found === late ? [`does not end within ${MAX_CASE_MS / 1000} s`] : found;
}

/** By how much the clock was put forward, in ms. */
let passedMs = 0;
const baselines = new Map<string, Baseline>();
let keys = 0;
const TIMEOUT_MS = 400;
/** The trigger keeps a part of the time that n8n gives a poll. */
const POLL_BUDGET_MS = 1_500;
const USUAL_BUDGET_MS = 36_000;
/** The longest that a case may take where the service asks for no wait. */
const MAX_CASE_MS = 90_000;

/** A sandbox, the front before it, and the addresses where nothing works. */
class Stage {
	callsMade = 0;

	private readonly sandbox: Sandbox;

	private readonly front: Front;

	private readonly hangUp: Server;

	private constructor(sandbox: Sandbox, front: Front, hangUp: Server) {
		this.sandbox = sandbox;
		this.front = front;
		this.hangUp = hangUp;
	}

	static async open(): Promise<Stage> {
		const sandbox = await startSandbox();
		const hangUp = createServer((socket) => void socket.on('error', () => {}).destroy());
		await new Promise<void>((resolve) => hangUp.listen(0, '127.0.0.1', resolve));
		return new Stage(sandbox, await startFront(sandbox.url), hangUp);
	}

	async close(): Promise<void> {
		await this.front.close();
		this.hangUp.close();
		await this.sandbox.close();
	}

	/** What does not hold in a case. */
	async play({ way, fault, reach, onError }: MatrixCase): Promise<string[]> {
		const baseline = await this.baseline(way);
		const credentials = this.fresh(way);
		const trigger = way.kind === 'trigger' ? triggerFor(way, credentials) : undefined;
		if (way.polledBefore) {
			await trigger!.poll();
			this.addEntries(way, 1);
		}
		this.front.clear();
		if (fault.behaviour) this.sandbox.control.putBehaviours(fault.behaviour);
		if (fault.interference) this.front.interfere(fault.interference, reach === 'each call' ? Infinity : 1);
		const address = this.addressOf(fault);
		trigger?.edit({
			credentials: { ...credentials, baseUrl: address },
			...(fault.needsTimeout && { budgetMs: POLL_BUDGET_MS }),
		});

		limiterFor(address, credentials.apiKey).clock = FAST_CLOCK;
		const began = performance.now();
		const outcome = await go(way, {
			credentials: { ...credentials, baseUrl: address },
			onError,
			timeout: fault.needsTimeout ? TIMEOUT_MS : undefined,
			trigger,
		});
		const took = performance.now() - began;
		const calls = this.front.calls;
		this.callsMade = calls.length;
		const found = [
			...problemsOf({ case: { way, fault, reach, onError }, outcome, calls, baseline }),
			...(await this.heldPlace(address, credentials.apiKey)),
			...(took > MAX_CASE_MS ? [`took ${Math.round(took)} ms`] : []),
			...(({} as { polluted?: unknown }).polluted === undefined ? [] : ['a prototype was changed']),
		];

		// The service is well again: the same node, with the same key, must give what it always gives.
		this.front.clear();
		this.sandbox.control.clearBehaviours();
		if (trigger) {
			trigger.edit({ credentials, budgetMs: USUAL_BUDGET_MS });
			return [...found, ...(await this.entriesAfter(way, fault, trigger, outcome))];
		}
		this.sandbox.control.reset();
		this.sandbox.control.putKey(credentials.apiKey, { quotas: PLENTY });
		// A paid code is given out again as it came.
		if (way.name.includes('netCode') && way.name.endsWith(' raw') && fault.isReadable) return found;
		// Durations that can be read count for a day: a run that misses one asks afresh.
		if (/search.*(Durations|LockModels)/.test(way.name) && fault.isReadable && outcome.items.length)
			return found;
		let after = await go(way, { credentials });
		if (
			way.kind === 'search' &&
			fault.isReadable &&
			outcome.items.length &&
			itemsText(way, after) !== baseline.items
		) {
			// Entries that can be read stay in a list of the editor for half a minute, and no longer.
			passedMs += 31_000;
			after = await go(way, { credentials });
		}
		const items = itemsText(way, after);
		if (after.error) found.push(`the next run fails: ${after.error}`);
		else if (items !== baseline.items)
			found.push(`the next run gives other items: ${differenceOf(items, baseline.items)}`);
		return found;
	}

	/** No call goes on, and no place among those of the key is taken. */
	private async heldPlace(address: string, apiKey: string): Promise<string[]> {
		const limiter = limiterFor(address, apiKey);
		const ends = performance.now() + MAX_REST_MS;
		while ((!limiter.isIdle || this.front.inFlight) && performance.now() < ends) {
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
		return [
			...(limiter.isIdle ? [] : ['a place of the limiter is held']),
			...(this.front.inFlight ? [`${this.front.inFlight} calls are not ended`] : []),
		];
	}

	/** Each entry comes once, whatever happened at a poll before. */
	private async entriesAfter(
		way: Way,
		fault: Fault,
		trigger: TestTrigger,
		outcome: Outcome,
	): Promise<string[]> {
		const emitted = outcome.items.map(({ json }) => String(json.AuditEntryID));
		// Where the fault changes the IDs of entries, these are others.
		const isForged = FORGES_ENTRIES.test(fault.name);
		if (isForged) emitted.length = 0;
		const polls: string[] = [];
		try {
			// A list of locks that can be read counts for an hour.
			if (!way.polledBefore) polls.push(...idsOf(await trigger.poll(hourLater(trigger.saved()))));
			const expected = this.addEntries(way, 2);
			for (let poll = 0; poll < 2; poll++)
				polls.push(...idsOf(await trigger.poll(hourLater(trigger.saved()))));
			const all = [...emitted, ...polls];
			const found: string[] = [];
			const lost = expected.filter((id) => !all.includes(id));
			if (lost.length) found.push(`entries that came after are lost: ${lost.join(', ')}`);
			const twice = all.filter((id, at) => all.indexOf(id) !== at);
			if (twice.length) found.push(`${twice.length} entries came twice`);
			if (way.polledBefore && !isForged) {
				const missed = this.added.filter((id) => !all.includes(id));
				if (missed.length) found.push(`entries are lost: ${missed.join(', ')}`);
			}
			const old = polls.length - polls.filter((id) => this.added.includes(id)).length;
			if (
				old &&
				!isForged &&
				!TURNS_ORDER.test(fault.name) &&
				!(HIDES_ENTRIES.test(fault.name) && !way.polledBefore)
			)
				found.push(`${old} old entries came`);
			return found;
		} catch (error) {
			return [`the next poll fails: ${(error as Error).message}`];
		}
	}

	private added: string[] = [];

	private addEntries(way: Way, count: number): string[] {
		const entries = this.sandbox.control.addEntries(
			accountOf(way).lockId,
			Array.from({ length: count }, () => ({})),
		);
		const ids = entries.map(({ AuditEntryID: id }) => String(id));
		this.added.push(...ids);
		return ids;
	}

	/** Each sandbox gives the same. */
	private async baseline(way: Way): Promise<Baseline> {
		const known = baselines.get(way.name);
		if (known) return known;
		const credentials = this.fresh(way);
		this.front.clear();
		const trigger = way.kind === 'trigger' ? triggerFor(way, credentials) : undefined;
		if (way.polledBefore) {
			await trigger!.poll();
			this.addEntries(way, 1);
			this.front.clear();
		}
		const outcome = await go(way, { credentials, trigger });
		if (outcome.error) throw new Error(`${way.name} fails without a fault: ${outcome.error}`);
		const baseline = { items: itemsText(way, outcome), calls: countedBy(this.front.calls) };
		baselines.set(way.name, baseline);
		return baseline;
	}

	/** Puts the service back, and gives a key that nothing is remembered for. */
	private fresh(way: Way) {
		const apiKey = `reliability-key-${++keys}`;
		this.added = [];
		this.sandbox.control.reset();
		this.sandbox.control.putKey(apiKey, { quotas: PLENTY });
		return { apiKey, accessKey: accountOf(way).accessKey, baseUrl: this.front.url };
	}

	private addressOf({ address }: Fault): string {
		switch (address) {
			case 'closed':
				return 'http://127.0.0.1:9';
			case 'hangsUp':
				return `http://127.0.0.1:${(this.hangUp.address() as AddressInfo).port}`;
			case 'tls':
				return this.front.url.replace('http:', 'https:');
			case 'unknown':
				return 'https://no-such-host.invalid';
			default:
				return this.front.url;
		}
	}
}

/** A log that is turned round between two polls is read as one with new entries on top (docs/dev/reliability.md). */
const TURNS_ORDER = /service: order ignored/;

/** Entries that a first poll does not see, between others that it sees, look like late uploads (docs/dev/reliability.md). */
const HIDES_ENTRIES = /each list holds its first entry alone/;

const FORGES_ENTRIES = /service: ids|shape: each value|shape: objects without|shape: keys in/;

const PLENTY = { netCode: 1_000_000, utility: 1_000_000 };

/** How often a call may be sent. */
const MAX_TRIES = 4;

/** How long a call may go on after its run: a code in flight is paid for. */
const MAX_REST_MS = 3_000;

function countedBy(calls: FrontCall[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { key } of calls) counts.set(key, (counts.get(key) ?? 0) + 1);
	return counts;
}

/** The calls that a run may make, and those that it may not repeat. */
function callsIn({ way, fault }: MatrixCase, calls: FrontCall[], baseline: Baseline): string[] {
	const found: string[] = [];
	// Rows that ask for the same pages each read them all.
	const eachRow = Math.max(1, ...baseline.calls.values());
	for (const [key, count] of countedBy(calls)) {
		const [method, path] = key.split(' ');
		const mayRepeat =
			fault.repeats === 'all' || (fault.repeats === 'idempotent' && method !== 'POST' && method !== 'DELETE');
		// n8n itself sends the request of a credential test again after a 401.
		const isTestedTwice = way.kind === 'credential' && fault.name.startsWith('401');
		const usual = isTestedTwice ? 2 : (baseline.calls.get(key) ?? eachRow);
		// An empty page in the middle of a list is asked for again.
		const isPageAgain = fault.isReadable && /[?&]page=[2-9]/.test(path);
		const most = usual * (mayRepeat ? MAX_TRIES : 1) + (isPageAgain ? eachRow : 0);
		if (count > most) found.push(`${count} times ${method} ${path}, ${usual} without a fault`);
	}
	if (calls.length === 0 && !fault.address && !way.callsNothing) found.push('no call');
	return found;
}

const LEAVES_OPEN = /may have taken effect|may be charged|may have charged/;

/** What a run may say of a list that can be read and is not what the service holds. */
const OF_THE_CONTENT =
	/is not a lock of the account|The time zone of .* is not known|is not offered by lock model|is longer than any code covers|oldest entry first|needs \d+ codes|The service counts \d+ entries|Page \d+ of .* came without entries|The API (refused client .*|did not find lock .*)/;

/** Whether the errors tell what happened, and whether there is one where there must be. */
function wordsIn({ way, fault, reach }: MatrixCase, outcome: Outcome, calls: FrontCall[]): string[] {
	if (way.callsNothing) return outcome.error ? [`fails without a call: ${outcome.error}`] : [];
	const texts = [
		outcome.error,
		...[...outcome.items, ...outcome.errorItems]
			.filter(({ json }) => isFailed(json))
			.map(({ json }) => `${String(json.error)}\n${String(json.message)}`),
	].filter((text) => text !== undefined);
	if (fault.succeeds) return texts.length ? [`fails: ${texts[0]}`] : [];
	if (!texts.length) {
		// A poll that runs out of time reports that after the third one.
		const mayWait = way.kind === 'trigger' && fault.group === 'time';
		// The rules of n8n see one character of a response, and these begin like a right one.
		const beginsWell =
			way.kind === 'credential' && /NaN|cut|twice|UTF|random bytes|nested|envelope/.test(fault.name);
		return reach === 'each call' && !fault.isReadable && !mayWait && !beginsWell
			? [`no error, ${calls.length} calls, ${outcome.items.length} items`]
			: [];
	}
	// n8n has its own words for a credential test.
	if (way.kind === 'credential') return [];
	const isWrite = /k3Client\.(create|update|suspend|restore|delete)/.test(way.name);
	return texts
		.flatMap((text) => [
			...(fault.words.test(text) || (fault.isReadable && OF_THE_CONTENT.test(text))
				? []
				: [`the error says: ${text}`]),
			...(text.split('\n')[1]?.trim() ? [] : [`the error has no advice: ${text}`]),
			...(fault.isUnsent && LEAVES_OPEN.test(text) ? [`leaves open what was not sent: ${text}`] : []),
			...(isWrite &&
			fault.repeats === 'idempotent' &&
			!fault.isReadable &&
			!/may have taken effect/.test(text)
				? [`does not say that it may have taken effect: ${text}`]
				: []),
		])
		.slice(0, 1);
}

/** Whether each row has its items, and each failed row an error item that leads back to it. */
function rowsIn({ way, fault, onError }: MatrixCase, outcome: Outcome, baseline: Baseline): string[] {
	if (way.kind !== 'operation') return [];
	const found: string[] = [];
	const items = [...outcome.items, ...outcome.errorItems];
	if (onError && outcome.error) return [`throws under ${onError}: ${outcome.error}`];
	const covered = new Set<number>();
	for (const { json, pairedItem } of items) {
		const row = (pairedItem as { item?: number } | undefined)?.item;
		if (typeof row !== 'number' || !way.rows![row])
			found.push(`an item of no row: ${JSON.stringify(pairedItem)}`);
		else covered.add(row);
		if (!json || typeof json !== 'object' || Array.isArray(json))
			found.push('an item whose json is no object');
	}
	for (const { json } of outcome.items) {
		const failed = 'error' in json && 'message' in json && Object.keys(json).length === 2;
		if (failed && onError !== 'continueRegularOutput')
			found.push(`a failed row goes out by Success: ${String(json.error)}`);
	}
	for (const { json } of outcome.errorItems) {
		if (typeof json.error !== 'string' || typeof json.message !== 'string')
			found.push('an error item without words');
	}
	const isList = /getAll|getAuditEntries|getDurations|getModes/.test(way.name);
	if (!outcome.error && covered.size < way.rows!.length && !(isList && fault.isReadable))
		found.push(`rows ${[...covered].join(', ')} alone have items`);
	const isWhole = !outcome.error && !items.some(({ json }) => isFailed(json));
	const text = itemsText(way, outcome);
	if (isWhole && !fault.isReadable && text !== baseline.items)
		found.push(`succeeds with other items: ${differenceOf(text, baseline.items)}`);
	return found.slice(0, 2);
}

/** A response may hold a field of that name too. */
function isFailed(json: Record<string, unknown>): boolean {
	return typeof json.error === 'string' && typeof json.message === 'string';
}

function idsOf(items: Array<Record<string, unknown>>): string[] {
	return items.map(({ AuditEntryID: id }) => String(id));
}

/** The trigger's state as it is when its list of locks is an hour older. */
function hourLater(saved: string): string {
	return saved.replace(/"(at|triedAt)":(\d+)/g, (_, name, time) => `"${name}":${Number(time) - 3_700_000}`);
}

/** The items as text; an initialisation holds the time of day. */
function itemsText({ name }: Way, { items }: Outcome): string {
	const text = JSON.stringify(items.map(({ json }) => json));
	return name.includes('InitSequence') ? text.replace(/\d/g, '0') : text;
}

function differenceOf(one: string, other: string): string {
	const at = [...one].findIndex((sign, index) => sign !== other[index]);
	return `…${one.slice(Math.max(0, at - 60), at + 60)}… and not …${other.slice(Math.max(0, at - 60), at + 60)}…`;
}
