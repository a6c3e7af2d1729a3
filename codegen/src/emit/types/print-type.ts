import { docComment } from '../../print/comment.js';
import { concat, type Doc, either, group, hardline, indent, join, line, softline } from '../../print/doc.js';
import { propertyName } from '../../print/quote.js';
import type { Composed, Member, ObjectType, TupleType, TypeNode } from './type-node.js';

function memberDoc({ name, optional, type, about, deprecated }: Member, depth: number): Doc {
  const comment = docComment(about, depth, deprecated ? ['@deprecated'] : []);
  const start = `${propertyName(name)}${optional ? '?' : ''}:`;
  return concat(...comment.flatMap((text) => [text, hardline]), start, afterColon(type, depth), ';');
}

/** The parts of a union that may be broken, without the mark in front of the first. */
export function unionLines(type: TypeNode, depth: number): Doc | undefined {
  return type.kind === 'union' && !hugged(type) ? unionParts(type, depth + 1) : undefined;
}

/** A union that does not fit is written below what it belongs to. */
function afterColon(type: TypeNode, depth: number): Doc {
  const union = unionLines(type, depth);
  return union ? group(indent(line, either('| ', ''), union)) : concat(' ', typeDoc(type, depth));
}

/** `{ … } | null` keeps its braces where they are. */
function hugged({ types }: Composed): boolean {
  const objects = types.filter(({ kind }) => kind === 'object');
  return (
    types.length === 2 && objects.length === 1 && types.some((type) => type.kind === 'text' && type.text === 'null')
  );
}

function isCommented({ members }: ObjectType): boolean {
  return members.some(({ about, deprecated }) => deprecated || about.length > 0);
}

/** The members of an object type, each on a line of its own. */
export function membersDoc({ members, index }: ObjectType, depth: number): Doc {
  const lines = members.map((member) => memberDoc(member, depth));
  if (index) lines.push(concat('[key: string]:', afterColon(index, depth), ';'));
  return join(hardline, lines);
}

function objectDoc(type: ObjectType, depth: number): Doc {
  if (type.members.length === 0 && !type.index) return 'Record<string, never>';
  if (isCommented(type)) return group(concat('{', indent(hardline, membersDoc(type, depth + 1)), hardline, '}'), true);
  const members = type.members.map(({ name, optional, type: value }) =>
    concat(`${propertyName(name)}${optional ? '?' : ''}:`, afterColon(value, depth + 1)),
  );
  if (type.index) members.push(concat('[key: string]:', afterColon(type.index, depth + 1)));
  return group(
    concat('{', indent(line, join(concat(';', line), members)), either(';', ''), line, '}'),
    members.length > 4,
  );
}

function tupleDoc({ items, rest }: TupleType, depth: number): Doc {
  const docs = items.map(({ type, optional }) =>
    optional ? concat(inParentheses(type, depth + 1), '?') : typeDoc(type, depth + 1),
  );
  if (rest) docs.push(concat('...', inParentheses(rest, depth + 1), '[]'));
  const end = rest ? '' : either(',', '');
  return group(concat('[', indent(softline, join(concat(',', line), docs)), end, softline, ']'));
}

function unionParts({ types }: Composed, depth: number): Doc {
  return join(
    concat(line, '| '),
    types.map((type) =>
      indent(type.kind === 'intersection' ? inParentheses(type, depth + 1) : typeDoc(type, depth + 1)),
    ),
  );
}

function composedDoc(type: Composed, depth: number): Doc {
  if (type.kind === 'intersection')
    return group(
      join(
        ' & ',
        type.types.map((part) => inParentheses(part, depth)),
      ),
    );
  if (hugged(type))
    return join(
      ' | ',
      type.types.map((part) => typeDoc(part, depth)),
    );
  return group(indent(softline, either('| ', ''), unionParts(type, depth + 1)));
}

function inParentheses(type: TypeNode, depth: number): Doc {
  if (type.kind !== 'union' && type.kind !== 'intersection') return typeDoc(type, depth);
  if (type.kind === 'union' && !hugged(type)) {
    return group(concat('(', indent(softline, either('| ', ''), unionParts(type, depth + 1)), softline, ')'));
  }
  return concat('(', typeDoc(type, depth), ')');
}

/** A type as it stands in a declaration. `depth`: how far it is indented, for the width of comments in it. */
export function typeDoc(type: TypeNode, depth: number): Doc {
  if (type.kind === 'text') return type.text;
  if (type.kind === 'array') return concat(inParentheses(type.item, depth), '[]');
  if (type.kind === 'tuple') return tupleDoc(type, depth);
  if (type.kind === 'object') return objectDoc(type, depth);
  return composedDoc(type, depth);
}
