import { locate, type ParserComplaint, pointAt, type QueryPosition, readComplaint } from '../cypher/position.js';
import { asNumber, isObject } from '../replies/json.js';
import { advise } from './advice.js';
import type { BackendError } from './error-body.js';
import { redact } from './redact.js';
import type { Verdict } from './verdict.js';

/** A query as it went out. */
export interface SentQuery {
  /** What was asked, as the subject of a sentence. */
  readonly subject: string;
  /** The caller's query. */
  readonly query: string;
  /** True when a header was put in front of it. */
  readonly headerSent: boolean;
  /** Names of the caller's parameters as used in a query: `$name`. */
  readonly parameters: readonly string[];
}

/** Describes a query that FalkorDB did not accept or could not finish; a mistake in Cypher is shown with its place. */
export function describeQueryError(error: BackendError, text: string, sent: SentQuery): Verdict {
  const complaint = readComplaint(error.message);
  const reason = complaint === undefined ? text.replace(/^Error: /, '') : redact(complaint.message, sent.query);
  const position = complaint === undefined ? readPosition(error, sent) : locate(complaint, sent.query, sent.headerSent);
  const place = position === undefined ? '' : ` (line ${position.line}, column ${position.column})`;
  const mark = position === undefined ? near(complaint, sent) : excerpt(position, sent);
  return {
    code: 'query_error',
    message: `${sent.subject} failed: ${reason || 'FalkorDB gave no reason'}${place}${mark}`,
    hint: hintFor(reason, sent),
  };
}

/** What FalkorDB quotes, when its place in the query is not certain. */
function near(complaint: ParserComplaint | undefined, { query }: SentQuery): string {
  return complaint === undefined || complaint.context === '' ? '' : `, near: ${redact(complaint.context, query)}`;
}

function excerpt(position: QueryPosition, { query }: SentQuery): string {
  const lines = pointAt(query, position).split('\n');
  return `\n\n${lines.map((line) => `    ${line}`).join('\n')}`;
}

/** The documented dialect names the position itself. */
function readPosition({ details }: BackendError, { query }: SentQuery): QueryPosition | undefined {
  const position = isObject(details) ? details.position : undefined;
  if (!isObject(position)) return undefined;
  const line = asNumber(position.line);
  const column = asNumber(position.column);
  if (line === undefined || column === undefined || line < 1 || column < 1) return undefined;
  return line <= query.split('\n').length ? { line, column } : undefined;
}

function hintFor(reason: string, { parameters }: SentQuery): string {
  const given = parameters.length === 0 ? 'None was given.' : `Given: ${parameters.join(', ')}.`;
  return reason === 'Missing parameters' ? `${advise(reason)} ${given}` : advise(reason);
}
