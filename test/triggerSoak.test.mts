import type { IDataObject } from 'n8n-workflow';

import { newItems, type Poll } from '../nodes/CodelocksTrigger/poll.ts';
import { oneAtATime } from '../nodes/CodelocksTrigger/memory.ts';
import { Deadline } from '../nodes/CodelocksTrigger/reading.ts';
import type { AuditEntry } from '../nodes/shared/api/auditLog.ts';
import { PAGE_SIZE } from '../nodes/shared/api/pages.ts';
import { seededRandom } from '../sandbox/random.mts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS = 30;
const START = Date.UTC(2026, 10, 1);

interface Case {
	locks: number;
	monthlyCalls: number;
	/** Every lock of the account, or a selection. */
	everyLock: boolean;
	/** How often n8n polls, in minutes. */
	every: number;
	restarts: number;
	/** Single entries a day, over all locks, and bursts of 120 at one lock in the 30 days. */
	entriesADay: number;
	bursts: number;
}

interface Result {
	calls: number;
	/** Calls that new entries took: their further pages, and the names of selected locks. */
	forEntries: number;
	added: number;
	emitted: number;
	repeated: number;
	longestWaitMs: number;
}

/** An account whose logs grow, and an n8n that keeps static data only when a poll emits or the workflow is activated. */
async function soak(settings: Case, seed: number): Promise<Result> {
	const random = seededRandom(seed);
	const lockIds = Array.from({ length: settings.locks }, (_, index) => `lock-${index}`);
	const logs = new Map<string, AuditEntry[]>(lockIds.map((lockId) => [lockId, []]));
	const addedAt = new Map<number, number>();
	const emittedAt = new Map<number, number>();
	let now = START;
	let calls = 0;
	let forEntries = 0;
	let repeated = 0;
	const add = (lockId: string, count: number) => {
		for (let entry = 0; entry < count; entry++) {
			const AuditEntryID = addedAt.size + 1;
			const DateEntered = new Date(now).toISOString().slice(0, 19);
			const fields = { AuditEntryID, DateEntered, LockID: lockId, EntryType: 'NETCODE', EntryText: '' };
			logs.get(lockId)!.unshift(fields);
			addedAt.set(AuditEntryID, now);
		}
	};
	const account: Poll['account'] = {
		fingerprint: 'abcd',
		readPage: async (lockId, page) => {
			calls++;
			if (page > 1) forEntries++;
			return logs.get(lockId)!.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
		},
		lookUpLocks: async () => {
			calls++;
			if (!settings.everyLock) forEntries++;
			return Object.fromEntries(lockIds.map((lockId) => [lockId, { name: lockId, zone: 'UTC' }]));
		},
		callsMade: () => calls,
	};
	let saved = '{}';
	let data = JSON.parse(saved) as IDataObject;
	let starts = 0;
	const node = () => `workflow-${seed} node ${starts}`;
	const poll = async (isActivation: boolean) => {
		const items = await oneAtATime({ node: node(), isDurable: false }, data, async () =>
			newItems({
				// A restart forgets what the process remembered of the node, and not its slots.
				node: 'workflow node',
				account,
				settings: {
					lockIds: settings.everyLock ? [] : lockIds,
					isWanted: () => true,
					monthlyCalls: settings.monthlyCalls,
					accessKey: '',
					includeExisting: false,
					maxEntries: 500,
				},
				staticData: data,
				deadline: new Deadline(1e8),
				now,
				logger: { info: () => undefined, warn: () => undefined },
			}),
		);
		if (items.length || isActivation) saved = JSON.stringify(data);
		for (const { AuditEntryID } of items) {
			if (emittedAt.has(AuditEntryID as number)) repeated++;
			emittedAt.set(AuditEntryID as number, now);
		}
	};
	const anyLock = () => lockIds[Math.floor(random() * lockIds.length)];
	const moments = (count: number) =>
		new Set(Array.from({ length: count }, () => Math.floor((random() * DAYS * DAY) / MINUTE)));
	const restarts = moments(settings.restarts);
	const bursts = moments(settings.bursts);
	for (const lockId of lockIds) add(lockId, 3);
	const old = addedAt.size;
	await poll(true);
	for (let minute = 1; minute <= DAYS * 24 * 60; minute++) {
		now = START + minute * MINUTE;
		if (random() < settings.entriesADay / (24 * 60)) add(anyLock(), 1);
		if (bursts.has(minute)) add(anyLock(), 120);
		if (restarts.has(minute)) {
			starts++;
			data = JSON.parse(saved) as IDataObject;
			await poll(true);
		} else if (minute % settings.every === 0) await poll(false);
	}
	const callsIn30Days = calls;
	const inTime = addedAt.size;
	// What is still to come, from the last days.
	while (emittedAt.size < addedAt.size - old && now < START + 2 * DAYS * DAY) {
		now += 15 * MINUTE;
		await poll(false);
	}
	const waits = [...emittedAt].filter(([id]) => id <= inTime).map(([id, at]) => at - addedAt.get(id)!);
	return {
		calls: callsIn30Days,
		forEntries,
		added: addedAt.size - old,
		emitted: emittedAt.size,
		repeated,
		longestWaitMs: Math.max(0, ...waits),
	};
}

