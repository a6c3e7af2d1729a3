/** A key that stands twice in one object of a JSON text, with the path of that object. */
export interface DuplicateKey {
  readonly path: readonly string[];
  readonly key: string;
}

interface Frame {
  readonly path: readonly string[];
  /** Keys seen so far; `undefined` for a list. */
  readonly keys: Set<string> | undefined;
  /** Index in a list, or the key whose value comes next. */
  step: string;
  expectsKey: boolean;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

function open(bracket: string, parent: Frame | undefined): Frame {
  const path = parent ? [...parent.path, parent.step] : [];
  return bracket === '{'
    ? { path, keys: new Set(), step: '', expectsKey: true }
    : { path, keys: undefined, step: '0', expectsKey: false };
}

function readKey(frame: Frame, token: string): DuplicateKey | undefined {
  const key: unknown = JSON.parse(token);
  frame.step = String(key);
  frame.expectsKey = false;
  const isDuplicate = frame.keys?.has(frame.step) ?? false;
  frame.keys?.add(frame.step);
  return isDuplicate ? { path: frame.path, key: frame.step } : undefined;
}

function advance(frame: Frame): void {
  if (frame.keys) frame.expectsKey = true;
  else frame.step = String(Number(frame.step) + 1);
}

/** Finds keys that `JSON.parse` would silently drop: of two equal keys it keeps the last. `text` is valid JSON. */
export function findDuplicateKeys(text: string): DuplicateKey[] {
  const stack: Frame[] = [];
  const found: DuplicateKey[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    const top = stack.at(-1);
    if (token === '{' || token === '[') stack.push(open(token, top));
    else if (token === '}' || token === ']') stack.pop();
    else if (token === ',') top && advance(top);
    else if (token !== ':' && top?.expectsKey) {
      const duplicate = readKey(top, token);
      if (duplicate) found.push(duplicate);
    }
  }
  return found;
}
