/** A type to be written down. */
export type TypeNode = TextType | ArrayType | TupleType | ObjectType | Composed;

/** A keyword, a literal or a name. */
export interface TextType {
  readonly kind: 'text';
  readonly text: string;
}

interface ArrayType {
  readonly kind: 'array';
  readonly item: TypeNode;
}

export interface TupleType {
  readonly kind: 'tuple';
  readonly items: readonly { readonly type: TypeNode; readonly optional: boolean }[];
  /** Type of what may follow. */
  readonly rest?: TypeNode;
}

export interface ObjectType {
  readonly kind: 'object';
  readonly members: readonly Member[];
  /** Type of properties that are not listed. */
  readonly index?: TypeNode;
}

export interface Composed {
  readonly kind: 'union' | 'intersection';
  readonly types: readonly TypeNode[];
}

export interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly type: TypeNode;
  /** Paragraphs about it. */
  readonly about: readonly string[];
  readonly deprecated: boolean;
}

export function named(text: string): TextType {
  return { kind: 'text', text };
}

export const UNKNOWN = named('unknown');
export const NEVER = named('never');

export function arrayOf(item: TypeNode): TypeNode {
  return { kind: 'array', item };
}

function partsOf(type: TypeNode): readonly TypeNode[] {
  switch (type.kind) {
    case 'text':
      return [];
    case 'array':
      return [type.item];
    case 'tuple':
      return [...type.items.map((item) => item.type), ...(type.rest ? [type.rest] : [])];
    case 'object':
      return [...type.members.map((member) => member.type), ...(type.index ? [type.index] : [])];
    default:
      return type.types;
  }
}

/** Keywords, literals and names in a type. */
export function textsIn(type: TypeNode): readonly string[] {
  return type.kind === 'text' ? [type.text] : partsOf(type).flatMap(textsIn);
}

function isText(type: TypeNode, text: string): boolean {
  return type.kind === 'text' && type.text === text;
}

function flatten(kind: Composed['kind'], types: readonly TypeNode[]): TypeNode[] {
  const seen = new Set<string>();
  return types
    .flatMap((type) => (type.kind === kind ? type.types : [type]))
    .filter((type) => {
      if (type.kind !== 'text') return true;
      if (seen.has(type.text)) return false;
      seen.add(type.text);
      return true;
    });
}

function compose(kind: Composed['kind'], types: readonly TypeNode[], all: TextType, none: TextType): TypeNode {
  const flat = flatten(kind, types).filter((type) => type.kind !== 'text' || type.text !== none.text);
  if (flat.some((type) => isText(type, all.text))) return all;
  const [only, ...more] = flat;
  if (!only) return none;
  return more.length === 0 ? only : { kind, types: flat };
}

/** One of several types. */
export function unionOf(types: readonly TypeNode[]): TypeNode {
  return compose('union', types, UNKNOWN, NEVER);
}

/** All of several types. */
export function intersectionOf(types: readonly TypeNode[]): TypeNode {
  return compose('intersection', types, NEVER, UNKNOWN);
}
