import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const scripts = join(__dirname, '..', '..', 'scripts');
const foreignPlatform = process.platform === 'darwin' ? 'linux' : 'darwin';

let project: string;
let binaries: string;

interface Entry {
  version: string;
  integrity?: string;
  optional?: boolean;
  os?: string[];
}

/** A tiny project: npm is a script that installs the lock's packages and counts its runs, the Nest CLI one that writes dist/. */
beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'dealwright-prepare-')));
  binaries = join(project, 'fake-bin');
  cpSync(join(scripts, 'prepare.mjs'), join(project, 'scripts', 'prepare.mjs'));
  cpSync(join(scripts, 'prepare-lock.mjs'), join(project, 'scripts', 'prepare-lock.mjs'));
  write('apps/api/main.ts', 'one');
  write('apps/api/main.spec.ts', 'a test');
  write('tsconfig.json', '{}');
  writeLock({ 'node_modules/left': { version: '1.0.0', integrity: 'sha512-left' } });
  writeProgram('npm', fakeNpm);
  symlinkSync(process.execPath, join(binaries, 'node'));
});

afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

const fakeNpm = `
const fs = require('fs');
fs.appendFileSync('npm-runs', process.argv.slice(2).join(' ') + '\\n');
if (fs.existsSync('npm-fails')) { console.error(fs.readFileSync('npm-fails', 'utf8')); process.exit(1); }
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
fs.rmSync('node_modules', { recursive: true, force: true });
fs.mkdirSync('node_modules');
const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const present = Object.entries(packages).filter(([name, entry]) => name && !entry.optional);
for (const [name, entry] of present) {
  fs.mkdirSync(name, { recursive: true });
  fs.writeFileSync(name + '/package.json', JSON.stringify(entry));
}
fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: Object.fromEntries(present) }));
const nest = 'node_modules/@nestjs/cli/bin';
fs.mkdirSync(nest, { recursive: true });
fs.writeFileSync(nest + '/nest.js', fs.readFileSync('fake-nest.js'));
`;

const fakeNest = `
const fs = require('fs');
fs.appendFileSync('builds', 'build\\n');
if (fs.existsSync('build-fails')) process.exit(2);
fs.mkdirSync('dist', { recursive: true });
fs.writeFileSync('dist/main.js', fs.readFileSync('apps/api/main.ts'));
`;

function write(name: string, content: string): void {
  mkdirSync(dirname(join(project, name)), { recursive: true });
  writeFileSync(join(project, name), content);
}

function writeLock(packages: Record<string, Entry>): void {
  write('package-lock.json', JSON.stringify({ packages: { '': { name: 'tiny' }, ...packages } }));
}

function writeProgram(name: string, source: string): void {
  write(`fake-bin/${name}`, `#!${process.execPath}\n${source}`);
  write('fake-nest.js', fakeNest);
  chmodSync(join(binaries, name), 0o755);
}

const environment = () => ({
  PATH: `${binaries}:/usr/bin:/bin`,
  NODE_ENV: 'production',
  npm_config_omit: 'dev',
});

function prepare(task: string): { status: number | null; stdout: string; stderr: string } {
  const script = join(project, 'scripts', 'prepare.mjs');
  return spawnSync(process.execPath, [script, task], { env: environment(), encoding: 'utf8', cwd: '/' });
}

