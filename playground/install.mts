import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { dataFolder, nodeBinary, playgroundFolder, rootFolder } from './folders.mts';
import { PlaygroundError, runLogged, startLogged } from './processes.mts';
import { withProgress } from './report.mts';

const lockFile = join(playgroundFolder, 'package-lock.json');
/** Lies in node_modules, so that whatever empties that folder also forgets that the installation was complete. */
const installedMarker = join(playgroundFolder, 'node_modules', '.playground-installed');
const tarballMarker = '.codelocks-tarball';

const npm = process.env.npm_execpath?.endsWith('npm-cli.js')
	? [process.execPath, process.env.npm_execpath]
	: ['npm'];

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

const readMarker = async (file: string): Promise<string | undefined> =>
	existsSync(file) ? await readFile(file, 'utf8') : undefined;

/**
 * Installs n8n and, into each user folder, the package as it would be published. `purpose` names the log file. A tarball at
 * PLAYGROUND_TARBALL is taken as it is: runs that go on at the same time must not build into one `dist`.
 */
export async function installAll(
	userFolders: readonly string[],
	purpose: string,
	signal: AbortSignal,
): Promise<void> {
	const logFile = join(dataFolder, `${purpose}-install.log`);
	await mkdir(dataFolder, { recursive: true });
	await rm(logFile, { force: true });
	await installN8n(logFile, signal);
	if (userFolders.length === 0) return;
	const packed = process.env.PLAYGROUND_TARBALL;
	const tarball = packed ?? (await packPackage(logFile, signal));
	try {
		for (const userFolder of userFolders) await installPackage(tarball, userFolder, logFile, signal);
	} finally {
		if (!packed) await rm(dirname(tarball), { recursive: true, force: true });
	}
}

/** Compiles the package into the user folder's copy of it, again at every change. n8n reloads what it wrote. */
export function compileInto(userFolder: string): ChildProcess {
	const target = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-codelocks', 'dist');
	const tsc = join(rootFolder, 'node_modules', 'typescript', 'bin', 'tsc');
	return startLogged([nodeBinary, tsc, '--watch', '--preserveWatchOutput', '--outDir', target], {
		cwd: rootFolder,
		logFile: join(dataFolder, 'dev-compile.log'),
	});
}

/** Installs n8n into the playground's node_modules, unless the same lock file has been installed to its end before. */
async function installN8n(logFile: string, signal: AbortSignal): Promise<void> {
	const wanted = `${sha256(await readFile(lockFile))} ${process.platform}-${process.arch}`;
	if ((await readMarker(installedMarker)) === wanted) return;

	await rm(installedMarker, { force: true });
	const run = (title: string, ...command: string[]) =>
		withProgress(title, () => runLogged(command, { cwd: playgroundFolder, logFile }, signal));
	// One optional dependency of n8n can only be compiled with tools that few people have, and it is not used here.
	await run(
		'Installing n8n, once: about 2 GB and a few minutes',
		...npm,
		'ci',
		'--ignore-scripts',
		'--prefer-offline',
	);
	await run('Building its SQLite driver, once', ...npm, 'rebuild', 'sqlite3');
	await run('Trying the driver out', nodeBinary, '-e', "require('sqlite3')");
	await writeFile(installedMarker, wanted);
}

/** Builds the package and packs it as it would be published; returns the path of the tarball in a new temporary folder. */
async function packPackage(logFile: string, signal: AbortSignal): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'codelocks-pack-'));
	try {
		await withProgress('Building and packing n8n-nodes-codelocks', async () => {
			const options = { cwd: rootFolder, logFile };
			await runLogged([...npm, 'run', 'build'], options, signal);
			await runLogged([...npm, 'pack', '--ignore-scripts', '--pack-destination', folder], options, signal);
		});
		const [tarball] = await readdir(folder);
		if (!tarball) throw new PlaygroundError(`npm pack left no tarball; see ${logFile}`);
		return join(folder, tarball);
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
}

/** Installs the tarball where n8n keeps its community nodes, unless just this content is there already. */
async function installPackage(
	tarball: string,
	userFolder: string,
	logFile: string,
	signal: AbortSignal,
): Promise<void> {
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	const marker = join(nodesFolder, tarballMarker);
	const hash = sha256(await readFile(tarball));
	if ((await readMarker(marker)) === hash) return;

	await rm(marker, { force: true });
	await mkdir(nodesFolder, { recursive: true });
	// npm takes a file of the same name for the same package, however it has changed.
	const name = basename(tarball).replace(/\.tgz$/, `-${hash.slice(0, 12)}.tgz`);
	const outdated = (await readdir(nodesFolder)).filter(
		(file) => file.startsWith('n8n-nodes-codelocks-') && file.endsWith('.tgz') && file !== name,
	);
	await copyFile(tarball, join(nodesFolder, name));
	await withProgress('Installing n8n-nodes-codelocks into n8n', () =>
		runLogged(
			[...npm, 'install', '--prefix', nodesFolder, '--legacy-peer-deps', '--ignore-scripts', `./${name}`],
			{ cwd: nodesFolder, logFile },
			signal,
		),
	);
	await Promise.all(outdated.map((file) => rm(join(nodesFolder, file))));
	await writeFile(marker, hash);
}
