import {
	durationLabel,
	isDays,
	isStandard,
	lengthMs,
	type Duration,
	type OfferedDurations,
} from '../../../shared/api/durations';
import { ValueError } from '../../../shared/api/errors';
import { clockOf } from '../../../shared/time/lockClock';
import { lockStart } from '../../../shared/time/lockStart';
import { chosenDuration, offeredBy } from '../../fields/duration';
import { longStaysOf } from '../../fields/longStays';
import { startRoundingOf } from '../../fields/startRounding';
import type { PlanContext } from '../operation';
import type { CodeLock } from './codeLock';
import { earlyEndHint, midnightHint, roundedHint, stayHint } from './hints';
import type { Code } from './output';
import { codesOfStay, MOST_CODES, type CodeChoice } from './stay';
