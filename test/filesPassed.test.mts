import { Session } from 'node:inspector/promises';
import { readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

import { ACTIVE_CLIENT_EMAIL, BUSY_LOCK as lock } from '../sandbox/seed.mts';
import { locator, runNode } from './support/engine.mts';
import { triggerWith } from './support/poll.mts';
import { useSandbox } from './support/sandbox.mts';

/**
 * How many files of the package a call passes: those in which a function runs in each of three calls after an equal one.
 * docs/dev/architecture.md lists them, since a reader has to open about as many.
 */
const DIST = join(__dirname, '../dist');
const ARCHITECTURE = join(__dirname, '../docs/dev/architecture.md');

const sandbox = useSandbox();

const operation =
	(resource: string, name: string, parameters = {}) =>
	async () => {
		const { error } = await runNode({
			parameters: { resource, operation: name, options: {}, ...parameters },
			credentials: sandbox.credentials(),
		});
		expect(error).toBeUndefined();
	};

const CALLS = [
	{
		name: 'Suspend',
		most: 12,
		call: () =>
			operation('k3Client', 'suspend', {
				lockId: locator(lock.lockId),
				clientEmail: locator(ACTIVE_CLIENT_EMAIL, 'email'),
			}),
	},
	{
		name: 'Get Durations',
		most: 10,
		call: () => operation('utility', 'getDurations', { lockModel: locator('KL1060', 'name') }),
	},
	{
		name: 'A quiet poll',
		most: 14,
		call: () => {
			const trigger = triggerWith({
				parameters: { locks: [lock.lockId], monthlyCalls: 0 },
				credentials: sandbox.credentials(),
			});
			return async () => expect(await trigger.poll()).toEqual([]);
		},
	},
];

test.each(CALLS)('$name passes $most files at most', async ({ name, most, call }) => {
	const run = call();
	await run();
	// What runs in one of three calls alone is chance, such as a retry.
	const runs = [await filesIn(run), await filesIn(run), await filesIn(run)];
	const files = runs[0].filter((file) => runs.every((one) => one.includes(file)));
	expect({ tooMany: files.length > most, files }).toEqual({ tooMany: false, files });
	expect(rowOf(name)).toEqual({ files: most, named: files.map((file) => basename(file, '.js')).sort() });
});

/** The number of files and their names in the table of docs/dev/architecture.md. Folders there end with a slash. */
function rowOf(name: string): { files: number; named: string[] } {
	const row = readFileSync(ARCHITECTURE, 'utf8')
		.split('\n')
		.find((line) => line.startsWith(`| ${name} |`));
	const [, , files, which] = (row ?? '').split('|');
	const quoted = Array.from((which ?? '').matchAll(/`([^`]+)`/g), ([, text]) => text);
	return { files: Number(files), named: quoted.filter((text) => !text.endsWith('/')).sort() };
}

/** The files of dist in which anything runs during the work. */
async function filesIn(work: () => Promise<void>): Promise<string[]> {
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
	await session.post('Profiler.takePreciseCoverage');
	await work();
	const { result } = await session.post('Profiler.takePreciseCoverage');
	session.disconnect();
	const ran = result
		.filter(({ functions }) => functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)))
		.map(({ url }) => relative(DIST, url.replace(/^file:\/\//, '')));
	return [...new Set(ran.filter((path) => path.endsWith('.js') && !path.startsWith('..')))].sort();
}
