import { propertyKey } from '../print/quote.js';
import { LINE_WIDTH } from '../print/width.js';
import type { LockedEndpoint, MapLock } from './map-lock.js';
import type { EndpointPieces, MapPieces, Piece } from './map-pieces.js';

export const PACKAGE = 'mcp-rest-proxy';
const TYPES: ReadonlySet<string> = new Set(['Credential', 'EndpointMap', 'JsonSchema']);

/** Start of the statement that holds the definitions, up to its brace. */
export const DEFINITIONS_START = `/** Schemas that endpoints share: they refer to them as \`#/$defs/<name>\`. */
const definitions: Readonly<Record<string, JsonSchema>> = `;

/** The names a map needs from the package, in the order formatters want. */
export function neededImports(pieces: MapPieces): readonly string[] {
  const names = [...pieces.blocks, ...pieces.endpoints.flatMap(({ properties }) => properties)].flatMap(
    ({ uses }) => uses,
  );
  const shared = pieces.definitions.length > 0 ? ['JsonSchema', 'withDefinitions'] : [];
  return sortImports(new Set([...names, 'EndpointMap', ...shared]));
}

/** Letters before their case, capitals first: the natural order of import sorters. */
export function sortImports(names: Iterable<string>): readonly string[] {
  const keyOf = (name: string) => [...name].map((letter) => `${letter.toLowerCase()}${letter}`).join('');
  const keyed = [...names].map((name) => [keyOf(name), name] as const);
  return keyed.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)).map(([, name]) => name);
}

/** One name inside the braces of an import. */
export function importSpecifier(name: string): string {
  return TYPES.has(name) ? `type ${name}` : name;
}

/** An import of these specifiers, in this order; all of types, it is an import of types. */
export function importStatement(specifiers: readonly string[]): string {
  const types = specifiers.every((specifier) => specifier.startsWith('type '));
  const names = types ? specifiers.map((specifier) => specifier.slice('type '.length)) : specifiers;
  const start = types ? 'import type {' : 'import {';
  const oneLine = `${start} ${names.join(', ')} } from '${PACKAGE}';`;
  if (oneLine.length <= LINE_WIDTH) return oneLine;
  return `${start}\n${names.map((name) => `  ${name},\n`).join('')}} from '${PACKAGE}';`;
}

/** `name: { … }` with its doc comment; the first line is not indented. */
export function printEndpoint({ name, doc, properties }: EndpointPieces, as: string = name): string {
  const body = properties.map(({ text }) => `    ${text},\n`).join('');
  return `${doc === undefined ? '' : `${doc.text}\n  `}${propertyKey(as)}: {\n${body}  }`;
}

function printObject(entries: readonly string[]): string {
  return entries.length === 0 ? '{}' : `{\n${entries.map((entry) => `  ${entry},\n`).join('')}}`;
}

/** The statement with the definitions, doc comment included. */
export function printDefinitions(definitions: readonly Piece[]): string {
  return `${DEFINITIONS_START}${printObject(definitions.map(({ text }) => text))};`;
}

/** The whole map. */
export function printMap(pieces: MapPieces): string {
  const shared = pieces.definitions.length > 0;
  const endpoints = printObject(pieces.endpoints.map((endpoint) => printEndpoint(endpoint)));
  return `${[
    pieces.header.text,
    importStatement(neededImports(pieces).map(importSpecifier)),
    ...pieces.blocks.map(({ text }) => text),
    ...(shared ? [printDefinitions(pieces.definitions)] : []),
    `/** Endpoints by tool name. */\nexport const endpoints: EndpointMap = ${shared ? `withDefinitions(definitions, ${endpoints})` : endpoints};`,
  ].join('\n\n')}\n`;
}

function marks(pieces: readonly Piece[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pieces.map(({ name, mark }) => [name, mark]));
}

/** What the lock says of an endpoint as generated. */
export function lockEndpoint({ name, doc, properties }: EndpointPieces): LockedEndpoint {
  return { name, ...(doc && { doc: doc.mark }), properties: marks(properties) };
}

/** The lock of these pieces. */
export function lockOf(pieces: MapPieces): MapLock {
  return {
    generator: 1,
    header: pieces.header.mark,
    imports: neededImports(pieces),
    blocks: marks(pieces.blocks),
    definitions: marks(pieces.definitions),
    endpoints: Object.fromEntries(pieces.endpoints.map((endpoint) => [endpoint.key, lockEndpoint(endpoint)])),
  };
}
