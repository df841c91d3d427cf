import { isDeepStrictEqual } from 'node:util';
import { DateTime } from 'luxon';
import { PlaygroundError } from '../processes.mts';
import type { Outcome } from '../report.mts';
import { MAIL_CHANNEL } from '../standIns.mts';
import {
	CHECK_IN,
	CHECK_OUT,
	codeOfHours,
	codesOfNights,
	doorNamed,
	netCodeOf,
	written,
	ZONE,
	type Code,
} from './doorCodes.mts';
import { clearInbox, fillSheet, readInbox, readSheet, type Example, type Stage } from './example.mts';

/** Rows of bookings become codes, and e-mails to the guests; the office hears of what went wrong. */
export const bookingsToNetCodes: Example = {
	template: 'bookings-to-netcodes',
	title: 'A sheet of bookings, turned into NetCodes and e-mails',
	run,
	prepare: async (stage) => await fillSheet(stage, SHEET, rowsOf(makeBookings(now()))),
};

interface Row {
	guest: string;
	email: string;
	room: string;
	checkIn: string | number;
	checkOut: string | number;
	netCode: string;
	sentAt: string;
	row_number?: number;
}

interface Booking {
	row: Row;
	/** Several for a stay that is longer than the longest code. */
	codes: Code[];
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
	/** Calls that are paid: what an earlier run has paid for is not paid again. */
	calls: number;
}

const SHEET = 'Bookings';
const FIRST_ROW = 2;
const OFFICE = 'office@example.com';
/** Reaches every row of the sheet. */
const DAYS_AHEAD = 1000;
const BAD_DATE = "Start '31/12/2030'";
const BAD_ROOM = "KitLock 'Room 9'";

async function run(stage: Stage): Promise<Outcome> {
	const bookings = makeBookings(now());
	await fillSheet(stage, SHEET, rowsOf(bookings));
	const problems = stage.thorough ? await checkRuns(stage, bookings) : [];
	if (!stage.thorough) await runWorkflow(stage);
	const sheet = await readSheet<Row>(stage, SHEET);
	const reports = (await readInbox<Mail>(stage, MAIL_CHANNEL))
		.filter(({ to }) => to === OFFICE)
		.flatMap(({ text }) => text.split('\n\n'));
	return {
		rows: sheet.map((row) => ({
			Guest: row.guest,
			Room: row.room,
			'Check-in': String(row.checkIn),
			'Check-out': String(row.checkOut),
			NetCode: String(row.netCode),
			'Sent at': row.sentAt,
			'Why there is no code': reasonOf(row, reports),
		})),
		problems,
	};
}

/** Why a row has no code: in the words that the office was told, or since it is not due. */
function reasonOf({ netCode, guest, row_number }: Row, reports: string[]): string {
	if (netCode !== '') return '';
	const told = reports.find((text) => text.startsWith(`Row ${row_number}: `));
	if (told !== undefined) return told.slice(told.indexOf('. ') + 2).replaceAll('\n', ' ');
	return guest === '' ? 'No guest and no address' : 'Check-in is over, or more than 3 days ahead';
}

type Bookings = ReturnType<typeof makeBookings>;

const now = () => DateTime.now().setZone(ZONE);
const rowsOf = (bookings: Bookings): Row[] => Object.values(bookings).map(({ row }) => row);

