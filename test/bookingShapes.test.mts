import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { locator, runNode } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';

/** The rows of bookings as systems send them, read by the expressions of docs/sheets.md. */
const sandbox = useSandbox();
const SHEETS = readFileSync(resolve(__dirname, '../docs/sheets.md'), 'utf8').replaceAll('\\|', '|');

const KIT_LOCKS = 'Room 4\tKL1060\t202604221226\t061725\tEurope/London\tSite Time';

interface Case {
	system: string;
	json: unknown;
	start: string;
	end?: string;
	options?: INodeParameters;
}

/** The hours of the house, for systems that give days. */
const HOURS = { startTime: '15:00', endTime: '11:00' };

async function codeFor({ json, start, end, options = {} }: Case) {
	const run = await runNode(
		{
			parameters: {
				...{ resource: 'netCode', operation: 'generateForKitLock' },
				...{ lockFrom: 'credential', kitLock: locator('Room 4', 'name') },
				start: `=${start}`,
				...(end === undefined
					? { duration: locator('4 hours', 'length') }
					: { lengthAs: 'end', end: `=${end}` }),
				options,
			},
			credentials: { ...sandbox.credentials(), kitLocks: KIT_LOCKS },
		},
		[json as IDataObject],
	);
	if (run.error) throw run.error;
	const [{ query }] = sandbox.calls().filter(({ path }) => path.startsWith('/n/'));
	return { sent: `${query.start} ${query.duration}`, hints: run.hints.join('\n') };
}

const inDocs = (expression: string) => expect(SHEETS).toContain(expression);

const CALENDAR_DAY =
	"{{ DateTime.fromISO($json.start.date, { zone: 'utc' }).plus({ hours: 12 }).toISODate() }}";
const CALENDAR_TIME = "{{ $json.start.local ? $json.start.local.date.replace('Z', '') : $json.start.date }}";
const ofEnd = (expression: string) => expression.replaceAll('$json.start', '$json.end');

