import type { Note } from '../notes.js';

/** One part of a generated map: its text, and the hash of what it says. */
export interface Piece {
  readonly name: string;
  readonly text: string;
  readonly mark: string;
  /** Names it needs from `mcp-rest-proxy`. */
  readonly uses: readonly string[];
}

/** The doc comment of an endpoint. */
export type DocPiece = Pick<Piece, 'text' | 'mark'>;

export interface EndpointPieces {
  /** `GET /orders/{orderId}`: how an endpoint is known again. */
  readonly key: string;
  /** Tool name. */
  readonly name: string;
  readonly doc?: DocPiece;
  /** `name: value` each, in the order they are written in. */
  readonly properties: readonly Piece[];
}

/** Everything a map consists of, in the order it is written in. */
export interface MapPieces {
  /** The comment at the top. */
  readonly header: DocPiece;
  /** Top-level statements between the imports and the definitions, with their doc comments. */
  readonly blocks: readonly Piece[];
  readonly definitions: readonly Piece[];
  readonly endpoints: readonly EndpointPieces[];
  readonly notes: readonly Note[];
}
