/**
 * Checks the package as users will get it: packs it, lints the tarball (publint), resolves its types as every
 * module mode does (are-the-types-wrong), installs it for production into an empty folder and counts what came.
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

function pack(): { file: string; files: readonly string[] } {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work])) as [
    { filename: string; files: { path: string }[] },
  ];
  return { file: join(work, packed.filename), files: packed.files.map(({ path }) => path) };
}

function checkContents(files: readonly string[]): void {
  const unexpected = files.filter(
    (path) => !/^(dist\/.*\.(js|d\.ts|js\.map|d\.ts\.map)|LICENSE|README\.md|package\.json)$/.test(path),
  );
  if (unexpected.length > 0) throw new Error(`The package would ship files it should not: ${unexpected.join(', ')}`);
  console.log(`tarball: ${files.length} files, nothing but the build, its types, README and LICENSE`);
}

function checkInstall(tarball: string): void {
  const home = join(work, 'install');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', '--silent', tarball], home);
  const packages = run('npm', ['ls', '--all', '--parseable'], home).trim().split('\n').length - 1;
  const megabytes = (size(join(home, 'node_modules')) / 1e6).toFixed(1);
  console.log(`production install: ${packages} packages, ${megabytes} MB`);
  if (packages > MAX_PACKAGES) throw new Error(`More than ${MAX_PACKAGES} packages are installed`);
  const names = run(
    'node',
    ['--input-type=module', '-e', "console.log(Object.keys(await import('mcp-rest-proxy')).join(' '))"],
    home,
  );
  console.log(`imports without any optional peer: ${names.trim()}`);
}

try {
  const { file, files } = pack();
  checkContents(files);
  console.log(run('npx', ['--no-install', 'publint', 'run', file, '--strict']));
  console.log(run('npx', ['--no-install', 'attw', file, '--profile', 'esm-only', '--format', 'ascii']));
  checkInstall(file);
} finally {
  rmSync(work, { recursive: true, force: true });
}
