import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMasterKeyFile, MasterKeyError, readMasterKeyFile } from './index';

describe('master key file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'master-key-'));
    path = join(folder, 'keys', 'master.key');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is readable by its owner only and gives the same key again', async () => {
    const key = await createMasterKeyFile(path);
    expect(key).toHaveLength(32);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await createMasterKeyFile(path)).toEqual(key);
    expect(await readMasterKeyFile(path)).toEqual(key);
  });

  it('is one key for many that start at once, and leaves nothing else behind', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => createMasterKeyFile(path)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(join(folder, 'keys'))).toEqual(['master.key']);
  });

  it('is refused when others can read it', async () => {
    await createMasterKeyFile(path);
    await chmod(path, 0o644);
    await expect(readMasterKeyFile(path)).rejects.toThrow(/chmod 600/);
  });

  it('is refused when it holds no key, and is not replaced', async () => {
    path = join(folder, 'master.key');
    await writeFile(path, 'nonsense!', { mode: 0o600 });
    await expect(createMasterKeyFile(path)).rejects.toThrow(MasterKeyError);
  });

  it('says when it is missing', async () => {
    await expect(readMasterKeyFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
