import type { DocPiece, Piece } from './map-pieces.js';
import { type MergeContext, noteConflict } from './merge-context.js';
import { removeStatement } from './merge-definitions.js';
import { decide } from './merge-members.js';
import { importSpecifier, importStatement, sortImports } from './print-map.js';

/** The comment at the top: follows the document unless it was edited, and nobody need hear of that. */
export function mergeHeader({ shape, edits }: MergeContext, was: string, next: DocPiece): void {
  const { header } = shape;
  if (header && decide(was, header.mark, next.mark, false) === 'replace') edits.replace(header, next.text);
}

/** Merges the base URL and the credentials: statements that follow the imports. */
export function mergeBlocks(context: MergeContext, was: ReadonlyMap<string, string>, next: readonly Piece[]): void {
  const { shape, edits, uses, isTaken } = context;
  let anchor = shape.importsEnd > 0 ? shape.importsEnd : (shape.header?.end ?? 0);
  for (const { name, mark, text, uses: needed } of next) {
    const statement = shape.statements.get(name);
    const decision = decide(was.get(name), statement?.mark, mark, isTaken(name));
    if (decision === 'conflict') noteConflict(context, statement?.start ?? anchor, name, text);
    if (decision === 'insert')
      edits.insert(anchor, `${anchor === 0 ? '' : '\n\n'}${text}${anchor === 0 ? '\n\n' : ''}`);
    if (decision === 'replace' && statement) edits.replace(statement, text);
    if (decision === 'insert' || decision === 'replace') for (const use of needed) uses.add(use);
    if (statement && statement.lineEnd > anchor) anchor = statement.lineEnd;
  }
  const named = new Set(next.map(({ name }) => name));
  for (const name of was.keys()) {
    const statement = shape.statements.get(name);
    if (named.has(name) || statement === undefined) continue;
    const decision = decide(was.get(name), statement.mark, undefined, isTaken(name));
    if (decision === 'conflict' || isUsed(context, name)) noteConflict(context, statement.start, name, undefined);
    else if (decision === 'remove') removeStatement(context, statement);
  }
}

/** True when code that stays still uses a statement, its own text left out. */
function isUsed({ shape, edits }: MergeContext, name: string): boolean {
  const statement = shape.statements.get(name);
  if (statement === undefined) return false;
  return shape.identifiers.some(
    (mention) =>
      mention.name === name &&
      !edits.isGone(mention.at) &&
      (mention.at < statement.start || mention.at >= statement.end),
  );
}

/** Imports what inserted text needs, and leaves out what nothing needs any more. */
export function mergeImports({ shape, edits, uses }: MergeContext, was: readonly string[]): void {
  const imported = shape.imports.flatMap(({ specifiers = [] }) => specifiers);
  const present = new Set(imported.filter(({ name, local }) => name === local).map(({ name }) => name));
  const missing = [...uses].filter((name) => !present.has(name));
  const home = shape.imports.find(({ specifiers }) => specifiers !== undefined);
  if (home?.specifiers === undefined || home.hasComments) {
    if (missing.length > 0) addImport({ shape, edits }, missing);
    return;
  }
  const used = new Set(shape.identifiers.filter(({ at }) => !edits.isGone(at)).map(({ name }) => name));
  const kept = home.specifiers.filter(({ name, local }) => !was.includes(name) || used.has(local) || uses.has(name));
  if (missing.length === 0 && kept.length === home.specifiers.length) return;
  const texts = new Map([
    ...kept.map(({ name, text }) => [name, text] as const),
    ...missing.map((name) => [name, importSpecifier(name)] as const),
  ]);
  edits.replace(home, importStatement(sortImports(texts.keys()).map((name) => texts.get(name) ?? name)));
}

function addImport({ shape, edits }: Pick<MergeContext, 'shape' | 'edits'>, names: readonly string[]): void {
  const statement = importStatement(sortImports(names).map(importSpecifier));
  if (shape.importsEnd > 0) edits.insert(shape.importsEnd, `\n${statement}`);
  else if (shape.header) edits.insert(shape.header.end, `\n\n${statement}`);
  else edits.insert(0, `${statement}\n\n`);
}
