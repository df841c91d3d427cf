import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

/** One of the two legs of the scan that n8n runs before it verifies a package. Both ignore inline exceptions. */
interface Leg {
	name: string;
	folder: string;
	patterns?: string[];
	/** A file of the leg, and a line that its rules must refuse. */
	fault: { file: string; line: string };
}

const folder = mkdtempSync(join(tmpdir(), 'codelocks-scan-'));
try {
	const failed: string[] = [];
	for (const leg of [sourceLeg(), tarballLeg()]) {
		const clean = await analyzePackage(leg.folder, leg.patterns);
		if (!clean.passed) failed.push(`${leg.name}: ${clean.message}\n${clean.details ?? ''}`);
		// A scan that finds nothing proves something only if it finds a fault that is there.
		appendFileSync(join(leg.folder, leg.fault.file), `\n${leg.fault.line}\n`);
		const faulty = await analyzePackage(leg.folder, leg.patterns);
		if (faulty.passed) failed.push(`${leg.name}: the scan does not find a planted fault`);
	}
	if (failed.length) {
		console.error(failed.join('\n'));
		process.exitCode = 1;
	} else {
		console.log("n8n's scan of the source and of the tarball finds nothing, and each finds a planted fault.");
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}

/** The files of the attested commit that n8n lints. */
function sourceLeg(): Leg {
	const target = join(folder, 'source');
	for (const part of ['package.json', 'nodes', 'credentials', 'icons'])
		cpSync(part, join(target, part), { recursive: true });
	return {
		name: 'Source',
		folder: target,
		patterns: SOURCE_FILE_PATTERNS,
		fault: {
			file: 'nodes/Codelocks/Codelocks.node.ts',
			line: 'console.log(process.env.HOME); // eslint-disable-line',
		},
	};
}

/** What npm would publish. */
function tarballLeg(): Leg {
	const [{ filename }] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
			encoding: 'utf8',
		}),
	) as Array<{ filename: string }>;
	execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
	return {
		name: 'Tarball',
		folder: join(folder, 'package'),
		fault: {
			file: 'dist/nodes/Codelocks/Codelocks.node.js',
			line: "console.log(require('child_process')); // eslint-disable-line",
		},
	};
}
