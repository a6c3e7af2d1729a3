import { textMember } from './json.js';
import type { FoundOperation } from './operation.js';
import { cleanText, joinText, shorten } from './text.js';

const MAX_TITLE = 100;

/** What a tool says about itself. */
export interface OperationText {
  readonly title?: string;
  readonly description: string;
}

/** Title and description of an operation's tool; the description is never empty. */
export function describeOperation(found: FoundOperation, max: number): OperationText {
  const { raw, hints, method, path, deprecated } = found;
  const summary = cleanText(textMember(raw, 'summary') ?? '').replace(/\s+/g, ' ');
  const text = cleanText(hints.description ?? '') || joinText(summary, cleanText(textMember(raw, 'description') ?? ''));
  const said = text === '' ? `${method} ${cleanText(path)}.` : text;
  const warned = deprecated && !/^deprecated\b/i.test(said) ? `Deprecated. ${said}` : said;
  const description = shorten(warned, max);
  const title = shorten(summary, MAX_TITLE);
  return title === '' ? { description } : { title, description };
}
