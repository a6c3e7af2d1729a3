import type { CharSet } from './char-set.js';
import type { PatternNode } from './parse-pattern.js';

const MAX_POSITIONS = 4000;
const MAX_COPIES = 1000;

/** A pattern as an automaton whose states are its characters (Glushkov's construction). */
export interface PositionAutomaton {
  /** What each state reads. */
  readonly sets: readonly CharSet[];
  /** For each state, the states that may come next, with the number of ways to get there (1, or 2 for several). */
  readonly follow: readonly ReadonlyMap<number, number>[];
}

interface Fragment {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const NOTHING: Fragment = { nullable: true, first: [], last: [] };

/** Builds the automaton. Throws when the pattern is too large to be judged. */
export function buildAutomaton(pattern: PatternNode): PositionAutomaton {
  const sets: CharSet[] = [];
  const follow: Map<number, number>[] = [];

  const connect = (from: readonly number[], to: readonly number[]): void => {
    for (const source of from) {
      const next = follow[source];
      for (const target of to) next?.set(target, Math.min(2, (next.get(target) ?? 0) + 1));
    }
  };

  const character = (set: CharSet): Fragment => {
    if (sets.length >= MAX_POSITIONS) throw new Error('is too large to be judged; use maxLength for counting.');
    sets.push(set);
    follow.push(new Map());
    return { nullable: false, first: [sets.length - 1], last: [sets.length - 1] };
  };

  const join = (left: Fragment, right: Fragment): Fragment => {
    connect(left.last, right.first);
    return {
      nullable: left.nullable && right.nullable,
      first: left.nullable ? [...left.first, ...right.first] : left.first,
      last: right.nullable ? [...left.last, ...right.last] : right.last,
    };
  };

  const star = (node: PatternNode): Fragment => {
    const body = build(node);
    connect(body.last, body.first);
    return { ...body, nullable: true };
  };

  const optional = (node: PatternNode, times: number): Fragment => {
    let tail = NOTHING;
    for (let copy = 0; copy < times; copy += 1) tail = { ...join(build(node), tail), nullable: true };
    return tail;
  };

  const repeat = (node: PatternNode, min: number, max: number): Fragment => {
    if (min === 1 && max === Number.POSITIVE_INFINITY) return { ...star(node), nullable: build(node).nullable };
    let head = NOTHING;
    for (let copy = 0; copy < Math.min(min, MAX_COPIES); copy += 1) head = join(head, build(node));
    return join(head, max - min > MAX_COPIES ? star(node) : optional(node, max - min));
  };

  function build(node: PatternNode): Fragment {
    if (node.kind === 'char') return character(node.set);
    if (node.kind === 'repeat') return repeat(node.node, node.min, node.max);
    const parts = node.nodes.map(build);
    if (node.kind === 'sequence') return parts.reduce(join, NOTHING);
    return {
      nullable: parts.some((part) => part.nullable),
      first: parts.flatMap((part) => part.first),
      last: parts.flatMap((part) => part.last),
    };
  }

  build(pattern);
  return { sets, follow };
}
