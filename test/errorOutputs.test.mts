import type { OnError } from 'n8n-workflow';

import { locator, runNode } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';

/**
 * Where a failed row goes, by the node's On Error setting. n8n tells a failed item by its keys, and not each engine
 * by the same ones, so these tests run on the oldest engine too: npm run test:oldest.
 */
const sandbox = useSandbox();

const GUESTS = [
	{ guest: 'Ada', start: '2030-07-01 16:00' },
	{ guest: 'Ben', start: '01/07/2030' },
	{ guest: 'Cleo', start: '2030-07-01 18:00' },
];

const generate = async (onError: OnError, includeInputFields = false) =>
	await runNode(
		{
			parameters: {
				resource: 'netCode',
				operation: 'generateForKitLock',
				lockModel: locator('KL1060', 'name'),
				timecode: '202611161623',
				identifier: '012345',
				start: '={{ $json.start }}',
				duration: locator('4 hours', 'length'),
				options: { includeInputFields },
			},
			credentials: sandbox.credentials(),
			onError,
		},
		GUESTS,
	);

const CODE = expect.stringMatching(/^\d{6}$/) as string;

test('stops the workflow, and nothing is paid for', async () => {
	const { error, outputs } = await generate('stopWorkflow');
	expect(error?.message).toContain('01/07/2030');
	expect(outputs).toEqual([]);
	expect(sandbox.calls().filter(({ path }) => path.startsWith('/n/'))).toEqual([]);
});

test('continues with the failed row in its place', async () => {
	const { error, items } = await generate('continueRegularOutput');
	expect(error).toBeUndefined();
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	expect(items[0].json).toMatchObject({ netCode: CODE });
	expect(Object.keys(items[1].json).sort()).toEqual(['error', 'message']);
	expect(items[2].json).toMatchObject({ netCode: CODE });
});

test.each([false, true])(
	'sends the failed row out by the error output, with its columns: Include Input Fields %s',
	async (includeInputFields) => {
		const { error, outputs } = await generate('continueErrorOutput', includeInputFields);
		expect(error).toBeUndefined();
		const [succeeded, failed] = outputs;
		expect(succeeded.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(failed.map(({ json }) => json)).toEqual([
			{
				guest: 'Ben',
				start: '01/07/2030',
				error: expect.stringContaining('01/07/2030') as string,
				message: expect.any(String) as string,
			},
		]);
	},
);
