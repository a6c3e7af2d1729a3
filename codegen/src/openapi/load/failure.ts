import { GenerateError } from '../../notes.js';

/** An error about one place, with what to do about it. */
export function failure(code: string, place: string, message: string, fix?: string, cause?: unknown): GenerateError {
  const note = { code, severity: 'error' as const, place, message };
  const options = cause === undefined ? undefined : { cause };
  return new GenerateError('The document cannot be read', [fix === undefined ? note : { ...note, fix }], options);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

/** Why something failed: in plain words where it is the file system, else in its own. */
export function reasonOf(error: unknown): string {
  const known = error instanceof Error && 'code' in error ? REASONS[String(error.code)] : undefined;
  if (known !== undefined) return known;
  return error instanceof Error ? error.message.split('\n', 1)[0] || error.name : String(error);
}
