import { GenerateError } from '../notes.js';
import { isObject, type JsonObject, member } from './json.js';
import type { NoteBook } from './note-book.js';
import { upgradeSwagger } from './swagger/upgrade.js';

/** A document as OpenAPI 3, and how its schemas are to be read. */
export interface Dialect {
  readonly document: JsonObject;
  /** True before 3.1: what stands beside a `$ref` does not count. */
  readonly bareReferences: boolean;
}

function refuse(place: string, message: string, fix: string): never {
  throw new GenerateError('The document cannot be read', [
    { code: 'not-openapi', severity: 'error', place, message, fix },
  ]);
}

/**
 * Tells which dialect a document is written in; Swagger 2.0 is turned into OpenAPI 3.0. Those of 3.0 and 3.1 are read
 * as they are: the schemas of both are understood.
 *
 * @throws GenerateError when it is no OpenAPI document.
 */
export function readDialect(given: unknown, place: string, notes: NoteBook): Dialect {
  if (!isObject(given)) return refuse(place, 'It is not an object.', 'Give an OpenAPI document, 2.0 to 3.2.');
  const openapi = member(given, 'openapi');
  const swagger = member(given, 'swagger');
  if (openapi === undefined && (swagger === '2.0' || swagger === 2)) {
    return { document: upgradeSwagger(given, notes), bareReferences: true };
  }
  const version = String(openapi ?? swagger ?? '').slice(0, 20);
  if (/^3\.0(?:\.|$)/.test(version) || version === '3') return { document: given, bareReferences: true };
  if (/^3\.[12](?:\.|$)/.test(version)) return { document: given, bareReferences: false };
  if (isObject(member(given, 'endpoints'))) {
    const fix = 'Make it the source, for tools: generate-tools endpoints.yaml --out src/generated';
    return refuse(place, 'It is an endpoint map, not an OpenAPI document.', fix);
  }
  const message =
    version === '' ? 'It has neither "openapi" nor "swagger".' : `It is of version ${JSON.stringify(version)}.`;
  return refuse(place, message, 'Give an OpenAPI document of version 2.0, 3.0, 3.1 or 3.2.');
}
