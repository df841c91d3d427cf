import { DateTime } from 'luxon';
import type { INodeParameters } from 'n8n-workflow';

import { HOTEL_ACCESS_KEY } from '../sandbox/seed.mts';
import { runNode } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const FIXED: INodeParameters = {
	resource: 'netCode',
	operation: 'generateForKitLock',
	lockModel: 'KL1060',
	timecode: '202601150930',
	identifier: '012345',
	start: '2026-12-01 16:00',
	duration: 3,
	options: {},
};

/** Runs a field as a plain column, which is looked up directly, and as an expression that n8n must evaluate. */
async function bothWays(field: string, column: string, rows: Array<Record<string, unknown>>) {
	const results = [];
	for (const value of [`={{ ${column} }}`, `={{ [${column}][0] }}`]) {
		const { items, error } = await runNode(
			{
				parameters: { ...FIXED, [field]: value },
				credentials: sandbox.credentials({ accessKey: HOTEL_ACCESS_KEY }),
				onError: 'continueRegularOutput',
			},
			rows as Parameters<typeof runNode>[1],
		);
		results.push({ items, error });
	}
	return results;
}

describe('a field that is a plain column reads as n8n reads it', () => {
	test.each([
		['dotted', 'identifier', '$json.code', 'code', ['012345', 123456, '  012345 ', 0, '']],
		['double quotes', 'identifier', '$json["door code"]', 'door code', ['012345', 654321]],
		['single quotes', 'identifier', "$json['door code']", 'door code', ['012345', 654321]],
		['a start', 'start', '$json.from', 'from', ['2026-12-01 16:00', 46357.5, '01/07/2026', null]],
		['a duration', 'duration', '$json.length', 'length', [3, '3', 0, true, 'x']],
		['text that looks like an expression', 'identifier', '$json.code', 'code', ['={{ 1 + 1 }}']],
		['objects', 'start', '$json.from', 'from', [{ a: 1 }, ['2026-12-01 16:00']]],
	])('%s', async (_name, field, column, key, values) => {
		const rows = values.map((value) => ({ [key]: value }));
		const [direct, evaluated] = await bothWays(field, column, rows);
		expect(direct.items).toHaveLength(values.length);
		expect(direct).toEqual(evaluated);
	});

	// Databases and code give more than text and numbers, and what n8n makes of each is for n8n to say.
	test.each<[string, string, unknown]>([
		['a Date', 'start', new Date('2026-12-01T16:00:00Z')],
		['a DateTime', 'start', DateTime.fromISO('2026-12-01T16:00:00Z')],
		['an invalid DateTime', 'start', DateTime.fromISO('soon')],
		['null', 'identifier', null],
		['an object', 'identifier', { code: '012345' }],
		["a resource locator's value", 'duration', { __rl: true, mode: 'list', value: 3 }],
		['a list', 'duration', [3]],
		['a function', 'identifier', () => '012345'],
	])('what is neither text nor a number: %s', async (_name, field, value) => {
		const [direct, evaluated] = await bothWays(field, '$json.value', [{ value }, { value: 'x' }]);
		expect(direct.items).toHaveLength(2);
		expect(direct).toEqual(evaluated);
	});

	test('a column that a row lacks', async () => {
		const [direct, evaluated] = await bothWays('identifier', '$json.code', [
			{ code: '012345' },
			{ other: 1 },
		]);
		expect(direct.items[0].json).toHaveProperty('netCode');
		expect(direct.items[1].json).toHaveProperty('error', 'Identifier is empty; enter six digits');
		expect(direct).toEqual(evaluated);
	});
});
