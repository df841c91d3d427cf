import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { CodeCache, type CodeCall } from '../nodes/Codelocks/execution/codeCache.ts';

const HOUR = 3_600_000;
const soon = () => Date.now() + HOUR;

interface Deferred {
	promise: Promise<IDataObject[]>;
	resolve: (value: IDataObject[]) => void;
	reject: (error: Error) => void;
}
const deferred = (): Deferred => Promise.withResolvers<IDataObject[]>();

const call = (changes: Partial<CodeCall> = {}): CodeCall => ({
	key: 'a',
	until: soon(),
	fetch: async () => [{ netCode: '1' }],
	runEnds: new AbortController().signal,
	...changes,
});

test('a response is given out again until its code ends, as a copy', async () => {
	const cache = new CodeCache();
	const until = soon();
	const first = await cache.recall(call({ until }));
	first.fetched[0].netCode = 'changed';
	const fetch = jest.fn(async () => [{ netCode: '2' }]);
	const second = await cache.recall(call({ fetch, until }));
	expect(second).toEqual({ fetched: [{ netCode: '1' }], isReused: true });
	second.fetched[0].netCode = 'changed';
	expect((await cache.recall(call({ fetch, until }))).fetched).toEqual([{ netCode: '1' }]);
	expect(fetch).not.toHaveBeenCalled();

	jest.spyOn(Date, 'now').mockReturnValue(until);
	expect(await cache.recall(call({ fetch, until: until + HOUR }))).toEqual({
		fetched: [{ netCode: '2' }],
		isReused: false,
	});
	jest.restoreAllMocks();
});

test.each([
	['a code that has ended', { until: 1 }],
	['an end that is no time', { until: NaN }],
])('%s is not kept', async (_name, changes) => {
	const cache = new CodeCache();
	await cache.recall(call(changes));
	expect(cache.has('a')).toBe(false);
	expect(cache.size).toBe(0);
});

test('beyond the bound, those that end first go first', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 60 }), async (ends) => {
			const cache = new CodeCache(10);
			const now = Date.now() + HOUR;
			for (const [index, end] of ends.entries())
				await cache.recall(call({ key: String(index), until: now + end }));
			const kept = ends.filter((_, index) => cache.has(String(index)));
			const latest = ends.toSorted((a, b) => b - a).slice(0, 10);
			expect(kept.toSorted((a, b) => b - a)).toEqual(latest);
			expect(cache.size).toBe(Math.min(ends.length, 10));
		}),
	);
});

describe('two executions that ask for the same at once', () => {
	test('share one call', async () => {
		const cache = new CodeCache();
		const response = deferred();
		const fetch = jest.fn(async () => await response.promise);
		const both = [cache.recall(call({ fetch })), cache.recall(call({ fetch }))];
		response.resolve([{ netCode: '1' }]);
		const [one, other] = await Promise.all(both);
		expect(fetch).toHaveBeenCalledTimes(1);
		expect([one.isReused, other.isReused]).toEqual([false, true]);
		expect(other.fetched).toEqual(one.fetched);
		expect(other.fetched[0]).not.toBe(one.fetched[0]);
	});

	test('share a failure', async () => {
		const cache = new CodeCache();
		const fetch = jest.fn(async () => await Promise.reject(new Error('No')));
		const both = [cache.recall(call({ fetch })), cache.recall(call({ fetch }))];
		for (const each of await Promise.allSettled(both)) expect(each.status).toBe('rejected');
		expect(fetch).toHaveBeenCalledTimes(1);
	});

	test('share a call in flight that one of them cancels', async () => {
		const cache = new CodeCache();
		const response = deferred();
		const cancel = new AbortController();
		const first = cache.recall(
			call({
				fetch: async () => await response.promise,
				cancelSignal: cancel.signal,
				runEnds: cancel.signal,
			}),
		);
		const second = cache.recall(call());
		cancel.abort();
		await expect(first).rejects.toThrow('canceled');
		response.resolve([{ netCode: '7' }]);
		expect(await second).toEqual({ fetched: [{ netCode: '7' }], isReused: true });
	});

	test('ask again for what the run of one of them gave up', async () => {
		const cache = new CodeCache();
		const response = deferred();
		const run = new AbortController();
		const first = cache.recall(call({ fetch: async () => await response.promise, runEnds: run.signal }));
		const fetch = jest.fn(async () => [{ netCode: '2' }]);
		const others = [cache.recall(call({ fetch })), cache.recall(call({ fetch }))];
		run.abort();
		response.reject(new Error('stopped'));
		await expect(first).rejects.toThrow('stopped');
		expect((await Promise.all(others)).map(({ isReused }) => isReused)).toEqual([false, true]);
		expect(fetch).toHaveBeenCalledTimes(1);
	});

	test('do not wait for each other once their own run has ended', async () => {
		const cache = new CodeCache();
		const response = deferred();
		const first = cache.recall(call({ fetch: async () => await response.promise }));
		const run = new AbortController();
		const second = cache.recall(call({ runEnds: run.signal }));
		run.abort();
		await expect(second).rejects.toThrow('canceled');
		response.resolve([{ netCode: '1' }]);
		expect((await first).isReused).toBe(false);
	});
});
