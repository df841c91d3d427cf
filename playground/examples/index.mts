import { auditLogToSlack } from './auditLogToSlack.mts';
import { bookingsToNetCodes } from './bookingsToNetCodes.mts';
import { calendarFeed } from './calendarFeed.mts';
import { contractorAccess } from './contractorAccess.mts';
import type { Example } from './example.mts';
import { lostPhone } from './lostPhone.mts';
import { lowBatteryReport } from './lowBatteryReport.mts';
import { whoOpenedTheDoor } from './whoOpenedTheDoor.mts';

/** Every template, in the order in which the README shows them. */
export const examples: readonly Example[] = [
	bookingsToNetCodes,
	calendarFeed,
	lowBatteryReport,
	auditLogToSlack,
	contractorAccess,
	lostPhone,
	whoOpenedTheDoor,
];
