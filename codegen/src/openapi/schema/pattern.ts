import { checkPattern } from 'mcp-rest-proxy/codegen';
import type { NoteBook } from '../note-book.js';

const MAX_PATTERN = 2000;
const verdicts = new Map<string, string | undefined>();

function judge(pattern: string): string | undefined {
  if (!verdicts.has(pattern)) verdicts.set(pattern, checkPattern(pattern));
  return verdicts.get(pattern);
}

/** `/^a$/` is how some write `^a$`. */
function withoutDelimiters(pattern: string): string {
  const [, body] = /^\/(\^[\s\S]*\$)\/[a-z]*$/.exec(pattern) ?? [];
  return body ?? pattern;
}

/** Unicode mode refuses a backslash before what needs none, such as `\_` or, outside a class, `\-`. */
function withoutNeedlessEscapes(pattern: string): string {
  let inClass = false;
  return pattern.replace(/\\[\s\S]|[[\]]/g, (token) => {
    if (token === '[') inClass = true;
    if (token === ']') inClass = false;
    if (token.length === 1 || /\\[A-Za-z0-9^$\\.*+?()[\]{}|/]/.test(token)) return token;
    return token === '\\-' && inClass ? token : token.slice(1);
  });
}

/** The pattern in a form that every validator takes, or `undefined` with a note. */
export function readPattern(given: unknown, pointer: string, notes: NoteBook): string | undefined {
  if (typeof given !== 'string' || given === '') return undefined;
  const pattern = withoutDelimiters(given);
  const drop = (reason: string) => {
    notes.warn(
      'dropped-pattern',
      pointer,
      `The pattern ${JSON.stringify(given.slice(0, 80))} ${reason} It was left out.`,
    );
    return undefined;
  };
  if (/\p{Cs}/u.test(pattern)) return drop('is no well-formed text.');
  if (pattern.length > MAX_PATTERN) return drop(`is longer than ${MAX_PATTERN} characters.`);
  const reason = judge(pattern);
  if (reason === undefined) return pattern;
  const plain = withoutNeedlessEscapes(pattern);
  return plain !== pattern && judge(plain) === undefined ? plain : drop(reason);
}
