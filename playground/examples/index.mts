import { auditLogToSlack } from './auditLogToSlack.mts';
import { bookingsToNetCodes } from './bookingsToNetCodes.mts';
import type { Example } from './example.mts';
import { lowBatteryReport } from './lowBatteryReport.mts';

/** Every template, in the order in which the README shows them. */
export const examples: readonly Example[] = [bookingsToNetCodes, lowBatteryReport, auditLogToSlack];
