import type { Endpoint } from 'mcp-rest-proxy';
import { GenerateError } from '../notes.js';
import { pickDefinitions, whyRefused } from './accepted.js';
import { buildEndpoint, type DraftEndpoint, SECTIONS } from './build-endpoint.js';
import type { Context } from './context.js';
import { readDialect } from './dialect.js';
import { checkDocumentSize } from './document-size.js';
import { pickOperations } from './filter.js';
import type { ImportOptions } from './import-options.js';
import type { ImportedEndpoint, ImportedMap } from './imported-map.js';
import { compareText, entriesOf, isObject, type JsonObject, member, textMember } from './json.js';
import { METHODS } from './methods.js';
import { createNoteBook, type NoteBook } from './note-book.js';
import { type FoundOperation, findOperations, readOperation } from './operation.js';
import { nameOperations } from './operation-names.js';
import { createReferences } from './references.js';
import { createBounds } from './schema/bound.js';
import { createConverter } from './schema/converter.js';
import { readSchemes, readSecurity } from './security.js';
import { readServers } from './servers.js';
import { type SharedDefinitions, shareDefinitions } from './shared-definitions.js';
import { cleanText, shorten } from './text.js';

const MAX_SCHEMA_SIZE = 16_000;

interface Built {
  readonly found: FoundOperation;
  readonly draft: DraftEndpoint;
}

function createContext(given: unknown, place: string, options: ImportOptions, notes: NoteBook): Context {
  const { document, bareReferences } = readDialect(given, place, notes);
  const references = createReferences(document, notes);
  const schemas = createConverter(references, notes, bareReferences);
  return { document, notes, references, schemas, schemes: readSchemes(document, references, notes), options };
}

/** Two passes: definitions are whole, and without endless loops, only once every schema has been converted. */
function buildAll(context: Context, picked: readonly FoundOperation[]): Built[] {
  const operations = picked.flatMap((found) => readOperation(context, found) ?? []);
  context.schemas.finish();
  const bounds = createBounds(context.schemas.definitions, context.options.maxSchemaSize ?? MAX_SCHEMA_SIZE);
  return operations.flatMap((operation) => {
    const draft = buildEndpoint(context, bounds, operation);
    return draft ? [{ found: operation.found, draft }] : [];
  });
}

function finish(
  context: Context,
  shared: SharedDefinitions,
  name: string,
  { found, draft }: Built,
): ImportedEndpoint[] {
  const endpoint = { ...draft.rest, ...shared.finish(draft.schemas) } as Endpoint;
  const reason = whyRefused(name, endpoint, shared.definitions);
  if (reason !== undefined) {
    const fix = 'Correct the document, or write the endpoint by hand.';
    context.notes.warn('operation-refused', found.pointer, `The operation was left out: ${reason}`, fix);
    return [];
  }
  const schemes = new Set(context.schemes.map((scheme) => scheme.name));
  const { pointer, operationId, tags, deprecated } = found;
  const security = readSecurity(context.document, found.raw, pointer, schemes, context.notes);
  const base = { name, pointer, tags, deprecated, endpoint, security };
  return [operationId === undefined ? base : { ...base, operationId }];
}

function compareOperations(left: FoundOperation, right: FoundOperation): number {
  const order = (found: FoundOperation) => METHODS.findIndex((method) => method.toUpperCase() === found.method);
  return compareText(left.path, right.path) || order(left) - order(right);
}

function noteWebhooks({ document, notes }: Context): void {
  if (entriesOf(member(document, 'webhooks')).length === 0) return;
  notes.warn('webhooks-ignored', '#/webhooks', 'Webhooks are calls of the API, not to it; they were left out.');
}

function readInfo(document: JsonObject): { title: string; version: string; description?: string } {
  const info = member(document, 'info');
  const version = member(info, 'version');
  const base = {
    title: shorten(cleanText(textMember(info, 'title') ?? ''), 200) || 'API',
    version: typeof version === 'number' ? String(version) : typeof version === 'string' ? version.slice(0, 100) : '',
  };
  const description = shorten(cleanText(textMember(info, 'description') ?? ''), 2000);
  return description === '' ? base : { ...base, description };
}

/**
 * Turns a parsed OpenAPI document (Swagger 2.0, OpenAPI 3.0 to 3.2; external `$ref`s bundled) into what an endpoint
 * map is made of. Pure: the document is not changed. `place` is its file or URL, for notes and relative servers.
 *
 * @throws GenerateError when it is no OpenAPI document, or filters match nothing; with `strict`, on every note.
 */
export function importDocument(document: unknown, place: string, options: ImportOptions = {}): ImportedMap {
  checkDocumentSize(document, place);
  const notes = createNoteBook(place, options.strict === true);
  const context = createContext(document, place, options, notes);
  const found = findOperations(context);
  if (!isObject(member(context.document, 'paths'))) notes.warn('no-paths', '#', 'The document has no paths.');
  noteWebhooks(context);
  const picked = [...pickOperations(found, options)].sort(compareOperations);
  const built = buildAll(context, picked);
  const names = nameOperations(
    built.map((item) => item.found),
    options.naming ?? 'operationId',
  );
  const shared = shareDefinitions(
    context.schemas.definitions,
    built.map((item) => item.draft),
  );
  const endpoints = built.flatMap((item) => finish(context, shared, names.get(item.found) ?? '', item));
  const schemas = endpoints.flatMap(({ endpoint }) => SECTIONS.map((section) => endpoint[section]));
  const servers = readServers(context.document, place, notes);
  const errors = notes.list().filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new GenerateError('The document cannot be imported whole', errors);
  return {
    ...readInfo(context.document),
    endpoints,
    definitions: pickDefinitions(schemas, shared.definitions),
    servers,
    schemes: context.schemes,
    notes: notes.list(),
  };
}
