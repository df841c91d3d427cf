import type { ApiMethod } from '../../../shared/api/connection';
import { periodSchemaOf } from '../../../shared/api/responses';
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
