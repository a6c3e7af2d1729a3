import { readFileSync } from 'node:fs';
import { GenerateError, type Note } from '../notes.js';
import { isMissingPeer, problemNotes, problemsOf } from './endpoint-problems.js';
import { locateInModule } from './locate-in-module.js';
import { displayPath, type Position, placeAt, positionAt } from './location.js';

/** Where an error came from. */
interface Site extends Position {
  readonly file: string;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The first place in the project's own files that a stack names. */
function siteOf(error: Error, files: readonly string[]): Site | undefined {
  for (const line of (error.stack ?? '').split('\n')) {
    const [, where = '', row = '1', column = '1'] =
      /(?:\(|at |^\s*)(?:file:\/\/)?([^()]+?):(\d+):(\d+)\)?\s*$/.exec(line) ?? [];
    const file = files.find((name) => where.endsWith(name));
    if (file !== undefined) return { file, line: Number(row), column: Number(column) };
  }
  return undefined;
}

const PARSE_ERROR = /^ParseError:\s*(?:\S*?SyntaxError:\s*)?(.*?)\s*\n\s*(.+):(\d+):(\d+)\s*$/s;

function syntaxNote(error: Error, cwd: string): Note | undefined {
  const [, reason, file, line, column] = PARSE_ERROR.exec(error.message) ?? [];
  if (reason === undefined || file === undefined) return undefined;
  const place = placeAt(displayPath(file, cwd), { line: Number(line), column: Number(column) + 1 });
  return {
    code: 'source-syntax',
    severity: 'error',
    place,
    message: `cannot be parsed: ${reason.replace(/\.?$/, '.')}`,
  };
}

const NOT_FOUND = /^Cannot find (?:module|package) '([^']+)'/;

/** An import that leads nowhere, at the line that asks for it. */
function importNote(error: Error, files: readonly string[], cwd: string): Note | undefined {
  const [, name] = NOT_FOUND.exec(error.message) ?? [];
  if (name === undefined || !('code' in error)) return undefined;
  const stack = 'requireStack' in error && Array.isArray(error.requireStack) ? error.requireStack : [];
  const file =
    stack.map(String).find((each) => files.includes(each)) ?? files.find((each) => textOf(each).includes(name));
  const offset = file === undefined ? -1 : textOf(file).indexOf(name);
  const position = file !== undefined && offset >= 0 ? positionAt(textOf(file), offset) : undefined;
  const isFile = name.startsWith('.') || name.startsWith('/');
  return {
    code: 'source-import-missing',
    severity: 'error',
    place: placeAt(displayPath(file ?? files[0] ?? name, cwd), position),
    message: `imports "${name}", which is not there.`,
    fix: isFile ? 'Correct the path.' : `Run: npm install ${packageOf(name)}`,
  };
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function namesIn(problems: readonly { readonly place: string }[]): string[] {
  return [...new Set(problems.map(({ place }) => place.split('.')[1] ?? ''))].filter((name) => name !== '');
}

function mapNotes(error: unknown, file: string, files: readonly string[], cwd: string): Note[] | undefined {
  const problems = problemsOf(error);
  if (!problems || !(error instanceof Error)) return undefined;
  const site = siteOf(error, files);
  const owner = site?.file ?? file;
  const text = textOf(owner);
  const names = namesIn(problems);
  const call = site && { line: site.line, column: site.column };
  return problemNotes(problems, displayPath(owner, cwd), (place) => locateInModule(text, place, names) ?? call);
}

function thrownNote(error: unknown, file: string, files: readonly string[], cwd: string): Note {
  const site = error instanceof Error ? siteOf(error, files) : undefined;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const place = placeAt(displayPath(site?.file ?? file, cwd), site);
  if (isMissingPeer(error)) return { code: 'source-missing-package', severity: 'error', place, message: error.message };
  return {
    code: 'source-threw',
    severity: 'error',
    place,
    message: `threw while it was loaded: ${message}`,
    fix: 'Loading the module must only define the map.',
  };
}

/** Whatever loading a module or reading its map threw, told with file and line. `files`: those it loaded so far. */
export function moduleError(error: unknown, file: string, files: readonly string[], cwd: string): GenerateError {
  if (error instanceof GenerateError) return error;
  const own = [...new Set([file, ...files])];
  const map = mapNotes(error, file, own, cwd);
  const known = error instanceof Error ? (syntaxNote(error, cwd) ?? importNote(error, own, cwd)) : undefined;
  const notes = map ?? [known ?? thrownNote(error, file, own, cwd)];
  return new GenerateError(`${displayPath(file, cwd)} cannot be used`, notes, { cause: error });
}
