/** An answer other than 200. Without a message its body is empty, as the service's 401 has it. */
export class ApiFailure extends Error {
	readonly status: number;
	readonly body: { message: string } | undefined;
	readonly headers: Record<string, string>;

	constructor(status: number, message?: string, headers: Record<string, string> = {}) {
		super(message ?? `status ${status}`);
		this.status = status;
		this.body = message === undefined ? undefined : { message };
		this.headers = headers;
	}
}

/** A parameter has a value that the service refuses (documentation, response code 400). */
export function invalid(parameter: string): ApiFailure {
	return new ApiFailure(400, `Invalid data supplied: ${parameter}`);
}
