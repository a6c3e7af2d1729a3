function distance(left: string, right: string): number {
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (last[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    last = current;
  }
  return last[right.length] ?? 0;
}

/** The word that is most like `wanted`, however far; `undefined` only when there is none. */
export function nearest(wanted: string, known: Iterable<string>): string | undefined {
  const fold = (text: string) => text.slice(0, 100).toLowerCase();
  let best: { word: string; edits: number } | undefined;
  for (const word of known) {
    const edits = distance(fold(wanted), fold(word));
    if (!best || edits < best.edits) best = { word, edits };
  }
  return best?.word;
}
