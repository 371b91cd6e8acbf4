// Compiles src to dist. The generated declarations are copied: tsc takes a .d.ts for input only.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SDK = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

rmSync(join(SDK, 'dist'), { recursive: true, force: true });
mkdirSync(join(SDK, 'dist/generated'), { recursive: true });
copyFileSync(join(SDK, 'src/generated/api.d.ts'), join(SDK, 'dist/generated/api.d.ts'));
for (const project of ['tsconfig.json', 'tsconfig.cli.json']) {
  execFileSync(process.execPath, [tsc, '-p', join(SDK, project)], { stdio: 'inherit' });
}
