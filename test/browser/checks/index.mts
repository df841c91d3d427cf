import type { Check } from '../check.mts';
import { activePeriodsChecks } from './activePeriods.mts';
import { creatorChecks } from './creator.mts';
import { credentialChecks } from './credential.mts';
import { dropdownsChecks } from './dropdowns.mts';
import { examplesChecks } from './examples.mts';
import { operationsChecks } from './operations.mts';
import { runningChecks } from './running.mts';
import { triggerChecks } from './trigger.mts';

/** Every check, in the order of a person's way through the editor. */
export const checks: Check[] = [
	...creatorChecks,
	...credentialChecks,
	...dropdownsChecks,
	...runningChecks,
	...activePeriodsChecks,
	...triggerChecks,
	...operationsChecks,
	...examplesChecks,
];
