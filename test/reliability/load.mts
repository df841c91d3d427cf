import { BUSY_LOCK, HOTEL_ACCESS_KEY, HOTEL_LOCKS } from '../../sandbox/seed.mts';
import { startSandbox } from '../../sandbox/server.mts';
import { locator, runNode } from '../support/engine.mts';
import { triggerWith } from '../support/poll.mts';
import { startFront, type Front } from './front.mts';

export interface LoadResult {
	name: string;
	/** Items that came out, and those that had to. */
	items: number;
	expected: number;
	calls: number;
	mostInFlight: number;
	/** The highest heap above that of the start, in MB. */
	heapMb: number;
	/** The most CPU time between two turns of the event loop, in ms. The service runs in the same process. */
	longestStallMs: number;
	seconds: number;
}

export interface LoadSizes {
	rows: number;
	entries: number;
	executions: number;
	polls: number;
}

/** Runs large and many executions, and measures what they take. */
export async function load(sizes: LoadSizes, latencyMs = 0): Promise<LoadResult[]> {
	const sandbox = await startSandbox();
	sandbox.control.putSettings({ latencyMs });
	const front = await startFront(sandbox.url);
	let keys = 0;
	const credentials = () => {
		const apiKey = `load-key-${++keys}`;
		sandbox.control.putKey(apiKey, { quotas: { netCode: 1_000_000, utility: 1_000_000 } });
		return { apiKey, accessKey: HOTEL_ACCESS_KEY, baseUrl: front.url };
	};
	const codes = async (rows: number, from: number, given = credentials()) =>
		await runNode(
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
				credentials: given,
				executionId: `load-${from}`,
			},
			Array.from({ length: rows }, (_, row) => ({ identifier: String(100_000 + from + row) })),
		);
	try {
		await codes(20, 800_000);
		const results = [
			await measured(`${sizes.rows} rows in one execution`, front, sizes.rows, async () => {
				return (await codes(sizes.rows, 0)).items.filter(({ json }) => json.netCode).length;
			}),
			await measured(
				`${sizes.executions} executions of 100 rows at once`,
				front,
				sizes.executions * 100,
				async () => {
					const shared = credentials();
					const runs = await Promise.all(
						Array.from(
							{ length: sizes.executions },
							async (_, at) => await codes(100, 10_000 + at * 100, shared),
						),
					);
					return runs.flatMap(({ items }) => items).filter(({ json }) => json.netCode).length;
				},
			),
			await measured(`a log of ${sizes.entries} entries`, front, sizes.entries, async () => {
				interfereWithLog(front, sizes.entries);
				const { items } = await runNode({
					parameters: {
						resource: 'k3Lock',
						operation: 'getAuditEntries',
						lockId: locator(BUSY_LOCK.lockId),
						returnAll: true,
					},
					credentials: credentials(),
				});
				front.interfere(() => {}, 0);
				return new Set(items.map(({ json }) => json.AuditEntryID)).size;
			}),
			await measured(`${sizes.polls} polls of 12 locks`, front, sizes.polls - 1, async () => {
				const locks = HOTEL_LOCKS.slice(0, 12).map(({ lockId }) => lockId);
				const trigger = triggerWith({ parameters: { locks }, credentials: credentials() });
				let emitted = 0;
				for (let poll = 0; poll < sizes.polls; poll++) {
					if (poll) sandbox.control.addEntries(locks[poll % 12], [{}]);
					emitted += (await trigger.poll()).length;
				}
				return emitted;
			}),
		];
		return results;
	} finally {
		await front.close();
		await sandbox.close();
	}
}

/** A log of any length, the newest entry first or last as asked. */
function interfereWithLog(front: Front, entries: number): void {
	front.interfere(({ request, send }) => {
		const query = new URL(request.url ?? '/', 'http://front').searchParams;
		const perPage = Number(query.get('perpage') ?? 100);
		const first = (Number(query.get('page') ?? 1) - 1) * perPage;
		const page = Array.from({ length: Math.max(0, Math.min(perPage, entries - first)) }, (_, at) => {
			const place = first + at;
			const id = query.get('pageorder') === 'descending' ? entries - place : place + 1;
			const date = new Date(Date.UTC(2026, 0, 1) + id * 1000).toISOString().slice(0, 19).replace('T', ' ');
			return {
				AuditEntryID: id,
				LockID: BUSY_LOCK.lockId,
				DateEntered: date,
				AuditEntry: 'Unlocked',
				EntryType: 'NetCode',
			};
		});
		send({ body: Buffer.from(JSON.stringify(page)) });
	});
}

async function measured(
	name: string,
	front: Front,
	expected: number,
	work: () => Promise<number>,
): Promise<LoadResult> {
	front.clear();
	const heapBefore = process.memoryUsage().heapUsed;
	let heap = heapBefore;
	let longest = 0;
	let last = process.cpuUsage();
	let sampled = 0;
	const turned = () => {
		const { user, system } = process.cpuUsage(last);
		last = process.cpuUsage();
		longest = Math.max(longest, (user + system) / 1000);
		if (sampled++ % 50 === 0) heap = Math.max(heap, process.memoryUsage().heapUsed);
	};
	const watch = setInterval(turned, 1);
	const began = performance.now();
	const items = await work();
	clearInterval(watch);
	turned();
	return {
		name,
		items,
		expected,
		calls: front.calls.length,
		mostInFlight: front.mostInFlight,
		heapMb: Math.round((heap - heapBefore) / 1e6),
		longestStallMs: Math.round(longest),
		seconds: Math.round((performance.now() - began) / 100) / 10,
	};
}
