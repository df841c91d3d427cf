/** The kinds of audit entry that the sandbox makes. The documentation names none. */
export const ENTRY_TYPES = ['NETCODE', 'CLIENT', 'MASTER', 'BLUETOOTH', 'LOW_BATTERY', 'DENIED'] as const;

const SENTENCES: Record<(typeof ENTRY_TYPES)[number], (lockName: string) => string> = {
	NETCODE: (lockName) => `${lockName} was opened with a NetCode.`,
	CLIENT: (lockName) => `${lockName} was opened by a smart phone client.`,
	MASTER: (lockName) => `${lockName} was opened with the master code.`,
	BLUETOOTH: (lockName) => `${lockName} was synchronised over Bluetooth.`,
	LOW_BATTERY: (lockName) => `${lockName} reports a low battery.`,
	DENIED: (lockName) => `A wrong code was entered at ${lockName}.`,
};

/** A sentence for an entry of that type; an unknown type gets a plain one. */
export function describeEntry(type: string, lockName: string): string {
	const sentence = ENTRY_TYPES.find((known) => known === type);
	return sentence === undefined ? `${lockName}: ${type}.` : SENTENCES[sentence](lockName);
}
