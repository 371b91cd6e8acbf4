import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MODULE = join(__dirname, '../examples/credentials.mjs');

describe('the credentials of the examples', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dealwright-examples-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const found = (env: Readonly<Record<string, string>>): unknown => {
    const program = `import(${JSON.stringify(MODULE)}).then((m) => console.log(JSON.stringify(m.credentials())))`;
    return JSON.parse(
      execFileSync(process.execPath, ['-e', program], { cwd: folder, env, encoding: 'utf8' }),
    );
  };
  const left = (data: string, key: string): void => {
    mkdirSync(join(folder, data));
    const file = JSON.stringify({ base_url: 'http://127.0.0.1:1', private_app_key: key });
    writeFileSync(join(folder, data, 'credentials.json'), file);
  };

  it('are those that the server left in its data folder', () => {
    left('.dealwright', 'one');
    left('elsewhere', 'other');
    expect(found({})).toEqual({ baseUrl: 'http://127.0.0.1:1', key: 'one' });
    const there = { DEALWRIGHT_DATA_DIR: 'elsewhere' };
    expect(found(there)).toEqual({ baseUrl: 'http://127.0.0.1:1', key: 'other' });
    expect(found({ ...there, DEALWRIGHT_KEY: 'mine' })).toMatchObject({ key: 'mine' });
  });

  it('are those of the environment when it has them', () => {
    const env = { DEALWRIGHT_BASE_URL: 'http://127.0.0.1:2', DEALWRIGHT_KEY: 'mine' };
    expect(found(env)).toEqual({ baseUrl: 'http://127.0.0.1:2', key: 'mine' });
  });
});
