import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import type { Connection } from '../../shared/api/connection';
import { lookUp } from '../../shared/methods/currentNode';
import { requestSettingsOf } from '../execution/parameters';

/** Runs a look-up for a list of this node, through the proxy and with the other Request Options that the node has. */
export async function lookUpForNode<T>(
	context: ILoadOptionsFunctions,
	ask: (connection: Connection) => Promise<T>,
): Promise<T> {
	return await lookUp(context, ask, () => {
		const options = context.getCurrentNodeParameter('requestOptions') as IDataObject | undefined;
		return requestSettingsOf(options ?? {});
	});
}
