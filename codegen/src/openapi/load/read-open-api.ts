import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkDocumentSize } from '../document-size.js';
import { importDocument } from '../import-document.js';
import type { ReadOptions } from '../import-options.js';
import type { ImportedMap } from '../imported-map.js';
import { isObject } from '../json.js';
import { bundleExternal, hasExternalReferences, type Origin } from './external.js';
import { fetchText, shownUrl } from './fetch-text.js';
import { parseText } from './parse-text.js';
import { readTextFile, shownFile } from './read-file.js';

interface Source {
  readonly text: string;
  readonly origin: Origin;
  readonly place: string;
}

async function readSource(location: string | URL, { signal }: ReadOptions): Promise<Source> {
  const address = String(location);
  if (/^https?:\/\//i.test(address)) {
    const { text, url } = await fetchText(new URL(address), { sameOrigin: false, ...(signal ? { signal } : {}) });
    return { text, origin: { url }, place: shownUrl(url) };
  }
  const file = resolve(/^file:/i.test(address) ? fileURLToPath(address) : address);
  return { text: await readTextFile(file), origin: { file }, place: shownFile(file) };
}

/**
 * Reads an OpenAPI document, JSON or YAML, from a file or an http(s) URL, and turns it into what an endpoint map is
 * made of. External `$ref`s are followed below the document's folder (`allowOutsideFiles` for others), or on the
 * document's own origin. A user name and password in the URL are sent as Basic authentication and never shown.
 *
 * @throws GenerateError with every mistake that stops the work; with `strict`, with every note.
 */
export async function readOpenApi(location: string | URL, options: ReadOptions = {}): Promise<ImportedMap> {
  const { text, origin, place } = await readSource(location, options);
  const document = parseText(text, place);
  checkDocumentSize(document, place);
  const own = 'file' in origin ? [origin.file] : [];
  if (!isObject(document) || !hasExternalReferences(document)) {
    return { ...importDocument(document, place, options), files: own };
  }
  const { allowOutsideFiles = false, signal } = options;
  const bundled = await bundleExternal(document, origin, { allowOutsideFiles, ...(signal ? { signal } : {}) });
  return { ...importDocument(bundled.document, place, options), files: [...own, ...bundled.files] };
}
