import type { Context } from './context.js';
import { entriesOf, type JsonObject, member, pointerTo, sameJson } from './json.js';
import { rankMediaTypes, schemaOf } from './media-types.js';
import type { Draft } from './schema/draft.js';

/** What an operation answers when all is well. */
export interface Answer {
  readonly schema?: Draft;
  readonly acceptHtml: boolean;
}

const NOTHING: Answer = { acceptHtml: false };
const ORDER = ['200', '201', '202', '203', '206', '2XX'];

interface Candidate {
  readonly raw: unknown;
  readonly pointer: string;
}

function successes(responses: unknown): [string, unknown][] {
  const all = entriesOf(responses);
  const good = all.filter(([status]) => /^2(?:\d\d|xx)$/i.test(status));
  if (good.length === 0) return all.length === 1 ? all.filter(([status]) => status === 'default') : [];
  const rank = (status: string) => (ORDER.indexOf(status.toUpperCase()) + 10) % 10;
  return good.sort(([left], [right]) => rank(left) - rank(right));
}

/** What the library publishes must hold for every good answer: two that differ promise nothing. */
function agree(candidates: readonly Candidate[]): boolean {
  return candidates.every(({ raw }) => sameJson(raw, candidates[0]?.raw));
}

/** The schema of an operation's good answers. */
export function readAnswer(context: Context, operation: JsonObject, pointer: string): Answer {
  if (context.options.responses === false) return NOTHING;
  const at = pointerTo(pointer, 'responses');
  const candidates: Candidate[] = [];
  let html = false;
  for (const [status, given] of successes(member(operation, 'responses'))) {
    const located = context.references.follow(given, pointerTo(at, status));
    if (!located) continue;
    const ranked = rankMediaTypes(member(located.value, 'content'), pointerTo(located.pointer, 'content'));
    const [best] = ranked;
    html ||= ranked.length > 0 && ranked.every(({ type }) => type === 'text/html');
    if (best?.form !== 'json') continue;
    const { raw, pointer: schemaPointer } = schemaOf(best);
    if (raw !== undefined) candidates.push({ raw, pointer: schemaPointer });
  }
  const [first] = candidates;
  if (!first) return { acceptHtml: html };
  if (!agree(candidates)) {
    const message = 'Good answers have different schemas; the tool promises none.';
    context.notes.warn('several-responses', at, message, 'Give them one schema, or write `response` by hand.');
    return NOTHING;
  }
  const schema = context.schemas.convert(first.raw, first.pointer, 'response');
  return Object.keys(schema).length === 0 ? NOTHING : { schema, acceptHtml: false };
}