/** All of them stay from 3 September 2030, 15:00, to 4 September, 11:00. */
const NIGHTS: Case[] = [
	...[
		['UTC', '2030-09-03T00:00:00.000Z', '2030-09-04T00:00:00.000Z'],
		['Berlin', '2030-09-02T22:00:00.000Z', '2030-09-03T22:00:00.000Z'],
		['New York', '2030-09-03T04:00:00.000Z', '2030-09-04T04:00:00.000Z'],
		['Auckland', '2030-09-02T12:00:00.000Z', '2030-09-03T12:00:00.000Z'],
	].map(([server, start, end]) => ({
		system: `Airbnb, Booking.com and VRBO by iCal, on a server in ${server}`,
		json: { start: { date: start, type: 'DATE' }, end: { date: end, type: 'DATE' } },
		start: CALENDAR_DAY,
		end: ofEnd(CALENDAR_DAY),
		options: HOURS,
	})),
	{
		system: 'iCal with a zone, an hour early by the date',
		json: {
			start: {
				date: '2030-09-03T13:00:00.000Z',
				local: { date: '2030-09-03T15:00:00.000Z', timezone: 'Europe/London' },
			},
			end: {
				date: '2030-09-04T09:00:00.000Z',
				local: { date: '2030-09-04T11:00:00.000Z', timezone: 'Europe/London' },
			},
		},
		start: CALENDAR_TIME,
		end: ofEnd(CALENDAR_TIME),
	},
	{
		system: 'iCal in UTC',
		json: { start: { date: '2030-09-03T14:00:00.000Z' }, end: { date: '2030-09-04T10:00:00.000Z' } },
		start: CALENDAR_TIME,
		end: ofEnd(CALENDAR_TIME),
	},
	{
		system: 'Lodgify',
		json: { date_arrival: '2030-09-03T00:00:00', date_departure: '2030-09-04T00:00:00' },
		start: '{{ $json.date_arrival }}',
		end: '{{ $json.date_departure }}',
		options: HOURS,
	},
	{
		system: 'Guesty, by days',
		json: { checkInDateLocalized: '2030-09-03', checkOutDateLocalized: '2030-09-04' },
		start: '{{ $json.checkInDateLocalized }}',
		end: '{{ $json.checkOutDateLocalized }}',
		options: HOURS,
	},
	{
		system: 'Guesty, by instants',
		json: { checkIn: '2030-09-03T14:00:00.000Z', checkOut: '2030-09-04T10:00:00.000Z' },
		start: '{{ $json.checkIn }}',
		end: '{{ $json.checkOut }}',
	},
	{
		system: 'Cloudbeds',
		json: { startDate: '2030-09-03', endDate: '2030-09-04' },
		start: '{{ $json.startDate }}',
		end: '{{ $json.endDate }}',
		options: HOURS,
	},
	{
		system: 'Beds24',
		json: { arrival: '2030-09-03', departure: '2030-09-04' },
		start: '{{ $json.arrival }}',
		end: '{{ $json.departure }}',
		options: HOURS,
	},
	{
		system: 'Google Calendar, all day',
		json: { start: { date: '2030-09-03' }, end: { date: '2030-09-04' } },
		start: '{{ $json.start }}',
		end: '{{ $json.end }}',
		options: HOURS,
	},
	{
		system: 'Google Calendar, with times',
		json: {
			start: { dateTime: '2030-09-03T15:00:00+01:00', timeZone: 'Europe/London' },
			end: { dateTime: '2030-09-04T11:00:00+01:00', timeZone: 'Europe/London' },
		},
		start: '{{ $json.start }}',
		end: '{{ $json.end.dateTime }}',
	},
	...[
		['UTC', '2030-09-03T14:00:00.0000000', '2030-09-04T10:00:00.0000000'],
		['tzone://Microsoft/Utc', '2030-09-03T14:00:00.0000000', '2030-09-04T10:00:00.0000000'],
		['W. Europe Standard Time', '2030-09-03T16:00:00.0000000', '2030-09-04T12:00:00.0000000'],
		['Europe/London', '2030-09-03T15:00:00.0000000', '2030-09-04T11:00:00.0000000'],
	].map(([timeZone, start, end]) => ({
		system: `Outlook and Microsoft Bookings, ${timeZone}`,
		json: { start: { dateTime: start, timeZone }, end: { dateTime: end, timeZone } },
		start: '{{ $json.start }}',
		end: '{{ $json.end }}',
	})),
	{
		system: 'Notion',
		json: {
			stay: { start: '2030-09-03T15:00:00.000+01:00', end: '2030-09-04T11:00:00.000+01:00', time_zone: null },
		},
		start: '{{ $json.stay }}',
		end: '{{ $json.stay.end }}',
	},
	{
		system: 'Mews',
		json: { ScheduledStartUtc: '2030-09-03T14:00:00Z', ScheduledEndUtc: '2030-09-04T10:00:00Z' },
		start: '{{ $json.ScheduledStartUtc }}',
		end: '{{ $json.ScheduledEndUtc }}',
	},
	{
		system: 'Smoobu',
		json: {
			data: { arrival: '2030-09-03', 'check-in': '15:00', departure: '2030-09-04', 'check-out': '11:00' },
		},
		start: "{{ $json.data.arrival + ' ' + ($json.data['check-in'] || '15:00') }}",
		end: "{{ $json.data.departure + ' ' + $json.data['check-out'] }}",
	},
	{
		system: 'OwnerRez',
		json: { arrival: '2030-09-03', check_in: '15:00', departure: '2030-09-04', check_out: '11:00' },
		start: "{{ $json.arrival + ' ' + $json.check_in }}",
		end: "{{ $json.departure + ' ' + $json.check_out }}",
	},
	{
		system: 'Uplisting',
		json: {
			check_in: '2030-09-03',
			arrival_time: '15:00:00',
			check_out: '2030-09-04',
			departure_time: '11:00:00',
		},
		start: "{{ $json.check_in + ' ' + $json.arrival_time }}",
		end: "{{ $json.check_out + ' ' + $json.departure_time }}",
	},
	...[15, null].map((checkInTime) => ({
		system: `Hostaway, check-in ${checkInTime}`,
		json: { arrivalDate: '2030-09-03', checkInTime, departureDate: '2030-09-04', checkOutTime: 11 },
		start: "{{ $json.arrivalDate + ' ' + ($json.checkInTime ?? 15) + ':00' }}",
		end: "{{ $json.departureDate + ' ' + ($json.checkOutTime ?? 11) + ':00' }}",
	})),
	{
		system: 'n8n Form, Typeform, Tally',
		json: { 'Check-in': '2030-09-03', 'Check-out': '2030-09-04' },
		start: '{{ $json["Check-in"] }}',
		end: '{{ $json["Check-out"] }}',
		options: HOURS,
	},
	{
		system: 'Google Sheets, by serial number',
		json: { checkIn: 47729, checkOut: 47730 },
		start: '{{ $json.checkIn }}',
		end: '{{ $json.checkOut }}',
		options: HOURS,
	},
	{
		system: 'Google Sheets, as displayed',
		json: { checkIn: '03/09/2030', checkOut: '04/09/2030' },
		start: "{{ DateTime.fromFormat($json.checkIn, 'dd/MM/yyyy').toISODate() }}",
		end: "{{ DateTime.fromFormat($json.checkOut, 'dd/MM/yyyy').toISODate() }}",
		options: HOURS,
	},
	{
		system: 'WooCommerce Bookings',
		json: { start: Date.UTC(2030, 8, 3, 15) / 1000, end: String(Date.UTC(2030, 8, 4, 11) / 1000) },
		start: "{{ DateTime.fromSeconds(Number($json.start), { zone: 'utc' }).toFormat('yyyy-MM-dd HH:mm:ss') }}",
		end: "{{ DateTime.fromSeconds(Number($json.end), { zone: 'utc' }).toFormat('yyyy-MM-dd HH:mm:ss') }}",
	},
	{
		system: 'Booqable',
		json: { starts_at: '2030-09-03T15:00:00Z', stops_at: '2030-09-04T11:00:00Z' },
		start: "{{ $json.starts_at.replace('Z', '') }}",
		end: "{{ $json.stops_at.replace('Z', '') }}",
	},
	{
		system: 'Checkfront',
		json: {
			booking: {
				start_date: String(Date.UTC(2030, 8, 3, 14) / 1000),
				end_date: String(Date.UTC(2030, 8, 4, 10) / 1000),
			},
		},
		start: '{{ DateTime.fromSeconds(Number($json.booking.start_date)) }}',
		end: '{{ DateTime.fromSeconds(Number($json.booking.end_date)) }}',
	},
];

