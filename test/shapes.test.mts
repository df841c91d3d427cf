import type { IDataObject } from 'n8n-workflow';

import { activePeriodsOf } from '../nodes/Codelocks/fields/activePeriods.ts';
import { Parameters, trimmedText } from '../nodes/Codelocks/execution/parameters.ts';
import { limitOf } from '../nodes/Codelocks/fields/limit.ts';
import { auditEntriesOf, entryTypesOf } from '../nodes/shared/api/auditLog.ts';
import {
	durationDetailsOf,
	DURATION_NAMES,
	durationLabel,
	durationList,
	durationsOf,
	modelsIn,
} from '../nodes/shared/api/durations.ts';
import { locksOf } from '../nodes/shared/api/locks.ts';
import { netCodeOf } from '../nodes/shared/api/netCodes.ts';
import { clientsOf } from '../nodes/shared/api/phoneClients.ts';
import { entriesOf, objectOf, withNames } from '../nodes/shared/api/responses.ts';
import { periodSchemaOf } from '../nodes/Codelocks/resources/k3Client/getActivePeriodSchema.ts';
import { ServiceError, ValueError } from '../nodes/shared/api/errors.ts';

/** The error that a function throws. */
function thrownBy(act: () => unknown): unknown {
	try {
		act();
	} catch (error) {
		return error;
	}
	throw new Error('Nothing was thrown');
}

function expectUnexpected(act: () => unknown, what: string): void {
	const error = thrownBy(act);
	expect(error).toBeInstanceOf(ServiceError);
	expect(error).toMatchObject({
		reason: 'badResponse',
		status: 200,
		message: `The response of the service lacks ${what}`,
		advice: expect.stringMatching(/\S/),
	});
}

describe('list answers', () => {
	it.each([[[]], [false], [''], [null], [undefined]])('take %j for no entries', (answer) => {
		expect(entriesOf(answer, 'the list')).toEqual([]);
		expect(locksOf(answer)).toEqual([]);
		expect(auditEntriesOf(answer)).toEqual([]);
		expect(durationsOf(answer)).toEqual([]);
		expect(clientsOf(answer).entries).toEqual([]);
	});

	it.each([[{}], ['text'], [7], [true], [[1]], [[[]]], [[null]]])('refuse %j', (answer) => {
		expectUnexpected(() => entriesOf(answer, 'the list'), 'the list');
	});

	it('keep the order and all fields', () => {
		const entries = [{ a: 2 }, { a: 1, b: null }];
		expect(entriesOf(entries, 'the list')).toEqual(entries);
	});
});

describe('answers of one object', () => {
	it.each([[{ a: 1 }], [[{ a: 1 }]]])('take %j', (answer) => {
		expect(objectOf(answer, 'the object')).toEqual({ a: 1 });
	});

	it.each([[[]], [[{ a: 1 }, { a: 2 }]], [{}], [[{}]], [''], [false], [null], [undefined], ['text'], [7]])(
		'refuse %j',
		(answer) => {
			expectUnexpected(() => objectOf(answer, 'the object'), 'the object');
		},
	);
});

describe('locks', () => {
	it.each<[string, IDataObject, IDataObject]>([
		['documented', { LockId: 'a', LockName: 'Door' }, { LockId: 'a', LockName: 'Door' }],
		[
			'with another spelling',
			{ LockID: 'a', LockName: 'Door' },
			{ LockID: 'a', LockId: 'a', LockName: 'Door' },
		],
		['with a number for an ID', { LockId: 7, LockName: 8 }, { LockId: '7', LockName: '8' }],
		['without a name', { LockId: 'a', LockName: null }, { LockId: 'a', LockName: '' }],
		[
			'with more fields',
			{ LockId: 'a', LockName: '', UtcBased: '0' },
			{ LockId: 'a', LockName: '', UtcBased: '0' },
		],
	])('%s', (_name, answer, lock) => {
		expect(locksOf([answer])).toEqual([lock]);
		expect(locksOf([answer, answer])).toEqual([lock]);
	});

	it.each([
		[{}],
		[{ LockId: true }],
		[{ LockId: ' ' }],
		[{ LockId: { a: 1 } }],
		[{ LockId: 'a b' }],
		[{ LockId: 'x'.repeat(65) }],
	])('%j are refused', (lock) => {
		expect(() => locksOf([lock])).toThrow('lacks the IDs of the locks');
	});
});

