import fc from 'fast-check';

import { ServiceError } from '../nodes/shared/api/errors.ts';
import { entriesByPage, type Page } from '../nodes/shared/api/pages.ts';

let services = 0;

/** How a service pages a list. */
interface Service {
	/** The most that it gives on a page. */
	cap?: number;
	/** Pages that are empty: for ever, or for so many reads. */
	empty?: Record<number, number>;
	/** What `count` counts, where it is told. */
	count?: 'page' | 'list';
	/** What comes past the end. */
	past?: 'nothing' | 'last page' | 'notFound';
	ignoresPage?: boolean;
}

/** A list of `length` numbers behind a service, and how it is read. */
function listOf(length: number, service: Service = {}, name = `service ${++services}`) {
	const all = Array.from({ length }, (_, index) => index);
	const calls: number[] = [];
	const repeated: number[] = [];
	const empty = { ...service.empty };
	const read = async (number: number, perPage: number): Promise<Page<number>> => {
		calls.push(number);
		const size = Math.min(service.cap ?? 50, perPage);
		let page = service.ignoresPage ? 1 : number;
		const last = Math.max(1, Math.ceil(length / size));
		if (page > last && service.past === 'notFound') {
			throw new ServiceError('notFound', 'The API did not find this', { advice: '', status: 404 });
		}
		if (page > last && service.past === 'last page') page = last;
		const isEmpty = (empty[page] ?? 0) > 0;
		if (isEmpty) empty[page]--;
		const entries = isEmpty ? [] : all.slice((page - 1) * size, page * size);
		const count = service.count === 'list' ? length : entries.length;
		return { entries, ...(service.count && { count }) };
	};
	return {
		calls,
		repeated,
		all,
		list: {
			...{ name, about: 'the list', perPage: 50, read, keyOf: String },
			onRepeatedPage: () => repeated.push(1),
		},
	};
}

async function readAll(reading: ReturnType<typeof listOf>): Promise<number[]> {
	const found: number[] = [];
	for await (const entries of entriesByPage(reading.list)) found.push(...entries);
	return found;
}

