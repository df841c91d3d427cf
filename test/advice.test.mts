import type { INodeParameters } from 'n8n-workflow';

import { BUSY_LOCK } from '../sandbox/seed.mts';
import { locator, runNode } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';
import { repeatedIn } from './support/texts.mts';

/*
 * Every refusal of a user's value, as one item shows it. An AI agent from version 3 on gives its model the message
 * alone, so the message names the value and says what to give instead; the description adds to it.
 */

const sandbox = useSandbox();

const LOCK = { lockId: locator(BUSY_LOCK.lockId) };
const KIT_CODE: INodeParameters = {
	resource: 'netCode',
	operation: 'generateForKitLock',
	lockModel: 'KL1060',
	timecode: '202601150930',
	identifier: '012345',
	start: '2026-12-01 16:00',
	duration: 3,
	options: {},
};
const K3_CODE: INodeParameters = {
	...{ resource: 'netCode', operation: 'generateForK3Lock', start: '2026-12-01 16:00', duration: 3 },
	...LOCK,
};
const INIT: INodeParameters = { resource: 'utility', operation: 'getInitSequence', lockModel: 'KL1060' };
const DURATION: INodeParameters = { resource: 'utility', operation: 'getDuration', lockModel: 'KL1060' };
const LOCKS: INodeParameters = { resource: 'k3Lock', operation: 'getAll' };
const AUDIT: INodeParameters = { resource: 'k3Lock', operation: 'getAuditEntries', ...LOCK };
const CREATE: INodeParameters = {
	...{ resource: 'k3Client', operation: 'create', clientEmail: 'ada@example.com', accessType: 'STANDARD' },
	...LOCK,
};
const SUSPEND: INodeParameters = { resource: 'k3Client', operation: 'suspend', ...LOCK };

const period = (changes: INodeParameters): INodeParameters => ({
	activePeriods: { period: [{ weekdays: ['mon'], from: '09:00', to: '17:30', enabled: true, ...changes }] },
});
const json = (text: string): INodeParameters => ({ activePeriodsInput: 'json', activePeriodsJson: text });
const option = (name: string, value: string | number): INodeParameters => ({ options: { [name]: value } });
const day = { duration: 12 };
/** What a row gives that lacks the column. */
const NOTHING = '={{ $json.missing }}';

/** The operation, what is changed, what the message names, and how it says what to do. */
const REFUSED: Array<
	[what: string, operation: INodeParameters, changes: INodeParameters, names: string, says: RegExp]
