import type { PartialEntry } from '../../sandbox/auditLog.mts';
import { OFFICE_ACCESS_KEY } from '../../sandbox/seed.mts';
import { type TestTrigger, type TriggerSettings, triggerWith } from './poll.mts';
import { type TestSandbox } from './sandbox.mts';

export const HOUR = 3_600_000;

/** What tests of the trigger do with their sandbox. */
export const triggersOf = (sandbox: TestSandbox) => {
	const upload = (lockId: string, ...entries: PartialEntry[]) =>
		sandbox.control.addEntries(lockId, entries).map(({ AuditEntryID }) => AuditEntryID);
	return {
		/** A trigger of the hotel's account. */
		hotel: (settings: Partial<TriggerSettings> = {}) =>
			triggerWith({ credentials: sandbox.credentials(), ...settings }),
		/** A trigger of the office's account, which has three locks. */
		office: (settings: Partial<TriggerSettings> = {}) =>
			triggerWith({ credentials: sandbox.credentials({ accessKey: OFFICE_ACCESS_KEY }), ...settings }),
		/** A trigger that has polled once; its calls do not count. */
		started: async (trigger: TestTrigger): Promise<TestTrigger> => {
			await trigger.poll();
			sandbox.control.resetCalls();
			return trigger;
		},
		/** The IDs of entries that are added. */
		upload,
		uploadMany: (lockId: string, count: number) =>
			upload(lockId, ...Array.from({ length: count }, () => ({}))),
	};
};

export const idsOf = (items: Array<Record<string, unknown>>) =>
	items.map(({ AuditEntryID }) => AuditEntryID as number);

/** Lets this much time pass for the node. */
export function passTime(ms: number): void {
	const now = Date.now() + ms;
	jest.spyOn(Date, 'now').mockImplementation(() => now);
}
