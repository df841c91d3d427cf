import { DateTime } from 'luxon';
import type { Outcome } from '../report.mts';
import { FEED, feedUrl, MAIL_CHANNEL } from '../standIns.mts';
import {
	CHECK_IN,
	CHECK_OUT,
	codeOfHours,
	codesOfNights,
	day,
	hour,
	netCodeOf,
	ZONE,
	type Code,
} from './doorCodes.mts';
import { clearInbox, readInbox, type Example, type Stage } from './example.mts';
import { Findings } from './findings.mts';

/** Calendars as booking sites give them become codes, once for each stay, and e-mails to the host. */
export const calendarFeed: Example = {
	template: 'calendar-feed-to-door-codes',
	title: "A listing's calendar feed, turned into door codes",
	run,
};

interface Mail {
	to: string;
	subject: string;
	text: string;
}

/** What a run must lead to. */
interface Expected {
	door: string;
	/** The lines of the e-mail; none for no e-mail. */
	news: string[];
	/** NetCode calls. */
	calls: number;
	/** Why the run fails, if it must. */
	failure?: string;
}

const AIRBNB_DOOR = 'Room 4';
const BOOKING_DOOR = 'Room 3';
const GOOGLE_DOOR = 'Room 2';
const NOT_WHOLE = `The calendar link of ${AIRBNB_DOOR} did not return a complete calendar. Nothing was changed. Does the link open in a browser?`;

async function run(stage: Stage): Promise<Outcome> {
	const found = new Findings();
	const today = DateTime.now().setZone(ZONE).startOf('day');
	if (stage.thorough) {
		await runAirbnb(stage, found, today);
		await runBroken(stage, found);
		await runBooking(stage, found, today);
		await runGoogle(stage, found, today);
	} else {
		await putFeed(stage, airbnbFeed([airbnbStay('HMABCD1234', today.plus({ days: 2 }), 3)]));
		await stage.api.runWorkflow(stage.workflow.id, 'Run Now');
	}
	const mails = await readInbox<Mail>(stage, MAIL_CHANNEL);
	const lines = mails.filter(({ subject }) => subject.startsWith('Door codes for')).flatMap(newsOf);
	return { rows: lines.map((line) => ({ 'E-mail to the host': line })), problems: found.problems };
}

/** New stays, a feed read again, and what a day later has come, moved or gone. */
async function runAirbnb(stage: Stage, found: Findings, today: DateTime): Promise<void> {
	const [soon, later, far] = [2, 10, 30].map((days) => today.plus({ days }));
	const block = airbnbBlock(today.plus({ days: 20 }), 2);
	const over = airbnbStay('HMOVER0001', today.minus({ days: 5 }), 3);
	const before = airbnbFeed([
		over,
		airbnbStay('HMABCD1234', soon, 3),
		airbnbStay('HMWEEK0007', later, 7),
		block,
	]);
	const expect = expecting(stage, found, AIRBNB_DOOR);
	await putFeed(stage, before);
	await expect('Airbnb', {
		news: [newStay(AIRBNB_DOOR, soon, 3), ...newWeek(AIRBNB_DOOR, later)],
		calls: 3,
	});
	await expect('Airbnb, read again', { news: [], calls: 0 });

	const moved = soon.plus({ days: 1 });
	await putFeed(
		stage,
		airbnbFeed([airbnbStay('HMABCD1234', moved, 3), block, airbnbStay('HMNEXT0009', far, 2)]),
	);
	await expect('Airbnb, a day later', {
		news: [
			newStay(AIRBNB_DOOR, moved, 3).replace('New', 'Moved'),
			newStay(AIRBNB_DOOR, far, 2),
			...goneWeek(AIRBNB_DOOR, later),
		],
		calls: 2,
	});
	await expect('Airbnb, a day later, read again', { news: [], calls: 0 });
}

/** Feeds that were not read whole tell nothing, least of all that every stay is gone. */
async function runBroken(stage: Stage, found: Findings): Promise<void> {
	const expect = expecting(stage, found, AIRBNB_DOOR);
	await putFeed(stage, airbnbFeed([]));
	await expect('A calendar without events', { news: [], calls: 0 });
	for (const [what, text] of [
		['A calendar that is cut', airbnbFeed([airbnbBlock(DateTime.now(), 2)]).slice(0, -30)],
		['A page in place of a calendar', '<html><body>Please sign in</body></html>'],
		['An empty answer', ''],
	]) {
		await putFeed(stage, text);
		await expect(what, { news: [], calls: 0, failure: NOT_WHOLE });
	}
}

