import * as fc from 'fast-check';

import { batchSettingsOf, requestSettingsOf } from '../nodes/Codelocks/execution/parameters.ts';
import { ValueError } from '../nodes/shared/api/errors.ts';

const batching = (batchSize: unknown, batchInterval: unknown) => ({
	batching: { batch: { batchSize, batchInterval } },
});

test.each<[string, unknown]>([
	['nothing', undefined],
	['null', null],
	['an empty list', []],
	['no fields', {}],
	['fields of null', { timeout: null, proxy: null, batching: null, allowUnauthorizedCerts: null }],
	['no batch', { batching: { batch: null } }],
	['no timeout', { timeout: 0 }],
])('%s changes nothing', (_name, options) => {
	expect(requestSettingsOf(options)).toEqual({
		timeout: undefined,
		proxy: undefined,
		allowUnauthorizedCerts: false,
	});
	expect(batchSettingsOf(options)).toBeUndefined();
});

test.each([
	[{ timeout: 5000 }, 5000],
	[{ timeout: '5000' }, 5000],
	[{ timeout: 2 ** 31 - 1 }, 2 ** 31 - 1],
])('the timeout %j', (options, timeout) => {
	expect(requestSettingsOf({ ...options, allowUnauthorizedCerts: true })).toMatchObject({
		...{ timeout, allowUnauthorizedCerts: true },
	});
});

test.each([2 ** 31, 1e300, -1, 0.5, 'soon', {}, [], true, NaN, Infinity])(
	'refuses the timeout %p by name',
	(timeout) => {
		expect(() => requestSettingsOf({ timeout })).toThrow(
			/^Timeout .* in Request Options cannot be used; write a whole/,
		);
	},
);

test.each([
	[batching(2, 250), { size: 2, interval: 250 }],
	[batching('2', '250'), { size: 2, interval: 250 }],
	[batching(undefined, 250), { size: 1, interval: 250 }],
	[batching(0, 250), { size: 1, interval: 250 }],
	[batching(2, 0), undefined],
	[batching(2, undefined), undefined],
	[batching(-1, 250), undefined],
])('%j', (options, settings) => {
	expect(batchSettingsOf(options)).toEqual(settings);
});

test.each([
	[batching(1e-300, 250), /^Items per Batch '1e-300'/],
	[batching(-2, 250), /^Items per Batch '-2'/],
	[batching({}, 250), /^Items per Batch \(an object\)/],
	[batching(2, 1e-300), /^Batch Interval '1e-300'/],
	[batching(2, 2 ** 31), /^Batch Interval '2147483648'/],
	[batching(2, -1), /^Batch Interval '-1'/],
	[{ batching: 'all' }, /^Batching in Request Options is 'all'/],
	[{ batching: { batch: [1] } }, /^Batching in Request Options is \(a list\)/],
])('refuses %j by name', (options, message) => {
	expect(() => batchSettingsOf(options)).toThrow(message);
});

test.each([
	['http://proxy:3128', { host: 'proxy', port: 3128, protocol: 'http' }],
	['https://proxy', { host: 'proxy', port: 443, protocol: 'https' }],
	['http://proxy', { host: 'proxy', port: 80, protocol: 'http' }],
	[
		'http://me:p%40ss%25@proxy:3128',
		{ host: 'proxy', port: 3128, protocol: 'http', auth: { username: 'me', password: 'p%40ss%25' } },
	],
])('the proxy %s', (proxy, setting) => {
	expect(requestSettingsOf({ proxy }).proxy).toEqual(setting);
});

test.each(['proxy', 'proxy:3128', 'socks5://proxy:1080', 'http://', 'ftp://proxy'])(
	'refuses the proxy %s',
	(proxy) => {
		expect(() => requestSettingsOf({ proxy })).toThrow(ValueError);
	},
);

test('anything at all is read or refused in words', () => {
	const value = fc.oneof(
		fc.anything(),
		fc.constant({
			toString: () => {
				throw new Error('boom');
			},
		}),
	);
	fc.assert(
		fc.property(value, value, value, (a, b, c) => {
			for (const options of [
				a,
				{ timeout: a, proxy: b, allowUnauthorizedCerts: c },
				batching(a, b),
				{ batching: c },
			]) {
				for (const read of [requestSettingsOf, batchSettingsOf]) {
					try {
						read(options);
					} catch (error) {
						expect(error).toBeInstanceOf(ValueError);
					}
				}
			}
		}),
	);
});
