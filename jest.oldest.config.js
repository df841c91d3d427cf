const config = require('./jest.config');

/** The tests of outputs once more, on the engine of the oldest n8n that was tried (1.123). */
module.exports = {
	...config,
	testMatch: ['errorOutputs', 'rowReader', 'workflows'].map((name) => `<rootDir>/test/${name}.test.mts`),
	moduleNameMapper: {
		'^n8n-core$': '<rootDir>/node_modules/n8n-core-oldest',
		'^n8n-workflow$': '<rootDir>/node_modules/n8n-core-oldest/node_modules/n8n-workflow',
	},
};
