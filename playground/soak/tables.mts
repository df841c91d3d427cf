import { formatTable } from '../report.mts';
import { balance, listIds, problemsOf, type Account, type Finding } from './account.mts';
import type { SoakResult } from './variant.mts';

const NAMES = { standard: 'static data (default)', durable: 'durable cursors' };

/** What a soak found out, for a person to read, and what is wrong. */
export interface Report {
	text: string;
	problems: string[];
}

export function reportOf(results: SoakResult[]): Report {
	const accounts = results.map(balance);
	const parts = [
		formatTable(results.map((result, index) => totals(result, accounts[index]))),
		formatTable(results.flatMap(restartRows)),
		...results.flatMap((result, index) => findings(result, accounts[index])),
	];
	return {
		text: parts.join('\n\n'),
		problems: results.flatMap((result, index) =>
			problemsOf(accounts[index]).map((problem) => `${NAMES[result.variant]}: ${problem}`),
		),
	};
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function totals(result: SoakResult, account: Account): Record<string, string> {
	const failedPolls = result.executions.filter(
		({ status, entries }) => status === 'error' && entries.length === 0,
	).length;
	const faulty = [...result.answers].filter(([status]) => status !== 200);
	return {
		Variant: NAMES[result.variant],
		Added: String(result.added.length),
		Emitted: String(account.emitted),
		Delivered: String(account.delivered),
		Lost: String(account.lost.length),
		Repeated: String(account.repeated.length),
		Undelivered: String(account.undelivered.length),
		Polls: String(result.polls),
		'Ended in an error': String(failedPolls),
		Executions: String(result.executions.length - failedPolls),
		Calls: String(result.calls),
		Faults: String(faulty.reduce((sum, [, count]) => sum + count, 0)),
		Restarts: String(result.restarts.length),
		Took: `${Math.round(result.tookMs / 1000)} s`,
		State: result.stateBytes === undefined ? '' : `${result.stateBytes} bytes`,
	};
}

function restartRows({ variant, restarts }: SoakResult): Array<Record<string, string>> {
	return restarts.map(({ signal, moment, endedInMs, awayMs }) => ({
		Variant: NAMES[variant],
		Signal: signal,
		Moment: moment,
		'Ended in': seconds(endedInMs),
		'Away for': seconds(awayMs),
	}));
}

function findings({ variant }: SoakResult, { repeated, undelivered, lost }: Account): string[] {
	const lines = [
		...(lost.length > 0 ? [`${lost.length} lost: ${listIds(lost)}`] : []),
		...describe('repeated', repeated),
		...describe('handed over and not delivered', undelivered),
	];
	return lines.length > 0 ? [`${NAMES[variant]}:\n${lines.map((line) => `  ${line}`).join('\n')}`] : [];
}

/** One line for all entries that share their fate, since an execution takes many with it. */
function describe(what: string, found: Finding[]): string[] {
	return [...Map.groupBy(found, fateOf)].map(
		([fate, alike]) => `${alike.length} ${what}, ${fate}: ${listIds(alike.map(({ entry }) => entry))}`,
	);
}

function fateOf({ executions, deliveries, excused }: Finding): string {
	const held = executions.map(
		({ id, status, startedAt }) => `${id} (${status}, ${new Date(startedAt).toISOString().slice(11, 23)})`,
	);
	const why = excused ? ', as n8n was killed meanwhile' : '';
	return `${deliveries} times in the inbox, held by execution ${held.join(' and ') || 'none'}${why}`;
}
