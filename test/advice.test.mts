import type { INodeParameters } from 'n8n-workflow';

import { BUSY_LOCK } from '../sandbox/seed.mts';
import { locator, routeNode, runNode } from './support/engine.mts';
import { GET_LOCK, KIT_CODE } from './support/parameters.mts';
import { useSandbox } from './support/sandbox.mts';
import { repeatedIn } from './support/texts.mts';

/*
 * Every refusal of a user's value, as one item shows it. An AI agent from version 3 on gives its model the message
 * alone, so the message names the value and says what to give instead; the description adds to it.
 */

const sandbox = useSandbox();

const LOCK = { lockId: locator(BUSY_LOCK.lockId) };
const K3: INodeParameters = {
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
const UPDATE: INodeParameters = {
	resource: 'k3Client',
	operation: 'update',
	clientEmail: 'ada@example.com',
	...LOCK,
};
const CLIENTS: INodeParameters = { resource: 'k3Client', operation: 'getAll', ...LOCK };
const SUSPEND: INodeParameters = { resource: 'k3Client', operation: 'suspend', ...LOCK };

const MONDAY: INodeParameters = { weekdays: ['mon'], from: '09:00', to: '17:30', enabled: true };
const period = (changes: INodeParameters): INodeParameters => ({
	activePeriods: { period: [{ ...MONDAY, ...changes }] },
});
const json = (text: string): INodeParameters => ({ activePeriodsInput: 'json', activePeriodsJson: text });
const option = (name: string, value: string | number): INodeParameters => ({ options: { [name]: value } });
const day = { duration: 12 };
/** What a row gives that lacks the column. */
const NOTHING = '={{ $json.missing }}';

/** What is changed in an operation, what the message names, and how it says what to do. */
type Refused = [changes: INodeParameters, operation: INodeParameters, names: string, says: RegExp];

const UNSENT: Refused[] = [
	[{ lockModel: NOTHING }, KIT_CODE, 'Lock Model', /such as KL1060$/],
	[{ lockModel: 'KL/1060' }, KIT_CODE, "'KL/1060'", /such as KL1060$/],
	[{ lockModel: 'K3CONNECT' }, KIT_CODE, "'K3CONNECT'", /Generate for K3 Lock$/],
	[{ lockModel: 'K3CONNECT' }, INIT, "'K3CONNECT'", /in the K3 Connect app$/],
	[{ timecode: NOTHING }, KIT_CODE, 'Timecode', /enter twelve digits/],
	[{ timecode: '2601150930' }, KIT_CODE, "'2601150930'", /such as 202601150930$/],
	[{ timecode: '20260115' }, KIT_CODE, "'20260115'", /8 digits instead of 12: .*such as 202611161623$/],
	[{ timecode: '202613150930' }, KIT_CODE, "'202613150930'", /such as 202611161623$/],
	[{ timecode: '2026-01-15' }, KIT_CODE, "'2026-01-15'", /such as 202611161623$/],
	[{ timecode: 'yesterday' }, KIT_CODE, "'yesterday'", /such as 202611161623$/],
	[{ identifier: NOTHING }, KIT_CODE, 'Identifier', /enter six digits$/],
	[{ identifier: 29935 }, KIT_CODE, "'29935'", /leading zeros$/],
	[{ identifier: '1234567' }, KIT_CODE, "'1234567'", /that the lock was initialised with$/],
	[{ identifier: 'abcdef' }, KIT_CODE, "'abcdef'", /that the lock was initialised with$/],
	[option('lockClock', 'UTC'), KIT_CODE, "'UTC'", /use standardTime or siteTime or utc or fixedOffset$/],
	[option('apiVersion', 'newest'), KIT_CODE, "API Version 'newest'", /use 1 or 3$/],
	[option('includeInputFields', 'yes'), KIT_CODE, 'Include Input Fields', /use true or false$/],
	[option('randomId', '={{ ({}) }}'), INIT, 'Random ID', /use true or false$/],
	[option('timezone', 'BST'), KIT_CODE, "'BST'", /such as Europe\/London$/],
	[option('timezone', 'lock'), KIT_CODE, "'lock'", /such as Europe\/London$/],
	[option('timezone', '+01:00'), INIT, "'+01:00'", /such as Europe\/London$/],
	[{ lockId: locator(NOTHING) }, K3, 'Lock', /enter the name or the ID of a lock$/],
	[{ limit: 0 }, LOCKS, "'0'", /whole number above 0$/],
	[{ limit: -1 }, AUDIT, "'-1'", /whole number above 0$/],
	[{ limit: 1.5 }, CLIENTS, "'1.5'", /whole number above 0$/],
	[{ limit: '={{ "many" }}' }, LOCKS, "'many'", /whole number above 0$/],
	[
		option('fields', 'Battery'),
		GET_LOCK,
		"'Battery' is not a field of a lock",
		/use BatteryStatus, .*, TimezoneOffset$/,
	],
	[
		option('fields', 'LockName, Battery'),
		LOCKS,
		"'Battery' is not a field of a lock",
		/use BatteryStatus, .*, TimezoneOffset$/,
	],
	[option('order', '={{ "newest" }}'), AUDIT, "Order 'newest'", /use descending or ascending$/],
	[{ filters: { after: '01/07/2026' } }, AUDIT, "After '01/07/2026'", /year first/],
	[
		{ filters: { after: '2026-07-02', before: '2026-07-01' } },
		AUDIT,
		"After '2026-07-02' is not earlier than Before '2026-07-01'",
		/swap them/,
	],
	[{ filters: { before: 'yesterday' } }, AUDIT, "Before 'yesterday'", /such as 2026-07-01 16:00:00$/],
	[
		{ filters: { after: '2026-07-01', before: '2026-07-01' } },
		AUDIT,
		"After '2026-07-01' is not earlier than Before",
		/swap them/,
	],
	[{ clientEmail: locator(NOTHING, 'email') }, SUSPEND, 'Client', /enter an email address$/],
	[{ clientEmail: locator('Ada', 'email') }, SUSPEND, "'Ada'", /enter that of their/],
	[{ clientEmail: 'a b@example.com' }, SUSPEND, "'a b@example.com'", /enter that of their/],
	[{ accessType: '={{ "twice" }}' }, CREATE, "'twice'", /use STANDARD or ONE_TIME$/],
	[{ message: 'a'.repeat(501) }, CREATE, '501', /500 are allowed; shorten it$/],
	[{ message: 'Café' }, CREATE, '"é"', /allows only letters without accents/],
	[{ message: 'one\ntwo' }, CREATE, '"\\n"', /allows only letters without accents/],
	[{ message: 'Welcome!' }, CREATE, '"!"', /allows only letters without accents/],
	[{ message: 'Hi 👩‍👩‍👧 there' }, CREATE, '"👩‍👩‍👧"', /allows only letters without accents/],
	[period({ weekdays: [] }), CREATE, 'Active period 1', /at least one of mon, tue/],
	[period({ weekdays: '={{ ["dimanche"] }}' }), CREATE, "'dimanche'", /use one of mon, tue/],
	[period({ weekdays: 'Mo, Tu' }), CREATE, "'Mo'", /use one of mon, tue/],
	[period({ weekdays: ['Month'] }), CREATE, "'Month'", /use one of mon, tue/],
	[period({ enabled: '={{ "maybe" }}' }), CREATE, "Enabled 'maybe'", /use true or false$/],
	[{ activePeriodsInput: '={{ "yaml" }}' }, CREATE, "Active Periods Input 'yaml'", /use form or json$/],
	[period({ from: 'noon' }), CREATE, "From 'noon'", /such as 17:30$/],
	[period({ from: '22:00', to: '06:00' }), CREATE, "From '22:00'", /use two periods/],
	[period({ to: '24:00' }), CREATE, "To '24:00'", /such as 17:30$/],
	[period({ to: '12:60' }), CREATE, "To '12:60'", /such as 17:30$/],
	[period({ from: '' }), CREATE, "From ''", /such as 17:30$/],
	[
		period({ from: '9:00', to: '09:00' }),
		CREATE,
		"From '09:00' is not before the end '09:00'",
		/use two periods/,
	],

	[period({ from: '22:00', to: '06:00' }), UPDATE, "From '22:00'", /use two periods/],
	[json('{"0": '), CREATE, '\'{"0": \'', /write one such as \{"0": \{/],
	[json(''), CREATE, "Active periods JSON ''", /write one such as \{"0": \{/],
	[json('={{ 7 }}'), CREATE, 'Active periods JSON 7', /write one such as \{"0": \{/],
	[json('null'), CREATE, "'null'", /write one such as \{"0": \{/],
	[json('x'.repeat(100)), CREATE, `'${'x'.repeat(59)}…`, /write one such as \{"0": \{/],
	[json('{"10": {}}'), CREATE, '"10" is not the number of a period', /use the keys "0" to "9"$/],
	[json('{"4": null}'), CREATE, '"4" is null', /write one such as \{/],
	[json('{"4": []}'), CREATE, '"4" is []', /write one such as \{/],
	[json('{"4": {"enabled": 1, "mon": true}}'), CREATE, '"4.enabled" is 1', /without quotes$/],
	[json('{"4": {"ends": 1200, "mon": true}}'), CREATE, '"4.ends" \'1200\'', /such as 17:30$/],
	[
		json('{"4": {"starts": "10:00", "ends": "09:00", "mon": true}}'),
		CREATE,
		'"4.starts" \'10:00\' is not before',
		/use two periods/,
	],
	[json(JSON.stringify({ ...Array(11).fill({}) })), CREATE, '11', /combine or remove some$/],
	[json('7'), CREATE, "'7'", /write one such as \{"0": \{/],
	[json('{"mon": {}}'), CREATE, '"mon"', /use the keys "0" to "9"$/],
	[json('{"3": "always"}'), CREATE, '"3" is \'always\'', /write one such as \{/],
	[json('{"3": {"monday": true}}'), CREATE, '"3.monday"', /a period has enabled, starts/],
	[json('{"3": {"mon": "true"}}'), CREATE, '"3.mon" is \'true\'', /without quotes$/],
	[json('{"3": {"starts": "25:00"}}'), CREATE, '"3.starts" \'25:00\'', /such as 17:30$/],
	[
		json('{"4": {"starts": "09:00", "ends": "10:00"}}'),
		UPDATE,
		'"4" has no weekday',
		/at least one of mon, tue/,
	],
	[json(JSON.stringify(Array(11).fill({}))), CREATE, '11', /combine or remove some$/],
	// Neither is shown: one opens the lock, the other may hold a password.
	[option('masterCode', '12x4'), INIT, 'Master Code', /enter digits only$/],
	[{ requestOptions: { proxy: 'socks5://host' } }, KIT_CODE, 'proxy in Request Options', /write http:/],
];

/** The durations of the lock model, or the locks of the account, tell what can be chosen. */
const LOOKED_UP: Refused[] = [
	[{ options: { lockClock: 'fixedOffset', lockOffset: '25' } }, KIT_CODE, 'Lock Offset', /such as -08:00$/],
	[{ lockModel: 'KL106O' }, KIT_CODE, "'KL106O'", /KL1060, KL1060C2, KL1060G3, KL1550$/],
	[{ duration: NOTHING }, KIT_CODE, 'Duration', /an ID \(0 to 11: 1 hour to 12 hours;/],
	[{ duration: '4 shifts' }, KIT_CODE, "'4 shifts'", /0 to 11: 1 hour to 12 hours;/],
	[{ duration: 19 }, KIT_CODE, 'ID 19', /12 to 18: 1 day to 7 days;/],
	[{ duration: 99 }, KIT_CODE, 'ID 99', /12 to 18: 1 day to 7 days;/],
	[
		{ duration: '13 hours' },
		KIT_CODE,
		"'13 hours' is not offered by lock model 'KL1060'",
		/choose from 0 to 11/,
	],
	[{ duration: locator('2', 'length') }, KIT_CODE, "'2'", /write '2 hours' or '2 days'/],
	[{ duration: locator('2', 'id') }, KIT_CODE, "'2'", /write '2 hours' or '2 days'/],
	[{ duration: locator('2 nights', 'length') }, KIT_CODE, "'2 nights'", /such as '4 hours'/],
	[{ duration: NOTHING }, DURATION, 'Duration', /such as '4 hours'/],
	[{ duration: '4 shifts' }, DURATION, "'4 shifts'", /such as '4 hours'/],
	[option('startRounding', 'up'), KIT_CODE, "Start Rounding 'up'", /use error or roundDown$/],
	[option('endedCodes', 'sometimes'), KIT_CODE, "Ended Codes 'sometimes'", /use refuse or allow$/],
	[option('simplify', 'perhaps'), KIT_CODE, 'Simplify', /use true or false$/],
	[option('reuseCodes', 'maybe'), KIT_CODE, 'Reuse Codes', /use true or false$/],
	[
		{ lengthAs: 'end', end: '2026-12-02 11:00', options: { longStays: 'cut' } },
		KIT_CODE,
		"Long Stays 'cut'",
		/use refuse or split$/,
	],
	[{ start: NOTHING }, KIT_CODE, 'Start', /such as 2026-07-01 16:00:00$/],
	[{ start: 'tomorrow' }, KIT_CODE, "'tomorrow'", /such as 2026-07-01 16:00:00$/],
	[{ start: '01/07/2026' }, KIT_CODE, "'01/07/2026'", /the year first/],
	[{ start: '12/25/2026' }, KIT_CODE, "'12/25/2026'", /the year first/],
	[{ start: true }, KIT_CODE, "'true'", /such as 2026-07-01 16:00:00$/],
	[{ start: '={{ [1] }}' }, KIT_CODE, '(a list)', /such as 2026-07-01 16:00:00$/],
	[{ start: 1790870400 }, KIT_CODE, '1790870400', /such as 2026-07-01 16:00:00$/],
	[{ start: 2026 }, KIT_CODE, '2026', /such as 2026-07-01 16:00:00$/],
	[{ start: '={{ DateTime.fromISO("x") }}' }, KIT_CODE, 'Start', /such as 2026-07-01/],
	[{ start: '2026-02-30 10:00' }, KIT_CODE, "'2026-02-30 10:00'", /check the month/],
	[{ start: '2026-07-01 25:00' }, KIT_CODE, "'2026-07-01 25:00'", /00 to 23/],
	[{ start: '2026-07-01T16:00+15:00' }, KIT_CODE, '+15:00', /-12:00 to \+14:00$/],
	[{ start: '2026-07-01 08:00-10:00' }, KIT_CODE, '08:00-10:00', /write 2026-07-01 08:00:00, or/],
	[{ start: '1926-07-01 08:00' }, KIT_CODE, "'1926-07-01 08:00'", /check the year$/],
	[{ start: '2026-07-01' }, KIT_CODE, "'2026-07-01'", /add the hour, such as/],
	[{ start: '2026-07-01 16:30' }, KIT_CODE, "'2026-07-01 16:30'", /write 2026-07-01 16:00:00 or/],
	[{ start: '2026-07-01 16:30' }, K3, "'2026-07-01 16:30'", /write 2026-/],
	[{ ...day, start: '2026-07-01 16:00' }, KIT_CODE, '16:00', /write 2026-07-01 or 2026-07-02$/],
	[
		{ ...day, options: { lockClock: 'utc', timezone: 'America/New_York' }, start: '2026-07-01' },
		KIT_CODE,
		"'2026-07-01'",
		/write 2026-06-30T20:00:00-04:00 or 2026-07-01T20:00:00-04:00$/,
	],
	[{ start: '2026-03-29 01:00' }, KIT_CODE, "'2026-03-29 01:00'", /write the one/],
	[{ start: '2026-10-25 01:00' }, KIT_CODE, "'2026-10-25 01:00'", /write the one/],
	[{ lockId: locator('Back Door') }, K3, "'Back Door'", /the names are 'Bicycle Store'/],
];

describe.each([
	['without a call', UNSENT, []],
	['after a look-up at most', LOOKED_UP, ['/u/1/durations', '/u/1/k3connect']],
])('is refused %s', (_when, refused, lookUps) => {
	test.each(refused)('%j', async (changes, operation, names, says) => {
		const settings = () => ({
			parameters: { ...operation, ...changes },
			credentials: sandbox.credentials({ apiKey: sandbox.newApiKey() }),
		});
		const { error } = await runNode(settings());
		const { message = '', description } = error ?? {};
		expect(error?.name).toBe('NodeOperationError');
		expect(message).toContain(names);
		expect(message).toMatch(says);
		expect(message).toMatch(/^[A-Z][^\n]*[^.\s]$/);
		expect(description).toMatch(/^[A-Z][^\n]*[^.]\.$/);
		expect(repeatedIn(message, description as string)).toEqual([]);
		// Older AI agents follow the routing, where n8n reads the proxy itself.
		if (!changes.requestOptions)
			await expect(routeNode(settings())).rejects.toMatchObject({ message, description });
		const paths = sandbox.calls().map(({ path }) => path);
		expect(paths.filter((path) => !lookUps.includes(path))).toEqual([]);
	});
});
