const config = require('./jest.config');

/** What `npm run reliability` runs: each of these takes minutes. */
module.exports = { ...config, testMatch: ['<rootDir>/test/reliability/*.reliability.mts'] };
