import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface PackedFile {
	path: string;
}

/** What a user's n8n needs, and what npm shows on the package's page. */
const EXPECTED = [
	/^dist\/credentials\/[\w.]+\.js$/,
	/^dist\/nodes\/(?:\w+\/)*[\w.]+\.js$/,
	/^dist\/nodes\/(?:\w+\/)*\w+\.node\.json$/,
	/^dist\/nodes\/\w+\/__schema__\/.+\.json$/,
	/^dist\/icons\/[\w.]+\.svg$/,
	/^(LICENSE|README\.md|package\.json)$/,
];

const [{ files }] = JSON.parse(
	execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' }),
) as Array<{ files: PackedFile[] }>;
const paths = files.map(({ path }) => path);
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
	dependencies?: unknown;
	n8n: { nodes: string[]; credentials: string[] };
};
const icons = ['dist/icons/codelocks.svg', 'dist/icons/codelocks.dark.svg'];

const problems = [
	...paths
		.filter((path) => !EXPECTED.some((pattern) => pattern.test(path)))
		.map((path) => `${path} is of no use to a user`),
	...[...manifest.n8n.nodes, ...manifest.n8n.credentials, ...icons, 'README.md', 'LICENSE']
		.filter((path) => !paths.includes(path))
		.map((path) => `${path} is missing`),
	...(manifest.dependencies ? ['the package has runtime dependencies'] : []),
];
if (problems.length) {
	console.error(
		`The package is not fit to be published:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
	);
	process.exitCode = 1;
} else {
	console.log(`${paths.length} files, as they should be.`);
}
