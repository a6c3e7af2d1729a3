import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { emitCase, goldenCases } from './golden-cases.js';

const root = join(import.meta.dirname, '../../golden/emit');

function readFiles(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  );
}

function update(folder: string, files: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

for (const golden of goldenCases) {
  test(`the tools of the map "${golden.name}" are emitted byte for byte as checked in`, (t) => {
    const folder = join(root, golden.name, 'generated');
    const files = emitCase(golden);
    if (process.env.UPDATE_GOLDENS === '1') update(folder, files);
    t.deepEqual(Object.fromEntries([...files].sort()), readFiles(folder));
  });
}
