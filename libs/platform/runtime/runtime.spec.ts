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
  writeFileSync(file, `const { ensureNode24, runMain, StartupError } = require('./runtime');\n${source}`);
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
