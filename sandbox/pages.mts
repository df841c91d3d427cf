import type { Behaviours } from './behaviours.mts';
import { invalid, Refusal } from './failures.mts';
import { required, wholeNumber } from './methods/parameters.mts';

const LARGEST_PAGE = 100;
const LAST_PAGE = 1_000_000;

/**
 * The page of a list that `page` (from 1) and `perpage` (up to 100), both required, ask for. How the service pages is not
 * published (docs/dev/api.md, 'Paging'), so switches decide over it.
 */
export function pageOfList<Entry>(
	list: readonly Entry[],
	query: URLSearchParams,
	{ pages, pageSize }: Pick<Behaviours, 'pages' | 'pageSize'>,
): Entry[] {
	const parameters = required(query, 'page', 'perpage');
	const asked = wholeNumber('perpage', parameters.perpage, 1, LARGEST_PAGE);
	const page = wholeNumber('page', parameters.page, 1, LAST_PAGE);
	const size = Math.min(asked, pageSize ?? LARGEST_PAGE);
	const last = Math.max(1, Math.ceil(list.length / size));
	if (pages === 'emptySecond' && page === 2) return [];
	if (pages === 'notFoundPastEnd' && page > last) throw new Refusal(404, 'No page found.');
	if (pages === 'badRequestPastEnd' && page > last) throw invalid('page');
	const given = pages === 'ignored' ? 1 : pages === 'lastAgain' ? Math.min(page, last) : page;
	return list.slice((given - 1) * size, given * size);
}
