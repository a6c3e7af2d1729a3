import { realpath } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $RefParser, type FileInfo } from '@apidevtools/json-schema-ref-parser';
import { GenerateError } from '../../notes.js';
import { checkDocumentSize } from '../document-size.js';
import { isObject } from '../json.js';
import { failure, reasonOf } from './failure.js';
import { fetchText, shownUrl } from './fetch-text.js';
import { parseText } from './parse-text.js';
import { readTextFile, shownFile } from './read-file.js';

const MAX_FILES = 1000;
const FIX = 'Put the parts into one document, or below its folder.';

/** Where a document came from. */
export type Origin = { readonly file: string } | { readonly url: URL };

/** What may be read besides the document. */
export interface ExternalOptions {
  readonly allowOutsideFiles: boolean;
  readonly signal?: AbortSignal;
}

/** A document with all it refers to. */
export interface Bundled {
  readonly document: unknown;
  /** Files that were read besides the document, absolute. */
  readonly files: readonly string[];
}

/** True when some `$ref` leaves the document. */
export function hasExternalReferences(document: unknown): boolean {
  const queue: unknown[] = [document];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (isObject(next) && typeof next.$ref === 'string' && !next.$ref.startsWith('#')) return true;
    for (const child of Object.values(next)) if (typeof child === 'object' && child !== null) queue.push(child);
  }
  return false;
}

function fileOf(address: string): string {
  return address.startsWith('file:') ? fileURLToPath(address) : decodeURIComponent(address);
}

async function readFileReference(
  file: string,
  origin: Origin,
  { allowOutsideFiles }: ExternalOptions,
): Promise<string> {
  if ('url' in origin)
    throw failure('reference-refused', shownFile(file), 'A document from the web refers to a file.', FIX);
  try {
    const [folder, target] = await Promise.all([realpath(dirname(origin.file)), realpath(file)]);
    const isBelow = target.startsWith(folder.endsWith(sep) ? folder : folder + sep);
    if (isBelow || allowOutsideFiles) return await readTextFile(target);
  } catch (error) {
    if (error instanceof GenerateError) throw error;
    throw failure(
      'unreadable-file',
      shownFile(file),
      `A $ref names it, but: ${reasonOf(error)}.`,
      'Correct the $ref.',
      error,
    );
  }
  throw failure('reference-refused', shownFile(file), "A $ref names it, but it is outside the document's folder.", FIX);
}

async function readUrlReference(address: string, origin: Origin, { signal }: ExternalOptions): Promise<string> {
  const url = new URL(address);
  if (!('url' in origin) || origin.url.origin !== url.origin) {
    throw failure(
      'reference-refused',
      shownUrl(url),
      'A $ref names it, but only the origin of the document is asked.',
      FIX,
    );
  }
  url.username = origin.url.username;
  url.password = origin.url.password;
  return (await fetchText(url, { sameOrigin: true, ...(signal ? { signal } : {}) })).text;
}

interface Reader {
  read(address: string): Promise<string>;
  /** Files read so far. */
  readonly files: readonly string[];
}

function createReader(origin: Origin, options: ExternalOptions): Reader {
  const files: string[] = [];
  let count = 0;
  return {
    files,
    async read(address) {
      count += 1;
      if (count > MAX_FILES)
        throw failure('document-too-large', address, `The document refers to more than ${MAX_FILES} files.`);
      if (/^https?:/i.test(address)) return readUrlReference(address, origin, options);
      const file = fileOf(address);
      files.push(file);
      return readFileReference(file, origin, options);
    },
  };
}

/**
 * Takes what external `$ref`s name into the document. Files are read below the document's folder only, URLs from the
 * document's own origin only; nothing else is ever asked.
 *
 * @throws GenerateError
 */
export async function bundleExternal(document: object, origin: Origin, options: ExternalOptions): Promise<Bundled> {
  const { read, files } = createReader(origin, options);
  const place = 'file' in origin ? origin.file : shownUrl(origin.url);
  const failures: GenerateError[] = [];
  const remember = async <T>(work: () => Promise<T> | T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof GenerateError) failures.push(error);
      throw error;
    }
  };
  try {
    const bundled: unknown = await $RefParser.bundle(place, document, {
      resolve: {
        file: false,
        http: false,
        own: { order: 1, canRead: true, read: ({ url }: FileInfo) => remember(() => read(url)) },
      },
      parse: {
        json: false,
        yaml: false,
        text: false,
        binary: false,
        own: {
          order: 1,
          canParse: true,
          parse: ({ url, data }: FileInfo) =>
            remember(() => {
              const parsed = parseText(String(data), url);
              checkDocumentSize(parsed, url);
              return parsed;
            }),
        },
      },
    });
    return { document: bundled, files };
  } catch (error) {
    const [first] = failures;
    if (first)
      throw new GenerateError(
        'The document cannot be read',
        failures.flatMap(({ notes }) => notes),
        { cause: first },
      );
    const shown = 'file' in origin ? shownFile(origin.file) : place;
    throw failure('bad-reference', shown, `A $ref cannot be followed: ${reasonOf(error)}.`, 'Correct the $ref.', error);
  }
}
