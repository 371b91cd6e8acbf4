import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

const SDK = join(__dirname, '..');
const SNIPPETS = join(SDK, 'test/readme-snippets.ts');

/** The README's snippets as one module: later ones go on from the first, each in a scope of its own. */
function snippets(): string {
  const readme = readFileSync(join(SDK, 'README.md'), 'utf8');
  const [first = '', ...rest] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  const imports = new Set<string>();
  const bodies = rest.map((code) => {
    const body = code.replace(/^import \{ (.+) \} from (.+);$/gm, (_, names: string, from: string) => {
      for (const name of names.split(', ')) imports.add(`import { ${name} } from ${from};`);
      return '';
    });
    return `{${body.replace(/^export /gm, '')}}`;
  });
  return [...imports, first, ...bodies].join('\n');
}

it('has only snippets that compile', () => {
  const { config } = ts.readConfigFile(join(SDK, 'tsconfig.check.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, SDK);
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false });
  const { readFile, fileExists, getSourceFile } = host;
  const isOurs = (path: string) => path === SNIPPETS;
  host.readFile = (path) => (isOurs(path) ? snippets() : readFile(path));
  host.fileExists = (path) => isOurs(path) || fileExists(path);
  host.getSourceFile = (path, ...others) =>
    isOurs(path)
      ? ts.createSourceFile(path, snippets(), ts.ScriptTarget.ES2022)
      : getSourceFile(path, ...others);

  const program = ts.createProgram([SNIPPETS], { ...options, noUnusedLocals: false }, host);
  const faults = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(faults).toEqual([]);
});
