export interface InboxMessage {
	/** Like Slack's: seconds and a counter, '1776702000.000001'. */
	ts: string;
	/** ISO, UTC. */
	receivedAt: string;
	body: unknown;
}

/** Keeps what workflows send to a chat channel, so that a demo or a test can look at it. */
export class Inbox {
	readonly #channels = new Map<string, InboxMessage[]>();
	#received = 0;

	/** Keeps a message that came at `now` (ms). */
	post(channel: string, body: unknown, now: number): InboxMessage {
		this.#received++;
		const ts = `${Math.floor(now / 1000)}.${String(this.#received).padStart(6, '0')}`;
		const message = { ts, receivedAt: new Date(now).toISOString(), body };
		this.#channels.set(channel, [...this.messages(channel), message]);
		return message;
	}

	/** The messages of a channel, oldest first. */
	messages(channel: string): InboxMessage[] {
		return this.#channels.get(channel) ?? [];
	}

	clear(channel: string): void {
		this.#channels.delete(channel);
	}
}