/** A sheet as people and booking systems fill it, with whatever can be about a row. */
function makeBookings(now: DateTime) {
	const today = now.startOf('day');
	let guests = 0;
	const book = (
		room: string,
		checkIn: string | number,
		checkOut: string | number,
		codes: Code[],
		more: Partial<Row> = {},
	): Booking => {
		const guest = `Guest ${++guests}`;
		const email = `guest.${guests}@example.com`;
		return { row: { guest, email, room, checkIn, checkOut, netCode: '', sentAt: '', ...more }, codes };
	};
	/** Days alone, as Airbnb and Booking.com name them. */
	const nights = (room: string, from: DateTime, count: number, more?: Partial<Row>) =>
		book(room, from.toISODate()!, from.plus({ days: count }).toISODate()!, codesOfNights(from, count), more);
	const hours = (room: string, from: DateTime, count: number, more?: Partial<Row>) =>
		book(room, written(from), written(from.plus({ hours: count })), [codeOfHours(from, count)], more);
	const at = (days: number, hour: number) => today.plus({ days }).set({ hour });
	const nextYear = (month: number, day: number) => today.set({ year: today.year + 1, month, day });
	const [three, six] = [at(1, 15), at(1, 18)];
	const calendarEnd = at(2, 12);
	return {
		tonight: nights('Room 4', today, 1),
		sixNights: nights('Garden Flat', today.plus({ days: 1 }), 6),
		sevenNights: nights('Room 2', today.plus({ days: 2 }), 7),
		midnights: book(
			'Room 3',
			`${today.plus({ days: 3 }).toISODate()}T00:00:00`,
			`${today.plus({ days: 4 }).toISODate()}T00:00:00`,
			codesOfNights(today.plus({ days: 3 }), 1),
		),
		calendar: book('Locker 12', at(2, 9).toISO()!, calendarEnd.toISO()!, [codeOfHours(at(2, 9), 3)]),
		inUtc: book('Bike Store', at(2, 9).toUTC().toISO()!, calendarEnd.toUTC().toISO()!, [
			codeOfHours(at(2, 9), 3),
		]),
		leadingZero: withLeadingZero(
			(hour) => codeOfHours(at(1, hour), 2),
			(hour) => hours('Room 1', at(1, hour), 2),
		),
		dateCell: book('room 1 ', dateCell(three), dateCell(six), [codeOfHours(three, 3)]),
		sentBefore: hours('Room 4', at(1, 18), 1, { netCode: '012345', sentAt: 'by phone' }),
		badRoom: hours('Room 9', at(1, 20), 2),
		badDate: book('Room 2', '31/12/2030', '01/01/2031', []),
		noAddress: hours('Room 2', at(2, 11), 6, { email: '' }),
		past: nights('Room 4', today.minus({ days: 1 }), 1),
		notYet: hours('Room 4', at(4, 16), 4),
		summer: hours('Room 3', nextYear(7, 1).set({ hour: 16 }), 6),
		summerNights: nights('Room 3', nextYear(7, 10), 2),
		winter: hours('Room 3', nextYear(12, 1).set({ hour: 16 }), 6),
		unfilled: hours('Room 4', at(1, 22), 4, { guest: '', email: '' }),
	};
}

/** A booking whose code begins with 0, as every tenth does: of the hours of a day, one that does. */
function withLeadingZero(codeAt: (hour: number) => Code, bookingAt: (hour: number) => Booking): Booking {
	const hour = Array.from({ length: 24 }, (_, index) => index).find((index) =>
		netCodeOf('Room 1', codeAt(index)).startsWith('0'),
	);
	return bookingAt(hour ?? 12);
}

/** Spreadsheets keep a date as the days since 30 December 1899. */
function dateCell(time: DateTime): number {
	return time.setZone('utc', { keepLocalTime: true }).toMillis() / 86_400_000 + 25_569;
}

