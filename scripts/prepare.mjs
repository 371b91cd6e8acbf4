// Leaves node_modules as package-lock.json says (`install`) and dist/ as the sources say (`build`), so that `npm start` and
// `npm test` work on a fresh clone. Plain JavaScript without dependencies: it runs before anything is installed, on Node 20 too.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { liveOwnerOf, readText, underLock } from './prepare-lock.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const stateFolder = path.join(root, '.build');
const lockFile = path.join(stateFolder, 'prepare.lock');
const stampFile = path.join(stateFolder, 'stamp');
const installedFile = path.join(root, 'node_modules', '.package-lock.json');
/** The lock content that `npm ci` has been run for: what it left out then does not fit this machine. */
const settledFile = path.join(root, 'node_modules', '.dealwright-installed');
const sdkBuild = path.join('sdk', 'scripts', 'build.mjs');
const neededNode = [24, 9];

class Failure extends Error {}

async function main(task) {
  if (task !== 'install' && task !== 'build')
    throw new Failure('Usage: node scripts/prepare.mjs install|build');
  const isDone = () => isInstalled() && (task === 'install' || isBuilt());
  if (isDone() && !liveOwnerOf(lockFile)) return;
  await underLock(lockFile, waiting, () => {
    if (!isInstalled()) install();
    if (task === 'build' && !isBuilt()) build();
  });
}

function waiting(pid) {
  say(`waiting for the installation or build of process ${pid}`);
}

// --- install ---

/** Compares package by package: npm leaves the root, other platforms' packages and some fields out of its record. */
function isInstalled() {
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  if (!wanted) throw new Failure('package-lock.json is missing or no JSON: restore it from the repository.');
  const present = readPackages(installedFile);
  if (!present) return false;
  const isSettled = readText(settledFile) === lockHash();
  const inModules = Object.entries(wanted).filter(([name]) => name.startsWith('node_modules/'));
  const isRight = inModules.every(([name, entry]) => {
    const found = present[name];
    if (!found) return entry.optional === true && (isSettled || !mustBePresent(entry));
    return isSame(entry, found) && fs.existsSync(path.join(root, name, entry.link ? '' : 'package.json'));
  });
  return isRight && Object.keys(present).every((name) => wanted[name] !== undefined);
}

function isSame(entry, found) {
  return (
    entry.version === found.version &&
    entry.integrity === found.integrity &&
    entry.resolved === found.resolved
  );
}

/** Optional packages without a platform belong to optional parents: only those that name this platform are missed. */
function mustBePresent(entry) {
  if (!entry.os && !entry.cpu && !entry.libc) return false;
  return fits(entry.os, process.platform) && fits(entry.cpu, process.arch) && fits(entry.libc, libc());
}

function fits(accepted, value) {
  if (!accepted) return true;
  const list = [accepted].flat();
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.every((item) => item.startsWith('!'));
}

function libc() {
  if (process.platform !== 'linux') return undefined;
  process.report.excludeNetwork = true; // else it resolves the names of all open connections
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
}

function install() {
  say('installing the packages of package-lock.json (npm ci)');
  fs.rmSync(settledFile, { force: true });
  let npm = runNpm('ci');
  if (lacksPlatformPackages(npm.stderr)) {
    say(
      'the lock has no entry for some packages of other platforms, which npm ci refuses: installing with npm install',
    );
    npm = runNpm('install', '--no-save');
  }
  if (npm.error?.code === 'ENOENT') {
    throw new Failure(
      'npm is not in PATH, and the packages must be installed: install Node.js with npm, then start again.',
    );
  }
  if (npm.error || npm.status !== 0) throw new Failure(explainNpm(npm));
  fs.writeFileSync(settledFile, lockHash());
}

function runNpm(...command) {
  const flags = ['--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  return spawnSync('npm', [...command, ...flags], {
    cwd: root,
    env: environmentForNpm(),
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** npm writes no lock entry for an optional package that its registry did not have, and then calls that lock out of step. */
function lacksPlatformPackages(errors) {
  const faults = (errors ?? '').split('\n').filter((line) => /(Missing|Invalid): .* lock file/.test(line));
  const foreign = /Missing: \S*\b(android|darwin|freebsd|linux|openharmony|win32)\b\S*@\S* from lock file/;
  return faults.length > 0 && faults.every((line) => foreign.test(line));
}

function explainNpm(npm) {
  const output = npm.error?.message ?? `${npm.stderr}\n${npm.stdout}`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|ENOTCACHED/.test(output)) {
    return `The packages could not be downloaded (${firstError(output)}): check the network or npm's registry and proxy settings, then start again.`;
  }
  return `npm ci failed (${firstError(output)}): correct this, then start again.`;
}

function firstError(output) {
  const lines = output.split('\n').filter((line) => /^npm (error|ERR!)/.test(line));
  const text = lines
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, ''))
    .filter((line) => line && !/complete log/.test(line));
  return text.slice(0, 3).join('; ') || output.trim().split('\n').at(-1);
}

