import { tryAgainAtOnce } from '../support/backoff.mts';
import { sampled } from './matrix.mts';
import { keepResults } from './results.mts';
import { lookForSecrets, secretEchoes } from './secrets.mts';

test('no key comes back, wherever the service writes it', async () => {
	tryAgainAtOnce();
	const { RELIABILITY_ECHOES: size = '4000', RELIABILITY_SEED: seed = '1' } = process.env;
	const all = secretEchoes();
	const report = await lookForSecrets(size === 'all' ? all : sampled(all, Number(size), Number(seed)));
	keepResults('secrets', report);
	expect(report.finds).toEqual([]);
	expect(report.foundPlanted).toBe(report.planted);
}, 1_200_000);
