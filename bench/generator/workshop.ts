import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spread } from '../statistics.js';
import type { Measured } from './measured.js';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Below the repository, so that generated code finds `mcp-rest-proxy`; git-ignored. */
export const CACHE = join(ROOT, '.cache/bench');
export const CLI = join(ROOT, 'codegen/bin/generate-tools.js');
export const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

const SETTINGS = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: {
    rootDir: '.',
    outDir: 'dist',
    declaration: false,
    sourceMap: false,
    typeRoots: ['../../../node_modules/@types'],
  },
  include: ['endpoints.ts', 'generated'],
};

/** An empty project in the cache. */
export function emptyProject(name: string): string {
  const folder = join(CACHE, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS));
  return folder;
}

/** Bytes of all files below a folder, or of a file. */
export function bytesOf(path: string): number {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

/** `min / median / max` of what succeeded. */
export function range(samples: readonly number[], digits: number): string {
  const { min, median, max } = spread(samples);
  return [min, median, max].map((value) => value.toFixed(digits)).join(' / ');
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** Time, processor time and memory of some runs of one thing, in columns; or why one failed. */
export function columns(runs: readonly Measured[]): string[] {
  const failed = runs.find(({ ok }) => !ok);
  if (failed || runs.length === 0) return [failed?.reason ?? 'not run', '', ''];
  return [
    range(
      runs.map(({ seconds }) => seconds),
      2,
    ),
    range(
      runs.map(({ cpu }) => cpu),
      2,
    ),
    megabytes(Math.max(...runs.map(({ memory }) => memory))),
  ];
}

/** Prints rows in aligned columns; the first is the head. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const count = Math.max(...rows.map((cells) => cells.length));
  const widths = Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
