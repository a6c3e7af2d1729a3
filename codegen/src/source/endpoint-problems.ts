import type { Problem } from 'mcp-rest-proxy';
import type { Note } from '../notes.js';
import { type Position, placeAt } from './location.js';

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'place') === 'string' &&
    typeof Reflect.get(value, 'message') === 'string'
  );
}

/**
 * The mistakes in an `EndpointError` or `ConfigurationError`; `undefined` for anything else. Told by shape: the map's
 * module may have loaded a copy of the library that is not ours.
 */
export function problemsOf(error: unknown): readonly Problem[] | undefined {
  if (!(error instanceof Error) || !('problems' in error) || !Array.isArray(error.problems)) return undefined;
  return error.problems.every(isProblem) ? error.problems : undefined;
}

/** True for the library's error that an optional package is not installed. */
export function isMissingPeer(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'missing_peer';
}

/** Mistakes in a map as notes, each with its line where it is known. */
export function problemNotes(
  problems: readonly Problem[],
  file: string,
  locate: (place: string) => Position | undefined,
): Note[] {
  return problems.map(({ place, message, fix }) => {
    const note = {
      code: 'source-invalid-endpoint',
      severity: 'error',
      place: placeAt(file, locate(place)),
      message: `${place} ${message}`,
    } as const;
    return fix === undefined ? note : { ...note, fix };
  });
}
