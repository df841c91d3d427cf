import { isDeepStrictEqual } from 'node:util';

/** What an example found to be other than it must be. */
export class Findings {
	readonly problems: string[] = [];

	expect(what: string, found: unknown, expected: unknown): void {
		if (isDeepStrictEqual(found, expected)) return;
		this.problems.push(`${what}: ${JSON.stringify(found)} in place of ${JSON.stringify(expected)}`);
	}
}
