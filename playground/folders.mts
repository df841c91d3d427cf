import { dirname, join } from 'node:path';

export const playgroundFolder = import.meta.dirname;
export const rootFolder = dirname(playgroundFolder);
export const examplesFolder = join(rootFolder, 'examples');
export const dataFolder = join(playgroundFolder, 'data');

const nodeIn = (folder: string): string => join(folder, 'node_modules', 'node', 'bin', 'node');

/** n8n needs this Node.js, whichever one runs the playground. */
export const nodeBinary = nodeIn(rootFolder);

/** An n8n, with the Node.js that it needs. */
export interface Installation {
	/** Has the package.json and the lock file. */
	folder: string;
	node: string;
	script: string;
	/** n8n 1 has another REST interface, and asks a person for the owner. */
	isVersion1: boolean;
}

const installationIn = (folder: string, node: string, isVersion1: boolean): Installation => ({
	...{ folder, node, isVersion1 },
	script: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
});

export const currentN8n = installationIn(playgroundFolder, nodeBinary, false);

const oldestFolder = join(playgroundFolder, 'oldest');

/** The oldest n8n that the package is tried in. */
export const oldestN8n = installationIn(oldestFolder, nodeIn(oldestFolder), true);
