import { createRequire } from 'node:module';
import { checkRowReader } from './expressions.mts';

/**
 * The check of `rowReader` with expressions in isolates, as n8n 2 evaluates them: `node expressionsInIsolates.mts <runs>`.
 * A process of its own, since n8n cannot load that engine inside of jest.
 */
const load = createRequire(import.meta.url);
const { Expression } = load('n8n-workflow') as typeof import('n8n-workflow');

await Expression.initExpressionEngine({
	engine: 'vm',
	poolSize: 1,
	maxCodeCacheSize: 1024,
	bridgeTimeout: 5_000,
	bridgeMemoryLimit: 128,
});
await checkRowReader(load, { numRuns: Number(process.argv[2]) });
await Expression.disposeExpressionEngine();
console.log('same');
