import type { Endpoint, JsonSchema } from 'mcp-rest-proxy';
import type { Note } from '../notes.js';

/** An OpenAPI document, turned into what an endpoint map is made of. Data only. */
export interface ImportedMap {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  /** Sorted by path, then method. */
  readonly endpoints: readonly ImportedEndpoint[];
  /** Shared schemas, 2020-12; they refer to each other as `#/$defs/<name>`. Only those that an endpoint needs. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly servers: readonly ImportedServer[];
  readonly schemes: readonly ImportedScheme[];
  /** What could not be expressed, or was mended, with its JSON pointer. */
  readonly notes: readonly Note[];
  /** Files it was read from, the document first, absolute; none for what came from the web or was never a file. */
  readonly files?: readonly string[];
}

/** One operation and the tool it becomes. */
export interface ImportedEndpoint {
  /** Tool name: 1 to 64 letters, digits, `_` and `-`; unique in the map. */
  readonly name: string;
  /** Where it stands in the document: `#/paths/~1orders/get`. */
  readonly pointer: string;
  readonly operationId?: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** Schemas are JSON Schema, with `$ref: '#/$defs/<name>'` into `definitions`. */
  readonly endpoint: Endpoint;
  /** Alternatives, each a list of scheme names that are needed together; an empty list is anonymous access. */
  readonly security: readonly (readonly string[])[];
}

/** Where the API is served. */
export interface ImportedServer {
  /** Absolute where the document tells; variables are filled with their defaults. No trailing slash. */
  readonly url: string;
  readonly description?: string;
  readonly variables: readonly ImportedServerVariable[];
}

/** A part of a server's URL that a deployment may choose. */
export interface ImportedServerVariable {
  readonly name: string;
  readonly value: string;
  /** What it may be; empty when anything goes. */
  readonly values: readonly string[];
  readonly description?: string;
}

/** How the API wants to be asked. */
export type ImportedScheme = { readonly name: string; readonly description?: string } & (
  | { readonly kind: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly parameter: string }
  | { readonly kind: 'bearer' }
  | { readonly kind: 'basic' }
  | { readonly kind: 'oauth2'; readonly scopes: Readonly<Record<string, string>> }
  | { readonly kind: 'openIdConnect'; readonly url: string }
  | { readonly kind: 'other'; readonly detail: string }
);
