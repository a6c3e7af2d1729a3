/**
 * Checks both packages as users will get them: packs them, lints the tarballs (publint), resolves their types as every
 * module mode does (are-the-types-wrong), installs the library for production into an empty folder and counts what
 * came, and generates tools with the installed generator.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAX_PACKAGES = 12;
const root = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'mcp-rest-proxy-package-'));

function run(command: string, args: readonly string[], cwd = root): string {
  return execFileSync(command, [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function size(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0);
}

interface Packed {
  readonly file: string;
  readonly files: readonly string[];
}

function pack(workspace: string): Packed {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', work, `--workspace=${workspace}`];
  const [packed] = JSON.parse(run('npm', args)) as [{ filename: string; files: { path: string }[] }];
  return { file: join(work, packed.filename), files: packed.files.map(({ path }) => path) };
}

function checkTarball({ file, files }: Packed): void {
  const unexpected = files.filter(
    (path) => !/^(dist\/.*\.(js|d\.ts|js\.map|d\.ts\.map)|bin\/.*\.js|LICENSE|README\.md|package\.json)$/.test(path),
  );
  if (unexpected.length > 0) throw new Error(`The package would ship files it should not: ${unexpected.join(', ')}`);
  console.log(`tarball: ${files.length} files, nothing but the build, its types, README and LICENSE`);
  console.log(run('npx', ['--no-install', 'publint', 'run', file, '--strict']));
  console.log(run('npx', ['--no-install', 'attw', file, '--profile', 'esm-only', '--format', 'ascii']));
}

function emptyProject(name: string): string {
  const home = join(work, name);
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
  return home;
}

function install(home: string, packages: readonly string[]): number {
  run('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', '--silent', ...packages], home);
  const count = run('npm', ['ls', '--all', '--parseable'], home).trim().split('\n').length - 1;
  console.log(`production install: ${count} packages, ${(size(join(home, 'node_modules')) / 1e6).toFixed(1)} MB`);
  return count;
}

/** What a newcomer does first; the types are checked with the compiler of this repository. */
function checkGenerator(library: string, generator: string): void {
  const home = emptyProject('generator');
  install(home, [library, generator]);
  const generate = (...args: string[]): string => run('npx', ['--no-install', 'generate-tools', ...args], home);
  console.log(generate('init', '--format', 'json').trim());
  console.log(generate().trim());
  console.log(generate('--check').trim());
  const compile = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
  run(join(root, 'node_modules/.bin/tsc'), [...compile, 'src/generated/index.ts'], home);
  console.log('what it generates compiles beside the installed library');
}

function checkInstall(tarball: string): void {
  const home = emptyProject('install');
  if (install(home, [tarball]) > MAX_PACKAGES) throw new Error(`More than ${MAX_PACKAGES} packages are installed`);
  const names = run(
    'node',
    ['--input-type=module', '-e', "console.log(Object.keys(await import('mcp-rest-proxy')).join(' '))"],
    home,
  );
  console.log(`imports without any optional peer: ${names.trim()}`);
}

try {
  const library = pack('mcp-rest-proxy');
  const generator = pack('generate-tools');
  checkTarball(library);
  checkTarball(generator);
  checkInstall(library.file);
  checkGenerator(library.file, generator.file);
} finally {
  rmSync(work, { recursive: true, force: true });
}
