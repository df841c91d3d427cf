import type { ApiMethod } from '../../../shared/api/connection';
import type { ClockSetting } from '../../../shared/time/lockClock';

/** The lock that a code is for. */
export interface CodeLock {
	method: ApiMethod;
	lockModel: string;
	/** Fills the path: a KitLock's timecode, or a K3 Connect lock's ID. */
	id: string;
	/** A KitLock's identifier, or the access key of a K3 Connect account. */
	identifier: string;
	/** Its name, where it is known. */
	name?: string;
	/** How a message names it: "lock 'Front Door'". */
	label: string;
	/** The field that names the lock in the output; none for a lock that only its name identifies. */
	shown: { lockId?: string; timecode?: string };
	/** The zone of the site, and what the lock's clock keeps. */
	clock: ClockSetting;
	/** Texts that no output and no error may hold. */
	secrets: string[];
}
