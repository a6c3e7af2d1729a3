/**
 * Reads FalkorDB's `CYPHER name=literal … query` form, written from the description of the grammar and independent of
 * the code under test: what comes out is what the database would hold.
 */
export function parseHeader(text: string): { parameters: Map<string, unknown>; query: string } {
  const reader = new Reader(text);
  const parameters = new Map<string, unknown>();
  if (!/^cypher[ \t\r\n]/i.test(text)) return { parameters, query: text };
  reader.at = 'CYPHER'.length;
  for (;;) {
    reader.skipBlanks();
    const start = reader.at;
    const name = reader.tryName();
    if (name === undefined || /^cypher/i.test(reader.text.slice(start, start + 6)) || !reader.eat('=')) {
      return { parameters, query: text.slice(start) };
    }
    const value = reader.value();
    if (!parameters.has(name)) parameters.set(name, value);
  }
}

class Reader {
  at = 0;

  constructor(readonly text: string) {}

  skipBlanks(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  eat(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.eat(expected))
      throw new Error(`expected ${expected} at ${this.at}: ${this.text.slice(this.at, this.at + 20)}`);
  }

  take(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  tryName(): string | undefined {
    if (!this.eat('`')) return this.take(/[A-Za-z_][A-Za-z0-9_]*/);
    const end = this.text.indexOf('`', this.at);
    if (end < 0) throw new Error('backtick not closed');
    const name = this.text.slice(this.at, end);
    this.at = end + 1;
    return name;
  }

  value(): unknown {
    if (this.eat('"')) return this.rest();
    if (this.eat('[')) return this.list();
    if (this.eat('{')) return this.map();
    const word = this.take(/true|false|null/);
    if (word !== undefined) return JSON.parse(word);
    return this.number();
  }

  rest(): string {
    let text = '';
    while (!this.eat('"')) {
      const [character] = this.text.slice(this.at, this.at + 1);
      if (character === undefined) throw new Error('string not closed');
      this.at += 1;
      text += character === '\\' ? this.escape() : character;
    }
    return text;
  }

  escape(): string {
    const character = this.text[this.at] ?? '';
    this.at += 1;
    const known: Record<string, string> = {
      '\\': '\\',
      '"': '"',
      "'": "'",
      n: '\n',
      r: '\r',
      t: '\t',
      b: '\b',
      f: '\f',
    };
    return known[character] ?? `\\${character}`;
  }

  list(): unknown[] {
    const items: unknown[] = [];
    if (this.eat(']')) return items;
    do {
      this.skipBlanks();
      items.push(this.value());
    } while (this.eat(','));
    this.expect(']');
    return items;
  }

  map(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    if (this.eat('}')) return {};
    do {
      const key = this.tryName();
      if (key === undefined) throw new Error(`no key at ${this.at}`);
      this.expect(':');
      entries.push([key, this.value()]);
    } while (this.eat(','));
    this.expect('}');
    return Object.fromEntries(entries);
  }

  number(): number {
    const digits = this.take(/-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/);
    if (digits === undefined) throw new Error(`no value at ${this.at}: ${this.text.slice(this.at, this.at + 20)}`);
    return /[.eE]/.test(digits) ? Number(digits) : clamp(BigInt(digits));
  }
}

/** FalkorDB clamps integers to 64 bits without a word. */
function clamp(value: bigint): number {
  const [low, high] = [-(2n ** 63n), 2n ** 63n - 1n];
  return Number(value < low ? low : value > high ? high : value);
}
