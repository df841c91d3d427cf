import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import type { CallReport } from '../../sandbox/calls.mts';
import { BUSY_LOCK, HOTEL_ACCESS_KEY, HOTEL_LOCKS } from '../../sandbox/seed.mts';
import { locator, runNode, type Credentials } from '../support/engine.mts';
import { triggerWith } from '../support/poll.mts';

export interface LoadResult {
	name: string;
	/** Items that came out, and those that had to. */
	items: number;
	expected: number;
	/** Items that came out before. */
	twice: number;
	/** Calls, and how many are needed at most. */
	calls: number;
	neededCalls: number;
	/** For one API key. */
	mostInFlight: number;
	/** The highest heap above that of the start, in MB. */
	heapMb: number;
	/** The most CPU time of the thread between two turns of the event loop, in ms. */
	longestStallMs: number;
	/** The same of n8n's engine alone: the node is disabled, and hands its items on. */
	engineStallMs: number;
	seconds: number;
}

export interface LoadSizes {
	rows: number;
	entries: number;
	executions: number;
	polls: number;
}

/** The parts of what is measured that differ from load to load. */
interface Load {
	name: string;
	expected: number;
	neededCalls: number;
	/** The same start with the node disabled. */
	engineAlone?: () => Promise<unknown>;
	/** Gives what tells each item that came out from the others. */
	run: () => Promise<string[]>;
}

const LOCKS = HOTEL_LOCKS.slice(0, 12).map(({ lockId }) => lockId);

const MAX_IN_FLIGHT = 32;
const MAX_STALL_MS = 100;
/** Twice what was ever seen; a run that keeps what it should not takes more with each item. */
const MAX_HEAP_MB = 400;

/** What is wrong with a result. */
export function problemsOfLoad(result: LoadResult): string[] {
	const { name, items, expected, twice, calls, neededCalls, mostInFlight, heapMb } = result;
	const stall = result.longestStallMs - result.engineStallMs;
	return [
		items === expected ? '' : `${items} items came out, not ${expected}`,
		twice ? `${twice} items came twice` : '',
		calls > neededCalls ? `${calls} calls were made, and ${neededCalls} are enough` : '',
		mostInFlight > MAX_IN_FLIGHT ? `${mostInFlight} calls of one key were in flight` : '',
		stall >= MAX_STALL_MS ? `the event loop was held for ${stall} ms` : '',
		heapMb > MAX_HEAP_MB ? `the heap grew by ${heapMb} MB` : '',
	].flatMap((problem) => (problem ? [`${name}: ${problem}`] : []));
}

/** Runs large and many executions, and measures what they take. */
export async function load(sizes: LoadSizes, latencyMs = 0): Promise<LoadResult[]> {
	const service = await startService(latencyMs);
	try {
		await fillLog(service, sizes.entries);
		const loads = [
			await codesOf(service, 1, sizes.rows),
			await codesOf(service, sizes.executions, 100),
			await logOf(service, sizes.entries),
			await backlogOf(service, sizes.entries),
			await pollsOf(service, sizes.polls),
		];
		// The first run of a process loads and compiles what later ones find.
		const warmUps = [await codesOf(service, 1, 20), await pollsOf(service, 2)];
		for (const { run } of warmUps) await run();
		const results: LoadResult[] = [];
		for (const one of loads) results.push(await measured(one, service));
		return results;
	} finally {
		await service.close();
	}
}

/** Executions that start in the same turn of the event loop. No two rows ask for the same code. */
async function codesOf(service: Service, executions: number, rows: number): Promise<Load> {
	const credentials = await service.credentials();
	const start = async (disabled: boolean) =>
		await Promise.all(
			Array.from({ length: executions }, async (_, at) => {
				const { items } = await runNode(
					{
						parameters: {
							resource: 'netCode',
							operation: 'generateForKitLock',
							lockModel: 'KL1060',
							timecode: '202611161623',
							identifier: '={{ $json.identifier }}',
							start: '2099-12-01 16:00',
							duration: '3',
						},
						credentials,
						executionId: `${credentials.apiKey}-${at}`,
						disabled,
					},
					Array.from({ length: rows }, (_row, row) => ({ identifier: String(100_000 + at * rows + row) })),
				);
				return items.flatMap(({ json, pairedItem }) =>
					json.netCode ? [`${at} ${JSON.stringify(pairedItem)}`] : [],
				);
			}),
		);
	return {
		name:
			executions === 1 ? `${rows} rows in one execution` : `${executions} executions of ${rows} rows at once`,
		expected: executions * rows,
		// One more for the durations.
		neededCalls: executions * rows + 1,
		engineAlone: async () => await start(true),
		run: async () => (await start(false)).flat(),
	};
}

async function logOf(service: Service, entries: number): Promise<Load> {
	const credentials = await service.credentials();
	const start = async (disabled: boolean, rows: IDataObject[]) =>
		await runNode(
			{
				parameters: {
					resource: 'k3Lock',
					operation: 'getAuditEntries',
					lockId: locator(BUSY_LOCK.lockId),
					returnAll: true,
				},
				credentials,
				disabled,
			},
			rows,
		);
	return {
		name: `a log of ${entries} entries`,
		expected: entries,
		// An empty page after full ones is checked by another call.
		neededCalls: Math.ceil(entries / 50) + 2,
		// As many items go through the engine.
		engineAlone: async () =>
			await start(
				true,
				Array.from({ length: entries }, (_, AuditEntryID) => ({ AuditEntryID })),
			),
		run: async () => {
			const { items } = await start(false, [{}]);
			return items.map(({ json }) => String(json.AuditEntryID));
		},
	};
}

