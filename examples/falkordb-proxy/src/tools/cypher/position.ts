/** Where FalkorDB stopped reading: its message taken apart. Offsets count bytes of UTF-8. */
export interface ParserComplaint {
  readonly message: string;
  /** Offset in the text behind the `CYPHER` header and the blanks after it. */
  readonly offset: number;
  /** The line in question, cut on both sides with `...` when it is long. */
  readonly context: string;
  readonly contextOffset: number;
}

/** A place in the caller's query. `line` and `column` count from 1; `column` counts characters. */
export interface QueryPosition {
  readonly line: number;
  readonly column: number;
}

const COMPLAINT = /^errMsg: ([\s\S]*) line: \d+, column: \d+, offset: (\d+) errCtx: ([\s\S]*) errCtxOffset: (\d+)\s*$/;
const LEADING_BLANKS = /^[ \t\r\n\f\v]*/;
const CUT = '...';
/** Characters shown on each side of the place in a long line. */
const WINDOW = 60;

/** Takes FalkorDB's parse error apart; `undefined` for any other message. */
export function readComplaint(message: string): ParserComplaint | undefined {
  const match = COMPLAINT.exec(message);
  if (match === null) return undefined;
  const [, text = '', offset, context = '', contextOffset] = match;
  return { message: text, offset: Number(offset), context, contextOffset: Number(contextOffset) };
}

/**
 * Finds the complaint in the caller's query. FalkorDB counts from behind all headers: with a header of ours in front,
 * from the query's first character that is not blank; with a header of the caller's own, from somewhere behind that.
 * The excerpt it quotes proves the place; `undefined` when it is not found, or more than once.
 */
export function locate(complaint: ParserComplaint, query: string, headerSent: boolean): QueryPosition | undefined {
  const bytes = Buffer.from(query);
  const { excerpt, excerptOffset } = readExcerpt(complaint);
  const blanks = headerSent ? (LEADING_BLANKS.exec(query)?.[0].length ?? 0) : 0;
  const expected = blanks + complaint.offset - excerptOffset;
  if (expected >= 0 && bytes.subarray(expected, expected + excerpt.length).equals(excerpt)) {
    return positionAt(bytes, expected + excerptOffset);
  }
  const found = excerpt.length === 0 ? -1 : bytes.indexOf(excerpt);
  return found >= 0 && bytes.lastIndexOf(excerpt) === found ? positionAt(bytes, found + excerptOffset) : undefined;
}

function readExcerpt({ context, contextOffset }: ParserComplaint): { excerpt: Buffer; excerptOffset: number } {
  const head = context.startsWith(CUT) ? CUT.length : 0;
  const excerpt = Buffer.from(context.slice(head).replace(/\.\.\.$/, ''));
  return { excerpt, excerptOffset: contextOffset - head };
}

function positionAt(bytes: Buffer, offset: number): QueryPosition {
  const lines = bytes.subarray(0, offset).toString().split('\n');
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 };
}

/** The line of the query, and a caret below the place. */
export function pointAt(query: string, { line, column }: QueryPosition): string {
  const characters = Array.from(query.split('\n')[line - 1] ?? '');
  const from = Math.max(0, column - 1 - WINDOW);
  const to = column - 1 + WINDOW;
  const shown = `${from > 0 ? '…' : ''}${characters.slice(from, to).join('')}${to < characters.length ? '…' : ''}`;
  const before = characters.slice(from, column - 1).map((character) => (character === '\t' ? '\t' : ' '));
  return `${shown.trimEnd()}\n${from > 0 ? ' ' : ''}${before.join('')}^`;
}
