import type { NoteBook } from '../note-book.js';
import type { References } from '../references.js';
import type { Direction, Draft } from './draft.js';

/** Where a schema stands, and what is to become of it. */
export interface Place {
  readonly pointer: string;
  readonly direction: Direction;
  readonly depth: number;
  /** Keeps `default` as a keyword, which the proxy fills in and sends; else it is told in the description. */
  readonly keepDefault?: boolean;
  /** Name of the property this is, if it is one. */
  readonly property?: string;
  /** Told when a member is left out because of the direction. */
  readonly onOneWay: () => void;
}

/** What the conversion of one schema needs from the rest. */
export interface Workshop {
  readonly notes: NoteBook;
  readonly references: References;
  /** True for OpenAPI 3.0 and Swagger 2.0: what stands beside a `$ref` does not count. */
  readonly bareReferences: boolean;
  /** The reference to a definition, or `undefined` (noted) when there is none. */
  reference(reference: string, place: Place): Draft | undefined;
  convert(raw: unknown, place: Place): Draft;
}
