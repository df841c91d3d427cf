import type { INode } from 'n8n-workflow';

import { ServiceError, ValueError } from '../nodes/shared/api/errors.ts';
import type { Job, Outcome, Row } from '../nodes/Codelocks/execution/jobs.ts';
import { jobsOf } from '../nodes/Codelocks/execution/jobs.ts';
import { badRowsError, costHint, stoppedError } from '../nodes/Codelocks/execution/messages.ts';

/* What an error or a hint says of a run, for rows that are made up. */

const NODE: INode = {
	id: '1',
	name: 'Codelocks',
	type: 'codelocks',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const CODE = { method: 'GET', path: '/n/1/netcode/{id}' } as const;
const CREATE = { method: 'POST', path: '/u/1/k3connect/{id}/client' } as const;
const AUDIT = { method: 'GET', path: '/u/1/k3connect/{id}/audit' } as const;

const bad = (message: string, advice = 'Correct it.'): Row => ({
	input: { json: {} },
	keepsColumns: false,
	parts: [],
	failure: new ValueError(message, advice),
});

let made = 0;
const job = (outcome?: Outcome, changes: Partial<Job> = {}): Job => ({
	plan: { fetch: async () => [], sameAs: String(made++) },
	rows: [],
	outcome,
	sent: outcome !== undefined,
	isReused: false,
	...changes,
});

/** Rows that share the jobs of the same place in the list. */
const rowsOf = (jobs: Job[]): Row[] =>
	jobs.map((one, index) => {
		one.rows.push(index);
		return { input: { json: {} }, keepsColumns: false, parts: [{ plan: one.plan, job: one }] };
	});

const done: Outcome = { fetched: [{}] };
const refused: Outcome = { failure: new ServiceError('badValue', 'Refused', { advice: 'Correct it.' }) };
const uncertain: Outcome = {
	failure: new ServiceError('noResponse', 'Lost; it may have taken effect', {
		advice: 'Look.',
		mayHaveTakenEffect: true,
	}),
};

describe('rows that are refused before anything is sent', () => {
	const linesOf = (error: Error | undefined) =>
		(error as Error & { description: string }).description.split('<br>');

	test('for the same reason are named together, whatever their values', async () => {
		const rows = Array.from({ length: 40 }, (_, day) =>
			bad(`Start '${day + 1}/07/2026' can be read in ${day} ways; write the year first`),
		);
		const error = await badRowsError(NODE, [...rows, bad("Identifier '12' has 2 digits")], {
			method: CODE,
			calls: 0,
		});
		expect(error?.message).toBe(
			'41 of 41 items cannot be sent, and nothing was charged. ' +
				"Items 0 to 39, for example item 0: Start '1/07/2026' can be read in 0 ways; write the year first",
		);
		expect(linesOf(error)).toEqual(['Correct it.', "Item 40: Identifier '12' has 2 digits."]);
	});

	test.each([
		["an apostrophe is no quote: the lock's clock 'a' and the lock's clock 'b'", true],
		["the field 'a' of one and the other 'a'", false],
	])('%s', async (text, joins) => {
		const [one, other] = text.split(' and ');
		const error = await badRowsError(NODE, [bad(one.replace(/^.*: /, '')), bad(other)], {
			method: CODE,
			calls: 0,
		});
		expect(linesOf(error)).toHaveLength(joins ? 1 : 2);
	});

	test('of more than twenty kinds are counted', async () => {
		const kind = (index: number) => bad('x'.repeat(index + 1), 'y'.repeat(index + 1));
		const rows = Array.from({ length: 23 }, (_, index) => kind(index));
		const lines = linesOf(await badRowsError(NODE, [...rows, kind(22)], { method: CODE, calls: 0 }));
		expect(lines).toHaveLength(21);
		expect(lines[19]).toBe(`Item 19: ${'x'.repeat(20)}. ${'y'.repeat(20)}`);
		expect(lines[20]).toBe('… and 4 more items.');
	});

	test.each([
		[1, 1, CODE, '; the other item would cost 1 NetCode call'],
		[3, 2, CODE, '; the other 3 items would cost 2 NetCode calls'],
		[3, 0, CODE, '; the other 3 items would cost 0 NetCode calls'],
		[3, 3, AUDIT, ''],
	])('%i good rows that cost %i', async (good, calls, method, text) => {
		const rows = [...rowsOf(Array.from({ length: good }, () => job())), bad('Empty')];
		expect((await badRowsError(NODE, rows, { method, calls }))?.message).toBe(
			`Item ${good}: Empty. Nothing was sent or charged${text}`,
		);
	});
});

describe('a run that stopped', () => {
	test('says what it cost, and that the codes are kept where they are', () => {
		const run = (reuseUntil?: number) =>
			stoppedError(
				NODE,
				rowsOf([
					job(done, { plan: { fetch: async () => [], sameAs: 'a', reuseUntil } }),
					job(refused),
					job(refused, { sent: false }),
				]),
				{ method: CODE, calls: 2 },
			);
		const account = 'Item 1: Refused. 1 of 3 items were done and 2 NetCode calls charged; 2 items are left';
		expect(run()?.message).toBe(account);
		expect(run(1)?.message).toBe(
			`${account}. The codes made so far are in memory: running the node again costs only the rest`,
		);
	});

	test('names what a write did, what it may have done, and what it did not', () => {
		const jobs = [job(done), job(uncertain), job(refused), job(done), job(refused, { sent: false })];
		const error = stoppedError(NODE, rowsOf(jobs), { method: CREATE, calls: 4 });
		expect(error?.message).toBe(
			'Item 1: Lost; it may have taken effect. ' +
				'Items 0 and 3 were done; item 1 may have taken effect; items 2 and 4 were not done',
		);
		expect(error).toMatchObject({
			description: expect.stringMatching(/^Look\. Look at the lock .*Continue\.$/),
		});
	});

	test('names an uncertain row also where another was refused first', () => {
		const error = stoppedError(NODE, rowsOf([job(refused), job(uncertain)]), { method: CREATE, calls: 2 });
		expect(error?.message).toBe('Item 0: Refused. Item 1 may have taken effect; item 0 was not done');
	});
});

describe('the hint of what a run cost', () => {
	test('rows of several codes', () => {
		const [one, other, third] = [job(done), job(done), job(done)];
		const rows: Row[] = [
			[one, other],
			[one, third],
		].map((jobs, index) => {
			for (const each of jobs) each.rows.push(index);
			return {
				input: { json: {} },
				keepsColumns: false,
				parts: jobs.map((each) => ({ plan: each.plan, job: each })),
			};
		});
		expect(costHint(rows, jobsOf(rows), { method: CODE, calls: 3 })).toBe(
			'3 NetCode calls for 2 rows with 4 codes; 1 repeated an earlier row',
		);
	});
});
