import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type Ended, generateTools, runProgram } from './command.js';
import { CACHE, documentFile, type RealDocument } from './documents.js';

/** What became of one document. */
export interface DocumentReport {
  readonly name: string;
  readonly operations: number;
  readonly tools: number;
  /** Warnings by code, the most frequent first. */
  readonly warnings: readonly (readonly [code: string, count: number])[];
  readonly mapBytes: number;
  readonly toolsBytes: number;
  readonly called: number;
  readonly skipped: readonly string[];
  /** Seconds by phase, in order. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

interface Note {
  readonly code: string;
  readonly severity: string;
  readonly place: string;
  readonly message: string;
}

interface Told {
  readonly notes: readonly Note[];
  readonly targets?: readonly { readonly tools: number }[];
}

interface Served {
  readonly tools: number;
  readonly problems: readonly string[];
  readonly called: number;
  readonly skipped: readonly string[];
  readonly seconds: Readonly<Record<string, number>>;
}

const SETTINGS = {
  extends: '../../../../tsconfig.base.json',
  compilerOptions: {
    rootDir: '.',
    outDir: 'dist',
    declaration: false,
    sourceMap: false,
    typeRoots: ['../../../../node_modules/@types'],
    noPropertyAccessFromIndexSignature: true,
  },
  include: ['endpoints.ts', 'generated'],
};

function prepare(name: string): string {
  const folder = join(CACHE, 'out', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS, null, 2));
  return folder;
}

/** Every file below a folder with its text, by path. */
function textsIn(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}

function changedFiles(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
}

function bytesOf(texts: ReadonlyMap<string, string>): number {
  return [...texts.keys()].reduce((sum, path) => sum + statSync(path).size, 0);
}

function told({ stdout }: Ended): Told {
  try {
    return JSON.parse(stdout) as Told;
  } catch {
    return { notes: [] };
  }
}

function countCodes(notes: readonly Note[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { code } of notes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort(([, left], [, right]) => right - left);
}

function failure(what: string, { code, stdout, stderr }: Ended): string {
  return `${what} ended with ${code}: ${(stderr.trim() || stdout.trim()).slice(0, 2000)}`;
}

/** Takes one document all the way: imported, generated, checked, compiled, served, listed and called. */
export async function checkDocument(document: RealDocument): Promise<DocumentReport> {
  const { name, operations, flags = [] } = document;
  const folder = prepare(name);
  const file = documentFile(document);
  const seconds: Record<string, number> = {};
  const problems: string[] = [];
  const step = async (phase: string, what: string, work: () => Promise<Ended>): Promise<Ended> => {
    const ended = await work();
    seconds[phase] = (seconds[phase] ?? 0) + ended.seconds;
    if (ended.code !== 0) problems.push(failure(what, ended));
    return ended;
  };
  const importing = ['--from', file, '--out', 'endpoints.ts', '--json', ...flags];
  const generating = ['endpoints.ts', '--out', 'generated', '--json'];

  const imported = told(await step('import', 'importing', () => generateTools(importing, folder)));
  const map = textsIn(folder);
  const generated = told(await step('generate', 'generating', () => generateTools(generating, folder)));
  const texts = textsIn(folder);
  // Both generate everything once more and compare: nothing may differ.
  await step('check', '--check after importing', () => generateTools([...importing, '--check'], folder));
  await step('check', '--check after generating', () => generateTools([...generating, '--check'], folder));
  const differing = changedFiles(texts, textsIn(folder));
  if (differing.length > 0) problems.push(`--check wrote ${differing.length} files: ${differing[0]}`);
  const compiled = await step('compile', 'tsc', () => compile(folder));
  const served = await serve(folder, compiled, step);

  const tools = generated.targets?.[0]?.tools ?? 0;
  if (tools !== operations) problems.push(`${operations} operations became ${tools} tools`);
  const mapBytes = [...map].reduce((sum, [path]) => sum + (path.endsWith('endpoints.ts') ? statSync(path).size : 0), 0);
  return {
    name,
    operations,
    tools,
    warnings: countCodes(imported.notes),
    mapBytes,
    toolsBytes: bytesOf(texts) - bytesOf(map),
    called: served.called,
    skipped: served.skipped,
    seconds: { ...seconds, ...served.seconds },
    problems: [...problems, ...served.problems],
  };
}

async function serve(
  folder: string,
  compiled: Ended,
  step: (phase: string, what: string, work: () => Promise<Ended>) => Promise<Ended>,
): Promise<Served> {
  const nothing: Served = { tools: 0, problems: [], called: 0, skipped: [], seconds: {} };
  if (compiled.code !== 0) return nothing;
  const ended = await step('serve', 'serving', () => runProgram('check-tools.ts', ['dist'], folder));
  return ended.code === 0 ? (JSON.parse(ended.stdout) as Served) : nothing;
}
