import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

const files = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => join(folder, file)),
);

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test('only the connection makes requests', () => {
	const senders = files.filter((file) => /httpRequest|\bawait fetch\(/.test(read(file)));
	expect(senders).toEqual([expect.stringMatching(/^nodes\/shared\/api\/(connection|request)\.ts$/)]);
});

test('no file is longer than 300 lines', () => {
	const long = files.filter((file) => read(file).trimEnd().split('\n').length > 300);
	expect(long).toEqual([]);
});

test('lint rules have no exceptions', () => {
	expect(files.filter((file) => /eslint-disable|@ts-ignore|@ts-expect-error/.test(read(file)))).toEqual([]);
});
