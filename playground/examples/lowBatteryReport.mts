import { DateTime } from 'luxon';
import { HOTEL_LOCKS } from '../../sandbox/seed.mts';
import { PlaygroundError } from '../processes.mts';
import type { Outcome } from '../report.mts';
import { clearInbox, readInbox, type Example, type Stage } from './example.mts';

/** Once a week, a channel is told which locks need a new battery. */
export const lowBatteryReport: Example = {
	template: 'low-battery-report',
	title: 'The batteries of all locks, reported to a Slack-like inbox',
	run,
};

const CHANNEL = 'facilities';
const [frontDoor, wineCellar, nightEntrance, staffRoom, laundry] = HOTEL_LOCKS;

async function run(stage: Stage): Promise<Outcome> {
	const { control } = stage.sandbox;
	for (const { lockId } of HOTEL_LOCKS) {
		control.reportBattery(lockId, { status: 'FULL', updated: daysAgo(1) });
	}
	const healthy = stage.thorough ? await checkReport(stage, ALL_GOOD) : [];

	control.reportBattery(frontDoor.lockId, { status: 'LOW', updated: daysAgo(2) });
	control.reportBattery(wineCellar.lockId, { status: 'Critical', updated: daysAgo(100) });
	control.reportBattery(nightEntrance.lockId, { status: 'UNKNOWN', updated: '1970-01-01T00:00:00' });
	control.reportBattery(staffRoom.lockId, { status: 'FULL', updated: daysAgo(91) });
	control.reportBattery(laundry.lockId, { status: 'Good', updated: daysAgo(89) });
	const needy = await checkReport(stage, needyReport());

	const [report] = await readReports(stage);
	const lines = (report ?? '').split('\n').filter((line) => line !== '');
	return {
		rows: lines.map((line) => ({ [`Message in #${CHANNEL}`]: line })),
		problems: [...healthy, ...needy],
	};
}

const ALL_GOOD = `*Lock batteries: all ${HOTEL_LOCKS.length} are good*`;

const needyReport = () => `*Lock batteries: 4 of ${HOTEL_LOCKS.length} need attention*

*Change the battery*
• Front Door: LOW, reported on ${readable(daysAgo(2))}
• Wine Cellar: Critical, reported on ${readable(daysAgo(100))}

*Have never reported*
• Night Entrance

*Were good, but have not reported for long*
• Staff Room: FULL on ${readable(daysAgo(91))}`;

/** Runs the workflow, and compares its message and its cost with what they should be. */
async function checkReport(stage: Stage, expected: string): Promise<string[]> {
	const { api, workflow, sandbox, thorough } = stage;
	await clearInbox(stage, CHANNEL);
	sandbox.control.resetCalls();
	const { status, error } = await api.runWorkflow(workflow.id, 'Run Now');
	if (status !== 'success')
		throw new PlaygroundError(`The workflow ended with '${status}': ${error ?? 'no reason given'}`);
	if (!thorough) return [];

	const reports = await readReports(stage);
	const calls = sandbox.control.getCalls().requests.length;
	return [
		...(reports.length === 1 && reports[0] === expected
			? []
			: [`The messages are ${JSON.stringify(reports)}, and should be ${JSON.stringify([expected])}`]),
		...(calls === 1 ? [] : [`A report took ${calls} calls in place of 1`]),
	];
}

async function readReports(stage: Stage): Promise<string[]> {
	return (await readInbox<{ text: string }>(stage, CHANNEL)).map(({ text }) => text);
}

const daysAgo = (days: number): string => DateTime.utc().minus({ days }).toFormat("yyyy-MM-dd'T'06:00:00");

const readable = (date: string): string => DateTime.fromISO(date).setLocale('en-GB').toFormat('d LLL yyyy');
