import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { rootFolder } from '../folders.mts';
import { npm, type Install } from '../install.mts';
import { runLogged } from '../processes.mts';
import { withProgress } from '../report.mts';

interface PackageJson {
	name: string;
	version: string;
	[field: string]: unknown;
}

/**
 * Installs the tarball as n8n's panel does (CommunityPackagesService.downloadPackage of n8n 2.41), from a registry of its own:
 * n8n itself takes another registry only with a licence.
 */
export const installAsPanel: Install = async (tarball, userFolder, logFile, signal) => {
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	await using registry = await startRegistry(await readFile(tarball));
	const { name, version } = registry.packageJson;
	const folder = join(nodesFolder, 'node_modules', name);
	await mkdir(folder, { recursive: true });
	const run = async (cwd: string, ...command: string[]) => await runLogged(command, { cwd, logFile }, signal);
	await withProgress("Installing n8n-nodes-codelocks as n8n's panel does", async () => {
		const from = `--registry=${registry.url}`;
		await run(nodesFolder, ...npm, 'pack', `${name}@${version}`, '--quiet', from);
		const packed = `${name}-${version}.tgz`;
		await run(nodesFolder, 'tar', '-xzf', packed, '-C', folder, '--strip-components=1');
		await rm(join(nodesFolder, packed));
		const file = join(folder, 'package.json');
		const content = JSON.parse(await readFile(file, 'utf8')) as PackageJson;
		for (const field of ['devDependencies', 'peerDependencies', 'optionalDependencies'])
			delete content[field];
		await writeFile(file, JSON.stringify(content, null, 2));
		const plain = ['--audit=false', '--fund=false', '--bin-links=false', '--install-strategy=shallow'];
		await run(folder, ...npm, 'install', ...plain, '--ignore-scripts=true', '--package-lock=false', from);
		const dependencies = { [name]: version };
		await writeFile(
			join(nodesFolder, 'package.json'),
			JSON.stringify({ name: 'installed-nodes', dependencies }),
		);
	});
};

/** A registry on loopback that has this package alone, so that whatever else is asked for fails. */
async function startRegistry(tarball: Buffer) {
	const packageJson = JSON.parse(await readFile(join(rootFolder, 'package.json'), 'utf8')) as PackageJson;
	const { name, version } = packageJson;
	const server = createServer((request, response) => {
		const url = `http://${request.headers.host}`;
		const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
		const dist = { tarball: `${url}/${name}.tgz`, integrity };
		const versions = { [version]: { ...packageJson, dist } };
		const pages: Record<string, Buffer | string> = {
			[`/${name}`]: JSON.stringify({ name, 'dist-tags': { latest: version }, versions }),
			[`/${name}.tgz`]: tarball,
		};
		const page = pages[request.url ?? ''];
		response.writeHead(page ? 200 : 404).end(page ?? '{}');
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const close = async () => {
		server.closeAllConnections();
		await once(server.close(), 'close');
	};
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	return { url, packageJson, [Symbol.asyncDispose]: close };
}
