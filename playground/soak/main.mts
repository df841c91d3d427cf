import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installAll } from '../install.mts';
import { PlaygroundError } from '../processes.mts';
import { FLAG, readArguments, runCommand } from '../command.mts';
import { green, red } from '../report.mts';
import { LONG, SHORT, type Moment, type Scale, type Stop } from './plan.mts';
import { reportOf } from './tables.mts';
import { soak, type SoakResult, type Variant } from './variant.mts';

const USAGE = `npm run soak [-- options]

  --short                 200 entries, 4 locks and a restart or two: three minutes instead of a quarter of an hour
  --variant <name>        only 'standard' (n8n's static data) or 'durable' (its durable cursors); both side by side if left out
  --kill-during <moment>  where SIGKILL strikes, in both variants: 'poll', 'delivery' or 'rest'
  --help                  this text`;

const VARIANTS: readonly Variant[] = ['standard', 'durable'];
const MOMENTS: readonly Moment[] = ['poll', 'delivery', 'rest'];

interface Options {
	scale: Scale;
	variants: readonly Variant[];
	help: boolean;
}

async function run({ scale, variants }: Options, signal: AbortSignal): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), 'codelocks-soak-'));
	let allGood = false;
	try {
		const userFolders = variants.map((variant) => userFolderOf(folder, variant));
		await installAll(userFolders, 'soak', signal);
		const { text, problems } = reportOf(await soakAll(variants, scale, folder, signal));
		console.log(`\n${text}\n`);
		for (const problem of problems) console.error(red(`  Wrong: ${problem}`));
		allGood = problems.length === 0;
		if (allGood) console.log(green('The trigger lost no entry and repeated none that it must not repeat.'));
		return allGood ? 0 : 1;
	} finally {
		if (allGood || signal.aborted) await rm(folder, { recursive: true, force: true });
		else console.error(`n8n's data and logs are kept in ${folder}`);
	}
}

const userFolderOf = (folder: string, variant: Variant): string => join(folder, variant);

/** Side by side, since most of the time is spent waiting. */
async function soakAll(
	variants: readonly Variant[],
	scale: Scale,
	folder: string,
	signal: AbortSignal,
): Promise<SoakResult[]> {
	const failed = new AbortController();
	const began = Date.now();
	const soaks = variants.map(async (variant) => {
		const tell = (text: string) => console.log(`${clock(Date.now() - began)} ${variant}: ${text}`);
		const userFolder = userFolderOf(folder, variant);
		try {
			return await soak({
				variant,
				scale,
				userFolder,
				signal: AbortSignal.any([signal, failed.signal]),
				tell,
			});
		} catch (error) {
			failed.abort(error);
			throw error;
		}
	});
	await Promise.allSettled(soaks);
	if (failed.signal.aborted) throw failed.signal.reason;
	return await Promise.all(soaks);
}

function clock(ms: number): string {
	const seconds = Math.floor(ms / 1000);
	return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

function readOptions(): Options {
	const text = { type: 'string' } as const;
	const values = readArguments({ short: FLAG, help: FLAG, variant: text, 'kill-during': text }, USAGE);
	const variants = values.variant === undefined ? VARIANTS : [oneOf(VARIANTS, values.variant)];
	const scale = values.short ? SHORT : LONG;
	const moment = values['kill-during'];
	return {
		scale: moment === undefined ? scale : killingDuring(oneOf(MOMENTS, moment), scale),
		variants,
		help: values.help,
	};
}

function oneOf<Name extends string>(names: readonly Name[], text: string): Name {
	const found = names.find((name) => name === text);
	if (found === undefined) throw new PlaygroundError(`'${text}' is none of: ${names.join(', ')}\n\n${USAGE}`);
	return found;
}

function killingDuring(moment: Moment, scale: Scale): Scale {
	const moved = (stops: Stop[]): Stop[] => {
		const killed = stops.find(({ signal }) => signal === 'SIGKILL') ?? stops.at(-1);
		return stops.map((stop) => (stop === killed ? { ...stop, signal: 'SIGKILL', moment } : stop));
	};
	const { standard, durable } = scale.stops;
	return { ...scale, stops: { standard: moved(standard), durable: moved(durable) } };
}

process.exit(await runCommand({ readOptions, usage: USAGE, run }));
