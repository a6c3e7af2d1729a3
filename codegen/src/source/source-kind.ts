import { extname } from 'node:path';
import { GenerateError } from '../notes.js';
import { isUrl } from './location.js';
import type { DocumentForm } from './parse-document.js';

/** What a source is, as far as its name tells. */
export type SourceKind =
  | { readonly kind: 'module' }
  | { readonly kind: 'document'; readonly form: DocumentForm }
  | { readonly kind: 'url' };

const MODULES = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];
const DOCUMENTS: Readonly<Record<string, DocumentForm>> = { '.json': 'json', '.yaml': 'yaml', '.yml': 'yaml' };

/**
 * Tells a module from a document by its ending.
 *
 * @throws GenerateError `source-format` for any other ending.
 */
export function kindOf(location: string, place: string): SourceKind {
  if (isUrl(location)) return { kind: 'url' };
  const ending = extname(location).toLowerCase();
  if (MODULES.includes(ending)) return { kind: 'module' };
  const form = DOCUMENTS[ending];
  if (form) return { kind: 'document', form };
  const note = {
    code: 'source-format',
    severity: 'error',
    place,
    message: ending === '' ? 'has no ending that tells what it is.' : `ends in ${ending}, which is no source.`,
    fix: `Use one of ${[...MODULES, ...Object.keys(DOCUMENTS)].join(', ')}.`,
  } as const;
  throw new GenerateError(`${place} cannot be used`, [note]);
}

/** True for the text of an OpenAPI or Swagger document, told by its first words rather than by reading it whole. */
export function looksLikeOpenApi(text: string, form: DocumentForm): boolean {
  if (form === 'yaml' && !/^\s*\{/.test(text)) return /^(['"]?)(?:openapi|swagger)\1\s*:/m.test(text);
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && ('openapi' in data || 'swagger' in data);
  } catch {
    return /^\s*\{\s*"(?:openapi|swagger)"\s*:/.test(text);
  }
}
