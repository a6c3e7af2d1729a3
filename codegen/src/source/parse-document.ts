import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument as parseYaml } from 'yaml';
import { GenerateError, type Note } from '../notes.js';
import { type Position, placeAt } from './location.js';

/** A parsed JSON or YAML file that knows where in the text things stand. */
export interface ParsedDocument {
  readonly data: unknown;
  /** Where `endpoints.get_order.params` stands, or the nearest part of it that is there. */
  locate(place: string): Position | undefined;
}

/** The form of a document, by the ending of its name. */
export type DocumentForm = 'json' | 'yaml';

function isAlias(node: unknown): node is Node & { resolve(document: Document): unknown } {
  return typeof node === 'object' && node !== null && 'source' in node && 'resolve' in node;
}

interface Found {
  readonly offset: number | undefined;
  readonly node: unknown;
}

function startOf(node: unknown): number | undefined {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;
}

/** The longest run of segments that is a key here: keys may hold dots and slashes. */
function step(node: unknown, segments: readonly string[]): (Found & { readonly taken: number }) | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(segments[0])];
    return item === undefined ? undefined : { offset: startOf(item), node: item, taken: 1 };
  }
  if (!isMap(node)) return undefined;
  for (let taken = segments.length; taken > 0; taken -= 1) {
    const spellings = [segments.slice(0, taken).join('.'), segments.slice(0, taken).join('/')];
    const pair = node.items.find(({ key }) => isScalar(key) && spellings.includes(String(key.value)));
    if (pair) return { offset: startOf(pair.key), node: pair.value, taken };
  }
  return undefined;
}

function find(document: Document, place: string): number | undefined {
  let rest = place.split(/[./]/).filter((segment) => segment !== '');
  let found: Found = { offset: undefined, node: document.contents };
  while (rest.length > 0) {
    const node = isAlias(found.node) ? found.node.resolve(document) : found.node;
    const next = step(node, rest);
    if (!next) break;
    found = next;
    rest = rest.slice(next.taken);
  }
  return found.offset;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '').replace(/\.?$/, '.');
}

function syntaxNotes(document: Document, lines: LineCounter, place: string, form: DocumentForm): Note[] {
  return document.errors.map(({ code, message, pos }) => {
    const { line, col } = lines.linePos(pos[0]);
    const repeated = code === 'DUPLICATE_KEY';
    return {
      code: repeated ? 'source-duplicate-key' : 'source-syntax',
      severity: 'error',
      place: placeAt(place, { line, column: col }),
      message: repeated ? 'is a key that stands twice.' : `is not valid ${form.toUpperCase()}: ${firstLine(message)}`,
      ...(repeated ? { fix: 'Rename or remove one of them.' } : {}),
    };
  });
}

function strictJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** YAML takes more than JSON does; what only YAML takes is no JSON. */
function jsonNotes(text: string, lines: LineCounter, place: string): Note[] {
  const reason = strictJson(text);
  if (reason === undefined) return [];
  const [, offset] = /position (\d+)/.exec(reason) ?? [];
  const at = offset === undefined ? undefined : lines.linePos(Number(offset));
  const position = at && { line: at.line, column: at.col };
  const message = `is not valid JSON: ${firstLine(reason)}`;
  return [{ code: 'source-syntax', severity: 'error', place: placeAt(place, position), message }];
}

function toData(document: Document, place: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
    throw new GenerateError(`${place} cannot be used`, [{ code: 'source-syntax', severity: 'error', place, message }]);
  }
}

/**
 * Parses JSON or YAML.
 *
 * @param place How the file is called in notes.
 * @throws GenerateError with every `source-syntax` and `source-duplicate-key`, each with line and column.
 */
export function parseDocument(text: string, place: string, form: DocumentForm): ParsedDocument {
  const lines = new LineCounter();
  const document = parseYaml(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const json = form === 'json' ? jsonNotes(text, lines, place) : [];
  const notes = json.length > 0 ? json : syntaxNotes(document, lines, place, form);
  if (notes.length > 0) throw new GenerateError(`${place} cannot be used`, notes);
  return {
    data: form === 'json' ? JSON.parse(text) : toData(document, place),
    locate(where) {
      const offset = find(document, where);
      if (offset === undefined) return undefined;
      const { line, col } = lines.linePos(offset);
      return { line, column: col };
    },
  };
}
