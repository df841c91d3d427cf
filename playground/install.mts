import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentN8n, dataFolder, type Installation, nodeBinary, rootFolder } from './folders.mts';
import { describeLog, endProcess, hasEnded, PlaygroundError, runLogged, startLogged } from './processes.mts';
import { withProgress } from './report.mts';

const tarballMarker = '.codelocks-tarball';

export const npm = process.env.npm_execpath?.endsWith('npm-cli.js')
	? [process.execPath, process.env.npm_execpath]
	: ['npm'];

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

const readMarker = async (file: string): Promise<string | undefined> =>
	existsSync(file) ? await readFile(file, 'utf8') : undefined;

/** Puts the package into the user folder of an n8n. */
export type Install = (
	tarball: string,
	userFolder: string,
	logFile: string,
	signal: AbortSignal,
) => Promise<void>;

/**
 * Installs n8n and, into each user folder, the package as it would be published. `purpose` names the log file. A tarball at
 * PLAYGROUND_TARBALL is taken as it is: runs that go on at the same time must not build into one `dist`.
 */
export async function installAll(
	userFolders: readonly string[],
	purpose: string,
	signal: AbortSignal,
	installation = currentN8n,
	install: Install = installPackage,
): Promise<void> {
	const logFile = join(dataFolder, `${purpose}-install.log`);
	await mkdir(dataFolder, { recursive: true });
	await rm(logFile, { force: true });
	await installN8n(installation, logFile, signal);
	if (userFolders.length === 0) return;
	const packed = process.env.PLAYGROUND_TARBALL;
	const tarball = packed ?? (await packPackage(logFile, signal));
	try {
		for (const userFolder of userFolders) await install(tarball, userFolder, logFile, signal);
	} finally {
		if (!packed) await rm(dirname(tarball), { recursive: true, force: true });
	}
}

/**
 * Compiles the package into the user folder's copy of it, again at every change. n8n reloads what it wrote. Resolves after
 * the first time: n8n would reload that too, and has no node types meanwhile.
 */
export async function compileInto(userFolder: string, signal: AbortSignal): Promise<ChildProcess> {
	const logFile = join(dataFolder, 'dev-compile.log');
	await rm(logFile, { force: true });
	const target = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-codelocks', 'dist');
	const tsc = join(rootFolder, 'node_modules', 'typescript', 'bin', 'tsc');
	const compiler = startLogged([nodeBinary, tsc, '--watch', '--preserveWatchOutput', '--outDir', target], {
		cwd: rootFolder,
		logFile,
	});
	while (!(await readFile(logFile, 'utf8')).includes('Watching for file changes')) {
		if (hasEnded(compiler)) throw new PlaygroundError(`The compiler ended.\n\n${describeLog(logFile)}`);
		await sleep(200, undefined, { signal }).catch(async (error: unknown) => {
			await endProcess(compiler);
			throw error;
		});
	}
	return compiler;
}

/** Installs n8n, unless the same lock file has been installed to its end before. */
async function installN8n(
	{ folder, node }: Installation,
	logFile: string,
	signal: AbortSignal,
): Promise<void> {
	const lockFile = await readFile(join(folder, 'package-lock.json'));
	// Lies in node_modules, so that whatever empties that folder also forgets that the installation was complete.
	const installedMarker = join(folder, 'node_modules', '.playground-installed');
	const wanted = `${sha256(lockFile)} ${process.platform}-${process.arch}`;
	if ((await readMarker(installedMarker)) === wanted) return;

	await rm(installedMarker, { force: true });
	const run = (title: string, ...command: string[]) =>
		withProgress(title, () => runLogged(command, { cwd: folder, logFile }, signal));
	// One optional dependency of n8n can only be compiled with tools that few people have, and it is not used here.
	await run(
		'Installing n8n, once: about 2 GB and a few minutes',
		...npm,
		'ci',
		'--ignore-scripts',
		'--prefer-offline',
	);
	if (node !== nodeBinary) await run('Installing its Node.js, once', ...npm, 'rebuild', 'node');
	await run('Building its SQLite driver, once', ...npm, 'rebuild', 'sqlite3');
	await run('Trying the driver out', node, '-e', "require('sqlite3')");
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
