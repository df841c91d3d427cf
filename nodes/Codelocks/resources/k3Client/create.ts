import { ValueError } from '../../../shared/api/errors';
import { activePeriodsFields, activePeriodsOf, ALWAYS } from '../../fields/activePeriods';
import { newClientField } from '../../fields/client';
import { lockField } from '../../fields/lock';
import { accessKeyOptions } from '../../fields/options';
import type { Operation } from '../operation';
import type { Parameters } from '../../execution/parameters';
import { CLIENT, planClientCall } from './clientCall';

const DEFAULT_MESSAGE = 'You have been given access to a lock.';

/** Field notes, 'Clients'. */
const LONGEST_MESSAGE = 500;

/** API documentation, 'POST …/k3connect/{id}/client'. */
export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Invite a smart phone client to a K3 Connect lock',
		description: 'Invite someone to open a lock with their smart phone. Running it twice invites twice.',
	},
	method: CLIENT.create,
	fields: [
		lockField,
		newClientField,
		{
			displayName: 'Access Type',
			name: 'accessType',
			type: 'options',
			options: [
				{ name: 'One Time', value: 'ONE_TIME', description: 'Opens the lock once' },
				{ name: 'Standard', value: 'STANDARD', description: 'Opens the lock in all active periods' },
			],
			required: true,
			default: 'STANDARD',
			description: 'How often the client may open the lock',
		},
		...activePeriodsFields(ALWAYS),
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 2 },
			default: DEFAULT_MESSAGE,
			description:
				'Text of the invitation: at most 500 letters without accents, digits, spaces and the characters _,-.()',
		},
		accessKeyOptions,
	],
	plan: (context) =>
		planClientCall(context, CLIENT.create, {
			activeperiods: activePeriodsOf(context.parameters),
			accesstype: accessTypeOf(context.parameters),
			message: messageOf(context.parameters),
		}),
};

function accessTypeOf(parameters: Parameters): string {
	const text = parameters.required('accessType', 'Access Type', 'STANDARD or ONE_TIME');
	const type = text.toUpperCase();
	if (type !== 'STANDARD' && type !== 'ONE_TIME') {
		throw new ValueError(
			`Access Type '${text}' is unknown; use STANDARD or ONE_TIME`,
			'The first opens the lock in all active periods, the second once.',
		);
	}
	return type;
}

/** The API refuses a call without a message. */
function messageOf(parameters: Parameters): string {
	const message = parameters.text('message') || DEFAULT_MESSAGE;
	if (message.length > LONGEST_MESSAGE) {
		throw new ValueError(
			`Message has ${message.length} characters, and ${LONGEST_MESSAGE} are allowed; shorten it`,
			'If an expression fills it in, slice(0, 500) cuts off the rest.',
		);
	}
	const stray = /[^0-9A-Za-z_,\-.() ]/.exec(message);
	if (stray) {
		throw new ValueError(
			`Message holds ${JSON.stringify(stray[0])}; the API allows only letters without accents, digits, spaces and _ , - . ( )`,
			'In an expression, replaceSpecialChars() turns letters with accents into plain ones.',
		);
	}
	return message;
}
