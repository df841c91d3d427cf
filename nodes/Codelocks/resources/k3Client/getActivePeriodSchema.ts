import { periodSchemaOf } from '../../../shared/api/responses';
import type { ApiMethod } from '../../../shared/api/connection';
import type { Operation } from '../operation';

const SCHEMA: ApiMethod = { method: 'GET', path: '/u/1/k3connect/help/spcconfig' };

/** API documentation, 'GET …/k3connect/help/spcconfig'. */
export const getActivePeriodSchema: Operation = {
	option: {
		name: 'Get Active Period Schema',
		value: 'getActivePeriodSchema',
		action: 'Get the active period schema for K3 Connect clients',
		description: "Get the API's own sample of active periods, to write them as JSON",
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
