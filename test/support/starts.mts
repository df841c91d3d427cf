import { ValueError } from '../../nodes/shared/api/errors.ts';
import type { LockClock } from '../../nodes/shared/time/lockClock.ts';
import { lockStart, type StartOptions } from '../../nodes/shared/time/lockStart.ts';
import { repeatedIn } from './texts.mts';

export const LONDON: StartOptions = {
	timezone: 'Europe/London',
	lockClock: 'standardTime',
	length: 'hours',
	rounding: 'error',
};

export const CLOCKS: LockClock[] = ['standardTime', 'siteTime', 'utc'];

/** What the lock is sent, and when that is at the site. */
export function start(value: unknown, opts: Partial<StartOptions> = {}): { start: string; startsAt: string } {
	const { start, startsAt } = lockStart(value, { ...LONDON, ...opts });
	return { start, startsAt };
}

/** The error with which `act` fails; any other kind of error is let through, and fails the test. */
export function refusalOf(act: () => unknown): ValueError {
	try {
		act();
	} catch (error) {
		if (!(error instanceof ValueError)) throw error;
		expect(error.message).toMatch(/^[A-Z][^\n]*[^.\s]$/);
		expect(error.advice).toMatch(/^[A-Z][^\n]*[^.]\.$/);
		expect(repeatedIn(error.message, error.advice)).toEqual([]);
		return error;
	}
	throw new Error('was not refused');
}

export function refusal(act: () => unknown): string {
	return refusalOf(act).message;
}

export function refused(value: unknown, opts: Partial<StartOptions> = {}): string {
	return refusal(() => start(value, opts));
}
