#!/usr/bin/env node
// The command line. It is here before dist/ is built, so that npm can link it in a fresh clone.
import { existsSync } from 'node:fs';

const cli = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(cli)) await import(cli.href);
else {
  process.stderr.write('dealwright: the client is not built yet: run `npm run build` first.\n');
  process.exitCode = 1;
}
