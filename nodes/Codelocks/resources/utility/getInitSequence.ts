import { objectOf } from '../../../shared/api/responses';
import type { ApiMethod } from '../../../shared/api/connection';
import { ValueError } from '../../../shared/api/errors';
import { kitLockModelField, kitLockModelOf } from '../../fields/lockModel';
import { optionsOf } from '../../fields/options';
import { timezoneOf, timezoneOption } from '../../fields/timezone';
import type { Operation } from '../operation';
import { trimmedText } from '../../execution/parameters';

const INIT: ApiMethod = { method: 'GET', path: '/u/1/init' };

/** docs/dev/api.md, 'Initialisation'. Never shared between rows: each sequence holds the time of its call. */
export const getInitSequence: Operation = {
	option: {
		name: 'Get Init Sequence',
		value: 'getInitSequence',
		action: 'Get KitLock init sequence',
		description:
			"Get the keypad sequence that initialises a KitLock. Type it at once: it sets the lock's clock to UTC.",
	},
	method: INIT,
	fields: [
		kitLockModelField,
		optionsOf([
			{
				displayName: 'Master Code',
				name: 'masterCode',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				placeholder: 'e.g. 12345678',
				description:
					'Master code of the lock, as you type it on the keypad. Without it, the sequence has the factory default. The workflow and its exports hold it as plain text.',
			},
			{
				displayName: 'Random ID',
				name: 'randomId',
				type: 'boolean',
				default: true,
				description:
					'Whether to make a random identifier (for KL1060C2, a group and member ID) instead of the default 123456, which other locks may have too',
			},
			{ ...timezoneOption, description: 'Time zone of the lock' },
		]),
	],
	plan: ({ parameters, connection }) => {
		const lockModel = kitLockModelOf(parameters, 'it is initialised in the K3 Connect app');
		const options = parameters.collection('options');
		const masterCode = trimmedText(options.masterCode);
		const randomId =
			options.randomId === undefined ? undefined : parameters.flag('options.randomId', true, 'Random ID');
		const timezone = initZoneOf(options.timezone, parameters.workflowTimezone);
		if (masterCode && !/^\d+$/.test(masterCode)) {
			throw new ValueError(
				'Master Code does not consist of digits; enter digits only',
				'It is the code that you type on the keypad. It is not shown here, since it gives control of the lock.',
			);
		}
		return {
			fetch: async () => [
				objectOf(
					await connection.send({
						...INIT,
						query: {
							lockmodel: lockModel,
							...(masterCode && { mastercode: masterCode }),
							...(timezone && { timezone }),
							...(randomId !== undefined && { randomid: String(randomId) }),
						},
						about: `the init sequence of lock model '${lockModel}'`,
					}),
					'the init sequence',
				),
			],
		};
	},
};

/** The zone to ask the sequence for; undefined leaves it to the API. Throws ValueError. */
function initZoneOf(option: unknown, workflowTimezone: string): string | undefined {
	const timezone = timezoneOf(option);
	if (timezone === 'workflow') return workflowTimezone;
	if (timezone !== 'lock') return timezone;
	throw new ValueError(
		"Time Zone 'lock' is for K3 Connect locks only; write a name such as Europe/London",
		'A KitLock has no time zone before it is initialised.',
	);
}
