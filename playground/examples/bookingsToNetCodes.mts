import type { LockModel } from '../../sandbox/durations.mts';
import { netCodeFor } from '../../sandbox/netCode.mts';
import { PlaygroundError } from '../processes.mts';
import type { Outcome } from '../report.mts';
import type { Example, Stage } from './example.mts';

/** Rows of bookings become codes, and messages to the guests. */
export const bookingsToNetCodes: Example = {
	template: 'bookings-to-netcodes',
	title: 'A sheet of bookings, turned into NetCodes',
	run,
};

interface Booking {
	guest: string;
	room: string;
	lockModel: LockModel;
	timecode: string;
	identifier: string;
	duration: string;
}

interface Message {
	guest: string;
	room: string;
	netCode: string;
	message: string;
}

/**
 * What the template's rows must lead to. A lock stays on standard time: in the British summer its clock is an hour behind the
 * site's, so that a code for 16:00 begins at the lock's 15:00, and the lock's day at the site's 01:00.
 */
const EXPECTED: Array<{ guest: string; startOnLockClock: string; validity: string }> = [
	{
		guest: 'Guest 1',
		startOnLockClock: '2026-12-01 16:00',
		validity: 'from 1 Dec 2026 16:00 to 1 Dec 2026 20:00',
	},
	{
		guest: 'Guest 2',
		startOnLockClock: '2026-12-03 00:00',
		validity: 'from 3 Dec 2026 00:00 to 5 Dec 2026 00:00',
	},
	{
		guest: 'Guest 3',
		startOnLockClock: '2026-12-04 15:00',
		validity: 'from 4 Dec 2026 15:00 to 5 Dec 2026 03:00',
	},
	{
		guest: 'Guest 4',
		startOnLockClock: '2027-07-01 15:00',
		validity: 'from 1 Jul 2027 16:00 to 1 Jul 2027 22:00',
	},
	{
		guest: 'Guest 5',
		startOnLockClock: '2027-07-10 00:00',
		validity: 'from 10 Jul 2027 01:00 to 13 Jul 2027 01:00',
	},
];

async function run({ api, workflow: { id }, thorough }: Stage): Promise<Outcome> {
	const { status, error, outputs } = await api.runWorkflow(id, 'When Clicking Execute Workflow');
	if (status !== 'success')
		throw new PlaygroundError(`The workflow ended with '${status}': ${error ?? 'no reason given'}`);

	const bookings = (outputs['Split Out Bookings'] ?? []) as unknown as Booking[];
	const messages = (outputs['Compose Message'] ?? []) as unknown as Message[];
	return {
		rows: messages.map(({ guest, room, netCode, message }) => ({
			Guest: String(guest),
			Room: String(room),
			NetCode: String(netCode),
			Message: String(message),
		})),
		problems: thorough ? checkMessages(messages, bookings) : [],
	};
}

function checkMessages(messages: Message[], bookings: Booking[]): string[] {
	const wrong = EXPECTED.flatMap(({ guest, startOnLockClock, validity }) => {
		const booking = bookings.find((row) => row.guest === guest);
		const message = messages.find((row) => row.guest === guest);
		if (!booking || !message) return [`There is no message for ${guest}`];
		const code = codeOf(booking, startOnLockClock);
		const text = `Hello ${guest}, your code for ${booking.room} is ${code}, ${validity}.`;
		return message.netCode === code && message.message === text ? [] : [`The message should be: ${text}`];
	});
	return messages.length === EXPECTED.length
		? wrong
		: [...wrong, `There are ${messages.length} messages for ${EXPECTED.length} bookings`];
}

const codeOf = ({ timecode, identifier, lockModel, duration }: Booking, start: string): string =>
	netCodeFor({ id: timecode, start, duration: Number(duration), lockModel, identifier });
