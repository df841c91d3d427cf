import { setTimeout as sleep } from 'node:timers/promises';
import { PlaygroundError } from './processes.mts';

/** The page that ends a form. */
export interface FormEnding {
	title: string;
	message: string;
}

interface LogIn {
	email: string;
	password: string;
}

/** How often the page in a browser asks at first whether the workflow has come to its ending page. */
const ASK_EVERY_MS = 300;

/** A form of n8n's that asks for user and password, as a person with a browser uses it. */
export class Form {
	private readonly url: string;
	private readonly authorization: string;
	private readonly signal: AbortSignal;

	constructor(url: string, { email, password }: LogIn, signal: AbortSignal) {
		this.url = url;
		this.authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;
		this.signal = signal;
	}

	/** The status that someone gets who has no log-in. */
	async statusWithoutLogIn(): Promise<number> {
		return (await fetch(this.url, { signal: this.signal })).status;
	}

	/** Fills in the fields, by their labels, and follows the form to its ending page. */
	async submit(values: Record<string, string>): Promise<FormEnding> {
		const page = await this.read(this.url);
		const body = new FormData();
		for (const [label, value] of Object.entries(values)) body.append(fieldOf(page, label), value);
		const { formWaitingUrl } = JSON.parse(await this.read(this.url, { method: 'POST', body })) as {
			formWaitingUrl: string;
		};
		const { pathname, search } = new URL(formWaitingUrl);
		const { origin } = new URL(this.url);
		await this.waitForEnding(`${origin}${pathname}/n8n-execution-status${search}`);
		const ending = readEnding(await this.read(origin + pathname + search));
		// The page in a browser does so too, and only then n8n takes the execution for ended.
		await this.read(origin + pathname + search, { method: 'POST' });
		return ending;
	}

	private async waitForEnding(statusUrl: string): Promise<void> {
		for (;;) {
			const status = await this.read(statusUrl);
			if (status === 'form-waiting') return;
			if (status !== 'running' && status !== 'new')
				throw new PlaygroundError(`The form has no ending page: its workflow ended with '${status}'`);
			await sleep(ASK_EVERY_MS, undefined, { signal: this.signal });
		}
	}

	private async read(url: string, request: RequestInit = {}): Promise<string> {
		const headers = { authorization: this.authorization };
		const response = await fetch(url, { ...request, headers, signal: this.signal });
		const text = (await response.text()).trim();
		if (!response.ok)
			throw new PlaygroundError(`The form returned ${response.status}: ${text.slice(0, 300)}`);
		return text;
	}
}

function fieldOf(page: string, label: string): string {
	const found = [...page.matchAll(/<label[^>]* for=['"]([^'"]+)['"][^>]*>([^<]*)</g)].find(
		([, , text]) => readable(text) === label,
	);
	if (!found) throw new PlaygroundError(`The form has no field '${label}'`);
	return found[1];
}

function readEnding(page: string): FormEnding {
	const [, title = '', message = ''] = /<h1>([^]*?)<\/h1>\s*<p[^>]*>([^]*?)<\/p>/.exec(page) ?? [];
	return { title: readable(title), message: readable(message) };
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#39': "'" };

const readable = (html: string): string =>
	html.replace(/&(\w+|#\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity).trim();
