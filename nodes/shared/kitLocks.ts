import { ValueError } from './api/errors';

/** A KitLock that the credential holds. Timecode and identifier make its codes and are never shown. */
export interface KitLock {
	name: string;
	lockModel: string;
	timecode: string;
	identifier: string;
	timezone?: string;
	lockClock?: string;
	lockOffset?: string;
}

/**
 * The KitLock of this name in the text of the credential's field.
 *
 * @throws ValueError that names the locks whose names come near, or the line that cannot be read.
 */
export function kitLockNamed(_text: string, name: string): KitLock {
	throw new ValueError(`The credential has no KitLock '${name}'`, 'Add it to KitLocks in the credential.');
}
