import type { INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import type { Parameters } from '../execution/parameters';

/** A client that the lock has already. */
export const clientField: INodeProperties = {
	displayName: 'Client',
	name: 'clientEmail',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The smart phone client, by the email address of their K3 Connect account',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a client...',
			typeOptions: { searchListMethod: 'searchClients', searchable: true },
		},
		{
			displayName: 'By Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. nathan@example.com',
		},
	],
};

/** A client that is to be added. */
export const newClientField: INodeProperties = {
	displayName: 'Client Email',
	name: 'clientEmail',
	type: 'string',
	placeholder: 'e.g. nathan@example.com',
	required: true,
	default: '',
	description: 'Email address of a registered K3 Connect account. They get an invitation and must accept it.',
};

/** The client's address. Throws ValueError when it cannot be one. */
export function clientEmailOf(parameters: Parameters): string {
	const email = parameters.required('clientEmail', 'Client', 'an email address');
	if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
		throw new ValueError(
			`Client '${email}' is not an email address; give that of their K3 Connect account`,
			'Get Many of the resource K3 Client lists the addresses of the clients that a lock has.',
		);
	}
	return email;
}
