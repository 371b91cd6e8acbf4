import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileLibraries } from '../../../test/support/compiled-library';

const hasBundledNode = existsSync(join(__dirname, '..', '..', '..', 'node_modules', '.bin', 'node'));
const itWithBundledNode = hasBundledNode ? it : it.skip;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dealwright-runtime-'));
  compileLibraries(folder, ['runtime']);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, source: string): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    `const { armFailPoints, ensureNode24, failPoint, runMain, StartupError } = require('./runtime');\n${source}`,
  );
  return file;
}

/** The first process believes that it is Node 20; the one that it starts does not. */
const pretendNode20 = `
if (process.ppid === ${String(process.pid)}) Object.defineProperty(process.versions, 'node', { value: '20.19.0' });
ensureNode24();
`;

async function endOf(child: ChildProcess): Promise<unknown[]> {
  return once(child, 'exit');
}

describe('an entry file', () => {
  it('ends with one sentence when it cannot start', () => {
    const file = program('fault.js', "runMain(async () => { throw new StartupError('Set the key.'); });");
    const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'Set the key.\n' });
  });

  it('ends with the stack of an error that nobody foresaw', () => {
    const file = program('bug.js', "runMain(async () => { throw new TypeError('a bug'); });");
    const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^TypeError: a bug\n\s+at .*bug\.js/);
  });

  itWithBundledNode('continues on the Node 24 of node_modules, with its arguments and exit code', () => {
    const source = `${pretendNode20}console.log(process.versions.node.split('.')[0], process.argv[2]); process.exit(3);`;
    const { status, stdout, stderr } = spawnSync(process.execPath, [program('old.js', source), 'here'], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 3, stdout: '24 here\n', stderr: '' });
  });

  itWithBundledNode('passes signals on to the Node 24 that it continues on', async () => {
    const source = `${pretendNode20}
process.on('SIGTERM', () => process.exit(7));
setInterval(() => {}, 1000);
console.log('ready');`;
    const child = spawn(process.execPath, [program('term.js', source)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const ended = endOf(child);
    child.kill('SIGTERM');
    expect(await ended).toEqual([7, null]);
  });
});

describe('a fail point', () => {
  const reach = `runMain(async () => {
  const outcomes = [];
  for (let n = 0; n < 3; n += 1)
    outcomes.push(await Promise.resolve().then(() => failPoint('after_2xx')).then(() => 'on', (error) => error.name));
  console.log(outcomes.join());
});`;
  const run = (env: Readonly<Record<string, string>>) => {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [program('fail.js', reach)], {
      encoding: 'utf8',
      env,
    });
    return { status, signal, stdout, stderr };
  };
  const allowed = { NODE_ENV: 'test', DEALWRIGHT_MAY_FAIL: 'true' };

  it('does nothing where nobody asked for it', () => {
    expect(run({ NODE_ENV: 'production' })).toMatchObject({ status: 0, stdout: 'on,on,on\n' });
  });

  it('does what was asked for at the time that was asked for, once', () => {
    expect(run({ ...allowed, FAIL_AT: 'after_2xx:2:throw' }).stdout).toBe('on,FailPointError,on\n');
    expect(run({ ...allowed, FAIL_AT: 'results_before_store, after_2xx:3' })).toMatchObject({
      signal: 'SIGKILL',
      stdout: '',
    });
  });

  it.each([
    ['in production', { NODE_ENV: 'production', DEALWRIGHT_MAY_FAIL: 'true', FAIL_AT: 'after_2xx' }],
    ['without the switch', { NODE_ENV: 'test', FAIL_AT: 'after_2xx' }],
  ])('is refused %s', (_, env) => {
    expect(run(env)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^FAIL_AT breaks/) });
  });

  it.each(['no_such_point', 'after_2xx:0', 'after_2xx:explode', 'after_2xx:1:hang:2'])(
    'that is asked for as %s is refused',
    (text) => {
      const { status, stderr } = run({ ...allowed, FAIL_AT: text });
      expect([status, stderr]).toEqual([
        1,
        `FAIL_AT is name[:n][:action] with a name of ours, not "${text}".\n`,
      ]);
    },
  );
});
