import { relative } from 'node:path';

import { resolveOutputSchemaPath } from 'n8n-core';
import type { IDataObject, INodeParameters, INodeTypeDescription } from 'n8n-workflow';

import { ACTIVE_CLIENT_EMAIL, BUSY_LOCK, DEFAULT_API_KEY, HOTEL_ACCESS_KEY } from '../sandbox/seed.mts';
import { startSandbox } from '../sandbox/server.mts';

/** A JSON schema as far as n8n's editor reads it. */
export interface OutputSchema {
	type?: string | string[];
	properties?: Record<string, OutputSchema>;
	items?: OutputSchema;
}

/** Runs the node once with one item and gives what comes out. */
export type RunOperation = (
	parameters: INodeParameters,
	credentials: { apiKey: string; accessKey: string; baseUrl: string },
) => Promise<IDataObject[]>;

/** What each field that an operation cannot do without is set to. A code is for the same hour in every run. */
const VALUES: INodeParameters = {
	lockModel: 'KL1060',
	timecode: '202604221226',
	identifier: '061725',
	kitLock: 'Room 4',
	start: '2090-10-01 14:00',
	end: '2090-10-01 18:00',
	duration: 3,
	lockId: BUSY_LOCK.lockId,
	clientEmail: ACTIVE_CLIENT_EMAIL,
};

/** Where an operation needs something else. */
const VALUES_BY_OPERATION: Record<string, INodeParameters> = {
	'k3Client.create': { clientEmail: 'new.guest@example.com' },
	'k3Client.upsert': { clientEmail: 'new.guest@example.com' },
};

export interface Operation {
	resource: string;
	operation: string;
	/** Where n8n looks for its schema, below the node's folder. */
	path: string;
	/** The fields that the user must fill in, filled in; all others are left at their defaults. */
	parameters: INodeParameters;
}

/** Every operation of the node, in the order of its dropdowns. */
export function operationsOf(description: INodeTypeDescription): Operation[] {
	return valuesOf(description, 'resource').flatMap((resource) =>
		valuesOf(description, 'operation', resource).map((operation) => ({
			resource,
			operation,
			path: schemaPath(Number(description.version), resource, operation),
			parameters: { resource, operation, ...parametersOf(description, resource, operation) },
		})),
	);
}

/** The schema of each operation by its path: what came out in both shapes that the service's answers have. */
export async function generateSchemas(
	description: INodeTypeDescription,
	run: RunOperation,
): Promise<Map<string, OutputSchema>> {
	const operations = operationsOf(description);
	const items = new Map<string, IDataObject[]>(operations.map(({ path }) => [path, []]));
	for (const shapes of ['documented', 'wild'] as const) {
		await using cleanup = new AsyncDisposableStack();
		const sandbox = await startSandbox({ shapes });
		cleanup.defer(() => sandbox.close());
		const credentials = { apiKey: DEFAULT_API_KEY, accessKey: HOTEL_ACCESS_KEY, baseUrl: sandbox.url };
		for (const { path, parameters } of operations) {
			sandbox.control.reset();
			const output = await run(parameters, credentials);
			if (!output.length) throw new Error(`${path}: nothing came out, so nothing is known of the output`);
			items.get(path)!.push(...output);
		}
	}
	return new Map([...items].map(([path, output]) => [path, schemaOf(output)]));
}

/** The schema that all values fit. Fields keep the order in which they come out, which is the order the editor shows. */
export function schemaOf(values: unknown[]): OutputSchema {
	const objects = values.filter(isObject);
	const lists = values.filter(Array.isArray);
	const types = [...new Set(values.map(typeOf))];
	// The editor shows the first type only.
	const ordered = types.filter((type) => type !== 'null').concat(types.includes('null') ? ['null'] : []);
	const names = [...new Set(objects.flatMap(Object.keys))];
	return {
		...(ordered.length > 0 && { type: ordered.length === 1 ? ordered[0] : ordered }),
		...(objects.length > 0 && {
			properties: Object.fromEntries(
				names.map((name) => [
					name,
					schemaOf(objects.filter((object) => name in object).map((object) => object[name])),
				]),
			),
		}),
		...(lists.length > 0 && { items: schemaOf(lists.flat()) }),
	};
}

/** Where a value does not fit a schema, as paths with what is wrong there. */
export function misfitsOf(value: unknown, schema: OutputSchema, at = ''): string[] {
	const type = typeOf(value);
	if (![schema.type].flat().includes(type)) {
		return [`${at || 'item'} is of type ${type} in place of ${[schema.type].flat().join(' or ')}`];
	}
	if (Array.isArray(value)) {
		return value.flatMap((entry, index) => misfitsOf(entry, schema.items ?? {}, `${at}[${index}]`));
	}
	if (!isObject(value)) return [];
	return Object.entries(value).flatMap(([name, child]) => {
		const known = schema.properties?.[name];
		return known ? misfitsOf(child, known, `${at}.${name}`) : [`${at}.${name} is not in the schema`];
	});
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** By n8n's own function, so that it finds the file again. */
function schemaPath(version: number, resource: string, operation: string): string {
	const path = resolveOutputSchemaPath({ nodeDir: '/', version, resource, operation });
	if (!path) throw new Error(`n8n has no place for the schema of ${resource}.${operation}`);
	return relative('/', path);
}

function valuesOf({ properties }: INodeTypeDescription, name: string, resource?: string): string[] {
	return properties
		.filter((property) => property.name === name)
		.filter(({ displayOptions }) => !resource || displayOptions?.show?.resource?.includes(resource))
		.flatMap(({ options = [] }) =>
			options.flatMap((option) => ('value' in option ? String(option.value) : [])),
		);
}

function parametersOf(
	{ properties }: INodeTypeDescription,
	resource: string,
	operation: string,
): INodeParameters {
	const fields = properties.filter(
		({ displayOptions: { show } = {} }) =>
			show?.resource?.includes(resource) && show.operation?.includes(operation),
	);
	const filled = fields.map(({ name, required, default: initial }) => {
		const value = VALUES_BY_OPERATION[`${resource}.${operation}`]?.[name] ?? VALUES[name] ?? initial;
		const isEmpty = value === '' || (typeof value === 'object' && value !== null && 'value' in value);
		if (required && isEmpty) throw new Error(`No value is known for ${name} of ${resource}.${operation}`);
		return [name, value] as const;
	});
	return Object.fromEntries(filled);
}
