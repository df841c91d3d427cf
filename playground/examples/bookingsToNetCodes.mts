import { isDeepStrictEqual } from 'node:util';
import { DateTime } from 'luxon';
import { findDuration, type LockModel } from '../../sandbox/durations.mts';
import { netCodeFor } from '../../sandbox/netCode.mts';
import { PlaygroundError } from '../processes.mts';
import type { Outcome } from '../report.mts';
import { MAIL_CHANNEL } from '../standIns.mts';
import { clearInbox, fillSheet, readInbox, readSheet, type Example, type Stage } from './example.mts';

/** Rows of bookings become codes, and e-mails to the guests; the office hears of what went wrong. */
export const bookingsToNetCodes: Example = {
	template: 'bookings-to-netcodes',
	title: 'A sheet of bookings, turned into NetCodes and e-mails',
	run,
};

interface KitLock {
	room: string;
	lockModel: LockModel;
	timecode: string;
	identifier: string | number;
}

interface Row extends KitLock {
	guest: string;
	email: string;
	start: string | number;
	duration: number;
	netCode: string;
	sentAt: string;
}

interface Booking {
	row: Row;
	/** What its start means: ISO, the clock at the door. */
	begins: string;
}

interface Mail {
	to: string;
	subject: string;
	text: string;
}

/** What one run of the workflow must lead to. */
interface Expected {
	sent: Booking[];
	/** With the reason that the office is told. */
	withoutCode?: Array<[Booking, string]>;
	withoutMail?: Booking[];
}

const SHEET = 'Bookings';
const FIRST_ROW = 2;
const ZONE = 'Europe/London';
const OFFICE = 'office@example.com';
/** Reaches every row of the sheet. */
const DAYS_AHEAD = 1000;
const BAD_DATE =
	"Start '31/12/2030 16:00' does not begin with the year, and dates like it can be read two ways; write the year first, such as 2026-07-01 16:00";

const ROOM_4: KitLock = {
	room: 'Room 4',
	lockModel: 'KL1060',
	timecode: '202601150930',
	identifier: '029935',
};
const ROOM_7: KitLock = {
	room: 'Room 7',
	lockModel: 'KL1060C2',
	timecode: '202601151015',
	identifier: '355722',
};
const STUDIO: KitLock = {
	room: 'Garden Studio',
	lockModel: 'KL1060G3',
	timecode: '202602031140',
	identifier: '066530',
};

async function run(stage: Stage): Promise<Outcome> {
	const bookings = makeBookings(DateTime.now().setZone(ZONE));
	const rows = Object.values(bookings).map(({ row }) => row);
	await fillSheet(stage, SHEET, rows);
	const problems = stage.thorough ? await checkRuns(stage, bookings) : [];
	if (!stage.thorough) await runWorkflow(stage);
	const sheet = await readSheet<Row>(stage, SHEET);
	return {
		rows: sheet.map(({ guest, room, start, netCode, sentAt }) => ({
			Guest: guest,
			Room: room,
			Start: String(start),
			NetCode: String(netCode),
			'Sent at': sentAt,
		})),
		problems,
	};
}

type Bookings = ReturnType<typeof makeBookings>;

/** A sheet as people fill it, with whatever can be about a row. */
function makeBookings(today: DateTime) {
	const day = (days: number, time: string) => `${today.plus({ days }).toISODate()}T${time}`;
	let guests = 0;
	const book = (lock: KitLock, begins: string, duration: number, more: Partial<Row> = {}): Booking => {
		const guest = `Guest ${++guests}`;
		const email = `guest.${guests}@example.com`;
		const start = begins.replace('T', ' ');
		return { begins, row: { guest, email, ...lock, start, duration, netCode: '', sentAt: '', ...more } };
	};
	const nextYear = today.year + 1;
	return {
		today: book(ROOM_4, day(0, '16:00'), 3),
		leadingZero: withLeadingZero(book(ROOM_7, day(1, '16:00'), 3)),
		days: book(ROOM_7, day(2, '00:00'), 13, { start: today.plus({ days: 2 }).toISODate()! }),
		dateCell: book(ROOM_4, day(3, '15:00'), 11, { start: dateCell(day(3, '15:00')) }),
		sentBefore: book(ROOM_4, day(1, '18:00'), 0, { netCode: '012345', sentAt: 'by phone' }),
		badIdentifier: book({ ...ROOM_4, identifier: 29935 }, day(1, '20:00'), 3),
		badDate: book(ROOM_7, day(1, '11:00'), 3, { start: '31/12/2030 16:00' }),
		noAddress: book(ROOM_7, day(2, '11:00'), 5, { email: '' }),
		past: book(ROOM_4, day(-1, '16:00'), 3),
		notYet: book(ROOM_4, day(4, '16:00'), 3),
		summer: book(STUDIO, `${nextYear}-07-01T16:00`, 5),
		summerDays: book(STUDIO, `${nextYear}-07-10T00:00`, 14, { start: `${nextYear}/7/10` }),
		winter: book(STUDIO, `${nextYear}-12-01T16:00`, 5),
		unfilled: book(ROOM_4, day(1, '22:00'), 3, { guest: '', email: '' }),
	};
}

