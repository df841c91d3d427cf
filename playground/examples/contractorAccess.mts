import { HOTEL_LOCKS } from '../../sandbox/seed.mts';
import { Form, type FormEnding } from '../forms.mts';
import { owner } from '../n8n.mts';
import type { N8nApi } from '../n8nApi.mts';
import { PlaygroundError } from '../processes.mts';
import type { Outcome } from '../report.mts';
import {
	accessMessages,
	asRows,
	callsBy,
	clientPath,
	EMAIL_FIELD,
	statusOn,
	withFaults,
} from './clients.mts';
import { publish, type Example, type Stage } from './example.mts';
import { Findings } from './findings.mts';

/** A contractor gets access by a form, and loses it when the last day is over, also where that fails at first. */
export const contractorAccess: Example = {
	template: 'contractor-access',
	title: 'Contractors, given access by a form and suspended after their last day',
	run,
};

/** The lock that the playground chooses in the template. */
const [frontDoor] = HOTEL_LOCKS;
const PLUMBER = 'plumber@example.com';
const PAINTER = 'painter@example.com';
/** The sandbox takes nobody of this domain for registered with K3 Connect. */
const STRANGER = 'stranger@example.net';

const SCHEDULE = 'Every Four Hours';
const TABLE = 'contractor-access';
const TIMEZONE = 'Europe/London';
const DAY_MS = 24 * 3600 * 1000;

const WEEKDAYS = { mon: true, tue: true, wed: true, thu: true, fri: true, sat: false, sun: false };
const NO_DAYS = { mon: false, tue: false, wed: false, thu: false, fri: false, sat: false, sun: false };
const WORKING_HOURS = {
	...Object.fromEntries(
		Array.from({ length: 10 }, (_, key) => [
			key,
			{ enabled: false, starts: '00:00', ends: '23:59', ...NO_DAYS },
		]),
	),
	0: { enabled: true, starts: '09:00', ends: '17:30', ...WEEKDAYS },
};

/** A row of the list that the workflow keeps. */
interface Row {
	email: string;
	accessEnds: string;
}

async function run(stage: Stage): Promise<Outcome> {
	const { api, n8nUrl, workflow, signal, thorough } = stage;
	await publish(stage);
	const form = new Form(`${n8nUrl}/form/contractor-access`, owner, signal);
	const submit = async (email: string, lastDay: string) =>
		await form.submit({ [EMAIL_FIELD]: email, 'Last day': lastDay });
	const runSchedule = async () => {
		const { status, error } = await api.runWorkflow(workflow.id, SCHEDULE);
		if (status !== 'success')
			throw new PlaygroundError(`The run of the schedule ended with '${status}': ${error}`);
	};
	const [yesterday, today, soon, later] = [-1, 0, 7, 28].map(dayFromNow);
	const messagesBefore = (await accessMessages(stage)).length;
	const callsBefore = callsBy(stage, 'POST').length;
	const found = new Findings();

	found.expect('Status of the form without a log-in', await form.statusWithoutLogIn(), 401);
	found.expect('Page for a last day that is over', await submit(PLUMBER, yesterday), {
		title: 'Access NOT given',
		message: `The last day ${yesterday} is already over, or more than three months ahead. Nothing was sent. Please go back and correct it.`,
	});
	found.expect('Invitations for it', callsBy(stage, 'POST', callsBefore).length, 0);

	const given = await submit(PLUMBER, today);
	const [invitation] = callsBy(stage, 'POST', callsBefore);
	found.expect('Page for the plumber', given, {
		title: 'Access given',
		message: `${PLUMBER} is invited to open Front Door until the end of ${readable(today)}.`,
	});
	found.expect('Active periods', JSON.parse(invitation?.form.activeperiods ?? 'null'), WORKING_HOURS);
	found.expect(
		'Text of the invitation',
		invitation?.form.message,
		`You can open this lock from Monday to Friday, 09.00 to 17.30, until ${today}. Please accept this invitation in the K3 Connect app.`,
	);
	const lostAnswer = { method: 'POST', path: clientPath(frontDoor), answers: [{ loseAnswer: true }] };
	const givenUnseen = await withFaults(stage, [lostAnswer], () => submit(PAINTER, soon));
	const writesBefore = writes(stage);
	const seen = await submit(PAINTER, soon);
	const extended = await submit(PAINTER, later);
	found.expect(
		'Title for the painter, whose invitation got no answer',
		givenUnseen.title,
		'Access NOT given',
	);
	found.expect('Pages for the painter', [seen, extended], [alreadyClient(soon), alreadyClient(later)]);
	found.expect('Writes for a client who is unchanged', writes(stage) - writesBefore, 0);
	const refused = await submit(STRANGER, soon);
	found.expect(
		'Page for a stranger',
		{ ...refused, message: withoutName(refused.message) },
		{
			title: 'Access NOT given',
			message: `${STRANGER} has NOT been given access to Front Door. Is the address that of a registered K3 Connect account? If the service failed, send the form again later, as the invitation may have been sent. Why: The API refused client '${STRANGER}' of lock '${frontDoor.lockId}' (status 400): Invalid data supplied: clientemail`,
		},
	);

	await runSchedule();
	found.expect('Plumber on the last day', await statusOn(stage, frontDoor, PLUMBER), 'PENDING');

	await letAccessEnd(api, PLUMBER);
	const failure = { path: clientPath(frontDoor), answers: [{ status: 500 }], rate: 1 };
	await withFaults(stage, [failure], runSchedule);
	found.expect('Plumber while the service fails', await statusOn(stage, frontDoor, PLUMBER), 'PENDING');
	await runSchedule();
	found.expect('Plumber after the last day', await statusOn(stage, frontDoor, PLUMBER), 'SUSPENDED');
	found.expect('Painter, whose last day is ahead', await statusOn(stage, frontDoor, PAINTER), 'PENDING');
	found.expect('The list', (await readRows(api)).map(describe), [`${PAINTER} ${later} 23:59:59`]);
	const again = await submit(PLUMBER, soon);
	found.expect('Page for the plumber, who comes again', again, alreadyClient(soon, PLUMBER));
	found.expect('Plumber, who comes again', await statusOn(stage, frontDoor, PLUMBER), 'ACTIVE');

	const messages = (await accessMessages(stage)).slice(messagesBefore);
	const ended = readable(yesterday);
	found.expect('Messages', messages, [
		...[given, givenUnseen, seen, extended, refused].map(({ title, message }) => `*${title}*\n${message}`),
		`<!channel> NOT SUSPENDED: ${PLUMBER} can still open Front Door, though access ended on ${ended}. Suspend them now in the K3 Connect app. n8n tries again every four hours. Why: The Codelocks service failed (status 500); the call may have taken effect, so look with Get Many before you repeat it`,
		`${PLUMBER} is suspended on Front Door: access ended on ${ended}.`,
		`*${again.title}*\n${again.message}`,
	]);
	if (thorough) found.expect('Executions', await statusesOf(stage), ['success']);
	return { rows: asRows(messages), problems: thorough ? found.problems : [] };
}

