import type { ImportedEndpoint, ImportedMap } from '../openapi/imported-map.js';
import { compareText } from '../openapi/json.js';
import { commentBlock, commentText } from '../print/comment.js';
import { propertyLiteral } from '../print/literal.js';
import { quote } from '../print/quote.js';
import { LINE_WIDTH } from '../print/width.js';
import { credentialPieces } from './credential-blocks.js';
import type { DocPiece, EndpointPieces, MapPieces, Piece } from './map-pieces.js';
import { canonicalCode, canonicalScalar, canonicalValue, hashOf } from './mark.js';

/** How a map is written. */
export interface EmitMapOptions {
  /** What it is imported from, as a person would write it: `openapi.yaml`, or a URL. */
  readonly source: string;
  /** The file it is written to, as a person would write it. */
  readonly out: string;
  /** The command that writes it anew. Default: `npx generate-tools --from <source> --out <out>`. */
  readonly command?: string;
}

/** The order a person reads an endpoint in; anything else follows. */
const ORDER =
  'title description method path params query headers body optionalBody contentType styles rename constants bind allowSlash response acceptHtml annotations scopes retry timeout credential'.split(
    ' ',
  );
const METHODS = 'GET HEAD OPTIONS POST PUT PATCH DELETE'.split(' ');

function rank(order: readonly string[], name: string): number {
  const at = order.indexOf(name);
  return at < 0 ? order.length : at;
}

function headerOf({ title, version }: ImportedMap, { source, out, command }: EmitMapOptions): DocPiece {
  const run = commentText(command ?? `npx generate-tools --from ${source} --out ${out}`, 2000);
  const text = [
    `// Endpoint map of ${commentText(`${title} ${version}`)}, imported from ${commentText(source, 2000)}.`,
    '// It is yours to edit: names, descriptions, schemas, hooks. Importing again keeps what was edited:',
    `//   ${run}`,
    '// What was generated is remembered in the lock beside this file; check both in.',
  ].join('\n');
  return { text, mark: hashOf(canonicalCode(text)) };
}

function baseUrlBlock({ servers }: ImportedMap): readonly Piece[] {
  const [first, ...others] = servers;
  if (first === undefined) return [];
  const told = (server: (typeof servers)[number]): string[] => [
    `- ${commentText(server.url)}${server.description === undefined ? '' : `: ${commentText(server.description)}`}`,
    ...server.variables.map(({ name, value, values, description }) => {
      const choice = values.length > 0 ? `, one of ${commentText(values.join(', '))}` : '';
      return `  - ${commentText(name, 60)}: ${commentText(value)}${choice}${description === undefined ? '' : `. ${commentText(description)}`}`;
    }),
  ];
  const about = first.description === undefined ? '' : `: ${commentText(first.description)}`;
  const variables = told(first).slice(1);
  const lines = [
    `Where the API is served${about}${/[.!?]$/.test(about) ? '' : '.'}`,
    ...(variables.length > 0 ? ['Parts of it that a deployment may choose:', ...variables] : []),
    ...(others.length > 0 ? ['Other servers:', ...others.flatMap(told)] : []),
  ];
  const literal = quote(first.url);
  const start = 'export const baseUrl =';
  const gap = start.length + literal.length + 2 > LINE_WIDTH ? '\n  ' : ' ';
  const doc = commentBlock(lines, 0);
  const mark = hashOf(`${canonicalCode(doc)} export const baseUrl = ${canonicalScalar(first.url)}`);
  return [{ name: 'baseUrl', text: `${doc}\n${start}${gap}${literal};`, mark, uses: [] }];
}

function docOf({ operationId, tags, deprecated }: ImportedEndpoint): DocPiece | undefined {
  const operation = commentText(operationId ?? '').replaceAll('`', "'");
  const id = operation === '' ? '' : `Operation \`${operation}\``;
  const tagged = commentText(tags.filter((tag) => tag.trim() !== '').join(', ')).replace(/^(?=.)/, 'tagged ');
  const parts = [id === '' ? tagged.replace(/^t/, 'T') : [id, tagged].filter((part) => part !== '').join(', ')];
  if (deprecated) parts.push('Deprecated');
  const said = parts.filter((part) => part !== '');
  if (said.length === 0) return undefined;
  const text = commentBlock([`${said.join('. ')}.`], 2);
  return { text, mark: hashOf(canonicalCode(text)) };
}

function dataPiece(name: string, value: unknown, indent: number): Piece {
  return { name, text: propertyLiteral(name, value, indent), uses: [], mark: hashOf(canonicalValue(value)) };
}

function endpointPieces(imported: ImportedEndpoint, key: string, credential: Piece | undefined): EndpointPieces {
  const { name, endpoint } = imported;
  const data = Object.entries(endpoint).filter(([, value]) => value !== undefined);
  const properties = data.map(([property, value]) => dataPiece(property, value, 4));
  const all = credential === undefined ? properties : [...properties, credential];
  const doc = docOf(imported);
  return {
    key,
    name,
    properties: all.sort((left, right) => rank(ORDER, left.name) - rank(ORDER, right.name)),
    ...(doc && { doc }),
  };
}

function compareEndpoints(left: ImportedEndpoint, right: ImportedEndpoint): number {
  const { path, method } = left.endpoint;
  const byMethod = rank(METHODS, method) - rank(METHODS, right.endpoint.method);
  return compareText(path, right.endpoint.path) || byMethod || compareText(method, right.endpoint.method);
}

function keys(): (endpoint: ImportedEndpoint) => string {
  const seen = new Map<string, number>();
  return ({ endpoint }) => {
    const key = `${endpoint.method} ${endpoint.path}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key} (${count})`;
  };
}

/** Where a property stands among those of an endpoint. */
export function propertyRank(name: string): number {
  return rank(ORDER, name);
}

/** Takes an imported document apart into the pieces of its map. Equal documents give equal pieces, in equal order. */
export function readPieces(imported: ImportedMap, options: EmitMapOptions): MapPieces {
  const credentials = credentialPieces(imported);
  const keyOf = keys();
  const definitions = Object.entries(imported.definitions).sort(([left], [right]) => compareText(left, right));
  return {
    header: headerOf(imported, options),
    blocks: [...baseUrlBlock(imported), ...credentials.blocks],
    definitions: definitions.map(([name, schema]) => dataPiece(name, schema, 2)),
    endpoints: [...imported.endpoints]
      .sort(compareEndpoints)
      .map((endpoint) => endpointPieces(endpoint, keyOf(endpoint), credentials.propertyOf(endpoint))),
    notes: credentials.notes,
  };
}