it.each(NIGHTS.map((each): [string, Case] => [each.system, each]))(
	'a night of %s',
	async (_system, booking) => {
		const { sent, hints } = await codeFor(booking);
		expect(sent).toBe('2030-09-03 00:00 13');
		expect(hints).toContain('15 hours before the start');
		expect(hints).toContain('13 hours after the end');
	},
);

/** All of them are from 3 September 2030, 15:00, for an hour or two. */
const APPOINTMENTS: Array<Case & { duration: string }> = [
	{
		system: 'Calendly',
		json: {
			payload: {
				scheduled_event: {
					start_time: '2030-09-03T14:00:00.000000Z',
					end_time: '2030-09-03T15:00:00.000000Z',
				},
			},
		},
		start: '{{ $json.payload.scheduled_event.start_time }}',
		end: '{{ $json.payload.scheduled_event.end_time }}',
		duration: '0',
	},
	{
		system: 'Cal.com',
		json: { startTime: '2030-09-03T14:00:00Z', endTime: '2030-09-03T15:00:00Z' },
		start: '{{ $json.startTime }}',
		end: '{{ $json.endTime }}',
		duration: '0',
	},
	{
		system: 'Nexudus',
		json: { FromTime: '2030-09-03T14:00:00Z', ToTime: '2030-09-03T15:30:00Z' },
		start: '{{ $json.FromTime }}',
		end: '{{ $json.ToTime }}',
		duration: '1',
	},
	{
		system: 'Acuity',
		json: { datetime: '2030-09-03T15:00:00+0100', duration: '60' },
		start: '{{ $json.datetime }}',
		end: '{{ DateTime.fromISO($json.datetime).plus({ minutes: Number($json.duration) }) }}',
		duration: '0',
	},
	{
		system: 'Square',
		json: {
			start_at: '2030-09-03T14:00:00Z',
			appointment_segments: [{ duration_minutes: 45 }, { duration_minutes: 30 }],
		},
		start: '{{ $json.start_at }}',
		end: '{{ DateTime.fromISO($json.start_at).plus({ minutes: $json.appointment_segments.reduce((sum, one) => sum + one.duration_minutes, 0) }) }}',
		duration: '1',
	},
];

it.each(APPOINTMENTS.map((each): [string, (typeof APPOINTMENTS)[number]] => [each.system, each]))(
	'an appointment of %s',
	async (_system, booking) => {
		expect(await codeFor(booking)).toMatchObject({ sent: `2030-09-03 15:00 ${booking.duration}` });
	},
);

it('a unit of SiteLink, which has no end', async () => {
	const booking = {
		system: 'SiteLink',
		json: { dMovedIn: '2030-09-03T00:00:00' },
		start: '{{ $json.dMovedIn }}',
	};
	expect(await codeFor({ ...booking, options: { startTime: '15:00' } })).toMatchObject({
		sent: '2030-09-03 15:00 3',
	});
});

describe('what is refused', () => {
	it.each<[string, Case, RegExp]>([
		[
			'a day that a calendar reader made an instant of',
			{ system: '', json: { start: '2030-09-03T00:00:00.000Z' }, start: '{{ $json.start }}', options: HOURS },
			/yyyy-MM-dd/,
		],
		[
			'the same on the clock of New York',
			{
				system: '',
				json: { start: '2030-09-03T15:00:00.000Z', end: '2030-09-04T23:00:00.000Z' },
				start: '{{ $json.start }}',
				end: '{{ $json.end }}',
				options: HOURS,
			},
			/yyyy-MM-dd/,
		],
		[
			'dates as displayed',
			{ system: '', json: { start: '03/09/2030' }, start: '{{ $json.start }}' },
			/year first/,
		],
		[
			'an ICS without VALUE',
			{ system: '', json: { start: { date: null, type: 'DATE-TIME' } }, start: '{{ $json.start.date }}' },
			/Start is empty/,
		],
	])('%s', async (_name, booking, message) => {
		const failure: { message: string } = await codeFor(booking).then(
			() => ({ message: 'none' }),
			(error: Error) => error,
		);
		expect(failure.message).toMatch(message);
		expect(sandbox.calls().filter(({ path }) => path.startsWith('/n/'))).toEqual([]);
	});
});

it('the expressions of docs/sheets.md are those that are tried here', () => {
	for (const { start } of [...NIGHTS, ...APPOINTMENTS]) {
		// A plain column is said by its name in the text.
		if (!/^\{\{ \$json\.?[\w.]*(\[".*"\])? \}\}$/.test(start)) inDocs(start);
	}
	for (const { end } of APPOINTMENTS) if (end?.includes('plus')) inDocs(end);
});
