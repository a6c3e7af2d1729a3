import { ts } from 'ts-morph';
import { canonicalCode, canonicalScalar } from './mark.js';

/** Canonical form of source text: data as `canonicalValue` gives it, anything else as code, comments included. */
export interface Canonical {
  readonly form: string;
  /** False when something is more than data, a comment for instance. */
  readonly isData: boolean;
}

/** A gap between tokens of a literal holds white space only, unless somebody wrote a comment into it. */
function isBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === 47) return false;
  return true;
}

/** `Number.NaN` and the infinities, which have no literal. */
function notFinite({ expression, name }: ts.PropertyAccessExpression): string | undefined {
  const isNumber = ts.isIdentifier(expression) && expression.text === 'Number';
  return isNumber && /^(NaN|(POSITIVE|NEGATIVE)_INFINITY)$/.test(name.text) ? `Number.${name.text}` : undefined;
}

function scalarOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return canonicalScalar(node.text);
  if (ts.isNumericLiteral(node)) return canonicalScalar(Number(node.text));
  if (node.kind === ts.SyntaxKind.TrueKeyword) return 'true';
  if (node.kind === ts.SyntaxKind.FalseKeyword) return 'false';
  if (node.kind === ts.SyntaxKind.NullKeyword) return 'null';
  if (ts.isPropertyAccessExpression(node)) return notFinite(node);
  const negative = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken;
  return negative && ts.isNumericLiteral(node.operand) ? canonicalScalar(-Number(node.operand.text)) : undefined;
}

/** A property's name when it is fixed. */
export function nameOf(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  if (ts.isNumericLiteral(name)) return String(Number(name.text));
  return ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
}

type Gap = (from: number, to: number) => boolean;

function listForm(node: ts.ArrayLiteralExpression, source: ts.SourceFile, gap: Gap): string | undefined {
  const parts: string[] = [];
  for (const element of node.elements) {
    const part = dataForm(element, source, gap);
    if (part === undefined || !gap(element.pos, element.getStart(source))) return undefined;
    parts.push(part);
  }
  return gap(node.elements.end, node.end - 1) ? `[${parts.join()}]` : undefined;
}

function memberForm(member: ts.ObjectLiteralElementLike, source: ts.SourceFile, gap: Gap): string | undefined {
  if (!ts.isPropertyAssignment(member) || !gap(member.pos, member.getStart(source))) return undefined;
  const { name, initializer } = member;
  const key = nameOf(name);
  if (key === undefined || !gap(name.end, initializer.getStart(source))) return undefined;
  const value = dataForm(initializer, source, gap);
  return value === undefined ? undefined : `${JSON.stringify(key)}:${value}`;
}

function objectForm(node: ts.ObjectLiteralExpression, source: ts.SourceFile, gap: Gap): string | undefined {
  const parts: string[] = [];
  for (const member of node.properties) {
    const part = memberForm(member, source, gap);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return gap(node.properties.end, node.end - 1) ? `{${parts.join()}}` : undefined;
}

function dataForm(node: ts.Expression, source: ts.SourceFile, gap: Gap): string | undefined {
  if (ts.isObjectLiteralExpression(node)) return objectForm(node, source, gap);
  return ts.isArrayLiteralExpression(node) ? listForm(node, source, gap) : scalarOf(node);
}

/** Canonical form of an expression, the comments and formatting around it left out. */
export function canonicalNode(node: ts.Expression, source: ts.SourceFile): Canonical {
  const form = dataForm(node, source, (from, to) => isBlank(source.text, from, to));
  return form === undefined
    ? { form: canonicalCode(source.text.slice(node.getStart(source), node.end)), isData: false }
    : { form, isData: true };
}
