import type { INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import { plainTextOf, shown, trimmedText, type Parameters } from '../execution/parameters';

/** The client that an operation is about. Create has the list too, so that a value survives a change of the operation. */
export const clientField: INodeProperties = {
	displayName: 'Client',
	name: 'clientEmail',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: "Email address of the person's K3 Connect or C3 Smart account",
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

/** The same field for someone who may be new to the lock. */
export const invitedClientField: INodeProperties = {
	...clientField,
	description:
		"Email address of the person's K3 Connect or C3 Smart account. They must register it first. For a new person, switch to By Email: the list shows the clients of the lock.",
};

/** The client's address, as the service gets it. Throws ValueError that names what is no address. */
export function clientEmailOf(parameters: Parameters): string {
	const value = parameters.raw('clientEmail', '');
	const email = addressIn(plainTextOf(value));
	if (!email && (trimmedText(value) || value === '' || value === null || value === undefined)) {
		throw new ValueError(
			'Client is empty; enter an email address',
			'If it is an expression, check that the input item has the fields that the expression reads.',
		);
	}
	if (!/^[^\s@,;<>]+@[^\s@,;<>]+$/.test(email)) {
		throw new ValueError(
			`Client ${shown(value)} is not an email address; enter that of their K3 Connect account`,
			'Get Many of the resource K3 Client lists the addresses of the clients of a lock.',
		);
	}
	return email;
}

/** The address in 'Ada <ada@example.com>', 'mailto:ada@example.com?subject=Hello' or the text itself. */
function addressIn(text: string): string {
	const inBrackets = /<([^<>]*)>$/.exec(text)?.[1] ?? text;
	return inBrackets
		.trim()
		.replace(/^mailto:\s*/i, '')
		.replace(/\?.*$/s, '');
}
