import { ts } from 'ts-morph';
import { canonicalNode, nameOf } from './canonical-node.js';
import type { Entry, ObjectShape, Span } from './map-shape.js';
import { canonicalCode, hashOf } from './mark.js';

/** What a value is once `satisfies`, `as`, brackets and a call around one object are taken off. */
export function bareObject(node: ts.Expression): ts.ObjectLiteralExpression | undefined {
  if (ts.isObjectLiteralExpression(node)) return node;
  if (ts.isSatisfiesExpression(node) || ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) {
    return bareObject(node.expression);
  }
  if (!ts.isCallExpression(node)) return undefined;
  const objects = node.arguments.flatMap((argument) => bareObject(argument) ?? []);
  return objects.length === 1 ? objects[0] : undefined;
}

/** The doc comment right above a node, and whether there are other comments above it. */
export function docAbove(
  node: ts.Node,
  source: ts.SourceFile,
): { doc: (Span & { mark: string }) | undefined; others: boolean } {
  const { text } = source;
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const last = comments.at(-1);
  const gap = last === undefined ? '' : text.slice(last.end, node.getStart(source));
  const isDoc = last !== undefined && text.startsWith('/**', last.pos) && !/\n\s*\n/.test(gap);
  if (!isDoc) return { doc: undefined, others: comments.length > 0 };
  const mark = hashOf(canonicalCode(text.slice(last.pos, last.end)));
  return { doc: { start: last.pos, end: last.end, mark }, others: comments.length > 1 };
}

/** Behind the comments that follow on the same line. */
export function behindComments(text: string, at: number): number {
  return ts.getTrailingCommentRanges(text, at)?.at(-1)?.end ?? at;
}

function commaBehind(text: string, from: number, to: number): number | undefined {
  const gap = text.slice(from, to).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => ' '.repeat(comment.length));
  const at = gap.indexOf(',');
  return at < 0 ? undefined : from + at + 1;
}

function markOf(member: ts.ObjectLiteralElementLike, source: ts.SourceFile): string {
  if (ts.isPropertyAssignment(member)) {
    const gap = source.text.slice(member.name.end, member.initializer.getStart(source));
    const { form } = canonicalNode(member.initializer, source);
    return hashOf(gap.includes('/') ? `${canonicalCode(gap)} ${form}` : form);
  }
  return hashOf(`member ${canonicalCode(source.text.slice(member.getStart(source), member.end))}`);
}

function readEntry(member: ts.ObjectLiteralElementLike, next: number, source: ts.SourceFile, deep: number): Entry {
  const { text } = source;
  const { name } = member;
  const start = member.getStart(source);
  const { doc, others } = docAbove(member, source);
  const comma = commaBehind(text, member.end, next);
  const lineEnd = behindComments(text, comma ?? member.end);
  const value = ts.isPropertyAssignment(member) ? member.initializer : undefined;
  const object = value && deep > 0 ? bareObject(value) : undefined;
  return {
    name: name === undefined ? undefined : nameOf(name),
    nameSpan: name === undefined ? { start, end: start } : { start: name.getStart(source), end: name.end },
    start,
    end: member.end,
    mark: deep > 0 ? '' : markOf(member, source),
    doc,
    hasComments: others || lineEnd !== (comma ?? member.end),
    lineEnd,
    hasComma: comma !== undefined,
    object: object && readObject(object, source, deep - 1),
    string: value && ts.isStringLiteralLike(value) ? value.text : undefined,
  };
}

/**
 * Reads an object that is written out.
 *
 * @param deep How many levels below it are read as objects; values below that are only hashed.
 */
export function readObject(node: ts.ObjectLiteralExpression, source: ts.SourceFile, deep: number): ObjectShape {
  const { text } = source;
  const start = node.getStart(source);
  const { properties } = node;
  const close = node.end - 1;
  const entries = properties.map((member, index) =>
    readEntry(member, properties[index + 1]?.getStart(source) ?? close, source, deep),
  );
  const open = behindComments(text, start + 1);
  return {
    span: { start, end: node.end },
    open,
    entries,
    hasTail: text.slice(entries.at(-1)?.lineEnd ?? start + 1, close).includes('/'),
  };
}
