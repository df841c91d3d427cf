import type { IDataObject, INodeExecutionData, INodeParameters, OnError } from 'n8n-workflow';

import { Parameters } from '../nodes/Codelocks/execution/parameters.ts';
import { resultItem } from '../nodes/Codelocks/execution/run.ts';
import { outputFieldOf } from '../nodes/Codelocks/fields/inputFields.ts';
import { runNode } from './support/engine.mts';
import { KIT_CODE } from './support/parameters.mts';
import { useSandbox } from './support/sandbox.mts';

/* What an item holds: the columns of the input beside the result, and errors without them. */

const sandbox = useSandbox();

const KIT_LOCK = { ...KIT_CODE, identifier: '={{ $json.identifier }}', start: '2099-12-01 16:00' };

const guest = (changes: IDataObject = {}): IDataObject => ({
	identifier: '012345',
	guest: 'Ada',
	...changes,
});
const bad = guest({ identifier: 'x' });

const generate = async (rows: IDataObject[], options: INodeParameters, onError?: OnError) =>
	await runNode({ parameters: { ...KIT_LOCK, options }, credentials: sandbox.credentials(), onError }, rows);

const netCodeCalls = () => sandbox.calls().filter(({ path }) => path.startsWith('/n/'));

describe('Include Input Fields', () => {
	const options = { includeInputFields: true };

	test('puts the result beside the columns', async () => {
		const { items } = await generate([guest()], options);
		expect(items).toEqual([
			{
				json: {
					...guest(),
					doorCode: expect.objectContaining({ netCode: expect.any(String) as string }) as object,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test.each<[string, INodeParameters, boolean]>([
		['not set', {}, false],
		['false', { includeInputFields: false }, false],
		["'false' by an expression", { includeInputFields: '={{ "false" }}' }, false],
		['null by an expression', { includeInputFields: '={{ null }}' }, false],
		["'true' by an expression", { includeInputFields: '={{ "true" }}' }, true],
	])('where it is %s', async (_name, given, isOn) => {
		const { items } = await generate([guest(), bad], given, 'continueRegularOutput');
		const columns = isOn ? ['guest', 'identifier'] : [];
		expect(
			items.map(({ json }) =>
				Object.keys(json)
					.filter((key) => key in guest())
					.sort(),
			),
		).toEqual([columns, columns]);
		expect('doorCode' in items[0].json).toBe(isOn);
		expect(items[1].json.error).toMatch(/^Identifier 'x'/);
	});

	test('keeps the columns of an item that is refused for its output field', async () => {
		const { items } = await generate(
			[guest()],
			{ ...options, outputField: 'error' },
			'continueRegularOutput',
		);
		expect(items[0].json).toMatchObject({
			...guest(),
			error: expect.stringMatching(/^Output Field 'error'/) as string,
		});
	});

	test('overwrites a column of the name, and a hint says so', async () => {
		const rows = [
			guest({ code: 1 }),
			guest({ code: 2, identifier: '222222' }),
			guest({ identifier: '333333' }),
		];
		const { items, hints } = await generate(rows, { ...options, outputField: 'code' });
		expect(items.map(({ json }) => (json.code as IDataObject).netCode)).toEqual(
			Array(3).fill(expect.any(String)),
		);
		expect(hints).toContain(
			"2 rows had a column 'code', which the result replaced; to keep it, set Output Field to another name",
		);
	});

	test.each(['error', 'message', '__proto__'])(
		'refuses the output field %s before a paid call',
		async (name) => {
			const { error } = await generate([guest()], { ...options, outputField: name });
			expect(error?.message).toMatch(new RegExp(`^Output Field '${name}' .*; use another, such as doorCode`));
			expect(netCodeCalls()).toEqual([]);
		},
	);

	test('keeps the columns of an item that failed on the regular output', async () => {
		const { items } = await generate([bad, guest()], options, 'continueRegularOutput');
		expect(items[0].json).toEqual({
			...bad,
			error: expect.stringMatching(/^Identifier 'x'/) as string,
			message: expect.any(String) as string,
		});
		expect(items[1].json).toMatchObject({ guest: 'Ada', doorCode: {} });
	});

	test('leaves them to n8n on the error output', async () => {
		const { outputs } = await generate([bad, guest()], options, 'continueErrorOutput');
		expect(outputs.map(({ length }) => length)).toEqual([1, 1]);
		expect(outputs[1][0].json).toMatchObject({
			guest: 'Ada',
			error: expect.stringMatching(/^Identifier/) as string,
		});
		expect(outputs[0][0].json).toMatchObject({ guest: 'Ada', doorCode: {} });
	});

	test('sends a good row with a column named error out by Success', async () => {
		const { outputs } = await generate([guest({ error: 'none' })], options, 'continueErrorOutput');
		expect(outputs.map(({ length }) => length)).toEqual([1, 0]);
	});

	test('passes files too', () => {
		const input: INodeExecutionData = {
			json: { guest: 'Ada' },
			binary: { pass: { data: 'AAAA', mimeType: 'image/png' } },
		};
		expect(resultItem({ netCode: '1' }, 3, input, 'doorCode')).toEqual({
			json: { guest: 'Ada', doorCode: { netCode: '1' } },
			binary: input.binary,
			pairedItem: { item: 3 },
		});
		expect(resultItem({ netCode: '1' }, 3, input, undefined)).toEqual({
			json: { netCode: '1' },
			pairedItem: { item: 3 },
		});
	});

	test('keeps a column named __proto__ a column', () => {
		const json = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as IDataObject;
		const item = resultItem({ netCode: '1' }, 0, { json }, 'doorCode');
		expect(Object.keys(item.json)).toEqual(['__proto__', 'constructor', 'doorCode']);
		expect((item.json as { polluted?: boolean }).polluted).toBeUndefined();
		expect(Object.getPrototypeOf(item.json)).toBe(Object.prototype);
	});

	test.each([
		['nothing', undefined, 'doorCode'],
		['blanks', '  ', 'doorCode'],
		['null', null, 'doorCode'],
		['a name', ' code ', 'code'],
	])('takes %s for the output field', (_name, outputField, expected) => {
		const read = () => ({ includeInputFields: true, outputField });
		expect(outputFieldOf(new Parameters(read, 'UTC'))).toBe(expected);
	});
});

describe('an item that failed', () => {
	test.each<OnError>(['continueRegularOutput', 'continueErrorOutput'])(
		'has error and message, and nothing of its own beside them, under %s',
		async (onError) => {
			const { outputs } = await generate([bad], {}, onError);
			const [{ json, pairedItem }] = outputs.at(-1)!;
			expect(json).toEqual({
				...(onError === 'continueErrorOutput' && bad),
				error: expect.stringMatching(/^Identifier 'x'/) as string,
				message: expect.stringMatching(/\w/) as string,
			});
			expect(pairedItem).toEqual({ item: 0 });
		},
	);

	test('of values that no text can be made of names no crash', async () => {
		const parameters = {
			...KIT_LOCK,
			start: '={{ ({ toString() { throw new Error("boom") } }) }}',
			options: '={{ null }}',
		} as INodeParameters;
		const { items } = await runNode(
			{ parameters, credentials: sandbox.credentials(), onError: 'continueRegularOutput' },
			[guest()],
		);
		expect(items[0].json.error).not.toMatch(/boom|Cannot|undefined/);
	});

	test('of a response that cannot be read costs the others nothing', async () => {
		sandbox.control.addFault({
			path: '/n/1/netcode/*',
			answers: [{ status: 200, body: { ActualNetcode: {}, Expires: { toString: 1 } } }],
			times: 1,
		});
		const rows = ['000001', '000002', '000003'].map((identifier) => guest({ identifier }));
		const { items } = await generate(rows, { simplify: false }, 'continueRegularOutput');
		expect(items.map(({ json }) => 'error' in json)).toHaveLength(3);
		expect(items.filter(({ json }) => 'error' in json)).toHaveLength(1);
	});
});