const BASE: Case = {
	locks: 1,
	monthlyCalls: 500,
	everyLock: false,
	every: 15,
	restarts: 0,
	entriesADay: 5,
	bursts: 2,
};

const cases: Case[] = [
	BASE,
	{ ...BASE, restarts: 10 },
	{ ...BASE, every: 60 },
	{ ...BASE, locks: 3, everyLock: true, restarts: 10 },
	{ ...BASE, locks: 10, entriesADay: 50, restarts: 10 },
	{ ...BASE, locks: 10, everyLock: true, monthlyCalls: 2500, entriesADay: 50, restarts: 10 },
	{ ...BASE, locks: 40, everyLock: true, entriesADay: 100, bursts: 5, restarts: 10 },
	{ ...BASE, locks: 40, monthlyCalls: 2500, entriesADay: 100, bursts: 5, restarts: 10 },
];

/** With PRINT_SOAK set, all cases, and the table of docs/trigger.md; else three that differ most. */
const isPrinted = Boolean(process.env.PRINT_SOAK);

const rows: string[] = [];

test.each(isPrinted ? cases : [cases[1], cases[3], cases[4]])('30 days: %o', async (settings) => {
	const result = await soak(settings, cases.indexOf(settings) + 1);
	const { locks, monthlyCalls, everyLock, every, restarts } = settings;
	const quiet = result.calls - result.forEntries;
	rows.push(
		`| ${locks}${everyLock ? ' (every lock)' : ''} | ${monthlyCalls} | ${every} min | ${restarts} | ${result.added} | ${quiet} | ${result.forEntries} | ${(result.longestWaitMs / 3_600_000).toFixed(1)} h |`,
	);
	expect(result.repeated).toBe(0);
	expect(result.emitted).toBe(result.added);
	// A restart costs one poll more, and so do the activation and the slots that the 30 days begin and end in.
	const aPoll = locks + (everyLock ? 1 : 0);
	expect(quiet).toBeLessThanOrEqual(monthlyCalls + (restarts + 2) * aPoll);
});

test('a trigger whose poll is slow does not poll again meanwhile, however many other triggers do', async () => {
	const poll = async (node: string, work: () => Promise<string[]>) =>
		await oneAtATime({ node, isDurable: false }, {}, work);
	let end = (_: string[]) => {};
	const slow = poll('slow', async () => await new Promise((resolve) => (end = resolve)));
	for (let other = 0; other < 1500; other++) await poll(`other ${other}`, async () => []);
	expect(await poll('slow', async () => ['entry'])).toEqual([]);
	end(['entry']);
	expect(await slow).toEqual(['entry']);
	expect(await poll('slow', async () => ['later entry'])).toEqual(['later entry']);
});

afterAll(() => {
	if (isPrinted) process.stdout.write(`${rows.join('\n')}\n`);
});
