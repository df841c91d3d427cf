import { ServiceError } from '../../nodes/shared/api/errors.ts';
import { Limiter, MAX_CONCURRENCY, type CallFeedback } from '../../nodes/shared/api/limiter.ts';
import { retryDelay } from '../../nodes/shared/api/retry.ts';

const THROTTLED = new ServiceError('throttled', 'Throttled', { advice: 'Wait.' });

/** Lets everything run that waits for nothing but its turn. */
export const settle = async () => await new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that stands until it is put forward. */
export class FakeClock {
	private time = 0;

	private sleepers: Array<{ until: number; wake: () => void }> = [];

	now = () => this.time;

	sleep = async (ms: number) =>
		await new Promise<void>((wake) => this.sleepers.push({ until: this.time + ms, wake }));

	async forward(ms: number): Promise<void> {
		this.time += ms;
		const due = this.sleepers.filter(({ until }) => until <= this.time);
		this.sleepers = this.sleepers.filter(({ until }) => until > this.time);
		for (const { wake } of due) wake();
		await settle();
	}

	/** Goes to the next sleeper's end, one at a time, until `done`. */
	async runUntil(done: () => boolean): Promise<void> {
		for (await settle(); !done(); ) {
			const next = Math.min(...this.sleepers.map(({ until }) => until));
			if (!Number.isFinite(next)) throw new Error('Everything waits for ever');
			await this.forward(Math.max(0, next - this.time));
		}
	}
}

/** How a service counts the calls that it allows. */
export interface Counting {
	name: string;
	/** Whether a call at this time (ms) is let through. */
	admits: (now: number) => boolean;
	/** The earliest time (ms) of the nth call, from 0, for who knows the service. */
	earliest: (nth: number) => number;
}

/** Lets all pass. */
export function unlimited(): Counting {
	return { name: 'all', admits: () => true, earliest: () => 0 };
}

/** A token bucket, as API Gateway has it. */
export function bucket(rate: number, burst: number): Counting {
	let tokens = burst;
	let filled = 0;
	return {
		name: `a bucket of ${burst}`,
		admits: (now) => {
			tokens = Math.min(burst, tokens + ((now - filled) * rate) / 1000);
			filled = now;
			if (tokens < 1) return false;
			tokens--;
			return true;
		},
		earliest: (nth) => (Math.max(0, nth + 1 - burst) / rate) * 1000,
	};
}

/**
 * So many calls in each second of the service's clock. `begunMs` of the first one are over at the start; no client can
 * know that, so the earliest times are those of a second that begins with the first call.
 */
export function eachSecond(rate: number, begunMs = 370): Counting {
	const counts = new Map<number, number>();
	return {
		name: 'each second',
		admits: (now) => {
			const second = Math.floor((now + begunMs) / 1000);
			counts.set(second, (counts.get(second) ?? 0) + 1);
			return (counts.get(second) ?? 0) <= rate;
		},
		earliest: (nth) => Math.floor(nth / rate) * 1000,
	};
}

/** So many calls in any second. */
export function anySecond(rate: number): Counting {
	let admitted: number[] = [];
	return {
		name: 'any second',
		admits: (now) => {
			admitted = admitted.filter((at) => at > now - 1000);
			if (admitted.length >= rate) return false;
			admitted.push(now);
			return true;
		},
		earliest: (nth) => Math.floor(nth / rate) * 1000,
	};
}

export interface Service {
	counting: Counting;
	/** How long a call takes, give or take a fifth. */
	latencyMs: number;
	/** Whether a 429 comes at once, since the gateway asks nobody; else it takes as long as any response. */
	refusesAtOnce: boolean;
	/** Whether one response in ten takes ten times as long. */
	isUnsteady?: boolean;
	seed?: number;
}

/** What became of the rows of a run. */
export interface Sent {
	/** Calls, and how many of them got a 429. */
	calls: number;
	refused: number;
	/** Refused calls that were under way before the first 429 came: no limiter could have held them back. */
	refusedAtFirst: number;
	/** Rows that were refused as often as they are tried. */
	lost: number;
	mostInFlight: number;
	ms: number;
	/** The time as a multiple of the least possible one. */
	slowness: number;
}

/** The least time that rows take with 32 calls in flight, in ms. */
function leastTime(rows: number, { counting, latencyMs }: Service): number {
	const starts: number[] = [];
	for (let nth = 0; nth < rows; nth++) {
		const hasPlace = nth < MAX_CONCURRENCY ? 0 : starts[nth - MAX_CONCURRENCY] + latencyMs;
		starts.push(Math.max(counting.earliest(nth), hasPlace));
	}
	return starts[rows - 1] + latencyMs;
}

/** Sends rows through a limiter to a service on a clock of its own, with retries as the connection makes them. */
export async function sent(rows: number, service: Service): Promise<Sent> {
	const { counting, latencyMs, refusesAtOnce, isUnsteady = false, seed = 1 } = service;
	const clock = new FakeClock();
	const limiter = new Limiter(clock);
	let accepted = 0;
	const report: Sent = {
		calls: 0,
		refused: 0,
		refusedAtFirst: 0,
		lost: 0,
		mostInFlight: 0,
		ms: 0,
		slowness: 0,
	};
	let state = seed;
	const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
	let inFlight = 0;
	let firstRefusal = Infinity;
	const send = async (feedback: CallFeedback) => {
		report.calls++;
		report.mostInFlight = Math.max(report.mostInFlight, ++inFlight);
		const startedAt = clock.now();
		const latency = latencyMs * (0.8 + 0.4 * random()) * (isUnsteady && random() < 0.1 ? 10 : 1);
		const wayThere = latency * (refusesAtOnce ? 0.05 : 0.5);
		await clock.sleep(wayThere);
		const admitted = counting.admits(clock.now());
		await clock.sleep(refusesAtOnce && !admitted ? wayThere : latency - wayThere);
		inFlight--;
		if (admitted) {
			accepted++;
			feedback.succeeded();
		} else {
			report.refused++;
			firstRefusal = Math.min(firstRefusal, clock.now());
			if (startedAt <= firstRefusal) report.refusedAtFirst++;
			feedback.throttled();
		}
		return admitted;
	};
	const row = async () => {
		const acceptedBefore = accepted;
		for (let attempt = 1; !(await limiter.run(send)); attempt++) {
			const othersSucceed = accepted > acceptedBefore;
			const delay = retryDelay(THROTTLED, 'GET', attempt, random, othersSucceed);
			if (delay === undefined) return void report.lost++;
			await clock.sleep(delay);
		}
	};
	let next = 0;
	let ended = 0;
	for (let worker = 0; worker < MAX_CONCURRENCY; worker++) {
		void (async () => {
			while (next++ < rows) await row().then(() => ended++);
		})();
	}
	await clock.runUntil(() => ended === rows);
	return { ...report, ms: clock.now(), slowness: clock.now() / leastTime(rows, service) };
}
