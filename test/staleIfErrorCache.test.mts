import { StaleIfErrorCache } from '../nodes/shared/ttlCache.ts';

const DAY = 86_400_000;
const failing = async () => await Promise.reject(new Error('no value'));

describe('the last good value', () => {
	it('is asked for once while it is fresh, by all who ask at the same time', async () => {
		const cache = new StaleIfErrorCache<string>(DAY);
		const ask = jest.fn(async () => await Promise.resolve('new'));
		const answers = await Promise.all([cache.recall('a', 0, ask), cache.recall('a', 0, ask)]);
		expect(answers).toEqual([0, 1].map(() => ({ value: 'new', isStale: false })));
		await cache.recall('a', DAY - 1, ask);
		expect(ask).toHaveBeenCalledTimes(1);
		await cache.recall('a', DAY, ask);
		await cache.recall('b', DAY, ask);
		expect(ask).toHaveBeenCalledTimes(3);
	});

	it('serves when asking fails, for 30 days, and a new one is asked for each time', async () => {
		const cache = new StaleIfErrorCache<string>(DAY);
		await cache.recall('a', 0, async () => await Promise.resolve('old'));
		expect(await cache.recall('a', 2 * DAY, failing)).toEqual({ value: 'old', isStale: true });
		expect(await cache.recall('a', 2 * DAY, async () => await Promise.resolve('new'))).toEqual({
			value: 'new',
			isStale: false,
		});
		await expect(cache.recall('a', 40 * DAY, failing)).rejects.toThrow('no value');
	});

	it('is not a failure: that is forgotten at once', async () => {
		const cache = new StaleIfErrorCache<string>(DAY);
		await expect(cache.recall('a', 0, failing)).rejects.toThrow('no value');
		expect(cache.peek('a', 0)).toBeUndefined();
		expect(await cache.recall('a', 0, async () => await Promise.resolve('new'))).toMatchObject({
			isStale: false,
		});
	});

	it('is asked for afresh, and stays where that fails', async () => {
		const cache = new StaleIfErrorCache<string>(DAY);
		cache.put('a', 0, 'old');
		expect(await cache.recall('a', 1, failing, true)).toEqual({ value: 'old', isStale: true });
		expect(await cache.recall('a', 2, async () => await Promise.resolve('new'), true)).toEqual({
			value: 'new',
			isStale: false,
		});
		expect(cache.peek('a', 3)).toBe('new');
	});

	it('can come another way', async () => {
		const cache = new StaleIfErrorCache<string>(DAY);
		cache.put('a', 0, 'put');
		expect(cache.peek('a', 2 * DAY)).toBe('put');
		expect(await cache.recall('a', 0, failing)).toEqual({ value: 'put', isStale: false });
	});
});
