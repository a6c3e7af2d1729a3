function segmentExpression(segment: string): string {
  return segment
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replace(/\?/g, '[^/]');
}

function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  // Which prefixes of the pattern can stand for what was read so far: no backtracking, however many `**` there are.
  const expressions = pattern.map((part) =>
    part === '**' ? undefined : new RegExp(`^${segmentExpression(part)}$`, 'u'),
  );
  const skip = (states: Set<number>): Set<number> => {
    for (const state of states) if (state < pattern.length && pattern[state] === '**') states.add(state + 1);
    return states;
  };
  let states = skip(new Set([0]));
  for (const segment of path) {
    const next = new Set<number>();
    for (const state of states) {
      if (state >= pattern.length) continue;
      const expression = expressions[state];
      if (!expression) next.add(state);
      else if (expression.test(segment)) next.add(state + 1);
    }
    states = skip(next);
  }
  return states.has(pattern.length);
}

/** Whether a glob picks a path: `*` within a segment, `**` over any number of segments, `?` one character. */
export function matchesGlob(glob: string, path: string): boolean {
  const split = (text: string) => text.split('/').filter((part) => part !== '');
  return matchSegments(split(glob), split(path));
}