/** The same booking of a lock whose code begins with 0: every tenth does. */
function withLeadingZero(booking: Booking): Booking {
	for (let identifier = 100_000; ; identifier++) {
		const tried = { ...booking, row: { ...booking.row, identifier: String(identifier) } };
		if (codeOf(tried).code.startsWith('0')) return tried;
	}
}

/** Spreadsheets keep a date as the days since 30 December 1899. */
function dateCell(wallClock: string): number {
	return DateTime.fromISO(wallClock, { zone: 'utc' }).toMillis() / 86_400_000 + 25_569;
}

/** Three runs: as imported, after the office has seen to it, and with codes sent years ahead. */
async function checkRuns(stage: Stage, bookings: Bookings): Promise<string[]> {
	const { today, leadingZero, days, dateCell, badIdentifier, badDate, noAddress } = bookings;
	const first = await checkRun(stage, bookings, {
		sent: [today, leadingZero, days, dateCell],
		withoutCode: [
			[badIdentifier, "Identifier '29935' has 5 digits in place of 6: spreadsheets drop leading zeros"],
			[badDate, BAD_DATE],
		],
		withoutMail: [noAddress],
	});

	const corrected = { ...badIdentifier, row: { ...badIdentifier.row, identifier: ROOM_4.identifier } };
	await write(stage, corrected.row);
	const second = await checkRun(stage, bookings, {
		sent: [corrected],
		withoutCode: [[badDate, BAD_DATE]],
		withoutMail: [noAddress],
	});

	await write(stage, { ...badDate.row, sentAt: 'cancelled' });
	await write(stage, { ...noAddress.row, sentAt: 'by phone' });
	await sendAhead(stage, DAYS_AHEAD);
	const { notYet, summer, summerDays, winter } = bookings;
	const third = await checkRun(stage, bookings, { sent: [notYet, summer, summerDays, winter] });
	return [
		...first,
		...second.map((problem) => `After a correction: ${problem}`),
		...third.map((problem) => `Sent ${DAYS_AHEAD} days ahead: ${problem}`),
	];
}

async function checkRun(stage: Stage, bookings: Bookings, expected: Expected): Promise<string[]> {
	const { control } = stage.sandbox;
	const before = await readSheet<Row>(stage, SHEET);
	await clearInbox(stage, MAIL_CHANNEL);
	control.resetCalls();
	await runWorkflow(stage);
	const mails = await readInbox<Mail>(stage, MAIL_CHANNEL);
	const sheet = await readSheet<Row>(stage, SHEET);
	const calls = control.getCalls().methods['GET /n/1/netcode/{id}'] ?? 0;

	const { sent, withoutMail = [] } = expected;
	const marked = before.map((row, index) => {
		const booking = sent.find(({ row: { guest } }) => guest === row.guest);
		return booking ? { ...row, netCode: codeOf(booking).code, sentAt: timeOrNothing(sheet[index]) } : row;
	});
	const paid = sent.length + withoutMail.length;
	return [
		...compare('E-mail', mails.map(withoutServersWords), mailsOf(bookings, expected)),
		...compare('Row', sheet, marked),
		...(calls === paid ? [] : [`There were ${calls} NetCode calls in place of ${paid}`]),
	];
}

