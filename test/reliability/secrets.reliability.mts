import { tryAgainAtOnce } from '../support/backoff.mts';
import { keepResults } from './results.mts';
import { lookForSecrets } from './secrets.mts';

test('no key comes back, wherever the service writes it', async () => {
	tryAgainAtOnce();
	const { RELIABILITY_ECHOES: echoes = '2000', RELIABILITY_SEED: seed = '1', RELIABILITY_SECONDS: seconds = '60' } = process.env;
	const report = await lookForSecrets(Number(echoes), Number(seed), Number(seconds));
	keepResults('secrets', report);
	expect(report.finds).toEqual([]);
	expect(report.foundPlanted).toBe(true);
}, 1_200_000);
