import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** One import of a source file, as written. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** The TypeScript files below a folder, tests left out. */
export function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/(^|\/)(node_modules|dist|test)\//.test(name))
    .map((name) => join(folder, name));
}

/** Every import and re-export of a file, dynamic ones too. */
export function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const dynamic = text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g);
  return [
    ...[...statements].map((match) => ({ from: file, to: match[2] ?? '', typeOnly: match[1] !== undefined })),
    ...[...dynamic].map((match) => ({ from: file, to: match[1] ?? '', typeOnly: false })),
  ];
}

/** The file a relative import means. */
export function resolveLocal({ from, to }: Import): string | undefined {
  return to.startsWith('.') ? normalize(join(dirname(from), to)).replace(/\.js$/, '.ts') : undefined;
}

/** Files that import each other in a circle, types included. */
export function cyclesIn(imports: readonly Import[]): string[] {
  const edges = new Map<string, string[]>();
  for (const statement of imports) {
    const target = resolveLocal(statement);
    if (target) edges.set(statement.from, [...(edges.get(statement.from) ?? []), target]);
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) return void cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return cycles;
}