/** Three runs: as imported, after the office has seen to it, and with codes sent years ahead. */
async function checkRuns(stage: Stage, bookings: Bookings): Promise<string[]> {
	const { tonight, sixNights, sevenNights, midnights, calendar, inUtc, leadingZero, dateCell } = bookings;
	const { badRoom, badDate, noAddress, notYet, summer, summerNights, winter } = bookings;
	const first = await checkRun(stage, bookings, {
		sent: [tonight, sixNights, sevenNights, midnights, calendar, inUtc, leadingZero, dateCell],
		withoutCode: [
			[badRoom, BAD_ROOM],
			[badDate, BAD_DATE],
		],
		withoutMail: [noAddress],
		calls: 10,
	});

	const corrected = { ...badRoom, row: { ...badRoom.row, room: 'Room 3' } };
	await write(stage, corrected.row);
	const second = await checkRun(stage, bookings, {
		sent: [corrected],
		withoutCode: [[badDate, BAD_DATE]],
		withoutMail: [noAddress],
		calls: 1,
	});

	await write(stage, { ...badDate.row, sentAt: 'cancelled' });
	await write(stage, { ...noAddress.row, sentAt: 'by phone' });
	await sendAhead(stage, DAYS_AHEAD);
	const third = await checkRun(stage, bookings, { sent: [notYet, summer, summerNights, winter], calls: 4 });
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

	const marked = before.map((row, index) => {
		const booking = expected.sent.find(({ row: { guest } }) => guest === row.guest);
		return booking ? { ...row, netCode: netCodesOf(booking), sentAt: timeOrNothing(sheet[index]) } : row;
	});
	return [
		...compare('E-mail', mails.map(shortened), mailsOf(bookings, expected)),
		...compare('Row', sheet, marked),
		...(calls === expected.calls ? [] : [`There were ${calls} NetCode calls in place of ${expected.calls}`]),
	];
}

function mailsOf(bookings: Bookings, { sent, withoutCode = [], withoutMail = [] }: Expected): Mail[] {
	const guests = Object.values(bookings).map(({ row: { guest } }) => guest);
	const about = ({ row: { guest, room } }: Booking) =>
		`Row ${FIRST_ROW + guests.indexOf(guest)}: ${guest}, ${room}.`;
	const problems = [
		...withoutCode.map(([booking, reason]) => `${about(booking)} There is no code: ${reason}…`),
		...withoutMail.map((booking) => {
			const [code] = booking.codes;
			return (
				`${about(booking)} The e-mail to '' failed: …\n` +
				`The code is ${netCodesOf(booking)}, from ${code.opens} to ${code.closes}. Tell the guest, and write something into sentAt.`
			);
		}),
	];
	const mails = sent.flatMap(mailsToGuest);
	return problems.length > 0 ? [...mails, mailToOffice(problems)] : mails;
}

/** One for each code. */
function mailsToGuest({ row: { guest, email, room }, codes }: Booking): Mail[] {
	const door = doorNamed(room).name;
	return codes.map((code, index) => ({
		to: email,
		subject: `Your door code for ${door}${codes.length > 1 ? ` (${index + 1} of ${codes.length})` : ''}`,
		text: `Hello ${guest},

your door code for ${door} is ${netCodeOf(door, code)}

It is for ${code.period}.${code.isOfDays ? `\nCheck-in is from ${CHECK_IN}, check-out until ${CHECK_OUT}.` : ''}${codes.length > 1 ? '\nFor the rest of your stay you get another code, by another e-mail.' : ''}

Please enter every digit, also a 0 at the beginning. If anything is unclear, reply to this e-mail.

We look forward to seeing you.`,
	}));
}

function mailToOffice(problems: string[]): Mail {
	return {
		to: OFFICE,
		subject: `Door codes: ${problems.length === 1 ? '1 problem needs' : `${problems.length} problems need`} you`,
		text: `${problems.join('\n\n')}

Each run tries a row again until it is sent or its day is over.`,
	};
}

/** What a mail server says about an address is its own affair, and the rest of a reason the node's. */
function shortened(mail: Mail): Mail {
	const text = mail.text
		.replace(/ failed: .+/g, ' failed: …')
		.replace(/(There is no code: (?:KitLock|Start) '[^']*').*/g, '$1…');
	return { ...mail, text };
}

const netCodesOf = ({ row: { room }, codes }: Booking): string =>
	codes.map((code) => netCodeOf(room, code)).join(', ');

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
