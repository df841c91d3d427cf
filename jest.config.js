// Errors that tests expect would fill the output.
process.env.N8N_LOG_LEVEL ??= 'silent';

/** Tests, sandbox and playground are .mts: Node runs them as they are, and n8n's lint rules for published code leave them alone. */
module.exports = {
	testMatch: ['<rootDir>/test/**/*.test.mts'],
	moduleFileExtensions: ['js', 'mts', 'ts', 'json', 'node'],
	transform: {
		'\\.m?ts$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
		],
	},
	// Keeps jest from crawling the real n8n that the playground installs.
	roots: ['<rootDir>/test'],
	testTimeout: 30_000,
};
