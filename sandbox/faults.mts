import { type Random, seededRandom } from './random.mts';

/**
 * What to send instead. Without `status` and `drop` the call is only delayed. `loseAnswer` lets the
 * call take effect and then cuts the connection, as when a response is lost on its way.
 */
export interface FaultAnswer {
	status?: number;
	headers?: Record<string, string>;
	/** Text is sent as it is, anything else as JSON; nothing is an empty body. */
	body?: unknown;
	delayMs?: number;
	/** Destroys the connection without a response. */
	drop?: boolean;
	loseAnswer?: boolean;
}

export interface FaultRule {
	/** Any method when absent. */
	method?: string;
	/** The exact path, or its beginning and '*'. */
	path: string;
	/** One for each matching call, in order. */
	answers: FaultAnswer[];
	/** How often the list is gone through: once by default, without end when there is a `rate`. */
	times?: number;
	/** Below 1 the probability (seeded), from 1 on every Nth matching call. */
	rate?: number;
}

interface ArmedRule {
	rule: FaultRule;
	random: Random;
	matched: number;
	given: number;
	limit: number;
}

/** The faults that were asked for; the first rule that matches and strikes handles the call. */
export class Faults {
	#rules: ArmedRule[] = [];

	add(rule: FaultRule): void {
		const rounds = rule.times ?? (rule.rate === undefined ? 1 : Infinity);
		const limit = rounds * rule.answers.length;
		this.#rules.push({ rule, random: seededRandom(this.#rules.length + 1), matched: 0, given: 0, limit });
	}

	clear(): void {
		this.#rules = [];
	}

	/** The fault for this call, if any; it is then used up. */
	take(method: string, path: string): FaultAnswer | undefined {
		for (const armed of this.#rules) {
			const { rule } = armed;
			if (armed.given >= armed.limit || !matches(rule, method, path)) continue;
			armed.matched++;
			if (!strikes(armed)) continue;
			return rule.answers[armed.given++ % rule.answers.length];
		}
		return undefined;
	}
}

function matches({ method, path: pattern }: FaultRule, calledMethod: string, path: string): boolean {
	if (method !== undefined && method.toUpperCase() !== calledMethod) return false;
	return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function strikes({ rule: { rate = 1 }, matched, random }: ArmedRule): boolean {
	return rate < 1 ? random() < rate : matched % Math.round(rate) === 0;
}
