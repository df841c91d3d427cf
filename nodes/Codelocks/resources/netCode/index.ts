import type { Resource } from '../operation';
import { generateForK3Lock } from './generateForK3Lock';
import { generateForKitLock } from './generateForKitLock';

export const netCode: Resource = {
	option: {
		name: 'Door Code (NetCode)',
		value: 'netCode',
		description: 'Time-limited door codes',
	},
	operations: [generateForK3Lock, generateForKitLock],
	defaultOperation: 'generateForKitLock',
};
