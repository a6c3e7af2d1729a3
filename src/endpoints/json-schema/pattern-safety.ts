import { overlaps } from './char-set.js';
import { type PatternNode, parsePattern } from './parse-pattern.js';
import { buildAutomaton, type PositionAutomaton } from './position-automaton.js';

const MAX_STEPS = 3_000_000;
/** From so many rounds on, a counted repetition is judged like an endless one: two ways a round are 4096 in all. */
const LARGE_COUNT = 12;
const BLOW_UP = 'can take exponential time on a hostile string; make its repetitions unambiguous.';

/** States that can reach each other, as lists (Kosaraju's algorithm). */
function components({ follow }: PositionAutomaton): number[][] {
  const order: number[] = [];
  const backward: number[][] = follow.map(() => []);
  const seen = new Set<number>();
  for (let root = 0; root < follow.length; root += 1) {
    if (seen.has(root)) continue;
    seen.add(root);
    const stack = [{ state: root, next: [...(follow[root]?.keys() ?? [])] }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const target = top.next.pop();
      if (target === undefined) {
        order.push(top.state);
        stack.pop();
        continue;
      }
      backward[target]?.push(top.state);
      if (seen.has(target)) continue;
      seen.add(target);
      stack.push({ state: target, next: [...(follow[target]?.keys() ?? [])] });
    }
  }
  return collect(order.reverse(), backward);
}

function collect(order: readonly number[], backward: readonly (readonly number[])[]): number[][] {
  const placed = new Set<number>();
  return order.flatMap((root) => {
    if (placed.has(root)) return [];
    placed.add(root);
    const members = [root];
    for (let index = 0; index < members.length; index += 1) {
      for (const state of backward[members[index] ?? -1] ?? []) {
        if (placed.has(state)) continue;
        placed.add(state);
        members.push(state);
      }
    }
    return [members];
  });
}

/** Pairs of states reachable from "both in the same state" while two runs read the same text, inside one component. */
function explorePairs(
  automaton: PositionAutomaton,
  members: readonly number[],
  spend: () => void,
): Map<number, number[]> {
  const { sets, follow } = automaton;
  const inside = new Set(members);
  const size = sets.length;
  const edges = new Map<number, number[]>(members.map((state) => [state * size + state, []]));
  const queue = [...edges.keys()];
  for (let index = 0; index < queue.length; index += 1) {
    const pair = queue[index] ?? 0;
    const [left, right] = [Math.floor(pair / size), pair % size];
    for (const nextLeft of follow[left]?.keys() ?? []) {
      if (!inside.has(nextLeft)) continue;
      for (const nextRight of follow[right]?.keys() ?? []) {
        spend();
        if (!inside.has(nextRight) || !overlaps(sets[nextLeft] ?? [], sets[nextRight] ?? [])) continue;
        const next = nextLeft * size + nextRight;
        edges.get(pair)?.push(next);
        if (edges.has(next)) continue;
        edges.set(next, []);
        queue.push(next);
      }
    }
  }
  return edges;
}

/** True when two runs can part and meet again: the number of runs then doubles with every round of the loop. */
function partsAndMeets(edges: ReadonlyMap<number, readonly number[]>, size: number): boolean {
  const isMeeting = (pair: number): boolean => Math.floor(pair / size) === pair % size;
  const backward = new Map<number, number[]>();
  for (const [pair, targets] of edges) {
    for (const target of targets) backward.set(target, [...(backward.get(target) ?? []), pair]);
  }
  const queue = [...edges.keys()].filter(isMeeting);
  const seen = new Set(queue);
  for (let index = 0; index < queue.length; index += 1) {
    for (const pair of backward.get(queue[index] ?? -1) ?? []) {
      if (!isMeeting(pair)) return true;
      if (seen.has(pair)) continue;
      seen.add(pair);
      queue.push(pair);
    }
  }
  return false;
}

function isExponential(automaton: PositionAutomaton): boolean {
  let steps = 0;
  const spend = (): void => {
    steps += 1;
    if (steps > MAX_STEPS) throw new Error('is too complex to be judged; simplify it.');
  };
  return components(automaton).some((members) => {
    const inside = new Set(members);
    const doubled = members.some((state) =>
      [...(automaton.follow[state] ?? [])].some(([target, ways]) => ways > 1 && inside.has(target)),
    );
    return doubled || partsAndMeets(explorePairs(automaton, members, spend), automaton.sets.length);
  });
}

/** Counted repetitions that are as good as endless, nested counts multiplied, as endless ones. */
function largeRepetitions(node: PatternNode, rounds = 1): PatternNode[] {
  if (node.kind === 'char') return [];
  if (node.kind !== 'repeat') return node.nodes.flatMap((child) => largeRepetitions(child, rounds));
  const all = Number.isFinite(node.max) ? rounds * Math.max(1, node.max) : rounds;
  const within = largeRepetitions(node.node, all);
  const isLarge = Number.isFinite(node.max) && node.max > 1 && all >= LARGE_COUNT;
  return isLarge ? [{ ...node, min: 0, max: Number.POSITIVE_INFINITY }, ...within] : within;
}

/** Patterns that were judged, with what is wrong with them: maps use few, often. */
const judged = new Map<string, string | undefined>();
const MAX_JUDGED = 1000;

function judge(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
  } catch {
    return 'is not a regular expression in Unicode mode (ECMA-262).';
  }
  try {
    const { body, lookarounds } = parsePattern(pattern);
    const nodes = [body, ...lookarounds];
    const judged = [...nodes, ...nodes.flatMap((node) => largeRepetitions(node))];
    return judged.some((node) => isExponential(buildAutomaton(node))) ? BLOW_UP : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be judged.';
  }
}

/**
 * What is wrong with a `pattern`, or `undefined`. JavaScript's regular expressions have no time limit, so patterns
 * that backtrack exponentially, such as `^(a+)+$`, are refused when the map is read (CVE-2026-0621). The check is
 * exact for loops: a pattern is refused when two runs over the same text can part inside a loop and meet again
 * (exponential ambiguity of its position automaton). Lookarounds are judged on their own; back-references, and
 * patterns too large to be judged, are refused. Polynomial cost, as of `\s+$`, is let through.
 */
export function checkPattern(pattern: string): string | undefined {
  if (judged.has(pattern)) return judged.get(pattern);
  const verdict = judge(pattern);
  if (judged.size >= MAX_JUDGED) judged.clear();
  judged.set(pattern, verdict);
  return verdict;
}
