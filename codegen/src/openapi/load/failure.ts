import { GenerateError } from '../../notes.js';

/** An error about one place, with what to do about it. */
export function failure(code: string, place: string, message: string, fix?: string, cause?: unknown): GenerateError {
  const note = { code, severity: 'error' as const, place, message };
  const options = cause === undefined ? undefined : { cause };
  return new GenerateError('The document cannot be read', [fix === undefined ? note : { ...note, fix }], options);
}

/** Why something failed, in its own words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0] || error.name : String(error);
}
