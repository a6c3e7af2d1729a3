import type { ImportOptions } from './import-options.js';
import type { ImportedScheme } from './imported-map.js';
import type { JsonObject } from './json.js';
import type { NoteBook } from './note-book.js';
import type { References } from './references.js';
import type { Converter } from './schema/converter.js';

/** All that reading an operation needs besides the operation. */
export interface Context {
  readonly document: JsonObject;
  readonly notes: NoteBook;
  readonly references: References;
  readonly schemas: Converter;
  readonly schemes: readonly ImportedScheme[];
  readonly options: ImportOptions;
}