describe('audit entries', () => {
	const ENTRY = {
		AuditEntryID: 7,
		LockID: 'a',
		DateEntered: '2026-07-01T09:00:00',
		EntryType: 'NETCODE',
		EntryText: 'Opened.',
	};

	it.each<[string, IDataObject, IDataObject]>([
		['documented', ENTRY, ENTRY],
		['with a text for a number', { ...ENTRY, AuditEntryID: '7' }, ENTRY],
		[
			'with little in it',
			{ AuditEntryID: 7 },
			{ ...ENTRY, LockID: '', DateEntered: '', EntryType: '', EntryText: '' },
		],
		['with more fields', { ...ENTRY, User: 'x' }, { ...ENTRY, User: 'x' }],
	])('%s', (_name, answer, entry) => {
		expect(auditEntriesOf([answer])).toEqual([entry]);
	});

	it('with another spelling', () => {
		const { AuditEntryID, LockID, ...rest } = ENTRY;
		expect(auditEntriesOf([{ ...rest, AuditEntryId: AuditEntryID, LockId: LockID }])).toEqual([
			expect.objectContaining(ENTRY),
		]);
	});

	it('with what happened before the long IDs', () => {
		const [entry] = auditEntriesOf([{ User: 'x', ...ENTRY }]);
		expect(Object.keys(entry)).toEqual([
			...['EntryType', 'EntryText', 'DateEntered', 'AuditEntryID', 'LockID', 'User'],
		]);
	});

	it.each<[unknown, number | string]>([
		[9007199254740991, 9007199254740991],
		['9007199254740993', '9007199254740993'],
		[' 7 ', 7],
		['007', '007'],
		['3f2504e0-4f89-11d3-9a0c-0305e82c3301', '3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
		[1.5, '1.5'],
		[0, 0],
		[-3, -3],
	])('with the ID %j', (AuditEntryID, id) => {
		expect(auditEntriesOf([{ ...ENTRY, AuditEntryID }])[0].AuditEntryID).toBe(id);
	});

	// Such an entry could come again and again without being known.
	it.each([undefined, null, '', '  ', false, true, {}, [7]])('refuse the ID %j', (AuditEntryID) => {
		expect(() => auditEntriesOf([ENTRY, { ...ENTRY, AuditEntryID }])).toThrow(
			'The service sent an audit entry without an AuditEntryID',
		);
	});

	it.each<[unknown, string[]]>([
		[undefined, ['NETCODE', 'Client', ' DENIED ']],
		['', ['NETCODE', 'Client', ' DENIED ']],
		[[], ['NETCODE', 'Client', ' DENIED ']],
		[' , ', ['NETCODE', 'Client', ' DENIED ']],
		['netcode', ['NETCODE']],
		['CLIENT , denied,', ['Client', ' DENIED ']],
		[
			['NetCode', ' client '],
			['NETCODE', 'Client'],
		],
		['NET', []],
	])('are chosen by the types %j', (filter, types) => {
		const entries = ['NETCODE', 'Client', ' DENIED '].map((EntryType) => ({ ...ENTRY, EntryType }));
		expect(entries.filter(entryTypesOf(filter)).map(({ EntryType }) => EntryType)).toEqual(types);
	});
});

describe('clients', () => {
	const PERIODS = { 0: { enabled: true } };
	const ADA = { email: 'ada@example.com', activeperiods: PERIODS };

	it.each<[string, unknown, { entries: unknown[]; count?: number }]>([
		[
			'documented',
			{ count: 130, clients: [{ ...ADA, activeperiods: [PERIODS] }] },
			{ entries: [ADA], count: 130 },
		],
		['with plain periods', { count: 1, clients: [ADA] }, { entries: [ADA], count: 1 }],
		['without periods', { count: 1, clients: [{ email: 'x' }] }, { entries: [{ email: 'x' }], count: 1 }],
		['as a bare list', [{ ...ADA, activeperiods: [PERIODS] }], { entries: [ADA] }],
		['with a text for the count', { count: '3', clients: [ADA] }, { entries: [ADA], count: 3 }],
		['without a count', { clients: [ADA] }, { entries: [ADA] }],
		['with an odd count', { count: 'many', clients: [ADA] }, { entries: [ADA] }],
		['none', { count: 0, clients: false }, { entries: [], count: 0 }],
	])('%s', (_name, answer, page) => {
		expect(clientsOf(answer)).toEqual(page);
	});

	it('refuses a list that is none', () => {
		expectUnexpected(() => clientsOf({ count: 1, clients: 'ada' }), 'the clients');
		expectUnexpected(() => clientsOf('ada'), 'the clients');
	});
});

describe('durations', () => {
	const DOCUMENTED = {
		DurationID: 0,
		Mode: 'Standard',
		SubMode: 'Multi Use',
		DurationDays: 0,
		DurationHours: 1,
		LockModels: 'KL1060,KL1060C2',
	};
	const { DurationID, ...WITHOUT_ID } = DOCUMENTED;
	const READ = {
		id: '0',
		days: 0,
		hours: 1,
		mode: 'Standard',
		subMode: 'Multi Use',
		models: ['KL1060', 'KL1060C2'],
	};

	it.each<[string, IDataObject]>([
		['documented', DOCUMENTED],
		['wild', { ...WITHOUT_ID, DurationId: DurationID }],
	])('%s', (_name, entry) => {
		expect(entriesOf([entry], 'the durations', DURATION_NAMES)).toEqual([DOCUMENTED]);
		expect(durationsOf([entry])).toEqual([READ]);
	});

	it.each<[string, IDataObject, IDataObject]>([
		['one name', { a: 1, wildId: 2 }, { Id: 2, a: 1 }],
		['both names', { wildId: 2, a: 1, Id: 3 }, { Id: 3, a: 1 }],
		['null under one of both names', { Id: null, wildId: 2 }, { Id: 2 }],
		['null under the other name', { a: 1, wildId: null }, { Id: null, a: 1 }],
		['neither', { a: 1 }, { a: 1 }],
	])('have their documented names first, from %s', (_name, entry, named) => {
		const given = structuredClone(entry);
		expect(Object.entries(withNames(entry, { Id: 'wildId' }))).toEqual(Object.entries(named));
		expect(entry).toEqual(given);
	});

	it('of a mode without a fixed length', () => {
		const entry = { DurationID: '50', Mode: 'End Date', DurationDays: null, LockModels: 'k3connect' };
		expect(durationsOf([entry])).toEqual([
			{ id: '50', days: 0, hours: 0, mode: 'End Date', subMode: '', models: ['K3CONNECT'] },
		]);
	});

	it('without an ID', () => {
		expect(entriesOf([WITHOUT_ID], 'the durations', DURATION_NAMES)).toEqual([WITHOUT_ID]);
		expect(durationsOf([WITHOUT_ID])[0].id).toBe('');
	});

	it.each([
		['KL1060,KL1060C2', ['KL1060', 'KL1060C2']],
		['kl1060 ; K3CONNECT', ['KL1060', 'K3CONNECT']],
		['KL1060|KL-1', ['KL1060', 'KL-1']],
		['', []],
		[undefined, []],
	])('name lock models as %p', (text, models) => {
		expect(modelsIn(text)).toEqual(models);
	});

	const DETAILS = {
		DurationID: 12,
		LockModel: 'KL1060',
		Rules: { ApplyDST: 0 },
		Duration: { Days: 1 },
		Mode: { Name: 'ACC' },
	};

	it.each<[string, unknown]>([
		[
			'documented',
			{ ...DETAILS, Rules: [DETAILS.Rules], Duration: [DETAILS.Duration], Mode: [DETAILS.Mode] },
		],
		['wild', { ...DETAILS, DurationID: undefined, DurationId: 12 }],
		['in a list', [DETAILS]],
	])('in detail: %s', (_name, answer) => {
		expect(durationDetailsOf(answer)).toEqual(DETAILS);
	});

	it('in detail: several rules stay a list', () => {
		expect(durationDetailsOf({ ...DETAILS, Rules: [{ a: 1 }, { a: 2 }] }).Rules).toEqual([
			{ a: 1 },
			{ a: 2 },
		]);
	});
});

describe('the label of a duration', () => {
	it.each<[string, number, number, string, string]>([
		['4 hours', 0, 4, 'Standard', 'Multi Use'],
		['1 hour', 0, 1, 'Standard', ''],
		['1 day', 1, 0, 'Standard', 'Multi Use'],
		['4 hours', 0, 4, 'Standard multi use', ''],
		['2 days, single use', 2, 0, 'Standard', 'Single Use'],
		['2 days, single use', 2, 0, 'Standard single use', ''],
		['2 days, single use', 2, 0, 'Standard Single Use', 'Multi Use'],
		['21 days, medium-term rental (ACC)', 21, 0, 'ACC', ''],
		['21 days, medium-term rental (ACC)', 21, 0, 'acc ', 'Multi Use'],
		['364 days, long-term rental (URM)', 364, 0, 'URM', ''],
		['30 days, end date', 30, 0, 'End Date', ''],
		['3 days, Weekend Pass', 3, 0, 'Weekend Pass', ''],
		['3 days, URM2', 3, 0, 'URM2', ''],
		['24 hours', 0, 24, '24 Hour', ''],
		['2 days 12 hours', 2, 12, 'Standard', 'Multi Use'],
		['7 days, medium-term rental (ACC), single use', 7, 0, 'ACC', 'Single Use'],
		['end date', 0, 0, 'End Date', ''],
		['Standard', 0, 0, 'Standard', 'Multi Use'],
	])('%s', (label, days, hours, mode, subMode) => {
		expect(durationLabel({ id: '1', days, hours, mode, subMode, models: [] })).toBe(label);
	});
});

describe('a list of durations', () => {
	const some = (id: number, days: number, hours: number, mode = 'Standard', subMode = 'Multi Use') => ({
		...{ id: String(id), days, hours, mode, subMode, models: [] },
	});

	it.each<[string, Array<ReturnType<typeof some>>, string]>([
		['of none', [], ''],
		['of one', [some(3, 0, 4)], '3: 4 hours'],
		['in a row', [some(0, 0, 1), some(1, 0, 2), some(2, 0, 3)], '0 to 2: 1 hour to 3 hours'],
		[
			'of two kinds',
			[some(18, 7, 0, 'Standard', ''), some(19, 8, 0, 'ACC', ''), some(20, 9, 0, 'ACC', '')],
			'18: 7 days; 19 to 20: 8 days to 9 days, medium-term rental (ACC)',
		],
		[
			'of two uses',
			[some(1, 1, 0), some(2, 2, 0, 'Standard', 'Single Use')],
			'1: 1 day; 2: 2 days, single use',
		],
		['with an ID left out', [some(1, 0, 1), some(3, 0, 2)], '1: 1 hour; 3: 2 hours'],
		['with a length left out', [some(1, 0, 1), some(2, 0, 3)], '1: 1 hour; 2: 3 hours'],
		['from hours to days', [some(11, 0, 12), some(12, 1, 0)], '11: 12 hours; 12: 1 day'],
		['of a day and more hours', [some(1, 1, 5), some(2, 1, 6)], '1 to 2: 1 day 5 hours to 1 day 6 hours'],
		[
			'of days and hours that both grow',
			[some(1, 1, 5), some(2, 2, 6)],
			'1: 1 day 5 hours; 2: 2 days 6 hours',
		],
	])('%s', (_name, durations, list) => {
		expect(durationList(durations)).toBe(list);
	});

	it('stops after twenty', () => {
		const durations = Array.from({ length: 25 }, (_, index) => some(2 * index, index + 1, 0));
		expect(durationList(durations).split('; ')).toEqual([
			...durations.slice(0, 20).map(({ id, days }) => `${id}: ${days} day${days === 1 ? '' : 's'}`),
			'…',
		]);
		expect(durationList(durations.slice(0, 20))).not.toContain('…');
	});
});

describe('the active period schema', () => {
	it.each<[string, unknown, IDataObject]>([
		[
			'as JSON text',
			{ activeperiods: '{"0": {"enabled": true}}' },
			{ activeperiods: { 0: { enabled: true } } },
		],
		['as an object', { activeperiods: { 0: {} } }, { activeperiods: { 0: {} } }],
		['as other text', { activeperiods: 'see the manual' }, { activeperiods: 'see the manual' }],
		['in a list', [{ activeperiods: '{}', more: 1 }], { activeperiods: {}, more: 1 }],
	])('%s', (_name, answer, schema) => {
		expect(periodSchemaOf(answer)).toEqual(schema);
	});
});

describe('a NetCode', () => {
	const ANSWER = {
		ActualNetcode: '012345',
		Expires: '2026-07-01 20:00:00',
		DurationDays: 0,
		DurationHours: 4,
		Mode: 'Standard',
		SubMode: 'Multi Use',
		Resultstatus: 'OK',
	};
	const READ = {
		netCode: '012345',
		expires: '2026-07-01 20:00:00',
		days: 0,
		hours: 4,
		mode: 'Standard',
		subMode: 'Multi Use',
	};
	const { ActualNetcode, ...WITHOUT_CODE } = ANSWER;
	const request = (lockModel: string, hours = 4) => ({
		lockModel,
		about: "lock 'f00d'",
		hours,
		length: '4 hours',
	});

	it.each<[string, unknown, string]>([
		['documented', ANSWER, 'KL1060'],
		['as the prose spells it', { ...WITHOUT_CODE, ActualNetCode: ActualNetcode }, 'KL1060'],
		['in a list', [ANSWER], 'KL1060'],
		['with spaces', { ...ANSWER, ActualNetcode: ' 012345 ' }, 'KL1060'],
		['as a number that lost its zero', { ...ANSWER, ActualNetcode: 12345 }, 'KL1060'],
		['as such a number, K3', { ...ANSWER, ActualNetcode: 12345 }, 'K3CONNECT'],
		['with lengths as text', { ...ANSWER, DurationDays: '0', DurationHours: '4' }, 'KL1060'],
		['without a status', { ...ANSWER, Resultstatus: undefined }, 'KL1060'],
	])('%s', (_name, answer, lockModel) => {
		expect(netCodeOf(answer, request(lockModel))).toEqual(READ);
	});

	it.each([
		['KL1060', 42, '000042'],
		['KL1060C2', 12345, '0012345'],
		['KL1060G3', 12345, '0012345'],
		// Nobody tells how long its codes are, so nothing is made up.
		['KL1550', 12345, '12345'],
	])('of %s that comes as the number %d', (lockModel, number, netCode) => {
		expect(netCodeOf({ ActualNetcode: number }, request(lockModel))).toEqual({
			netCode,
			expires: '',
			days: 0,
			hours: 0,
			mode: '',
			subMode: '',
		});
	});

	it.each<[string, unknown]>([
		['no code', WITHOUT_CODE],
		['an empty code', { ...ANSWER, ActualNetcode: '' }],
		['ERROR for a code', { ...ANSWER, ActualNetcode: 'ERROR' }],
		['null for a code', { ...ANSWER, ActualNetcode: null }],
		['a code that is too short', { ...ANSWER, ActualNetcode: '12' }],
		['a code with letters', { ...ANSWER, ActualNetcode: '12345A' }],
		['the status ERROR', { ...ANSWER, Resultstatus: 'ERROR' }],
		['the status Failed', { ...ANSWER, ResultStatus: 'Failed', Resultstatus: undefined }],
	])('is not %s', (_name, answer) => {
		const error = thrownBy(() => netCodeOf(answer, request('KL1060')));
		expect(error).toBeInstanceOf(ServiceError);
		expect(error).toMatchObject({
			reason: 'badResponse',
			status: 200,
			message: expect.stringMatching(
				/^The API made no NetCode for lock 'f00d'(: (ERROR|OK|Failed))?; check these values$/,
			),
		});
	});

	it.each<[string, object, hours: number, fits: boolean]>([
		['hours', { DurationHours: 4 }, 4, true],
		['days', { DurationDays: 2, DurationHours: 0 }, 48, true],
		['days in hours too', { DurationDays: 2, DurationHours: 48 }, 48, true],
		['no length', { DurationDays: undefined, DurationHours: null }, 4, true],
		['a length that was not known', { DurationHours: 3 }, 0, true],
		['fewer hours', { DurationHours: 3 }, 4, false],
		['days for hours', { DurationDays: 1, DurationHours: 0 }, 4, false],
	])('has the length that was asked for: %s', (_name, changes, hours, fits) => {
		const read = () => netCodeOf({ ...ANSWER, ...changes }, request('KL1060', hours));
		if (fits) expect(read()).toMatchObject({ netCode: '012345' });
		else expect(thrownBy(read)).toMatchObject({ message: expect.stringContaining('4 hours were asked for') });
	});

	it.each([[''], [[]], [false], [{}], ['<html>']])('is not in %j', (answer) => {
		expectUnexpected(() => netCodeOf(answer, request('KL1060')), 'the NetCode');
	});
});

const parametersOf = (values: IDataObject) =>
	new Parameters((name, fallback) => values[name] ?? fallback, 'Europe/London');

describe('parameters', () => {
	it.each<[unknown, string]>([
		['text', 'text'],
		[' text\n', 'text'],
		[123456, '123456'],
		[0, '0'],
		[false, 'false'],
		['', ''],
		[undefined, ''],
		[null, ''],
		[{ a: 1 }, ''],
		[['a'], ''],
		[{ __rl: true, mode: 'list', value: ' f00d ' }, 'f00d'],
		[{ __rl: true, mode: 'id', value: 42 }, '42'],
		[{ __rl: true, mode: 'list', value: '' }, ''],
	])('read %j as text', (value, text) => {
		const parameters = parametersOf({ field: value as IDataObject });
		expect(parameters.text('field')).toBe(text);
		if (text) expect(parameters.required('field', 'The Field', 'a text')).toBe(text);
		else {
			const error = thrownBy(() => parameters.required('field', 'The Field', 'a text'));
			expect(error).toBeInstanceOf(ValueError);
			expect(error).toMatchObject({
				message: 'The Field is empty; enter a text',
				advice: expect.stringContaining('expression'),
			});
		}
	});

	it('take what is no collection for an empty one', () => {
		expect(parametersOf({ options: { a: 1 } }).collection('options')).toEqual({ a: 1 });
		for (const options of [undefined, null, '']) {
			expect(parametersOf({ options }).collection('options')).toEqual({});
		}
	});

	it.each<[IDataObject, number]>([
		[{}, 50],
		[{ limit: 3 }, 3],
		[{ limit: '3' }, 3],
		[{ limit: ' 3\n' }, 3],
		[{ returnAll: true, limit: 3 }, Infinity],
		[{ returnAll: true, limit: 0 }, Infinity],
		[{ returnAll: false, limit: 7 }, 7],
	])('limit %j', (values, limit) => {
		expect(limitOf(parametersOf(values))).toBe(limit);
	});

	it.each([[0], [-1], [1.5], ['many'], [''], [' '], [true], [[3]], [{ a: 3 }]])(
		'refuse the limit %j',
		(limit) => {
			expect(thrownBy(() => limitOf(parametersOf({ limit })))).toMatchObject({
				name: 'ValueError',
				message: expect.stringContaining('is not a whole number above 0'),
			});
		},
	);

	const FIELD = {
		...{ name: 'model', label: 'Lock Model', wanted: 'a model such as KL1060' },
		...{ wrong: 'is no model', advice: 'Look at the list.' },
	};

	it.each<[string | number, string]>([
		['KL1060', 'KL1060'],
		['Kl1060c2', 'KL1060C2'],
		[' KL1060 G3\n', 'KL1060G3'],
		['kl 10\u00a060', 'KL1060'],
		['\uff2b\uff2c1060\u200b', 'KL1060'],
		['KL\u20111060', 'KL-1060'],
		['KL-1060_x', 'KL-1060_X'],
		[1060, '1060'],
	])('read the word %j as %s', (model, word) => {
		expect(parametersOf({ model }).word(FIELD)).toBe(word);
	});

	it.each([
		['KL/1060', "Lock Model 'KL/1060' is no model"],
		['KL1060?x=1', "Lock Model 'KL1060?x=1' is no model"],
		['../KL', "Lock Model '../KL' is no model"],
		['K\u00d6 1', "Lock Model 'K\u00d6 1' is no model"],
		[' ', 'Lock Model is empty; enter a model such as KL1060'],
		[null, 'Lock Model is empty; enter a model such as KL1060'],
		['\u200b', "Lock Model '\u200b' is no model"],
	])('refuse the word %j', (model, message) => {
		expect(thrownBy(() => parametersOf({ model }).word(FIELD))).toMatchObject({
			name: 'ValueError',
			message,
		});
	});

	it('make text of plain values alone', () => {
		expect([
			trimmedText(7),
			trimmedText(' a '),
			trimmedText(true),
			trimmedText({}),
			trimmedText(undefined),
		]).toEqual(['7', 'a', 'true', '', '']);
	});
});

/** The text of the ten periods, as it is sent. */
const periodsText = (parameters: Parameters) => JSON.stringify(activePeriodsOf(parameters));

describe('active periods', () => {
	const KEYS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
	const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
	const period = (starts: string, ends: string, days: string[], enabled = true) => ({
		enabled,
		starts,
		ends,
		...Object.fromEntries(DAYS.map((day) => [day, days.includes(day)])),
	});
	const UNSET = period('00:00', '23:59', [], false);

	const byForm = (periods: unknown) =>
		periodsText(
			parametersOf({ activePeriodsInput: 'form', activePeriods: { period: periods as IDataObject[] } }),
		);
	const byJson = (value: unknown) =>
		periodsText(
			parametersOf({
				activePeriodsInput: 'json',
				activePeriodsJson: value as IDataObject,
				// What is left over in the form must not be sent.
				activePeriods: { period: [{ weekdays: ['sun'], from: '01:00', to: '02:00' }] },
			}),
		);

	/** All ten are there, and those that are not given are disabled. */
	function expectPeriods(text: string, given: Record<string, object>): void {
		const periods = JSON.parse(text) as Record<string, object>;
		expect(Object.keys(periods)).toEqual(KEYS);
		expect(periods).toEqual(Object.fromEntries(KEYS.map((key) => [key, given[key] ?? UNSET])));
	}

	it.each<[string, unknown, Record<string, object>]>([
		['nothing', undefined, {}],
		['no period', [], {}],
		[
			'one',
			[{ weekdays: ['mon'], from: '09:00', to: '17:30', enabled: true }],
			{ 0: period('09:00', '17:30', ['mon']) },
		],
		[
			'one that is no list',
			{ weekdays: ['mon'], from: '09:00', to: '17:30' },
			{ 0: period('09:00', '17:30', ['mon']) },
		],
		[
			'several, in their order',
			[
				{ weekdays: DAYS, from: '00:00', to: '23:59' },
				{ weekdays: ['sun', 'sat'], from: '10:00', to: '12:00' },
			],
			{ 0: period('00:00', '23:59', DAYS), 1: period('10:00', '12:00', ['sat', 'sun']) },
		],
		[
			'a disabled one, which keeps its times',
			[{ weekdays: ['mon'], from: '09:00', to: '17:30', enabled: false }],
			{ 0: period('09:00', '17:30', ['mon'], false) },
		],
		[
			'a disabled one without a weekday',
			[{ weekdays: [], from: '09:00', to: '10:00', enabled: false }],
			{ 0: period('09:00', '10:00', [], false) },
		],
		[
			'short and long times',
			[{ weekdays: ['mon'], from: '9:05', to: '17:30:00' }],
			{ 0: period('09:05', '17:30', ['mon']) },
		],
		[
			'weekdays as text',
			[{ weekdays: 'Monday, TUE', from: '09:00', to: '10:00' }],
			{ 0: period('09:00', '10:00', ['mon', 'tue']) },
		],
		['no times', [{ weekdays: ['mon'] }], { 0: period('00:00', '23:59', ['mon']) }],
		[
			'ten',
			KEYS.map((key) => ({ weekdays: ['fri'], from: `0${key}:00`, to: '23:00' })),
			Object.fromEntries(KEYS.map((key) => [key, period(`0${key}:00`, '23:00', ['fri'])])),
		],
	])('by form: %s', (_name, periods, given) => {
		expectPeriods(byForm(periods), given);
	});

	const WEEKEND = { enabled: true, starts: '10:00', ends: '12:00', sat: true, sun: true };
	const SENT_WEEKEND = period('10:00', '12:00', ['sat', 'sun']);

	it.each<[string, unknown, Record<string, object>]>([
		['text', '{"0": {"starts": "10:00", "ends": "12:00", "sat": true, "sun": true}}', { 0: SENT_WEEKEND }],
		['an object', { 7: WEEKEND }, { 7: SENT_WEEKEND }],
		['an answer of the API', [{ 0: WEEKEND, 9: WEEKEND }], { 0: SENT_WEEKEND, 9: SENT_WEEKEND }],
		['a list of periods', [WEEKEND, WEEKEND], { 0: SENT_WEEKEND, 1: SENT_WEEKEND }],
		['a list of one period', [WEEKEND], { 0: SENT_WEEKEND }],
		['no period', '{}', {}],
		[
			'a disabled one',
			{ 3: { ...WEEKEND, enabled: false } },
			{ 3: period('10:00', '12:00', ['sat', 'sun'], false) },
		],
		[
			'times alone, disabled',
			{ 0: { enabled: false, starts: '8:00', ends: '9:00' } },
			{ 0: period('08:00', '09:00', [], false) },
		],
	])('by JSON: %s', (_name, value, given) => {
		expectPeriods(byJson(value), given);
	});

	it('are ten at most, also where an expression gives more', () => {
		expect(() => byForm(Array(11).fill({ weekdays: ['mon'] }))).toThrow('There are 11 active periods');
	});
});