function mailsOf(bookings: Bookings, { sent, withoutCode = [], withoutMail = [] }: Expected): Mail[] {
	const guests = Object.values(bookings).map(({ row: { guest } }) => guest);
	const about = ({ row: { guest, room } }: Booking) =>
		`Row ${FIRST_ROW + guests.indexOf(guest)}: ${guest}, ${room}.`;
	const problems = [
		...withoutCode.map(([booking, reason]) => `${about(booking)} There is no code: ${reason}`),
		...withoutMail.map((booking) => {
			const { code, from, until } = codeOf(booking);
			return (
				`${about(booking)} The e-mail to '' failed: …\n` +
				`The code is ${code}, from ${from} until ${until}. Tell the guest, and write something into sentAt.`
			);
		}),
	];
	return problems.length > 0 ? [...sent.map(mailToGuest), mailToOffice(problems)] : sent.map(mailToGuest);
}

function mailToGuest(booking: Booking): Mail {
	const { guest, email, room } = booking.row;
	const { code, from, until } = codeOf(booking);
	return {
		to: email,
		subject: `Your door code for ${room}`,
		text: `Hello ${guest},

your door code for ${room} is ${code}

It opens the door from ${from}
until ${until}.

Please enter every digit, also a 0 at the beginning. If anything is unclear, reply to this e-mail.

We look forward to seeing you.`,
	};
}

function mailToOffice(problems: string[]): Mail {
	return {
		to: OFFICE,
		subject: `Door codes: ${problems.length === 1 ? '1 problem needs' : `${problems.length} problems need`} you`,
		text: `${problems.join('\n\n')}

A row is tried again by each run, until it is sent or its day is over.`,
	};
}

/** What a mail server says about an address is its own affair. */
function withoutServersWords(mail: Mail): Mail {
	return { ...mail, text: mail.text.replace(/ failed: .+/g, ' failed: …') };
}

/** The code that a booking must lead to, and from when until when the e-mail must say that it is valid. */
function codeOf({ begins, row: { timecode, identifier, lockModel, duration } }: Booking) {
	const { days, hours } = findDuration(duration)!;
	// In London, standard time is UTC: a KitLock there shows UTC all year, and its days begin at midnight UTC.
	const start = DateTime.fromISO(begins, { zone: days > 0 ? 'utc' : ZONE }).toUTC();
	const read = (time: DateTime) => time.setZone(ZONE).setLocale('en-GB').toFormat('cccc d LLLL yyyy, HH:mm');
	return {
		code: netCodeFor({
			id: timecode,
			start: start.toFormat('yyyy-MM-dd HH:mm'),
			duration,
			lockModel,
			identifier: String(identifier),
		}),
		from: read(start),
		until: read(start.plus({ days, hours })),
	};
}

/** What is marked as sent says when; anything else that stands there cannot be what was expected. */
function timeOrNothing({ sentAt }: Row): string {
	return /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(sentAt) ? sentAt : '';
}

function compare(kind: string, found: object[], expected: object[]): string[] {
	return Array.from({ length: Math.max(found.length, expected.length) }, (_, index) => index)
		.filter((index) => !isDeepStrictEqual(found[index], expected[index]))
		.map(
			(index) =>
				`${kind} ${index + 1} is ${JSON.stringify(found[index])}, and should be ${JSON.stringify(expected[index])}`,
		);
}

async function runWorkflow({ api, workflow: { id } }: Stage): Promise<void> {
	const { status, error } = await api.runWorkflow(id, 'Run Now');
	if (status !== 'success')
		throw new PlaygroundError(`The workflow ended with '${status}': ${error ?? 'no reason given'}`);
}

/** Writes a row over the one of the same guest, as a person does who corrects it. */
async function write(stage: Stage, corrected: Row): Promise<void> {
	const rows = await readSheet<Row>(stage, SHEET);
	const written = rows.map((row) => (row.guest === corrected.guest ? corrected : row));
	await fillSheet(stage, SHEET, written);
}

/**
 * Changes how many days before their arrival guests get their code. The zone of the workflow, which is anyone's after an import,
 * changes too: the codes must follow the zone in the template's own settings.
 */
async function sendAhead(
	{ api, workflow: { id, versionId, nodes, settings } }: Stage,
	days: number,
): Promise<void> {
	const changed = nodes.map((node) => {
		if (node.name !== 'Your Settings') return node;
		const { assignments } = node.parameters.assignments as { assignments: Array<{ name: string }> };
		const values = assignments.map((one) => (one.name === 'daysAhead' ? { ...one, value: days } : one));
		return { ...node, parameters: { ...node.parameters, assignments: { assignments: values } } };
	});
	await api.updateWorkflow(id, {
		versionId,
		nodes: changed,
		settings: { ...settings, timezone: 'Asia/Kolkata' },
	});
}