/** All events read alike, so each is a stay. */
async function runBooking(stage: Stage, found: Findings, today: DateTime): Promise<void> {
	const [soon, later] = [3, 8].map((days) => today.plus({ days }));
	await changeSettings(stage, { door: BOOKING_DOOR });
	await putFeed(stage, bookingFeed([bookingStay('1', soon, 2), bookingStay('2', later, 6)]));
	await expecting(
		stage,
		found,
		BOOKING_DOOR,
	)('Booking.com', {
		news: [newStay(BOOKING_DOOR, soon, 2), newStay(BOOKING_DOOR, later, 6)],
		calls: 2,
	});
}

/**
 * Times with a zone, in the last week of October too, where n8n's reader is an hour off if the feed holds the zone's rules and
 * the server is in Europe; times in UTC; and days.
 */
async function runGoogle(stage: Stage, found: Findings, today: DateTime): Promise<void> {
	const october = today.set({ year: today.year + 1, month: 10, day: 27 }).set({ hour: 15 });
	const july = today.set({ year: today.year + 1, month: 7, day: 6 }).set({ hour: 9 });
	const august = today.set({ year: today.year + 1, month: 8, day: 1 });
	await changeSettings(stage, { door: GOOGLE_DOOR });
	await putFeed(
		stage,
		googleFeed([
			googleEvent(
				'october',
				`;TZID=${ZONE}:${basic(october)}`,
				`;TZID=${ZONE}:${basic(october.plus({ hours: 3 }))}`,
			),
			googleEvent('july', `:${basic(july.toUTC())}Z`, `:${basic(july.plus({ hours: 4 }).toUTC())}Z`),
			googleEvent('august', ...dates(august, 2)),
		]),
	);
	await expecting(
		stage,
		found,
		GOOGLE_DOOR,
	)('Google Calendar', {
		news: [
			newHours(GOOGLE_DOOR, october, 3),
			newHours(GOOGLE_DOOR, july, 4, 'UTC'),
			newStay(GOOGLE_DOOR, august, 2),
		],
		calls: 3,
	});
}

/** A run of the workflow that must lead to this news. */
function expecting(stage: Stage, found: Findings, door: string) {
	return async (what: string, { news, calls, failure }: Omit<Expected, 'door'>): Promise<void> => {
		const { control } = stage.sandbox;
		await clearInbox(stage, MAIL_CHANNEL);
		control.resetCalls();
		const { status, error } = await stage.api.runWorkflow(stage.workflow.id, 'Run Now');
		found.expect(`${what}: the run`, [status, error], [failure ? 'error' : 'success', failure]);
		const mails = await readInbox<Mail>(stage, MAIL_CHANNEL);
		const expected = { to: 'host@example.com', subject: `Door codes for ${door}`, text: textOf(news) };
		found.expect(`${what}: e-mails`, mails, news.length > 0 ? [expected] : []);
		const called = control.getCalls().methods['GET /n/1/netcode/{id}'] ?? 0;
		found.expect(`${what}: NetCode calls`, called, calls);
	};
}

const ENDING = `\n\nCheck-in is from ${CHECK_IN}, check-out until ${CHECK_OUT}.`;
const textOf = (news: string[]): string => news.join('\n\n') + ENDING;
const newsOf = ({ text }: Mail): string[] => text.replace(ENDING, '').split('\n\n');

const stayOf = (from: DateTime, nights: number): string =>
	`${day(from)} to ${day(from.plus({ days: nights }))}`;

function newStay(door: string, from: DateTime, nights: number): string {
	const [code] = codesOfNights(from, nights);
	return `New: ${stayOf(from, nights)}. The code is ${netCodeOf(door, code)}.`;
}

/** A week needs two codes, one after the other. */
function newWeek(door: string, from: DateTime): string[] {
	return codesOfNights(from, 7).map(
		(code, index) =>
			`New: ${stayOf(from, 7)}. The code is ${netCodeOf(door, code)}, number ${index + 1} of this stay, until ${endOf(code)}.`,
	);
}

function goneWeek(door: string, from: DateTime): string[] {
	return codesOfNights(from, 7).map(
		(code) =>
			`Gone from the calendar: ${stayOf(from, 7)}. The code ${netCodeOf(door, code)} works until ${endOf(code)} nevertheless.`,
	);
}

function newHours(door: string, from: DateTime, hours: number, zone = ZONE): string {
	const [start, end] = [from, from.plus({ hours })].map((time) => time.setZone(zone));
	const code = netCodeOf(door, codeOfHours(from, hours));
	return `New: ${day(start)}, ${hour(start)} to ${day(end)}, ${hour(end)}. The code is ${code}.`;
}

function endOf({ closes }: Code): string {
	const end = DateTime.fromFormat(closes, 'yyyy-MM-dd HH:mm', { zone: ZONE });
	return `${day(end)}, ${hour(end)}`;
}

