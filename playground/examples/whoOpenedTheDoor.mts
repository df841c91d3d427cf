import { randomUUID } from 'node:crypto';
import { onLockClock } from '../../sandbox/auditLog.mts';
import type { RecordedCall } from '../../sandbox/calls.mts';
import type { AuditEntry } from '../../sandbox/model.mts';
import { HOTEL_LOCKS } from '../../sandbox/seed.mts';
import { PlaygroundError } from '../processes.mts';
import type { Outcome } from '../report.mts';
import type { Example, Stage } from './example.mts';

/** An agent is asked about a night, and answers out of the audit log. */
export const whoOpenedTheDoor: Example = {
	template: 'who-opened-the-door',
	title: 'An AI agent that is asked about last night',
	run,
};

const [frontDoor] = HOTEL_LOCKS;
const QUESTION = `Who opened the ${frontDoor.name} last night?`;
const DAY_MS = 24 * 3600 * 1000;

async function run({ api, workflow: { id }, sandbox, thorough }: Stage): Promise<Outcome> {
	const today = onLockClock(frontDoor, Date.now()).slice(0, 10);
	const yesterday = new Date(Date.parse(today) - DAY_MS).toISOString().slice(0, 10);
	// The first is of the afternoon, half a minute before what counts as night.
	const [, ...night] = sandbox.control.addEntries(frontDoor.lockId, [
		{ DateEntered: `${yesterday}T17:59:30`, EntryType: 'MASTER' },
		{ DateEntered: `${yesterday}T18:00:00`, EntryType: 'NETCODE' },
		{ DateEntered: `${yesterday}T23:41:12`, EntryType: 'DENIED' },
		{ DateEntered: `${today}T00:12:05`, EntryType: 'CLIENT' },
	]);

	const callsBefore = sandbox.control.getCalls().requests.length;
	const { status, error, outputs } = await api.runWorkflow(id, 'When chat message received', [
		{ sessionId: randomUUID(), action: 'sendMessage', chatInput: QUESTION },
	]);
	if (status !== 'success')
		throw new PlaygroundError(`The workflow ended with '${status}': ${error ?? 'no reason given'}`);
	const answer = String(outputs['AI Agent']?.[0]?.output).split('\n');
	const calls = sandbox.control.getCalls().requests.slice(callsBefore);
	return {
		rows: answer.map((line) => ({ [QUESTION]: line })),
		problems: thorough ? [...checkAnswer(answer, night), ...checkCalls(calls)] : [],
	};
}

/**
 * Each entry of the night has a line, and nothing from outside the night has one. Early in the morning the entries
 * that other examples add at the same time belong to the night too.
 */
function checkAnswer(answer: string[], night: AuditEntry[]): string[] {
	const lines = answer.slice(1, -1);
	const expected = night.map(({ DateEntered, EntryText }) => `${DateEntered.replace('T', ' ')} ${EntryText}`);
	const from = expected[0].slice(0, 19);
	const until = `${expected.at(-1)?.slice(0, 10)} 08:00:00`;
	return [
		...expected.filter((line) => !lines.includes(line)).map((line) => `The answer lacks '${line}'`),
		...lines
			.filter((line) => line.slice(0, 19) < from || line.slice(0, 19) >= until)
			.map((line) => `'${line}' is not of last night`),
	];
}

/** What other examples' triggers ask of the sandbox meanwhile may stand among the calls. */
function checkCalls(calls: RecordedCall[]): string[] {
	const needed = ['/u/1/k3connect', `/u/1/k3connect/${frontDoor.lockId}/audit`];
	const paid = calls.filter(({ path }) => path.startsWith('/n/'));
	return [
		...needed
			.filter((wanted) => !calls.some(({ path }) => path === wanted))
			.map((wanted) => `${wanted} was not asked`),
		...paid.map(({ path }) => `${path} was asked, which is paid for`),
	];
}
