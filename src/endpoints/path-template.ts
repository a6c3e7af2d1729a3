import { decodeUntilStable, isDotSegment } from '../text/lenient-path.js';
import { MAX_ENCODINGS } from './path-value.js';

/** A piece of a path template: text as it stands, or the name of a parameter. */
export type PathPiece = { readonly literal: string } | { readonly parameter: string };

/** A parsed path template, such as `/orders/{orderId}/lines`. */
export interface PathTemplate {
  readonly source: string;
  readonly pieces: readonly PathPiece[];
  /** Names in the braces, in order. */
  readonly parameters: readonly string[];
}

/** The result of parsing: a template, or what is wrong with it. */
export type ParsedPath = { readonly template: PathTemplate } | { readonly mistakes: readonly string[] };

const LITERAL = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*$/;

function splitPieces(path: string): PathPiece[] {
  return path
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      piece.startsWith('{') && piece.endsWith('}') ? { parameter: piece.slice(1, -1) } : { literal: piece },
    );
}

function checkLiteral(literal: string): string[] {
  if (/[{}]/.test(literal)) return ['has an unbalanced or nested brace.'];
  if (/[?#]/.test(literal)) return ['must not contain a query or fragment; use `query` or `constants.query`.'];
  if (!LITERAL.test(literal) || /%(?![0-9A-Fa-f]{2})/.test(literal)) {
    return [`has characters that must be percent-encoded: ${JSON.stringify(literal)}.`];
  }
  return [];
}

function checkSegments(path: string): string[] {
  const segments = path.slice(1).replace(/\/$/, '').split('/');
  if (path === '/') return [];
  return segments.flatMap((segment) => {
    if (segment === '') return ['has an empty segment ("//").'];
    const literal = segment.replace(/\{[^{}]*\}/g, 'x');
    const decoded = decodeUntilStable(literal, MAX_ENCODINGS);
    return decoded === undefined || isDotSegment(decoded) || /[/\\]/.test(decoded)
      ? [`has the segment ${JSON.stringify(segment)}, which a URL parser would not keep.`]
      : [];
  });
}

function checkParameters(parameters: readonly string[]): string[] {
  const malformed = parameters.filter((name) => !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) || name === '__proto__');
  const repeated = parameters.filter((name, index) => parameters.indexOf(name) !== index);
  return [
    ...malformed.map((name) => `has the parameter name ${JSON.stringify(name)}; use letters, digits, "_" and "-".`),
    ...repeated.map((name) => `names the parameter "${name}" twice.`),
  ];
}

/** Parses a path template. It starts with `/`, is percent-encoded where needed, and holds no query and no dot segment. */
export function parsePath(path: string): ParsedPath {
  if (!path.startsWith('/')) return { mistakes: ['must start with "/": it is a path below the base URL.'] };
  const pieces = splitPieces(path);
  const parameters = pieces.flatMap((piece) => ('parameter' in piece ? [piece.parameter] : []));
  const literals = pieces.flatMap((piece) => ('literal' in piece ? [piece.literal] : []));
  const mistakes = [...literals.flatMap(checkLiteral), ...checkSegments(path), ...checkParameters(parameters)];
  return mistakes.length > 0
    ? { mistakes: [...new Set(mistakes)] }
    : { template: { source: path, pieces, parameters } };
}

/**
 * Fills a template in one pass: a value that looks like a placeholder stays text. Values are percent-encoded whole,
 * so each stays inside its segment; check them with `checkPathValue` first. In values of `delimited` parameters, `,`
 * and `=` stay as they are (RFC 6570, section 3.2.2): both belong into a segment.
 */
export function expandPath(
  template: PathTemplate,
  values: ReadonlyMap<string, string>,
  delimited: ReadonlySet<string> = new Set(),
): string {
  const encode = (name: string): string => {
    const encoded = encodeURIComponent(values.get(name) ?? '');
    return delimited.has(name) ? encoded.replaceAll('%2C', ',').replaceAll('%3D', '=') : encoded;
  };
  return template.pieces.map((piece) => ('literal' in piece ? piece.literal : encode(piece.parameter))).join('');
}
