import type { OpenCall } from './calls.mts';
import { ApiFailure } from './failures.mts';
import type { CallKind } from './model.mts';
import { monthOf, type World } from './world.mts';

/**
 * What API Gateway does before a call reaches the service (docs/dev/api.md, 'Errors'): checks the API key, the throttle and
 * the month's quota, in this order. A call that passes is charged, whatever the response is.
 */
export function admit(world: World, key: string | undefined, kind: CallKind, call: OpenCall): void {
	const apiKey = key === undefined ? undefined : world.apiKeys.get(key);
	if (key === undefined || apiKey === undefined || apiKey.disabled) throw new ApiFailure(403, 'Forbidden');

	const { throttle } = world.settings;
	if (throttle !== null && !world.throttle.admits(key, throttle, world.now())) {
		call.count('throttled');
		throw new ApiFailure(429, 'Too Many Requests', retryAfter(throttle.retryAfterSeconds));
	}

	renewQuotas(world);
	if (apiKey.used[kind] >= apiKey.quotas[kind]) {
		call.count('quotaExceeded');
		throw new ApiFailure(429, 'Limit Exceeded');
	}
	apiKey.used[kind]++;
	call.count('charged');
}

function retryAfter(seconds: number | undefined): Record<string, string> {
	return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}

function renewQuotas(world: World): void {
	const month = monthOf(world.now());
	if (month === world.quotaMonth) return;
	world.quotaMonth = month;
	for (const apiKey of world.apiKeys.values()) apiKey.used = { netCode: 0, utility: 0 };
}