/** Without node_modules/.bin: npm must not run on the Node that it is about to replace, nor obey the settings of an outer `npm start`. */
function environmentForNpm() {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(config_(omit|include|production|only|workspace|workspaces)|lifecycle|package)/i.test(name),
  );
  const binaries = path.join('node_modules', '.bin');
  const folders = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.endsWith(binaries));
  return { ...Object.fromEntries(kept), PATH: folders.join(path.delimiter) };
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function lockHash() {
  return createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

// --- build ---

function isBuilt() {
  const outputs = ['dist', ...(fs.existsSync(path.join(root, sdkBuild)) ? ['sdk/dist'] : [])];
  return (
    outputs.every((folder) => fs.existsSync(path.join(root, folder))) && readText(stampFile) === sourceStamp()
  );
}

function sourceStamp() {
  const hash = createHash('sha256');
  for (const file of sources()) {
    const content = createHash('sha256')
      .update(fs.readFileSync(path.join(root, file)))
      .digest('hex');
    hash.update(`${file}\0${content}\n`);
  }
  return hash.digest('hex');
}

function sources() {
  const settings = fs
    .readdirSync(root)
    .filter((name) => /^(tsconfig.*|nest-cli|package-lock)\.json$/.test(name));
  return [...settings, ...['apps', 'libs', 'sdk/src', 'sdk/scripts'].flatMap(filesIn)].sort();
}

function filesIn(folder) {
  const full = path.join(root, folder);
  if (!fs.existsSync(full)) return [];
  return fs.readdirSync(full, { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : filesIn(name);
    return entry.isFile() && !entry.name.endsWith('.spec.ts') ? [name] : [];
  });
}

function build() {
  const node = findNode();
  const stamp = sourceStamp();
  say('building dist/ from the sources');
  fs.rmSync(stampFile, { force: true });
  fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  // The incremental record would let the compiler believe that dist/ is still there.
  fs.rmSync(path.join(stateFolder, 'tsconfig.tsbuildinfo'), { force: true });
  const nest = path.join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const built = spawnSync(node, [nest, 'build'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (built.status !== 0) {
    fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
    throw new Failure('The build failed: correct what the compiler says above, then start again.');
  }
  if (fs.existsSync(path.join(root, sdkBuild))) {
    const sdk = spawnSync(node, [sdkBuild], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    if (sdk.status !== 0)
      throw new Failure('The build of the SDK failed: correct what the compiler says above.');
  }
  writeWhole(stampFile, stamp);
}

function findNode() {
  const bundled = path.join(root, 'node_modules', '.bin', 'node');
  if (fs.existsSync(bundled)) {
    const answer = spawnSync(bundled, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    if (answer.status === 0 && isNewEnough(answer.stdout)) return bundled;
  }
  if (isNewEnough(process.versions.node)) return process.execPath;
  throw new Failure(
    `There is no bundled Node ${neededNode[0]} for ${process.platform}-${process.arch} (${libc() ?? 'no'} libc) and this is Node ` +
      `${process.versions.node}: install Node ${neededNode.join('.')} or newer yourself.`,
  );
}

function isNewEnough(version) {
  const [major, minor] = version.trim().split('.').map(Number);
  return major > neededNode[0] || (major === neededNode[0] && minor >= neededNode[1]);
}

// --- small things ---

function writeWhole(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.draft`, text);
  fs.renameSync(`${file}.draft`, file);
}

function say(text) {
  process.stdout.write(`dealwright: ${text}\n`);
}

try {
  await main(process.argv[2]);
} catch (error) {
  const isPlain = error instanceof Failure || ['EACCES', 'EROFS', 'ENOSPC', 'EPERM'].includes(error.code);
  process.stderr.write(`${isPlain ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