/** The different ways in which the workflow's executions ended; one that still waits is among them. */
async function statusesOf({ api, workflow }: Stage): Promise<string[]> {
	const ids = await api.listExecutions(workflow.id);
	const executions = await Promise.all(ids.map(async (id) => await api.waitForExecution(id)));
	return [...new Set(executions.map(({ status }) => status))];
}

/** Puts the end of someone's access a day back, as if that much time had passed. */
async function letAccessEnd(api: N8nApi, email: string): Promise<void> {
	const row = (await readRows(api)).find((candidate) => candidate.email === email);
	if (!row) throw new PlaygroundError(`The data table '${TABLE}' has no row for ${email}`);
	await api.request('PATCH', `${await tablePath(api)}/rows`, {
		filter: { type: 'and', filters: [{ columnName: 'email', condition: 'eq', value: email }] },
		data: { accessEnds: new Date(Date.parse(row.accessEnds) - DAY_MS).toISOString() },
	});
}

async function readRows(api: N8nApi): Promise<Row[]> {
	return (await api.request<{ data: Row[] }>('GET', `${await tablePath(api)}/rows`)).data;
}

async function tablePath(api: N8nApi): Promise<string> {
	const project = await api.request<{ id: string }>('GET', '/rest/projects/personal');
	const tables = `/rest/projects/${project.id}/data-tables`;
	const { data } = await api.request<{ data: Array<{ id: string; name: string }> }>('GET', tables);
	const table = data.find(({ name }) => name === TABLE);
	if (!table) throw new PlaygroundError(`The workflow has made no data table '${TABLE}'`);
	return `${tables}/${table.id}`;
}

/** The node names the lock where it knows the name, which other examples may have made it look up. */
const withoutName = (message: string): string =>
	message.replace(`'Front Door' (${frontDoor.lockId})`, `'${frontDoor.lockId}'`);

/** The calls that change a client of any lock. */
const writes = (stage: Stage): number =>
	['POST', 'PUT', 'PATCH', 'DELETE'].reduce((sum, method) => sum + callsBy(stage, method).length, 0);

const alreadyClient = (lastDay: string, email = PAINTER): FormEnding => ({
	title: 'Access given',
	message: `${email} is a client of Front Door already, with access until the end of ${readable(lastDay)}.`,
});

const describe = ({ email, accessEnds }: Row): string =>
	`${email} ${new Date(accessEnds).toLocaleString('sv-SE', { timeZone: TIMEZONE })}`;

/** A date at the site, YYYY-MM-DD. */
const dayFromNow = (days: number): string =>
	new Date(Date.now() + days * DAY_MS).toLocaleDateString('sv-SE', { timeZone: TIMEZONE });

/** Such a date as the messages write it: 4 Dec 2026. */
function readable(date: string): string {
	const [, day, month, year] = new Date(`${date}T12:00:00Z`).toUTCString().split(' ');
	return `${Number(day)} ${month} ${year}`;
}
