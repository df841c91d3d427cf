import { load } from './load.mts';
import { keepResults } from './results.mts';

test('large and many executions lose nothing and let others run', async () => {
	const results = await load({ rows: 5_000, entries: 100_000, executions: 50, polls: 200 });
	keepResults('load', { results });
	for (const { items, expected, mostInFlight } of results) {
		expect(items).toBe(expected);
		expect(mostInFlight).toBeLessThanOrEqual(32);
	}
}, 1_200_000);
