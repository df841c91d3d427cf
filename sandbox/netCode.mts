import { createHash } from 'node:crypto';

import type { LockModel } from './durations.mts';

/** What a NetCode depends on: `id` is the timecode or lock id, `start` is 'yyyy-MM-dd HH:mm' on the lock's clock. */
export interface NetCodeParameters {
	id: string;
	start: string;
	duration: number;
	lockModel: LockModel;
	identifier: string;
}

const SEVEN_DIGIT_MODELS: readonly LockModel[] = ['KL1060C2', 'KL1060G3'];

/** How many digits a model's NetCodes have (docs/dev/api.md, 'NetCodes'). */
export function netCodeDigits(model: LockModel): 6 | 7 {
	return SEVEN_DIGIT_MODELS.includes(model) ? 7 : 6;
}

/** The code for these parameters: text, since one in ten begins with 0, and always the same for the same parameters. */
export function netCodeFor({ id, start, duration, lockModel, identifier }: NetCodeParameters): string {
	const digest = createHash('sha256')
		.update([id, start, duration, lockModel, identifier].join('\n'))
		.digest();
	const digits = netCodeDigits(lockModel);
	return String(digest.readUIntBE(0, 6) % 10 ** digits).padStart(digits, '0');
}
