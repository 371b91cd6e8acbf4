import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';

const root = join(__dirname, '..', '..');

/** Compiles platform libraries into a folder, so that a test can run them in a process of its own and kill that; siblings import each other. */
export function compileLibraries(folder: string, libraries: string[]): void {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const library of libraries) {
    const source = join(root, 'libs', 'platform', library);
    mkdirSync(join(folder, library));
    for (const name of readdirSync(source).filter((file) => /(?<!\.spec)\.ts$/.test(file))) {
      const { code } = transformFileSync(join(source, name), { cwd: root });
      const plain = code.replaceAll(/@platform\/([\w-]+)/g, '../$1');
      writeFileSync(join(folder, library, name.replace(/\.ts$/, '.js')), plain);
    }
  }
}