async function prepareAside(task: string): Promise<number> {
  const script = join(project, 'scripts', 'prepare.mjs');
  const child = spawn(process.execPath, [script, task], { env: environment(), stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}

function timesIn(name: string): number {
  const file = join(project, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
}

describe('preparing the packages', () => {
  it('installs a fresh clone once, with what development and the platform need', () => {
    expect(prepare('install').stdout).toContain('npm ci');
    expect(prepare('install')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(project, 'npm-runs'), 'utf8')).toBe(
      'ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund\n',
    );
  });

  it.each([
    ['another version', { 'node_modules/left': { version: '1.0.1', integrity: 'sha512-left' } }],
    ['another content', { 'node_modules/left': { version: '1.0.0', integrity: 'sha512-other' } }],
    ['a package less', {}],
  ])('installs again when the lock names %s', (_, packages) => {
    prepare('install');
    writeLock(packages);
    expect(prepare('install').status).toBe(0);
    expect(timesIn('npm-runs')).toBe(2);
  });

  it('installs again when a package was deleted', () => {
    prepare('install');
    rmSync(join(project, 'node_modules', 'left'), { recursive: true });
    prepare('install');
    expect(timesIn('npm-runs')).toBe(2);
  });

  it("does not miss optional packages of other platforms, nor this platform's when npm could not get them", () => {
    writeLock({
      'node_modules/foreign': { version: '1.0.0', optional: true, os: [foreignPlatform] },
      'node_modules/part-of-foreign': { version: '1.0.0', optional: true },
      'node_modules/refused': { version: '1.0.0', optional: true, os: [process.platform] },
    });
    prepare('install');
    prepare('install');
    expect(timesIn('npm-runs')).toBe(1);
  });
});

describe('preparing the packages under trouble', () => {
  it('installs once when two start at the same time', async () => {
    expect(await Promise.all([prepareAside('install'), prepareAside('install')])).toEqual([0, 0]);
    expect(timesIn('npm-runs')).toBe(1);
  });

  it('passes over the lock of a process that was killed', () => {
    write('.build/prepare.lock', JSON.stringify({ pid: process.pid, started: 'another time' }));
    expect(prepare('install').status).toBe(0);
    expect(existsSync(join(project, '.build', 'prepare.lock'))).toBe(false);
  });

  it.each([
    [
      'no network',
      'npm error code EAI_AGAIN',
      /^The packages could not be downloaded \(code EAI_AGAIN\): check the network/,
    ],
    [
      'a package that is gone',
      'npm error code E404\nnpm error 404 left not found',
      /^npm ci failed \(code E404; 404 left/,
    ],
  ])('says in one sentence that there is %s', (_, output, sentence) => {
    write('npm-fails', output);
    const { status, stderr } = prepare('install');
    expect(status).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says in one sentence that npm is missing', () => {
    const script = join(project, 'scripts', 'prepare.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script, 'install'], {
      env: { PATH: '/nowhere' },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^npm is not in PATH/);
  });
});

describe('preparing the build', () => {
  it('builds once, and again when a source changes', () => {
    prepare('build');
    prepare('build');
    expect(timesIn('builds')).toBe(1);
    write('apps/api/main.ts', 'two');
    prepare('build');
    expect(timesIn('builds')).toBe(2);
    expect(readFileSync(join(project, 'dist', 'main.js'), 'utf8')).toBe('two');
  });

  it('builds again when a source is renamed or dist/ is gone, not when a test changes', () => {
    prepare('build');
    write('apps/api/main.spec.ts', 'another test');
    prepare('build');
    expect(timesIn('builds')).toBe(1);
    write('libs/new.ts', '');
    prepare('build');
    rmSync(join(project, 'dist'), { recursive: true });
    prepare('build');
    expect(timesIn('builds')).toBe(3);
  });

  it('leaves nothing of an older build in dist/, and no record that would let the compiler skip files', () => {
    prepare('build');
    write('dist/stale.js', '');
    write('.build/tsconfig.tsbuildinfo', '{}');
    write('apps/api/main.ts', 'two');
    prepare('build');
    expect(existsSync(join(project, 'dist', 'stale.js'))).toBe(false);
    expect(existsSync(join(project, '.build', 'tsconfig.tsbuildinfo'))).toBe(false);
  });

  it('says that the build failed, and tries again the next time', () => {
    write('build-fails', '');
    const { status, stderr } = prepare('build');
    expect(status).toBe(1);
    expect(stderr).toContain('The build failed');
    rmSync(join(project, 'build-fails'));
    expect(prepare('build').status).toBe(0);
    expect(timesIn('builds')).toBe(2);
  });
});
