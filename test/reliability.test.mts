import { crashTextIn } from './reliability/crashTexts.mts';
import { undocumented } from './reliability/fuzz.mts';

/* The checks of `npm run reliability` themselves. */

test('the checks find what they look for', () => {
	expect(crashTextIn("Cannot read properties of undefined (reading 'x')")).toBeDefined();
	expect(crashTextIn('The lock is [object Object]')).toBeDefined();
	expect(crashTextIn('Start is empty; give a date and time')).toBeUndefined();
	expect(
		undocumented([
			{ method: 'GET', path: '/u/1/k3connect/1/audit', query: { page: '1', since: '1' } },
			{ method: 'GET', path: '/u/1/k3connect/a/../account', query: {} },
			{ method: 'GET', path: '/u/1/k3connect', query: { accesskey: 'x' } },
		]),
	).toHaveLength(2);
});
