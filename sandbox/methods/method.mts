import type { Behaviours } from '../behaviours.mts';
import type { World } from '../world.mts';

/** A call as a method sees it: `id` is the one in the path, '' without; `form` is empty unless the body was form-encoded. */
export interface ApiCall {
	id: string;
	query: URLSearchParams;
	form: URLSearchParams;
	/** How the service behaves for the lock in the path. */
	behaviours: Behaviours;
}

/** One method of the API. `answer` gives the body of a 200, undefined for an empty one, or throws an ApiFailure. */
export interface ApiMethod {
	verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** As the documentation writes it: '/n/1/netcode/{id}'. */
	template: string;
	answer(call: ApiCall, world: World): unknown;
}