> = [
	['no model', KIT_CODE, { lockModel: NOTHING }, 'Lock Model', /such as KL1060$/],
	['a model that is no name', KIT_CODE, { lockModel: 'KL/1060' }, "'KL/1060'", /such as KL1060$/],
	['an unknown model', KIT_CODE, { lockModel: 'KL106O' }, "'KL106O'", /KL1060, KL1060C2, KL1060G3, KL1550$/],
	['a K3 lock for a KitLock', KIT_CODE, { lockModel: 'K3CONNECT' }, "'K3CONNECT'", /Generate for K3 Lock$/],
	['a K3 lock to initialise', INIT, { lockModel: 'K3CONNECT' }, "'K3CONNECT'", /in the K3 Connect app$/],
	['no timecode', KIT_CODE, { timecode: NOTHING }, 'Timecode', /enter twelve digits/],
	['a keypad timecode', KIT_CODE, { timecode: '2601150930' }, "'2601150930'", /such as 202601150930$/],
	[
		'a short timecode',
		KIT_CODE,
		{ timecode: '20260115' },
		"'20260115'",
		/8 digits instead of 12: .*such as 202611161623$/,
	],
	[
		'a timecode of no time',
		KIT_CODE,
		{ timecode: '202613150930' },
		"'202613150930'",
		/such as 202611161623$/,
	],
	['a timecode with signs', KIT_CODE, { timecode: '2026-01-15' }, "'2026-01-15'", /such as 202611161623$/],
	['no identifier', KIT_CODE, { identifier: NOTHING }, 'Identifier', /enter six digits$/],
	['a short identifier', KIT_CODE, { identifier: 29935 }, "'29935'", /leading zeros$/],
	[
		'an identifier in letters',
		KIT_CODE,
		{ identifier: 'abcdef' },
		"'abcdef'",
		/that the lock was initialised with$/,
	],
	['no duration', KIT_CODE, { duration: NOTHING }, 'Duration', /an ID \(0 to 11: 1 hour to 12 hours;/],
	['a duration in words', KIT_CODE, { duration: '4 shifts' }, "'4 shifts'", /0 to 11: 1 hour to 12 hours;/],
	['a duration of another model', KIT_CODE, { duration: 19 }, 'ID 19', /12 to 18: 1 day to 7 days;/],
	['no duration to look up', DURATION, { duration: NOTHING }, 'Duration', /such as '4 hours'/],
	['a duration to look up in words', DURATION, { duration: '4 shifts' }, "'4 shifts'", /such as '4 hours'/],
	[
		'a lock clock',
		KIT_CODE,
		option('lockClock', 'UTC'),
		"'UTC'",
		/use standardTime or siteTime or utc or fixedOffset$/,
	],
	['a time zone', KIT_CODE, option('timezone', 'BST'), "'BST'", /such as Europe\/London$/],
	['a time zone of a lock', INIT, option('timezone', '+01:00'), "'+01:00'", /such as Europe\/London$/],
	['no start', KIT_CODE, { start: NOTHING }, 'Start', /such as 2026-07-01 16:00:00$/],
	['a start in words', KIT_CODE, { start: 'tomorrow' }, "'tomorrow'", /such as 2026-07-01 16:00:00$/],
	['a start with the day first', KIT_CODE, { start: '01/07/2026' }, "'01/07/2026'", /the year first/],
	['a start with the month first', KIT_CODE, { start: '12/25/2026' }, "'12/25/2026'", /the year first/],
	['a start that is true', KIT_CODE, { start: true }, "'true'", /such as 2026-07-01 16:00:00$/],
	['a start that is a list', KIT_CODE, { start: '={{ [1] }}' }, '(a list)', /such as 2026-07-01 16:00:00$/],
	['a start in Unix time', KIT_CODE, { start: 1790870400 }, '1790870400', /such as 2026-07-01 16:00:00$/],
	['a small number for a start', KIT_CODE, { start: 2026 }, '2026', /such as 2026-07-01 16:00:00$/],
	['an invalid DateTime', KIT_CODE, { start: '={{ DateTime.fromISO("x") }}' }, 'Start', /such as 2026-07-01/],
	['a date that is none', KIT_CODE, { start: '2026-02-30 10:00' }, "'2026-02-30 10:00'", /check the month/],
	['a time that is none', KIT_CODE, { start: '2026-07-01 25:00' }, "'2026-07-01 25:00'", /00 to 23/],
	['an offset that is none', KIT_CODE, { start: '2026-07-01T16:00+15:00' }, '+15:00', /-12:00 to \+14:00$/],
	['a range', KIT_CODE, { start: '2026-07-01 08:00-10:00' }, '08:00-10:00', /write 2026-07-01 08:00:00, or/],
	['another century', KIT_CODE, { start: '1926-07-01 08:00' }, "'1926-07-01 08:00'", /check the year$/],
	['a day for hours', KIT_CODE, { start: '2026-07-01' }, "'2026-07-01'", /add the hour, such as/],
	[
		'half past',
		KIT_CODE,
		{ start: '2026-07-01 16:30' },
		"'2026-07-01 16:30'",
		/write 2026-07-01 16:00:00 or/,
	],
	['half past for a K3 lock', K3_CODE, { start: '2026-07-01 16:30' }, "'2026-07-01 16:30'", /write 2026-/],
	[
		'an hour for days',
		KIT_CODE,
		{ ...day, start: '2026-07-01 16:00' },
		'16:00',
		/write 2026-07-01 or 2026-07-02$/,
	],
	[
		'no midnight of a lock on UTC',
		KIT_CODE,
		{ ...day, options: { lockClock: 'utc', timezone: 'America/New_York' }, start: '2026-07-01' },
		"'2026-07-01'",
		/write 2026-06-30T20:00:00-04:00 or 2026-07-01T20:00:00-04:00$/,
	],
	['an hour that is skipped', KIT_CODE, { start: '2026-03-29 01:00' }, "'2026-03-29 01:00'", /write the one/],
	[
		'an hour that comes twice',
		KIT_CODE,
		{ start: '2026-10-25 01:00' },
		"'2026-10-25 01:00'",
		/write the one/,
	],
	['no lock', K3_CODE, { lockId: locator(NOTHING) }, 'Lock', /enter the name or the ID of a lock$/],
	[
		'an unknown name of a lock',
		K3_CODE,
		{ lockId: locator('Back Door') },
		"'Back Door'",
		/the names are 'Bicycle Store'/,
	],
	['no limit', LOCKS, { limit: 0 }, "'0'", /whole number above 0$/],
	[
		'a filter with the day first',
		AUDIT,
		{ filters: { after: '01/07/2026' } },
		"After '01/07/2026'",
		/year first/,
	],
	[
		'filters the wrong way round',
		AUDIT,
		{ filters: { after: '2026-07-02', before: '2026-07-01' } },
		"After '2026-07-02' is not earlier than Before '2026-07-01'",
		/swap them/,
	],
	['no client', SUSPEND, { clientEmail: locator(NOTHING, 'email') }, 'Client', /enter an email address$/],
	['the name of a client', SUSPEND, { clientEmail: locator('Ada', 'email') }, "'Ada'", /enter that of their/],
	['an access type', CREATE, { accessType: '={{ "twice" }}' }, "'twice'", /use STANDARD or ONE_TIME$/],
	['a long message', CREATE, { message: 'a'.repeat(501) }, '501', /500 are allowed; shorten it$/],
	['a message with an accent', CREATE, { message: 'Café' }, '"é"', /allows only letters without accents/],
	['a period without a day', CREATE, period({ weekdays: [] }), 'Active period 1', /at least one of mon, tue/],
	[
		'a day of the week',
		CREATE,
		period({ weekdays: '={{ ["dimanche"] }}' }),
		"'dimanche'",
		/use one of mon, tue/,
	],
	['a time of day', CREATE, period({ from: 'noon' }), "From 'noon'", /such as 17:30$/],
	['a night', CREATE, period({ from: '22:00', to: '06:00' }), "From '22:00'", /use two periods/],
	['JSON that is none', CREATE, json('{"0": '), '\'{"0": \'', /write one such as \{"0": \{/],
	['a list in place of periods', CREATE, json('7'), "'7'", /write one such as \{"0": \{/],
	['a key that is no number', CREATE, json('{"mon": {}}'), '"mon"', /use the keys "0" to "9"$/],
	[
		'a period that is no object',
		CREATE,
		json('{"3": "always"}'),
		'"3" is \'always\'',
		/write one such as \{/,
	],
	[
		'a field that is unknown',
		CREATE,
		json('{"3": {"monday": true}}'),
		'"3.monday"',
		/a period has enabled, starts/,
	],
	['a flag in quotes', CREATE, json('{"3": {"mon": "true"}}'), '"3.mon" is \'true\'', /without quotes$/],
	['a start in JSON', CREATE, json('{"3": {"starts": "25:00"}}'), '"3.starts" \'25:00\'', /such as 17:30$/],
	['eleven periods', CREATE, json(JSON.stringify(Array(11).fill({}))), '11', /combine or remove some$/],
	// Neither is shown: one opens the lock, the other may hold a password.
	['a master code', INIT, option('masterCode', '12x4'), 'Master Code', /enter digits only$/],
	[
		'a proxy',
		KIT_CODE,
		{ requestOptions: { proxy: 'socks5://host' } },
		'proxy in Request Options',
		/write http:/,
	],
];

test.each(REFUSED)('%s', async (_what, operation, changes, names, says) => {
	const { error } = await runNode({
		parameters: { ...operation, ...changes },
		credentials: sandbox.credentials(),
	});
	const { message = '', description } = error ?? {};
	expect(error?.name).toBe('NodeOperationError');
	expect(message).toContain(names);
	expect(message).toMatch(says);
	expect(message).toMatch(/^[A-Z][^\n]*[^.\s]$/);
	expect(description).toMatch(/^[A-Z][^\n]*[^.]\.$/);
	expect(repeatedIn(message, description as string)).toEqual([]);
});
