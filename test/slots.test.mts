import fc from 'fast-check';

import {
	isSameSlot,
	leastMonthlyCalls,
	listMs,
	MAX_SLOT_MS,
	nextSlotAt,
	slotMs,
} from '../nodes/CodelocksTrigger/cursor/slots.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('the length of a slot', () => {
	test.each([
		[500, 1, false, 86.4 * MINUTE],
		[500, 3, false, 259.2 * MINUTE],
		[500, 10, false, 14.4 * HOUR],
		[500, 40, false, 2.4 * DAY],
		[1000, 1, false, 43.2 * MINUTE],
		[2500, 10, false, 2.88 * HOUR],
		[500, 10, true, 16 * HOUR],
		[10_000, 10, true, (30 * DAY * 10) / 9280],
		[500, 0, true, 96 * MINUTE],
		[0, 10, true, 0],
	])('%i calls, %i locks, every lock: %p', (monthlyCalls, lockCount, everyLock, expected) => {
		expect(slotMs({ monthlyCalls, lockCount, everyLock })).toBeCloseTo(expected, 3);
	});

	test.each([
		[500, 14.4 * HOUR],
		[3000, 2.4 * HOUR],
		[20_000, HOUR],
		[0, HOUR],
	])('with %i calls the list of locks is kept for %i ms', (monthlyCalls, expected) => {
		expect(listMs(monthlyCalls)).toBeCloseTo(expected, 3);
	});
});

test('a slot begins where the one before ends, at a time of its own for each node', () => {
	const slot = slotMs({ monthlyCalls: 500, lockCount: 1, everyLock: false });
	const begins = new Set<number>();
	for (let number = 0; number < 50; number++) {
		const node = `workflow-${number} node`;
		const next = nextSlotAt(1_800_000_000_000, slot, node);
		expect(next - 1_800_000_000_000).toBeLessThanOrEqual(slot);
		expect(isSameSlot(1_800_000_000_000, next - 1, slot, node)).toBe(true);
		expect(isSameSlot(next - 1, next + 1, slot, node)).toBe(false);
		expect(isSameSlot(next + 1, next + slot - 1, slot, node)).toBe(true);
		begins.add(Math.round(next / MINUTE));
	}
	expect(begins.size).toBeGreaterThan(25);
});

test('without a limit no two times are in one slot', () => {
	expect(isSameSlot(5, 5, 0, 'node')).toBe(false);
});

test('the least limit is the smallest whole number whose slots are short enough', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 5000 }), fc.boolean(), (lockCount, everyLock) => {
			const least = leastMonthlyCalls({ lockCount, everyLock });
			const lengthWith = (monthlyCalls: number) => slotMs({ monthlyCalls, lockCount, everyLock });
			expect(lengthWith(least)).toBeLessThanOrEqual(MAX_SLOT_MS);
			expect(lengthWith(least - 1)).toBeGreaterThan(MAX_SLOT_MS);
		}),
	);
});