/** One poll that emits a whole log. */
async function backlogOf(service: Service, entries: number): Promise<Load> {
	const options = { includeExisting: true, maxEntriesPerPoll: entries };
	const trigger = triggerWith({
		parameters: { locks: [BUSY_LOCK.lockId], options },
		credentials: await service.credentials(),
	});
	return {
		name: `a poll that emits ${entries} entries`,
		expected: entries,
		// The empty page that ends the log, and the name of the lock.
		neededCalls: Math.ceil(entries / 50) + 2,
		run: async () => {
			const items = await trigger.poll();
			// What follows is the check's own work.
			await setTimeout(5);
			return items.map(({ AuditEntryID }) => String(AuditEntryID));
		},
	};
}

/** Before each poll but the first, one lock gets an entry. */
async function pollsOf(service: Service, polls: number): Promise<Load> {
	const trigger = triggerWith({ parameters: { locks: LOCKS }, credentials: await service.credentials() });
	return {
		name: `${polls} polls of ${LOCKS.length} locks`,
		expected: polls - 1,
		// A page of each lock, and a second one at the first poll and where an entry is new; and the names of the locks.
		neededCalls: polls * LOCKS.length + LOCKS.length + (polls - 1) + 1,
		run: async () => {
			const emitted: string[] = [];
			for (let poll = 0; poll < polls; poll++) {
				if (poll) await service.control('POST', `locks/${LOCKS[poll % LOCKS.length]}/entries`, {});
				const items = await trigger.poll();
				emitted.push(...items.map(({ AuditEntryID }) => String(AuditEntryID)));
			}
			return emitted;
		},
	};
}

/** The sandbox in a process of its own, so that its heap and its stalls are not those of the engine and the package. */
interface Service {
	/** Calls the sandbox's control API. */
	control<T>(method: string, path: string, body?: object): Promise<T>;
	/** Those of a new API key. */
	credentials(): Promise<Credentials>;
	close(): Promise<void>;
}

async function startService(latencyMs: number): Promise<Service> {
	const program = resolve(__dirname, '../../sandbox/main.mts');
	const options = ['--port', '0', '--grow-every', '0', '--latency', String(latencyMs)];
	const child = spawn(process.execPath, [program, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
	const [greeting] = (await once(child.stdout, 'data')) as [Buffer];
	const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting.toString()) ?? [];
	if (url === undefined) throw new Error('The sandbox did not start');
	const control = async <T,>(method: string, path: string, body?: object): Promise<T> => {
		const response = await fetch(`${url}/_control/${path}`, {
			method,
			...(body && { body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(await response.text());
		return (await response.json()) as T;
	};
	let keys = 0;
	return {
		control,
		credentials: async () => {
			const apiKey = `load-key-${++keys}`;
			await control('PUT', `keys/${apiKey}`, { quotas: { netCode: 1_000_000, utility: 1_000_000 } });
			return { apiKey, accessKey: HOTEL_ACCESS_KEY, baseUrl: url };
		},
		close: async () => {
			child.kill('SIGTERM');
			await once(child, 'exit');
		},
	};
}

/** Gives a lock a log of so many entries. */
async function fillLog(service: Service, entries: number): Promise<void> {
	const path = `locks/${BUSY_LOCK.lockId}/entries`;
	await service.control('DELETE', path);
	for (let first = 0; first < entries; first += 5_000) {
		const length = Math.min(5_000, entries - first);
		const part = Array.from({ length }, (_, at) => ({
			DateEntered: new Date(Date.UTC(2026, 0, 1) + (first + at) * 1000).toISOString().slice(0, 19),
			EntryText: 'Unlocked',
		}));
		await service.control('POST', path, part);
	}
}

async function measured(
	{ name, expected, neededCalls, engineAlone, run }: Load,
	service: Service,
): Promise<LoadResult> {
	const alone = await watched(async () => await engineAlone?.());
	await service.control('DELETE', 'calls');
	const began = performance.now();
	const { given, longestStallMs, heapMb } = await watched(run);
	const seconds = Math.round((performance.now() - began) / 100) / 10;
	const reports = Object.values((await service.control<CallReport>('GET', 'calls?last=0')).keys);
	return {
		name,
		items: given.length,
		expected,
		twice: given.length - new Set(given).size,
		calls: reports.reduce((sum, { netCode, utility }) => sum + netCode.received + utility.received, 0),
		neededCalls,
		mostInFlight: Math.max(...reports.map(({ peakInFlight }) => peakInFlight)),
		heapMb,
		longestStallMs,
		engineStallMs: alone.longestStallMs,
		seconds,
	};
}

async function watched<T>(work: () => Promise<T>) {
	const heapBefore = process.memoryUsage().heapUsed;
	let heap = heapBefore;
	let longest = 0;
	let sampled = 0;
	let last = process.threadCpuUsage();
	const turned = () => {
		const { user, system } = process.threadCpuUsage(last);
		last = process.threadCpuUsage();
		longest = Math.max(longest, (user + system) / 1000);
		if (sampled++ % 50 === 0) heap = Math.max(heap, process.memoryUsage().heapUsed);
	};
	const watch = setInterval(turned, 1);
	const given = await work();
	clearInterval(watch);
	turned();
	return {
		given,
		longestStallMs: Math.round(longest),
		heapMb: Math.round((heap - heapBefore) / 1e6),
	};
}
