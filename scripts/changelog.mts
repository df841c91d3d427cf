import { readFileSync, writeFileSync } from 'node:fs';

import { notesOf, released } from './changelogText.mts';

const FILE = 'CHANGELOG.md';
const USAGE = 'Usage: node scripts/changelog.mts release VERSION | notes [VERSION]';

const [command, version] = process.argv.slice(2);
const text = readFileSync(FILE, 'utf8');
if (command === 'release' && version) {
	writeFileSync(FILE, released(text, version, new Date().toISOString().slice(0, 10)));
} else if (command === 'notes') {
	console.log(notesOf(text, version ?? 'Unreleased'));
} else {
	console.error(USAGE);
	process.exitCode = 2;
}
