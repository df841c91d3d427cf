import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

/** A share of a colour's 255 steps that nobody sees. A letter that moves makes well over a hundred. */
const UNSEEN = 32;

interface Bitmap {
	width: number;
	height: number;
}

/** What the comparison needs of a browser, whose types are not those of Node. */
interface BrowserGlobals {
	createImageBitmap: (blob: Blob) => Promise<Bitmap>;
	OffscreenCanvas: new (
		width: number,
		height: number,
	) => {
		getContext(kind: '2d'): {
			drawImage(bitmap: Bitmap, x: number, y: number): void;
			getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
		};
	};
}

/**
 * Copies the pictures of a folder into another one, but for those that look as they did there: Chromium does not round every
 * corner alike twice.
 */
export async function updatePictures(browser: Browser, from: string, to: string): Promise<void> {
	const page = await browser.newPage();
	for (const name of await readdir(from, { recursive: true })) {
		if (!name.endsWith('.png')) continue;
		const [newer, older] = [join(from, name), join(to, name)];
		if (existsSync(older) && (await looksTheSame(page, newer, older))) continue;
		await mkdir(dirname(older), { recursive: true });
		await copyFile(newer, older);
	}
	await page.close();
}

async function looksTheSame(page: Page, ...files: string[]): Promise<boolean> {
	const pictures = await Promise.all(files.map(async (file) => await readFile(file, 'base64')));
	return await page.evaluate(
		async ([one, other, unseen]) => {
			const { createImageBitmap, OffscreenCanvas } = globalThis as unknown as BrowserGlobals;
			const pixelsOf = async (png: unknown) => {
				const response = await fetch(`data:image/png;base64,${String(png)}`);
				const bitmap = await createImageBitmap(await response.blob());
				const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
				context.drawImage(bitmap, 0, 0);
				const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
				return { width: bitmap.width, data };
			};
			const [first, second] = [await pixelsOf(one), await pixelsOf(other)];
			return (
				first.width === second.width &&
				first.data.length === second.data.length &&
				first.data.every((value, index) => Math.abs(value - second.data[index]) <= Number(unseen))
			);
		},
		[...pictures, UNSEEN],
	);
}
