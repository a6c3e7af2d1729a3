import { GenerateError } from '../notes.js';

/**
 * What was generated last, kept beside the map and checked in with it: names and hashes only. What stands in the map
 * and is not in here, or with another hash, was written by a person.
 */
export interface MapLock {
  /** Version of this form. */
  readonly generator: 1;
  readonly header: string;
  /** Names imported from `mcp-rest-proxy`. */
  readonly imports: readonly string[];
  /** Hash of each top-level statement by the name it declares, `definitions` and `endpoints` left out. */
  readonly blocks: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, string>>;
  /** By method and path: `GET /orders/{orderId}`. */
  readonly endpoints: Readonly<Record<string, LockedEndpoint>>;
}

/** One endpoint, as it was generated. */
export interface LockedEndpoint {
  readonly name: string;
  /** Hash of its doc comment; absent when it has none. */
  readonly doc?: string;
  readonly properties: Readonly<Record<string, string>>;
  /** Set once a person has been told that an endpoint they deleted stays deleted. */
  readonly deleted?: true;
}

/** Where the lock of a map is kept. */
export function lockPath(map: string): string {
  return `${map}.lock.json`;
}

/** The lock as text; sorted, so that it changes where the document changes. */
export function printLock(lock: MapLock): string {
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isHashes(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((hash) => typeof hash === 'string');
}

function isEndpoint(value: unknown): value is LockedEndpoint {
  if (!isRecord(value) || typeof value.name !== 'string' || !isHashes(value.properties)) return false;
  const { doc, deleted } = value;
  return (doc === undefined || typeof doc === 'string') && (deleted === undefined || deleted === true);
}

function isLock(value: unknown): value is MapLock {
  return (
    isRecord(value) &&
    value.generator === 1 &&
    typeof value.header === 'string' &&
    Array.isArray(value.imports) &&
    value.imports.every((name) => typeof name === 'string') &&
    isHashes(value.blocks) &&
    isHashes(value.definitions) &&
    isRecord(value.endpoints) &&
    Object.values(value.endpoints).every(isEndpoint)
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of a lock as it is printed here, whatever a formatter has made of it. */
export function layOutLock(text: string): string {
  const lock = parseJson(text);
  return isLock(lock) ? printLock(lock) : text;
}

/**
 * Reads a lock.
 *
 * @param place Its file, for the error.
 * @throws GenerateError `map-lock-invalid` when it is damaged, or was written by another version.
 */
export function parseLock(text: string, place: string): MapLock {
  const lock = parseJson(text);
  if (isLock(lock)) return lock;
  throw new GenerateError('The lock of the endpoint map cannot be read', [
    {
      code: 'map-lock-invalid',
      severity: 'error',
      place,
      message: 'is damaged, or was written by another version of generate-tools.',
      fix: 'Take it from version control again; or write the map anew with --force, which drops what was edited.',
    },
  ]);
}
