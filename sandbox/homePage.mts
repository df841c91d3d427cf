import { API_METHODS } from './api.mts';
import { SWITCH_NAMES, type SwitchName, SWITCHES } from './behaviours.mts';
import { curlExample } from './examples.mts';
import type { K3Account } from './model.mts';
import { kitLocksText, REGISTERED_DOMAIN } from './seed.mts';
import type { World } from './world.mts';

const CONTROL_CALLS = [
	['GET, PUT', '/_control/settings', 'shapes, latencyMs, throttle'],
	['POST, DELETE', '/_control/faults', 'responses to send instead'],
	[
		'GET, PUT, DELETE',
		'/_control/behaviours',
		'switches of how the service behaves; ?lock={id} for one lock',
	],
	['GET, DELETE', '/_control/calls', 'the calls so far, and how often'],
	['PUT', '/_control/keys/{key}', 'quotas, used, disabled'],
	['POST', '/_control/locks', 'add a lock'],
	['DELETE', '/_control/locks/{id}', 'remove a lock'],
	['PUT', '/_control/locks/{id}/battery', 'set status and updated, as the lock reports them'],
	[
		'POST',
		'/_control/locks/{id}/entries',
		'add audit entries: one as an object, or several as a list; ?reuseIds=true',
	],
	['DELETE', '/_control/locks/{id}/entries', 'erase audit entries: all, or ?ids=1,2'],
	['PUT', '/_control/locks/{id}/counter', 'number the entries of the lock separately, from {"from": 1} on'],
	['POST', '/_control/grow', 'let something happen at a lock'],
	['POST', '/_control/reset', 'reset everything'],
];

const STYLE = `
	:root { color-scheme: light dark; }
	body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
	h1 { font-size: 1.6rem; margin-bottom: 0; }
	h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
	table { border-collapse: collapse; width: 100%; }
	th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
	code, pre { font: .9em ui-monospace, monospace; }
	pre { padding: .8rem 1rem; background: #8882; border-radius: 6px; overflow-x: auto; }
`;

/** The page at '/': what this is, the keys as they stand, and the paths. */
export function homePage(url: string, world: World): string {
	const apiKeys = [...world.apiKeys].map(([key, { quotas, used, disabled }]) => [
		code(key),
		`${used.netCode} of ${quotas.netCode}`,
		`${used.utility} of ${quotas.utility}`,
		disabled ? 'disabled' : 'active',
	]);
	const accounts = [...world.accounts.values()].map(({ accessKey, email, locks }) => [
		code(accessKey),
		escapeHtml(email),
		String(locks.length),
	]);
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Codelocks Connect sandbox</title>
<style>${STYLE}</style>
<h1>Codelocks Connect sandbox</h1>
<p>An emulator of the Codelocks Connect API, with made-up locks, and codes that open nothing. Its responses now
have the shapes ${world.settings.shapes === 'wild' ? 'seen in the wild' : 'of the documentation'}.</p>
<p>Base URL: ${code(url)}</p>
<pre>${escapeHtml(curlExample(url))}</pre>
<h2>API keys</h2>
${table(['Key', 'NetCode calls', 'Utility calls', 'State'], apiKeys)}
<h2>Accounts</h2>
${table(['Access key', 'Owner', 'Locks'], accounts)}
${[...world.accounts.values()]
	.filter(({ locks }) => locks.length > 0)
	.map(lockTable)
	.join('\n')}
<h2>KitLocks</h2>
<p>Paste these made-up locks into the field KitLocks of the credential.</p>
<pre>${escapeHtml(kitLocksText())}</pre>
<p>Every address at ${code(REGISTERED_DOMAIN)} counts as a registered K3 Connect account.</p>
<h2>API</h2>
${table(
	['Method', 'Path'],
	API_METHODS.map(({ verb, template }) => [verb, code(template)]),
)}
<h2>Control</h2>
${table(
	['Method', 'Path', 'For'],
	CONTROL_CALLS.map(([verb, path, purpose]) => [verb, code(path), purpose]),
)}
<h2>Behaviours</h2>
<p>How the real service pages, lists and fails is not published. Each of these switches changes the behaviour of the
sandbox. The first value is the default. Add ${code('?lock={id}')} to set a switch for one lock, which takes precedence.
${code('null')} resets a switch.</p>
${SWITCH_NAMES.map((name) => switchHelp(url, name)).join('\n')}
<p>${code('pageSize')} limits the entries of a page.</p>
<pre>${escapeHtml(behaviourCurl(url, { pageSize: 10 }))}</pre>
<p>Reset all switches:</p>
<pre>curl -X DELETE ${escapeHtml(url)}/_control/behaviours</pre>
<h2>Inbox, sheets and calendars</h2>
<p>${code('POST, GET, DELETE /inbox/{channel}')} keeps what a workflow sends, and responds as Slack does.</p>
<p>${code('GET, PUT, PATCH /sheets/{sheet}')} reads, fills and changes a sheet of rows, in place of a spreadsheet.</p>
<p>${code('GET, PUT /feeds/{feed}')} serves the calendar (iCal) that you put there.</p>
</html>
`;
}

/** The locks of an account behind a click: the hotel has many. */
function lockTable({ accessKey, locks }: K3Account): string {
	const rows = locks.map(({ name, lockId, timezone }) => [
		escapeHtml(name),
		code(lockId),
		escapeHtml(timezone),
	]);
	return `<details><summary>Locks of ${code(accessKey)}</summary>${table(['Lock', 'ID', 'Time zone'], rows)}</details>`;
}

function switchHelp(url: string, name: SwitchName): string {
	const { values, purpose } = SWITCHES[name];
	return `<p>${code(name)}: ${values.map(code).join(', ')}<br>${escapeHtml(purpose)}</p>
<pre>${escapeHtml(behaviourCurl(url, { [name]: values[1] }))}</pre>`;
}

function behaviourCurl(url: string, change: object): string {
	return `curl -X PUT ${url}/_control/behaviours -d '${JSON.stringify(change)}'`;
}

/** `rows` hold HTML. */
function table(head: string[], rows: string[][]): string {
	const row = (tag: string, cells: string[]) =>
		`<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
	return `<table>${row('th', head)}${rows.map((cells) => row('td', cells)).join('')}</table>`;
}

function code(text: string): string {
	return `<code>${escapeHtml(text)}</code>`;
}

function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
