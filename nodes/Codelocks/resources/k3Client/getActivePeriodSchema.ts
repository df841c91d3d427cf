import type { ApiMethod } from '../../../shared/api/connection';
import { periodSchemaOf } from '../../../shared/api/responses';
import { planCall, type Operation } from '../operation';

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
	plan: (context) =>
		planCall(
			context,
			{ ...SCHEMA, about: 'the active period schema' },
			(response) => [periodSchemaOf(response)],
			'schema',
		),
};
