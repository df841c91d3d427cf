/** The layering of the published code; docs/dev/architecture.md draws it. */
module.exports = {
	forbidden: [
		{
			name: 'pure-parts-need-no-n8n',
			comment: 'The cursor and the times are tested without n8n, so they use it for types alone.',
			severity: 'error',
			from: { path: '^nodes/(CodelocksTrigger/cursor|shared/time)/' },
			to: { path: 'node_modules/n8n-', dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'trigger-and-node-are-apart',
			comment: 'What both nodes use lies in nodes/shared.',
			severity: 'error',
			from: { path: '^nodes/CodelocksTrigger/' },
			to: { path: '^nodes/Codelocks/' },
		},
		{
			name: 'node-and-trigger-are-apart',
			severity: 'error',
			from: { path: '^nodes/Codelocks/' },
			to: { path: '^nodes/CodelocksTrigger/' },
		},
		{
			name: 'shared-knows-no-node',
			severity: 'error',
			from: { path: '^nodes/shared/' },
			to: { path: '^nodes/Codelocks' },
		},
		{
			name: 'published-code-needs-no-tools',
			comment: 'Sandbox, tests and playground are not in the package.',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { path: '^(sandbox|test|playground|scripts)/' },
		},
		{
			name: 'no-circles',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
	},
};
