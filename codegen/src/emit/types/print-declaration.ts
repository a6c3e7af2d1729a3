import { docComment } from '../../print/comment.js';
import { concat, either, group, hardline, indent, line } from '../../print/doc.js';
import { render } from '../../print/render.js';
import type { TypeDeclaration } from './declare-types.js';
import { membersDoc, typeDoc, unionLines } from './print-type.js';

function body({ name, type }: TypeDeclaration): string {
  if (type.kind === 'object' && (type.members.length > 0 || type.index)) {
    const content = concat('{', indent(hardline, membersDoc(type, 1)), hardline, '}');
    return `export interface ${name} ${render(content)}`;
  }
  const start = `export type ${name} =`;
  const union = unionLines(type, 0);
  const isString = type.kind === 'text' && /^['"]/.test(type.text);
  const value = union
    ? group(indent(line, either('| ', ''), union))
    : isString
      ? group(indent(line, type.text))
      : concat(' ', typeDoc(type, 0));
  return `${start}${render(concat(value, ';'), { column: start.length })}`;
}

/** An exported interface, or a type where it is no object. */
export function printDeclaration(declaration: TypeDeclaration): string {
  return [...docComment(declaration.about), body(declaration)].join('\n');
}
