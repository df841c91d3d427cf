import { execFileSync } from 'node:child_process';

/** What the owner decides before the first version, and how it is written today; see docs/dev/releasing.md. */
const CHOICES = {
	'GitHub organisation and repository': 'github.com/n8n-nodes-codelocks/',
	'Author and contact': 'n8n-nodes-codelocks maintainers|users.noreply.github.com',
	"The vendor's names": 'names of their owner|not made, endorsed or supported',
	'Name on npm': '"name": "n8n-nodes-codelocks"|n8n-nodes-codelocks\\.codelocks',
};

for (const [choice, pattern] of Object.entries(CHOICES)) {
	const found = execFileSync('git', ['grep', '--line-number', '--count', '--extended-regexp', pattern], {
		encoding: 'utf8',
	});
	console.log(`${choice}\n${found.replace(/^/gm, '  ').trimEnd()}\n`);
}
