import { load, problemsOfLoad } from './load.mts';
import { keepResults } from './results.mts';

test('large and many executions lose nothing and let others run', async () => {
	const share = Number(process.env.RELIABILITY_LOAD ?? '1');
	const results = await load({
		rows: 5_000 * share,
		entries: 100_000 * share,
		executions: 50 * share,
		polls: 200 * share,
	});
	const problems = results.flatMap(problemsOfLoad);
	keepResults('load', { results, problems });
	expect(problems).toEqual([]);
}, 1_200_000);
