import { execSync } from 'node:child_process';

// n8n verifies only packages that a public workflow built, so a publish from elsewhere is of no use.
if (!process.env.GITHUB_ACTIONS) {
	console.error('Packages are published by the workflow publish.yml alone. See docs/dev/releasing.md.');
	process.exit(1);
}
for (const script of ['lint', 'test', 'check:package', 'check:scan']) {
	execSync(`npm run ${script}`, { stdio: 'inherit' });
}
