import { dirname, join } from 'node:path';

export const playgroundFolder = import.meta.dirname;
export const rootFolder = dirname(playgroundFolder);
export const examplesFolder = join(rootFolder, 'examples');
export const dataFolder = join(playgroundFolder, 'data');

/** n8n needs this Node.js, whichever one runs the playground. */
export const nodeBinary = join(rootFolder, 'node_modules', 'node', 'bin', 'node');
export const n8nScript = join(playgroundFolder, 'node_modules', 'n8n', 'bin', 'n8n');