describe('a list that is read page by page', () => {
	it.each<[string, number, Service, number]>([
		['nothing', 0, {}, 1],
		['7 entries', 7, {}, 1],
		['49 entries', 49, {}, 1],
		['51 entries', 51, {}, 2],
		['130 entries', 130, {}, 3],
		['20 entries, which may be a page', 20, {}, 2],
		['105 entries by 20', 105, { cap: 20 }, 6],
		['33 entries by 25', 33, { cap: 25 }, 2],
		['50 entries, where 404 is past the end', 50, { past: 'notFound' }, 2],
		['20 entries, where 404 is past the end', 20, { past: 'notFound' }, 2],
		['105 entries by 20, where 404 is past the end', 105, { cap: 20, past: 'notFound' }, 6],
		['100 entries, where the last page comes again', 100, { past: 'last page' }, 3],
		['20 entries, where the last page comes again', 20, { past: 'last page' }, 2],
		['105 counted entries', 105, { count: 'list' }, 3],
		['100 counted entries', 100, { count: 'list' }, 2],
		['105 entries by 33, counted', 105, { count: 'list', cap: 33 }, 4],
		['105 entries, the pages counted', 105, { count: 'page' }, 3],
		['105 entries by 20, the pages counted', 105, { count: 'page', cap: 20 }, 6],
		// One call more checks a page that is empty behind full ones.
		['50 entries', 50, {}, 3],
		['250 entries', 250, {}, 7],
		['130 entries, the second page empty at first', 130, { empty: { 2: 1 } }, 5],
		['80 entries, the last page empty at first', 80, { empty: { 2: 1 } }, 4],
		['105 counted entries, the last page empty at first', 105, { empty: { 3: 1 }, count: 'list' }, 5],
	])('%s', async (_name, length, service, calls) => {
		const reading = listOf(length, service);
		expect(await readAll(reading)).toEqual(reading.all);
		expect(reading.calls).toHaveLength(calls);
		expect(reading.repeated).toEqual([]);
	});

	it.each<[string, number, Service, string]>([
		['with an empty page', 130, { empty: { 2: 9 } }, 'Page 2 of the list came without entries'],
		['with an empty page at its end', 80, { empty: { 2: 9 } }, 'Page 2 of the list came without entries'],
		[
			'with fewer entries than counted',
			105,
			{ empty: { 3: 9 }, count: 'list' },
			'Page 3 of the list came without entries',
		],
		[
			'of nothing but counted',
			5,
			{ empty: { 1: 9 }, count: 'list' },
			'counts 5 entries of the list, and sent 0',
		],
		[
			'of one page again and again, counted',
			105,
			{ ignoresPage: true, count: 'list' },
			'The service counts 105 entries of the list, and sent 50',
		],
	])('%s fails', async (_name, length, service, message) => {
		const reading = listOf(length, service);
		await expect(readAll(reading)).rejects.toThrow(message);
		expect(reading.calls.length).toBeLessThan(8);
	});

	it('ends where the service ignores the page, and tells of it', async () => {
		const reading = listOf(105, { ignoresPage: true });
		expect(await readAll(reading)).toEqual(reading.all.slice(0, 50));
		expect(reading.calls).toEqual([1, 2]);
		expect(reading.repeated).toHaveLength(1);
	});

	it('ends where new entries never end', async () => {
		let id = 0;
		const { list } = listOf(0);
		const read = async () => ({ entries: Array.from({ length: 50 }, () => id++) });
		await expect(
			(async () => {
				for await (const entries of entriesByPage({ ...list, read })) void entries;
			})(),
		).rejects.toThrow('The list did not end after 2500 pages');
	});

	it('fails where the first page is not found', async () => {
		const { list } = listOf(0);
		const read = async () => {
			throw new ServiceError('notFound', 'The API did not find this', { advice: '', status: 404 });
		};
		await expect(entriesByPage({ ...list, read }).next()).rejects.toThrow('did not find this');
	});

	it('remembers that the service gives large pages', async () => {
		await readAll(listOf(60, {}, 'large'));
		const reading = listOf(20, {}, 'large');
		expect(await readAll(reading)).toEqual(reading.all);
		expect(reading.calls).toEqual([1]);
	});

	it('remembers the most that the service gives', async () => {
		await readAll(listOf(45, { cap: 20 }, 'small'));
		const reading = listOf(45, { cap: 20, empty: { 2: 1 } }, 'small');
		expect(await readAll(reading)).toEqual(reading.all);
		const short = listOf(7, { cap: 20 }, 'small');
		await readAll(short);
		expect(short.calls).toEqual([1]);
	});

	it('remembers that any page may be short', async () => {
		const sizes = [20, 33, 8, 0];
		const read = (all: number[]) => async (page: number) => {
			const from = sizes.slice(0, page - 1).reduce((sum, size) => sum + size, 0);
			return { entries: all.slice(from, from + (sizes[page - 1] ?? 0)) };
		};
		for (const name of ['irregular', 'irregular']) {
			const reading = listOf(61, {}, name);
			expect(await readAll({ ...reading, list: { ...reading.list, read: read(reading.all) } })).toEqual(
				reading.all,
			);
		}
	});

	it('loses nothing, whatever the service does', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 400 }),
				fc.record({
					cap: fc.constantFrom(10, 15, 16, 20, 25, 30, 32, 40, 50),
					count: fc.constantFrom(undefined, 'page' as const, 'list' as const),
					past: fc.constantFrom('nothing' as const, 'last page' as const, 'notFound' as const),
					empty: fc.constantFrom<Array<Record<number, number>>>({}, { 2: 1 }, { 3: 1 }, { 2: 9 }, { 3: 9 }),
				}),
				async (length, service) => {
					const name = `service ${++services}`;
					await readAll(listOf(service.cap * 2 + 1, { cap: service.cap }, name));
					const reading = listOf(length, service, name);
					let found: number[] | undefined;
					try {
						found = await readAll(reading);
					} catch (error) {
						expect(error).toBeInstanceOf(ServiceError);
					}
					const pages = Math.ceil(length / service.cap);
					const [[page, times] = [0, 0]] = Object.entries(service.empty);
					const isGap = times > 1 && Number(page) <= pages;
					expect(found).toEqual(isGap ? undefined : reading.all);
					expect(reading.calls.length).toBeLessThanOrEqual(pages + 4);
				},
			),
			{ numRuns: 500 },
		);
	});
});
