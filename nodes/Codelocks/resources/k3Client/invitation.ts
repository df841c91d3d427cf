import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Connection } from '../../../shared/api/connection';
import { ServiceError, ValueError } from '../../../shared/api/errors';
import { oncePerExecution, wasDoneIn } from '../../execution/oncePerExecution';
import { shown, type Parameters } from '../../execution/parameters';
import type { ActivePeriod } from '../../fields/activePeriod';
import { activePeriodsFields, activePeriodsOf, ALWAYS } from '../../fields/activePeriods';
import type { PlanContext } from '../operation';
import { changedClient, CLIENT, clientCall, withWords, type ChosenClient } from './clientCall';

const DEFAULT_MESSAGE = 'You have been given access to a lock.';

/** docs/dev/api.md, 'Phone clients'. */
const MAX_MESSAGE_LENGTH = 500;

const USE_INSTEAD = 'use Create or Update, Update or Restore';

const ADVICE_INSTEAD =
	'For a client who exists, use Create or Update, or Update. Restore lets a suspended client in again.';

const ACCESS_TYPES = ['STANDARD', 'ONE_TIME'] as const;

/** What a client is invited to. */
export interface Invitation {
	accessType: (typeof ACCESS_TYPES)[number];
	activePeriods: Record<string, ActivePeriod>;
	message: string;
}

export const invitationFields: INodeProperties[] = [
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
];

/** Throws ValueError that names a wrong value. */
export function invitationOf(parameters: Parameters): Invitation {
	return {
		accessType: accessTypeOf(parameters),
		activePeriods: activePeriodsOf(parameters),
		message: messageOf(parameters),
	};
}

/**
 * Invites a client, once in an execution: a repeated call sends a second invitation (docs/dev/api.md, 'Phone clients').
 * One whose outcome is not known is not repeated either. Throws ServiceError.
 */
export async function invite(
	{ connection, executionId }: PlanContext,
	client: ChosenClient,
	{ accessType, activePeriods, message }: Invitation,
): Promise<IDataObject> {
	const call = clientCall(CLIENT.create, client, {
		activeperiods: JSON.stringify(activePeriods),
		accesstype: accessType,
		message,
	});
	try {
		return await oncePerExecution(executionId, invitationKey(connection, client), async () =>
			changedClient(await connection.send(call), client),
		);
	} catch (error) {
		throw saysExists(error) ? withWords(error, USE_INSTEAD, ADVICE_INSTEAD) : error;
	}
}

/** Whether this execution has invited the client, in an earlier try too. */
export async function wasInvited(
	{ connection, executionId }: PlanContext,
	client: ChosenClient,
): Promise<boolean> {
	return await wasDoneIn(executionId, invitationKey(connection, client));
}

function invitationKey({ cacheScope }: Connection, { lock, email }: ChosenClient): string {
	return JSON.stringify([cacheScope, lock.accessKey, 'invite', lock.id, email.toLowerCase()]);
}

function saysExists(error: unknown): error is ServiceError {
	return error instanceof ServiceError && /already|duplicate|\bexists\b/i.test(error.message);
}

function accessTypeOf(parameters: Parameters): Invitation['accessType'] {
	const text = parameters.required('accessType', 'Access Type', 'STANDARD or ONE_TIME');
	const type = ACCESS_TYPES.find((known) => known === text.toUpperCase());
	if (type) return type;
	throw new ValueError(
		`Access Type ${shown(text)} is unknown; use STANDARD or ONE_TIME`,
		'STANDARD opens the lock in all active periods, ONE_TIME opens it once.',
	);
}

/** The API refuses a call without a message. */
function messageOf(parameters: Parameters): string {
	const message = parameters.text('message') || DEFAULT_MESSAGE;
	if (message.length > MAX_MESSAGE_LENGTH) {
		throw new ValueError(
			`Message has ${message.length} characters, and ${MAX_MESSAGE_LENGTH} are allowed; shorten it`,
			'In an expression, slice(0, 500) cuts off the rest.',
		);
	}
	const stray = /[^0-9A-Za-z_,\-.() ]/.exec(message);
	if (stray) {
		throw new ValueError(
			`Message holds ${characterAt(message, stray.index)}; the API allows only letters without accents, digits, spaces and _ , - . ( )`,
			'In an expression, replaceSpecialChars() turns letters with accents into plain ones.',
		);
	}
	return message;
}

/** The character as a person sees it: an emoji is several code points. */
function characterAt(text: string, index: number): string {
	const character = new Intl.Segmenter('en').segment(text).containing(index)?.segment;
	return JSON.stringify(character ?? text.charAt(index));
}
