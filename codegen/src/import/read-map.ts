import { Project, ts } from 'ts-morph';
import { GenerateError, type Note } from '../notes.js';
import { canonicalNode } from './canonical-node.js';
import type { ImportShape, MapShape, Mention, Statement } from './map-shape.js';
import { canonicalCode, hashOf } from './mark.js';
import { PACKAGE } from './print-map.js';
import { bareObject, behindComments, docAbove, readObject } from './read-objects.js';

const REFERENCE = /^#\/\$defs\/([^/]+)/;

interface Parsed {
  readonly source: ts.SourceFile;
  readonly mistakes: readonly ts.DiagnosticWithLocation[];
}

/** Parses a text by itself; nothing it imports is looked for. */
function parse(text: string): Parsed {
  const compilerOptions = { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ES2022 };
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions, skipFileDependencyResolution: true });
  const file = project.createSourceFile('/map.ts', text);
  const mistakes = project.getProgram().compilerObject.getSyntacticDiagnostics(file.compilerNode);
  return { source: file.compilerNode, mistakes };
}

function placeOf(source: ts.SourceFile, at: number, file: string): string {
  const { line, character } = source.getLineAndCharacterOfPosition(at);
  return `${file}:${line + 1}:${character + 1}`;
}

/** @throws GenerateError `map-syntax` when `text` is no TypeScript. */
function parseChecked(text: string, file: string, fix: string): ts.SourceFile {
  const { source, mistakes } = parse(text);
  if (mistakes.length === 0) return source;
  throw new GenerateError(
    'The endpoint map cannot be parsed, so nothing was written',
    mistakes.slice(0, 10).map(({ start, messageText }) => ({
      code: 'map-syntax',
      severity: 'error' as const,
      place: placeOf(source, start, file),
      message: ts.flattenDiagnosticMessageText(messageText, ' '),
      fix,
    })),
  );
}

/** @throws GenerateError `map-syntax` when what was merged is no TypeScript. */
export function checkSyntax(text: string, file: string): void {
  parseChecked(
    text,
    file,
    'This is a mistake of generate-tools: please report it. Or write the map anew with --force.',
  );
}

function notRecognised(source: ts.SourceFile, at: number, file: string, looked: string): GenerateError {
  const note: Note = {
    code: 'map-not-recognised',
    severity: 'error',
    place: placeOf(source, at, file),
    message: `${looked} was looked for, and is not here.`,
    fix: 'Bring it back into that form; or write the map anew with --force, which drops what was edited.',
  };
  return new GenerateError('The endpoint map has a shape that cannot be merged with, so nothing was written', [note]);
}

function headerOf(source: ts.SourceFile): MapShape['header'] {
  const { text } = source;
  const [end = 0] = [/^(?:\/\/[^\n]*(?:\n|$))+/.exec(text)?.[0].trimEnd().length];
  return end === 0 ? undefined : { start: 0, end, mark: hashOf(canonicalCode(text.slice(0, end))) };
}

function importShape(node: ts.ImportDeclaration, source: ts.SourceFile): ImportShape | undefined {
  if (!ts.isStringLiteral(node.moduleSpecifier) || node.moduleSpecifier.text !== PACKAGE) return undefined;
  const start = node.getStart(source);
  const clause = node.importClause;
  const named = clause?.namedBindings;
  const braces = clause !== undefined && clause.name === undefined && named !== undefined && ts.isNamedImports(named);
  const prefix = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type ' : '';
  return {
    start,
    end: node.end,
    hasComments: source.text.slice(start, node.end).includes('/*') || source.text.slice(start, node.end).includes('//'),
    specifiers: braces
      ? named.elements.map((element) => ({
          name: (element.propertyName ?? element.name).text,
          local: element.name.text,
          text: `${prefix}${element.getText(source)}`,
        }))
      : undefined,
  };
}

function declaredNames(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  const named = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return named && statement.name !== undefined ? [statement.name.text] : [];
}

/** A constant with a literal value is compared by that value, anything else by its text. */
function statementForm(statement: ts.Statement, source: ts.SourceFile): string {
  const text = source.text.slice(statement.getStart(source), statement.end);
  if (!ts.isVariableStatement(statement)) return canonicalCode(text);
  const [only, ...others] = statement.declarationList.declarations;
  if (only?.initializer === undefined || others.length > 0) return canonicalCode(text);
  const { form, isData } = canonicalNode(only.initializer, source);
  if (!isData) return canonicalCode(text);
  return `${canonicalCode(source.text.slice(statement.getStart(source), only.initializer.getStart(source)))} ${form}`;
}

