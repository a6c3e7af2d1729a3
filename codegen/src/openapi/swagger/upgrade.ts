import { upgradeFromTwoToThree } from '@scalar/openapi-upgrader/2.0-to-3.0';
import { isObject, type JsonObject } from '../json.js';
import type { NoteBook } from '../note-book.js';
import { prepareSwagger } from './prepare.js';

/** A Swagger 2.0 document as OpenAPI 3.0; the one given stays as it is. */
export function upgradeSwagger(document: JsonObject, notes: NoteBook): JsonObject {
  const upgraded: unknown = upgradeFromTwoToThree({ ...prepareSwagger(document, notes), swagger: '2.0' });
  return isObject(upgraded) ? upgraded : document;
}
