import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { BUSY_LOCK } from '../sandbox/seed.mts';
import { locator, type NodeRun, type NodeSettings, runNode } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const KIT = 'netCode.generateForKitLock';
const K3 = 'netCode.generateForK3Lock';
const START = '2030-07-01 16:00';
const DETAILS: INodeParameters = { lockModel: 'KL1060', timecode: '202604221226', identifier: '061725' };
const KIT_CODE: INodeParameters = { ...DETAILS, start: START, duration: 3 };
const K3_CODE: INodeParameters = { lockId: BUSY_LOCK.lockId, start: START, duration: 3 };

/** Runs an operation, such as 'k3Lock.get', with these parameters alone. */
const run = async (
	place: string,
	parameters: INodeParameters,
	changes: Partial<NodeSettings> = {},
): Promise<NodeRun> => {
	const [resource, operation] = place.split('.');
	const credentials = sandbox.credentials();
	return await runNode({ parameters: { resource, operation, ...parameters }, credentials, ...changes });
};

const outputOf = ({ items, error }: NodeRun) => {
	if (error) throw error;
	return items.map(({ json }) => json);
};

/** Every call with this beginning gets this answer. */
const answer = (path: string, body: IDataObject, status = 200) =>
	void sandbox.control.addFault({ path: `${path}*`, answers: [{ status, body }], times: 50 });

const starts = () =>
	sandbox
		.calls()
		.filter(({ path }) => path.startsWith('/n/'))
		.map(({ query }) => `${query.start} ${query.duration}`);

describe('plain values and expressions in place of locators', () => {
	it.each<[string, INodeParameters]>([
		['a number', { duration: 3 }],
		['an ID as text', { duration: '3' }],
		['a length', { duration: '4 hours' }],
		['a length by an expression', { duration: locator('4 hours', 'id') }],
		['a model by an expression', { duration: 3, lockModel: locator('kl1060', 'id') }],
		['a zone as text', { duration: 3, options: { timezone: 'Europe/London' } }],
		['a zone by an expression', { duration: 3, options: { timezone: locator('Europe/London', 'id') } }],
	])('takes %s for a KitLock', async (_name, parameters) => {
		outputOf(await run(KIT, { ...DETAILS, start: START, ...parameters }));
		expect(starts()).toEqual(['2030-07-01 15:00 3']);
	});

	it.each<INodeParameters['lockId']>(['front door', locator(' Front Door ', 'id'), BUSY_LOCK.lockId])(
		'finds the lock of %j',
		async (lockId) => {
			const [code] = outputOf(await run(K3, { ...K3_CODE, lockId }));
			expect(code).toMatchObject({ lockId: BUSY_LOCK.lockId, lockName: 'Front Door' });
		},
	);

	it('takes a plain address for a client', async () => {
		const client = { lockId: BUSY_LOCK.lockId, clientEmail: 'new.person@example.com' };
		expect(outputOf(await run('k3Client.create', client))).toMatchObject([
			{ email: 'new.person@example.com', lockid: BUSY_LOCK.lockId },
		]);
	});
});

describe('switches by an expression', () => {
	it('take true and false as text', async () => {
		const kit = await run(KIT, { ...KIT_CODE, options: { includeInputFields: '={{ "true" }}' } });
		expect(outputOf(kit)).toEqual([{ doorCode: expect.objectContaining({ duration: '4 hours' }) }]);
		const all = await run('k3Lock.getAll', { returnAll: '={{ "true" }}', limit: 1 });
		expect(all.items.length).toBeGreaterThan(1);
		const raw = await run('k3Lock.get', { lockId: 'front door', options: { simplify: '={{ "false" }}' } });
		expect(outputOf(raw)).toMatchObject([{ Manufacturer: 'CODELOCKS' }]);
	});
});

describe('a K3 lock whose time zone cannot be looked up', () => {
	it('blames the access key where the service does not know it', async () => {
		const { error } = await run(K3, { ...K3_CODE, options: { accessKey: 'unknown000' } });
		expect(error?.message).toContain('access key');
		expect(error?.message).not.toContain('Time Zone');
		expect(sandbox.calls()).toHaveLength(1);
	});

	it('names the cause and the option that does without', async () => {
		answer('/u/1/k3connect', { message: 'Limit Exceeded' }, 429);
		const { error } = await run(K3, K3_CODE);
		expect(error?.message).toMatch(/option Time Zone .*quota of Utility calls is used up/);
		outputOf(await run(K3, { ...K3_CODE, options: { timezone: 'Europe/London' } }));
		expect(starts()).toEqual(['2030-07-01 16:00 3']);
	});
});

describe('an answer with another length than was asked for', () => {
	const G3: INodeParameters = { ...KIT_CODE, lockModel: 'KL1060G3' };

	it.each([true, false])('fails its row, simplified: %s', async (simplify) => {
		answer('/n/', { ActualNetcode: '123456', DurationHours: 5 });
		const { error } = await run(KIT, { ...KIT_CODE, options: { simplify } });
		expect(error?.message).toMatch(/code of 5 hours .* 4 hours were asked for/);
	});

	it('is the length of a rental code, whose list tells when it must be used first', async () => {
		answer('/n/', { ActualNetcode: '1234567', DurationDays: 120, DurationHours: 2880, Mode: 'URM' });
		expect(outputOf(await run(KIT, { ...G3, duration: 19 }))).toMatchObject([
			{ duration: '120 days, long-term rental (URM)', expires: '2030-10-29 15:00' },
		]);
	});

	it('leaves the end of a rental code open where the answer does not tell it', async () => {
		answer('/n/', { ActualNetcode: '1234567', Mode: 'URM' });
		expect(outputOf(await run(KIT, { ...G3, duration: 19 }))).toMatchObject([
			{ netCode: '1234567', expires: null, expiresAt: null },
		]);
	});

	it('is the same length in days and hours', async () => {
		answer('/n/', { ActualNetcode: '123456', DurationDays: 2, DurationHours: 48 });
		const code = { ...KIT_CODE, start: '2030-07-01', duration: '2 days' };
		expect(outputOf(await run(KIT, code))).toMatchObject([{ duration: '2 days' }]);
	});
});