function readStatement(statement: ts.Statement, source: ts.SourceFile, form: string): Statement {
  const { doc } = docAbove(statement, source);
  const start = doc?.start ?? statement.getStart(source);
  const above = doc === undefined ? '' : `${canonicalCode(source.text.slice(doc.start, doc.end))} `;
  const { end } = statement;
  return { start, end, lineEnd: behindComments(source.text, end), mark: hashOf(`${above}${form}`) };
}

function initializerOf(statement: ts.Statement, name: string): ts.Expression | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  return statement.declarationList.declarations.find((one) => ts.isIdentifier(one.name) && one.name.text === name)
    ?.initializer;
}

function decodeReference(text: string): string | undefined {
  const token = REFERENCE.exec(text)?.[1];
  if (token === undefined) return undefined;
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return token.replaceAll('~1', '/').replaceAll('~0', '~');
  }
}

/** Where names and references to definitions are used. Without recursion: maps are long, and schemas deep. */
function mentionsIn(source: ts.SourceFile): Pick<MapShape, 'identifiers' | 'references'> {
  const identifiers: Mention[] = [];
  const references: Mention[] = [];
  const queue: ts.Node[] = source.statements.filter((statement) => !ts.isImportDeclaration(statement));
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (ts.isIdentifier(node)) identifiers.push({ name: node.text, at: node.getStart(source) });
    else if (ts.isStringLiteralLike(node)) {
      const name = decodeReference(node.text);
      if (name !== undefined) references.push({ name, at: node.getStart(source) });
    } else if (ts.isPropertyAssignment(node)) queue.push(node.initializer);
    else ts.forEachChild(node, (child) => void queue.push(child));
  }
  return { identifiers, references };
}

function readStatements(source: ts.SourceFile): ReadonlyMap<string, Statement> {
  const statements = new Map<string, Statement>();
  for (const statement of source.statements) {
    for (const name of declaredNames(statement)) {
      const form = name === 'definitions' || name === 'endpoints' ? '' : statementForm(statement, source);
      statements.set(name, readStatement(statement, source, form));
    }
  }
  return statements;
}

function findObject(source: ts.SourceFile, name: string, deep: number) {
  const statement = source.statements.find((one) => declaredNames(one).includes(name));
  const value = statement && initializerOf(statement, name);
  const object = value && bareObject(value);
  return { statement, value, object: object && readObject(object, source, deep) };
}

function callAround(
  node: ts.Expression | undefined,
  source: ts.SourceFile,
): { start: number; end: number } | undefined {
  if (node === undefined) return undefined;
  if (ts.isSatisfiesExpression(node) || ts.isAsExpression(node)) return callAround(node.expression, source);
  if (!ts.isCallExpression(node) || node.expression.getText(source) !== 'withDefinitions') return undefined;
  return { start: node.getStart(source), end: node.end };
}

/**
 * Reads an existing map.
 *
 * @param file Its name, for errors.
 * @throws GenerateError `map-syntax`, or `map-not-recognised` with what was looked for.
 */
export function readMap(text: string, file: string): MapShape {
  const source = parseChecked(text, file, 'Mend it, then import again.');
  const statements = readStatements(source);
  const endpoints = findObject(source, 'endpoints', 1);
  const definitions = findObject(source, 'definitions', 0);
  const found = statements.get('endpoints');
  if (found === undefined || endpoints.object === undefined) {
    const at = endpoints.value?.getStart(source) ?? 0;
    throw notRecognised(
      source,
      at,
      file,
      '`export const endpoints: EndpointMap = { … }`, or the same in `withDefinitions(definitions, { … })`,',
    );
  }
  const declared = statements.get('definitions');
  const call = callAround(endpoints.value, source);
  if ((declared ?? call) !== undefined && definitions.object === undefined) {
    const at = definitions.value?.getStart(source) ?? call?.start ?? 0;
    throw notRecognised(source, at, file, '`const definitions = { … }`, written out,');
  }
  const imports = source.statements.filter(ts.isImportDeclaration);
  return {
    text,
    header: headerOf(source),
    imports: imports.flatMap((node) => importShape(node, source) ?? []),
    importsEnd: behindComments(text, imports.at(-1)?.end ?? 0),
    statements,
    definitions: declared && definitions.object && { ...declared, object: definitions.object },
    endpoints: { statement: found, object: endpoints.object, call },
    ...mentionsIn(source),
  };
}
