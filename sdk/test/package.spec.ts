import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { VERSION } from '../src/version.ts';

it('names its own version', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));
  expect(manifest).toMatchObject({ version: VERSION });
});
