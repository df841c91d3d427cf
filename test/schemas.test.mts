import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { resolveOutputSchemaPath } from 'n8n-core';
import type { INodeParameters, INodeTypeDescription } from 'n8n-workflow';

import {
	generateSchemas,
	misfitsOf,
	operationsOf,
	type OutputSchema,
	type RunOperation,
	schemaOf,
} from '../scripts/outputSchemas.mts';
import { LOCK_MODELS } from '../sandbox/durations.mts';
import { HOTEL_LOCKS, POPULAR_LOCK } from '../sandbox/seed.mts';
import { type Credentials, loadPackage, locator, nodeType, runNode } from './support/engine.mts';
import { SHAPES, useSandbox } from './support/sandbox.mts';

const nodeFolder = join(__dirname, '../nodes/Codelocks');

const storedSchema = (path: string) =>
	JSON.parse(readFileSync(join(nodeFolder, path), 'utf8')) as OutputSchema;

const runInEngine: RunOperation = async (parameters, credentials) => {
	const { items, error } = await runNode({ parameters, credentials });
	if (error) throw error;
	return items.map(({ json }) => json);
};

describe('the schemas of the operations', () => {
	let description: INodeTypeDescription;
	beforeAll(async () => {
		({ description } = await nodeType());
	});

	it('are what comes out of the node today, in both shapes of answers (else run: npm run schemas)', async () => {
		const generated = await generateSchemas(description, runInEngine);
		const stored = [...generated.keys()].map((path) => [path, storedSchema(path)]);
		expect(stored).toEqual([...generated]);
		// The editor shows the fields in this order, which the comparison above lets pass.
		expect(JSON.stringify(stored)).toBe(JSON.stringify([...generated]));
	});

	it('are there for every operation, and for nothing else', () => {
		const files = readdirSync(join(nodeFolder, '__schema__'), { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map(({ parentPath, name }) => relative(nodeFolder, join(parentPath, name)));
		expect(files.sort()).toEqual(
			operationsOf(description)
				.map(({ path }) => path)
				.sort(),
		);
	});

	it('lie in the built package where n8n looks for them', async () => {
		const { sourcePath } = (await loadPackage()).known.nodes.codelocks;
		for (const { resource, operation } of operationsOf(description)) {
			const nodeDir = join(__dirname, '..', sourcePath, '..');
			const file = resolveOutputSchemaPath({ nodeDir, version: 1, resource, operation })!;
			expect([file, existsSync(file)]).toEqual([file, true]);
		}
	});

	it('hold nothing but names and types', () => {
		const words = (schema: OutputSchema): string[] => [
			...Object.keys(schema),
			...[schema.type ?? []].flat(),
			...Object.values(schema.properties ?? {}).flatMap(words),
			...(schema.items ? words(schema.items) : []),
		];
		const found = operationsOf(description).flatMap(({ path }) => words(storedSchema(path)));
		expect([...new Set(found)].sort()).toEqual([
			'boolean',
			'integer',
			'object',
			'properties',
			'string',
			'type',
		]);
	});
});

describe.each(SHAPES)('items of other locks and models, answered as %s,', (shapes) => {
	const sandbox = useSandbox({ shapes });

	const misfits = async (path: string, parameters: INodeParameters, changes?: Partial<Credentials>) => {
		const items = await runInEngine(parameters, sandbox.credentials(changes) as Required<Credentials>);
		expect(items).not.toHaveLength(0);
		return items.flatMap((item) => misfitsOf(item, storedSchema(`__schema__/v1.0.0/${path}.json`)));
	};

	it.each(LOCK_MODELS)('fit: what the lock model %s offers', async (lockModel) => {
		for (const operation of ['getDurations', 'getModes']) {
			expect(await misfits(`utility/${operation}`, { resource: 'utility', operation, lockModel })).toEqual(
				[],
			);
		}
	});

	it('fit: the clients of a lock that has invited, one-time and active ones', async () => {
		const parameters = {
			resource: 'k3Client',
			operation: 'getAll',
			lockId: locator(POPULAR_LOCK.lockId),
			returnAll: true,
		} as INodeParameters;
		expect(await misfits('k3Client/getAll', parameters)).toEqual([]);
	});

	it('fit: every lock of the account, alone and in the list, with its log and a code for a day', async () => {
		expect(
			await misfits('k3Lock/getAll', { resource: 'k3Lock', operation: 'getAll', returnAll: true }),
		).toEqual([]);
		for (const { lockId } of HOTEL_LOCKS.slice(0, 12)) {
			const lock = { resource: 'k3Lock', lockId: locator(lockId) };
			expect(await misfits('k3Lock/get', { ...lock, operation: 'get' })).toEqual([]);
			expect(await misfits('k3Lock/getAuditEntries', { ...lock, operation: 'getAuditEntries' })).toEqual([]);
			const code = { resource: 'netCode', operation: 'generateForK3Lock', start: '2090-10-01', duration: 12 };
			expect(await misfits('netCode/generateForK3Lock', { ...lock, ...code })).toEqual([]);
		}
	});
});

describe('a schema', () => {
	const items = [
		{ id: 1, name: 'a', when: null, list: [1, null], nested: { on: true } },
		{ id: 1.5, when: '2026', list: [], nested: { off: 'x' } },
	];

	it('is the union of all that came, with null last', () => {
		expect(schemaOf(items)).toEqual({
			type: 'object',
			properties: {
				id: { type: ['integer', 'number'] },
				name: { type: 'string' },
				when: { type: ['string', 'null'] },
				list: { type: 'array', items: { type: ['integer', 'null'] } },
				nested: {
					type: 'object',
					properties: { on: { type: 'boolean' }, off: { type: 'string' } },
				},
			},
		});
	});

	it('fits what it was made from, and tells what does not fit it', () => {
		expect(items.flatMap((item) => misfitsOf(item, schemaOf(items)))).toEqual([]);
		expect(misfitsOf({ id: '1', list: ['x'], nested: { on: 0 }, more: 1 }, schemaOf(items))).toEqual([
			'.id is of type string in place of integer or number',
			'.list[0] is of type string in place of integer or null',
			'.nested.on is of type integer in place of boolean',
			'.more is not in the schema',
		]);
	});
});