async function putFeed({ sandbox, signal }: Stage, text: string): Promise<void> {
	const response = await fetch(feedUrl(sandbox.url, FEED), {
		method: 'PUT',
		headers: { 'content-type': 'text/calendar' },
		body: text,
		signal,
	});
	await response.arrayBuffer();
}

async function changeSettings({ api, workflow }: Stage, values: Record<string, string>): Promise<void> {
	const { versionId, nodes } = (await api.findWorkflow(workflow.id))!;
	const changed = nodes.map((node) => {
		if (node.name !== 'Your Settings') return node;
		const { assignments } = node.parameters.assignments as { assignments: Array<{ name: string }> };
		const set = assignments.map((one) => (one.name in values ? { ...one, value: values[one.name] } : one));
		return { ...node, parameters: { ...node.parameters, assignments: { assignments: set } } };
	});
	await api.updateWorkflow(workflow.id, { versionId, nodes: changed });
}

/* Feeds in the shapes of three services; the content is made up. */

const basic = (time: DateTime): string => time.toFormat("yyyyMMdd'T'HHmmss");
const dates = (from: DateTime, nights: number): [string, string] => [
	`;VALUE=DATE:${from.toFormat('yyyyMMdd')}`,
	`;VALUE=DATE:${from.plus({ days: nights }).toFormat('yyyyMMdd')}`,
];
const calendar = (head: string[], events: string[][]): string =>
	[
		'BEGIN:VCALENDAR',
		...head,
		...events.flatMap((event) => ['BEGIN:VEVENT', ...event, 'END:VEVENT']),
		'END:VCALENDAR',
		'',
	].join('\r\n');

const airbnbFeed = (events: string[][]): string =>
	calendar(['PRODID:-//Airbnb Inc//Hosting Calendar 1.0//EN', 'CALSCALE:GREGORIAN', 'VERSION:2.0'], events);

const airbnbEvent = (uid: string, from: DateTime, nights: number, summary: string): string[] => {
	const [start, end] = dates(from, nights);
	return [
		'DTSTAMP:20261101T090000Z',
		`DTSTART${start}`,
		`DTEND${end}`,
		`SUMMARY:${summary}`,
		`UID:${uid}@airbnb.com`,
	];
};

/** Its link is folded over two lines. */
const airbnbStay = (code: string, from: DateTime, nights: number): string[] => [
	...airbnbEvent(code, from, nights, 'Reserved'),
	'DESCRIPTION:Reservation URL: https://www.airbnb.com/hosting/reservations/deta',
	` ils/${code}\\nPhone Number (Last 4 Digits): 1234`,
];

const airbnbBlock = (from: DateTime, nights: number): string[] =>
	airbnbEvent('block', from, nights, 'Airbnb (Not available)');

const bookingFeed = (events: string[][]): string =>
	calendar(['PRODID:-//admin.booking.com//Calendar export//EN', 'VERSION:2.0'], events);

function bookingStay(uid: string, from: DateTime, nights: number): string[] {
	const [start, end] = dates(from, nights);
	return [`DTSTART${start}`, `DTEND${end}`, `UID:${uid}@booking.com`, 'SUMMARY:CLOSED - Not available'];
}

const LONDON = [
	...['BEGIN:VTIMEZONE', `TZID:${ZONE}`, `X-LIC-LOCATION:${ZONE}`],
	...['BEGIN:DAYLIGHT', 'TZOFFSETFROM:+0000', 'TZOFFSETTO:+0100', 'TZNAME:GMT+1'],
	...['DTSTART:19700329T010000', 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'END:DAYLIGHT'],
	...['BEGIN:STANDARD', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0000', 'TZNAME:GMT'],
	...['DTSTART:19701025T020000', 'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU', 'END:STANDARD'],
	'END:VTIMEZONE',
];

const googleFeed = (events: string[][]): string =>
	calendar(
		[
			...['PRODID:-//Google Inc//Google Calendar 70.9054//EN', 'VERSION:2.0', 'CALSCALE:GREGORIAN'],
			...['METHOD:PUBLISH', 'X-WR-CALNAME:Guests', `X-WR-TIMEZONE:${ZONE}`, ...LONDON],
		],
		events,
	);

const googleEvent = (uid: string, start: string, end: string): string[] => [
	...[`DTSTART${start}`, `DTEND${end}`, 'DTSTAMP:20261101T090000Z', `UID:${uid}@google.com`],
	...['SEQUENCE:1', 'STATUS:CONFIRMED', `SUMMARY:Guest of ${uid}`, 'TRANSP:OPAQUE'],
];
