import { accessSync, constants } from 'node:fs';

import { chromium, type Browser } from 'playwright-core';

import { PlaygroundError } from '../../playground/processes.mts';

const CHROMIUM = process.env.CHROMIUM_PATH || '/usr/bin/chromium';

/** Chromium's sandbox needs rights that containers withhold, and the rest would call home. */
const ARGUMENTS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Starts Chromium, without a window on the screen. */
export async function launchBrowser(): Promise<Browser> {
	return await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

/** Fails where there is no Chromium, which is better known before n8n is installed. */
export function assertChromium(): void {
	try {
		accessSync(CHROMIUM, constants.X_OK);
	} catch {
		throw new PlaygroundError(
			`There is no Chromium at ${CHROMIUM}. Install it, or set CHROMIUM_PATH to the path of a Chromium or Chrome.`,
		);
	}
}
