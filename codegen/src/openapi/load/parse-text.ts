import { findDuplicateKeys } from 'mcp-rest-proxy/codegen';
import { LineCounter, parseDocument } from 'yaml';
import { GenerateError, type Note } from '../../notes.js';
import { failure, reasonOf } from './failure.js';

/** Aliases of one YAML document, expanded: more than anybody writes, far from what fills memory. */
const MAX_ALIASES = 1000;

function parseYaml(text: string, place: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: 'silent',
    // Dates, sets and bytes are no JSON; what a tag says of them is left as text.
    schema: 'core',
    resolveKnownTags: false,
  });
  const notes = document.errors.slice(0, 50).map(({ code, message, pos }): Note => {
    const { line, col } = lines.linePos(pos[0]);
    const isDuplicate = code === 'DUPLICATE_KEY';
    const base = { severity: 'error' as const, place: `${place}:${line}:${col}` };
    if (!isDuplicate)
      return { ...base, code: 'bad-syntax', message: `${message.split('\n', 1)[0]}.`.replace(/\.+$/, '.') };
    return {
      ...base,
      code: 'duplicate-key',
      message: 'The key stands here for the second time.',
      fix: 'Take one of them out.',
    };
  });
  if (notes.length > 0) throw new GenerateError('The document cannot be read', notes);
  return document.toJS({ maxAliasCount: MAX_ALIASES });
}

/** `undefined` for what had better be read as YAML: its parser takes flow style, and tells the line of a mistake. */
function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return findDuplicateKeys(text).length > 0 ? undefined : value;
  } catch {
    return undefined;
  }
}

/**
 * Parses JSON or YAML, whichever it is.
 *
 * @throws GenerateError with every mistake and its line.
 */
export function parseText(given: string, place: string): unknown {
  const text = given.replace(/^\ufeff/, '');
  const json = parseJson(text);
  if (json !== undefined) return json;
  try {
    return parseYaml(text, place);
  } catch (error) {
    if (error instanceof GenerateError) throw error;
    throw failure('bad-syntax', place, `It cannot be parsed: ${reasonOf(error)}.`, 'Give JSON or YAML.', error);
  }
}
