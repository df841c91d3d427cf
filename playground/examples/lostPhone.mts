import type { K3Lock } from '../../sandbox/model.mts';
import { ACTIVE_CLIENT_EMAIL, HOTEL_LOCKS } from '../../sandbox/seed.mts';
import { Form } from '../forms.mts';
import { owner } from '../n8n.mts';
import type { Outcome } from '../report.mts';
import {
	accessMessages,
	addClient,
	asRows,
	callsBy,
	clientPath,
	EMAIL_FIELD,
	statusOn,
	withFaults,
} from './clients.mts';
import { publish, type Example, type Stage } from './example.mts';
import { Findings } from './findings.mts';

/** Someone is suspended on every lock that they are a client of, and what fails is not passed over. */
export const lostPhone: Example = {
	template: 'lost-phone',
	title: 'A lost phone: its owner, suspended on every lock',
	run,
};

/** A client of the first lock from the start. */
const PERSON = ACTIVE_CLIENT_EMAIL;
const NOBODY = 'nobody@example.com';
const SERVICE_FAILURE = { answers: [{ status: 500 }], rate: 1 };

const [frontDoor] = HOTEL_LOCKS;
/** It has so many clients that they come in several pages. */
const wineCellar = lockNamed('Wine Cellar');
const spa = lockNamed('Spa');
const gym = lockNamed('Gym');
const locksOfPerson = [frontDoor, wineCellar, spa, gym];

async function run(stage: Stage): Promise<Outcome> {
	const { n8nUrl, signal, thorough } = stage;
	await publish(stage);
	const form = new Form(`${n8nUrl}/form/lost-phone`, owner, signal);
	const submit = async (email: string) => await form.submit({ [EMAIL_FIELD]: email });
	const statuses = async () =>
		await Promise.all(locksOfPerson.map(async (lock) => await statusOn(stage, lock, PERSON)));
	const messagesBefore = (await accessMessages(stage)).length;
	const callsBefore = callsBy(stage, 'PATCH').length;
	const found = new Findings();

	for (const lock of [wineCellar, spa, gym]) await addClient(stage, lock, PERSON);
	found.expect('Status of the form without a log-in', await form.statusWithoutLogIn(), 401);

	const failures = [
		{ method: 'PATCH', path: clientPath(gym), ...SERVICE_FAILURE },
		{ method: 'GET', path: `${clientPath(spa)}s`, ...SERVICE_FAILURE },
	];
	const withFailures = await withFaults(stage, failures, () => submit(PERSON));
	found.expect('Page with a lock that fails', withFailures, {
		title: 'NOT SUSPENDED EVERYWHERE',
		message: [
			PERSON,
			'MAY STILL OPEN: Gym. Suspend them there now in the K3 Connect app.',
			'Why: The Codelocks service failed (status 500); the call may have taken effect, so look with Get Many before you repeat it',
			'Suspended on: Front Door (before: ACTIVE), Wine Cellar (before: PENDING), Spa (before: unknown).',
		].join('\n'),
	});
	found.expect('Statuses with it', await statuses(), ['SUSPENDED', 'SUSPENDED', 'SUSPENDED', 'PENDING']);
	const touched = callsBy(stage, 'PATCH', callsBefore).map(({ path }) => path);
	found.expect('Locks on which it tried', [...new Set(touched)].sort(), locksOfPerson.map(clientPath).sort());

	const again = await submit(PERSON);
	found.expect('Page when nothing fails', again, {
		title: 'Suspended everywhere',
		message: [
			PERSON,
			'Suspended on: Front Door (before: SUSPENDED), Wine Cellar (before: SUSPENDED), Spa (before: SUSPENDED), Gym (before: PENDING).',
		].join('\n'),
	});
	found.expect(
		'Statuses then',
		await statuses(),
		locksOfPerson.map(() => 'SUSPENDED'),
	);

	const unknown = await submit(NOBODY);
	found.expect('Page for someone whom no lock knows', unknown, {
		title: 'Nobody is suspended',
		message: `${NOBODY} is not a client of any lock of the account. Is the address right? It must be that of their K3 Connect account.`,
	});

	const messages = (await accessMessages(stage)).slice(messagesBefore);
	found.expect('Messages', messages, [
		`<!channel> *${withFailures.title}*\n${withFailures.message}`,
		`*${again.title}*\n${again.message}`,
		`*${unknown.title}*\n${unknown.message}`,
	]);
	return { rows: asRows(messages), problems: thorough ? found.problems : [] };
}

function lockNamed(name: string): K3Lock {
	const lock = HOTEL_LOCKS.find((candidate) => candidate.name === name);
	if (!lock) throw new Error(`The sandbox has no lock '${name}'`);
	return lock;
}
