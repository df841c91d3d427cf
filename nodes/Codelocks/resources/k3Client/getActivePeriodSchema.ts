import type { IDataObject } from 'n8n-workflow';

import type { ApiMethod } from '../../../shared/api/connection';
import { isObject, objectOf, parsedBody } from '../../../shared/api/responses';
import type { Operation } from '../operation';

const SCHEMA: ApiMethod = { method: 'GET', path: '/u/1/k3connect/help/spcconfig' };

/** docs/dev/api.md, 'Phone clients'. */
export const getActivePeriodSchema: Operation = {
	option: {
		name: 'Get Active Period Schema',
		value: 'getActivePeriodSchema',
		action: 'Get active period schema for K3 clients',
		description: "Get the API's sample of active periods, as a pattern for JSON",
	},
	method: SCHEMA,
	fields: [],
	plan: ({ connection }) => ({
		fetch: async () => [
			periodSchemaOf(await connection.send({ ...SCHEMA, about: 'the active period schema' })),
		],
		sameAs: 'schema',
	}),
};

/** The response with its JSON text read. Throws ServiceError. */
export function periodSchemaOf(response: unknown): IDataObject {
	const schema = objectOf(response, 'the active period schema');
	if (typeof schema.activeperiods !== 'string') return schema;
	const periods = parsedBody(schema.activeperiods);
	return isObject(periods) ? { ...schema, activeperiods: periods } : schema;
}
