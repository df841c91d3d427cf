import { Limiter, limiterFor, MOST_CONCURRENT, type Turn } from '../nodes/shared/api/limiter.ts';
import { ServiceError } from '../nodes/shared/api/errors.ts';
import { retryDelay } from '../nodes/shared/api/retry.ts';

/** Lets everything run that waits for nothing but its turn. */
const settle = async () => await new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that stands until it is put forward. */
class FakeClock {
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

/** Calls whose ends the test decides on. */
class FakeCalls {
	running: Array<{ turn: Turn; end: () => void }> = [];

	started = 0;

	task = async (turn: Turn) => {
		this.started++;
		await new Promise<void>((end) => this.running.push({ turn, end }));
	};

	/** Ends calls one by one, as `say` tells the limiter. */
	async end(
		count = this.running.length,
		say: (turn: Turn) => void = (turn) => turn.succeeded(),
	): Promise<void> {
		const ending = this.running.splice(0, count);
		for (const { turn } of ending) say(turn);
		for (const { end } of ending) end();
		await settle();
	}
}

function limited(count: number, clock = new FakeClock()) {
	const limiter = new Limiter(clock);
	const calls = new FakeCalls();
	for (let index = 0; index < count; index++) void limiter.run(calls.task);
	return { limiter, calls, clock };
}

const overloaded = (turn: Turn) => turn.overloaded();
const throttled = (turn: Turn) => turn.throttled();
const silent = () => {};

/** A limiter that has learnt that a service takes 32 calls at once. */
async function warm(count = 200) {
	const all = limited(count);
	await settle();
	await all.calls.end();
	await all.calls.end();
	await all.calls.end(17);
	expect(all.calls.running).toHaveLength(MOST_CONCURRENT);
	return all;
}

describe('the limiter', () => {
	test('starts with five, adds one for each response, and stops at 32', async () => {
		const { calls, limiter } = limited(100);
		await settle();
		expect(calls.running).toHaveLength(5);
		await calls.end(1);
		expect(calls.running).toHaveLength(6);
		await calls.end();
		expect(calls.running).toHaveLength(12);
		while (calls.running.length) {
			expect(calls.running.length).toBeLessThanOrEqual(MOST_CONCURRENT);
			await calls.end(10);
		}
		expect(calls.started).toBe(100);
		expect(limiter.isIdle).toBe(true);
	});

	test('keeps its bound where calls end without a response', async () => {
		const { calls } = limited(20);
		await settle();
		await calls.end(5, silent);
		expect(calls.running).toHaveLength(5);
	});

	test('halves for a complaint, once for all that were in flight together', async () => {
		const { calls } = await warm();
		await calls.end(10, overloaded);
		await calls.end(6, silent);
		expect(calls.running).toHaveLength(16);
		await calls.end(6, overloaded);
		expect(calls.running).toHaveLength(16);
	});

	test('halves again for a complaint of a later call', async () => {
		const { calls } = await warm();
		await calls.end(32, overloaded);
		expect(calls.running).toHaveLength(16);
		await calls.end(16, overloaded);
		expect(calls.running).toHaveLength(8);
		for (let round = 0; round < 10; round++) await calls.end(calls.running.length, overloaded);
		expect(calls.running).toHaveLength(1);
	});

	test('adds one for each full round of responses after a complaint', async () => {
		const { calls } = await warm();
		await calls.end(32, overloaded);
		await calls.end(15);
		expect(calls.running).toHaveLength(16);
		await calls.end(1);
		expect(calls.running).toHaveLength(17);
	});

	test('pauses all calls for a 429, and starts them evenly from then on', async () => {
		const { calls, clock } = limited(60);
		await settle();
		await calls.end();
		await calls.end(5);
		const before = calls.started;
		await calls.end(calls.running.length, throttled);
		await clock.forward(249);
		expect(calls.started).toBe(before);
		await clock.forward(1);
		expect(calls.started).toBe(before + 1);
		// Ten were accepted in the second before.
		await clock.forward(104);
		expect(calls.started).toBe(before + 1);
		await clock.forward(1);
		expect(calls.started).toBe(before + 2);
	});

	test('pauses longer for each further 429 without a success', async () => {
		const { calls, clock } = limited(30);
		await settle();
		await calls.end(calls.running.length, throttled);
		await clock.forward(250);
		await calls.end(calls.running.length, throttled);
		const before = calls.started;
		await clock.forward(499);
		expect(calls.started).toBe(before);
		await clock.forward(2_000);
		expect(calls.started).toBe(before + 1);
	});

	test('waits for as long as Retry-After asks, also where a call in flight with another asks', async () => {
		const { calls, clock } = limited(10);
		await settle();
		await calls.end(1, throttled);
		await calls.end(4, (turn) => turn.throttled(3_000));
		await clock.forward(2_999);
		expect(calls.started).toBe(5);
		await clock.forward(1);
		expect(calls.started).toBe(6);
	});

	test('forgets what it learnt after some idle minutes, and not before', async () => {
		for (const [idleMs, running] of [
			[4 * 60_000, 16],
			[6 * 60_000, 5],
		]) {
			const { calls, clock, limiter } = await warm(80);
			await calls.end(32, overloaded);
			while (calls.running.length) await calls.end(calls.running.length, silent);
			expect(limiter.isIdle).toBe(true);
			await clock.forward(idleMs);
			for (let index = 0; index < 40; index++) void limiter.run(calls.task);
			await settle();
			expect(calls.running).toHaveLength(running);
		}
	});

	test('keeps the order, also against one that comes just as a place becomes free', async () => {
		const limiter = new Limiter(new FakeClock());
		const calls = new FakeCalls();
		for (let index = 0; index < 5; index++) void limiter.run(calls.task);
		await settle();
		const order: string[] = [];
		const note = (name: string) => async () => void order.push(name);
		const first = limiter.run(note('first'));
		const second = limiter.run(note('second'));
		const ending = calls.end(1, silent);
		await first;
		await Promise.all([limiter.run(note('third')), second, ending]);
		expect(order).toEqual(['first', 'second', 'third']);
	});

	test('frees the place of a call that throws, and passes the error on', async () => {
		const limiter = new Limiter(new FakeClock());
		for (let index = 0; index < 10; index++) {
			const broken = limiter.run(async () => await Promise.reject(new Error('broken')));
			await expect(broken).rejects.toThrow('broken');
		}
		expect(limiter.isIdle).toBe(true);
	});

	test('lets one that waits go when its execution is cancelled, and takes none that is cancelled already', async () => {
		const { limiter, calls } = limited(5);
		const cancelling = new AbortController();
		let ran = false;
		const waiting = limiter.run(async () => {
			ran = true;
			return await Promise.resolve();
		}, cancelling.signal);
		const next = limiter.run(calls.task);
		await settle();
		cancelling.abort();
		await expect(waiting).rejects.toMatchObject({ reason: 'cancelled' });
		await expect(limiter.run(calls.task, cancelling.signal)).rejects.toMatchObject({ reason: 'cancelled' });
		await calls.end();
		expect(ran).toBe(false);
		expect(calls.started).toBe(6);
		await calls.end();
		await next;
		expect(limiter.isIdle).toBe(true);
	});

	test('is one for each API key and service, in the whole process', () => {
		expect(limiterFor('https://a', 'key')).toBe(limiterFor('https://a', 'key'));
		expect(limiterFor('https://a', 'key')).not.toBe(limiterFor('https://a', 'other'));
		expect(limiterFor('https://a', 'key')).not.toBe(limiterFor('https://b', 'key'));
	});
});

type Admits = (now: number) => boolean;

/** A token bucket, as API Gateway has it. */
function bucket(rate: number, burst: number): Admits {
	let tokens = burst;
	let filled = 0;
	return (now) => {
		tokens = Math.min(burst, tokens + ((now - filled) * rate) / 1000);
		filled = now;
		if (tokens < 1) return false;
		tokens--;
		return true;
	};
}

/** So many calls in each second of the clock. */
function eachSecond(rate: number): Admits {
	const counts = new Map<number, number>();
	return (now) => {
		const second = Math.floor((now + 370) / 1000);
		counts.set(second, (counts.get(second) ?? 0) + 1);
		return (counts.get(second) ?? 0) <= rate;
	};
}

/** So many calls in any second. */
function anySecond(rate: number): Admits {
	let admitted: number[] = [];
	return (now) => {
		admitted = admitted.filter((at) => at > now - 1000);
		if (admitted.length >= rate) return false;
		admitted.push(now);
		return true;
	};
}

/** Sends rows through a limiter to a service on a clock of its own, with retries as the connection makes them. */
async function simulated(rows: number, latencyMs: number, admits: Admits) {
	const clock = new FakeClock();
	const limiter = new Limiter(clock);
	const report = { sent: 0, refused: 0, lost: 0, mostInFlight: 0, ms: 0 };
	let state = 1;
	const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
	let inFlight = 0;
	const send = async (turn: Turn) => {
		report.sent++;
		report.mostInFlight = Math.max(report.mostInFlight, ++inFlight);
		const latency = latencyMs * (0.8 + 0.4 * random());
		await clock.sleep(latency / 2);
		const admitted = admits(clock.now());
		await clock.sleep(latency / 2);
		inFlight--;
		if (admitted) turn.succeeded();
		else turn.throttled();
		return admitted;
	};
	const row = async () => {
		for (let tried = 1; !(await limiter.run(send)); tried++) {
			report.refused++;
			const error = new ServiceError('throttled', 'Throttled', { advice: 'Wait.' });
			const delay = retryDelay(error, 'GET', tried, random);
			if (delay === undefined) return void report.lost++;
			await clock.sleep(delay);
		}
	};
	let next = 0;
	let ended = 0;
	for (let worker = 0; worker < MOST_CONCURRENT; worker++) {
		void (async () => {
			while (next++ < rows) await row().then(() => ended++);
		})();
	}
	await clock.runUntil(() => ended === rows);
	return { ...report, ms: clock.now() };
}

describe('a service that allows ten calls a second', () => {
	const ROWS = 300;

	test.each<[string, number, () => Admits, number]>(
		[10, 50, 200].flatMap(
			(latencyMs): Array<[string, number, () => Admits, number]> => [
				['a bucket of 5', latencyMs, () => bucket(10, 5), (ROWS - 5) * 100],
				['a bucket of 10', latencyMs, () => bucket(10, 10), (ROWS - 10) * 100],
				['each second', latencyMs, () => eachSecond(10), (ROWS - 10) * 100],
				['any second', latencyMs, () => anySecond(10), (ROWS - 10) * 100],
			],
		),
	)(
		'counted by %s, at %s ms: nothing lost, hardly refused, and in time',
		async (_name, latencyMs, service, best) => {
			const { lost, refused, sent, ms } = await simulated(ROWS, latencyMs, service());
			expect(lost).toBe(0);
			expect(sent).toBe(ROWS + refused);
			expect(refused / sent).toBeLessThan(0.1);
			expect(ms / best).toBeLessThan(1.2);
		},
	);

	test('of one that allows all, 32 calls are in flight, and 1,000 rows take next to no more than their rounds', async () => {
		const { mostInFlight, ms, refused } = await simulated(1_000, 200, () => true);
		expect(mostInFlight).toBe(MOST_CONCURRENT);
		expect(refused).toBe(0);
		expect(ms).toBeLessThan((1_000 / MOST_CONCURRENT) * 200 * 1.1);
	});

	test('that is freed again is soon used in full', async () => {
		const slow = bucket(10, 10);
		const { ms, lost } = await simulated(2_000, 50, (now) => now > 10_000 || slow(now));
		expect(lost).toBe(0);
		expect(ms).toBeLessThan(60_000);
	});
});
