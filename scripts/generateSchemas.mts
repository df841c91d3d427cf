import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import type { IExecuteFunctions, IHttpRequestOptions, INodeType } from 'n8n-workflow';
import { format, resolveConfig } from 'prettier';

import { generateSchemas, type RunOperation } from './outputSchemas.mts';

const root = dirname(import.meta.dirname);
const nodeFolder = join(root, 'nodes', 'Codelocks');

const { Codelocks } = createRequire(import.meta.url)(
	join(root, 'dist', 'nodes', 'Codelocks', 'Codelocks.node.js'),
) as { Codelocks: new () => INodeType };
const node = new Codelocks();

/** The built node without n8n around it: the tests run the same operations in n8n's engine and compare. */
const run: RunOperation = async (parameters, credentials) => {
	const context = {
		getInputData: () => [{ json: {} }],
		continueOnFail: () => false,
		getNode: () => ({ name: 'Codelocks', type: 'codelocks', typeVersion: 1, parameters }),
		getTimezone: () => 'Europe/London',
		getWorkflowSettings: () => ({ timezone: 'Europe/London' }),
		getExecutionId: () => '1',
		getNodeParameter: (name: string, _item: number, fallback?: unknown) => parameters[name] ?? fallback,
		getCredentials: async () => credentials,
		getExecutionCancelSignal: () => undefined,
		addExecutionHints: () => {},
		helpers: {
			httpRequestWithAuthentication: async (
				_type: string,
				{ url, method, qs, body, headers }: IHttpRequestOptions,
			) => {
				const response = await fetch(`${url}?${new URLSearchParams(qs as Record<string, string>)}`, {
					method,
					headers: { ...(headers as Record<string, string>), 'x-api-key': credentials.apiKey },
					body: body === undefined ? undefined : String(body),
				});
				return { statusCode: response.status, headers: {}, body: await response.text() };
			},
		},
	} as unknown as IExecuteFunctions;
	const { resource, operation } = parameters as { resource: string; operation: string };
	const output = await node.customOperations![resource][operation].call(context);
	return (output as Array<Array<{ json: Record<string, never> }>>)[0].map(({ json }) => json);
};

const schemas = await generateSchemas(node.description, run);
const config = await resolveConfig(join(nodeFolder, 'Codelocks.node.json'));
// The schema of an operation that was renamed or removed must not stay.
await rm(join(nodeFolder, '__schema__'), { recursive: true, force: true });
for (const [path, schema] of schemas) {
	const file = join(nodeFolder, path);
	await mkdir(dirname(file), { recursive: true });
	await writeFile(file, await format(JSON.stringify(schema), { ...config, parser: 'json' }));
}
console.log(`${schemas.size} schemas are up to date.`);
