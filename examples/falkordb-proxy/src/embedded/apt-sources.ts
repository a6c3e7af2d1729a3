/** A private apt source list; the ending of its file tells apt the format. */
export interface AptSources {
  readonly fileName: 'private.sources' | 'private.list';
  readonly text: string;
}

export interface AptSourceFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Derives, from the machine's own apt sources, a list that adds the backports of `codename`: the same
 * archive, options and keys, whatever they are. Undefined when no source serves `codename` itself.
 * Formats: sources.list(5).
 */
export function deriveBackports(files: readonly AptSourceFile[], codename: string): AptSources | undefined {
  for (const { name, text } of files) {
    const derived = name.endsWith('.sources')
      ? deriveFromStanzas(text, codename)
      : name.endsWith('.list')
        ? deriveFromLines(text, codename)
        : undefined;
    if (derived) return derived;
  }
  return undefined;
}

function deriveFromStanzas(text: string, codename: string): AptSources | undefined {
  const stanza = text
    .split(/\n[ \t]*\n/)
    .map((part) => part.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')))
    .find((lines) => isUsable(lines) && field(lines, 'suites').includes(codename));
  if (!stanza) return undefined;
  const rest = withoutField(stanza, 'suites');
  return {
    fileName: 'private.sources',
    text: `${[...rest, `Suites: ${codename} ${codename}-backports`].join('\n')}\n`,
  };
}

function isUsable(lines: readonly string[]): boolean {
  return field(lines, 'types').includes('deb') && !field(lines, 'enabled').includes('no');
}

/** The words of a field, continuation lines included. */
function field(lines: readonly string[], name: string): string[] {
  const start = lines.findIndex((line) => line.toLowerCase().startsWith(`${name}:`));
  if (start < 0) return [];
  const block = [lines[start] ?? '', ...continuation(lines, start)].join(' ');
  return block
    .slice(name.length + 1)
    .trim()
    .split(/\s+/);
}

function continuation(lines: readonly string[], start: number): string[] {
  const following = lines.slice(start + 1);
  const end = following.findIndex((line) => !/^[ \t]/.test(line));
  return end < 0 ? following : following.slice(0, end);
}

function withoutField(lines: readonly string[], name: string): string[] {
  const start = lines.findIndex((line) => line.toLowerCase().startsWith(`${name}:`));
  const length = 1 + continuation(lines, start).length;
  return lines.filter((_, index) => index < start || index >= start + length);
}

/** `deb [options] URI suite components`. */
const oneLine = /^\s*deb\s+((?:\[[^\]]*\]\s+)?\S+\s+)(\S+)(\s+.*)?$/;

function deriveFromLines(text: string, codename: string): AptSources | undefined {
  for (const line of text.split('\n')) {
    const [, source, suite, components = ''] = oneLine.exec(line) ?? [];
    if (suite !== codename) continue;
    const entry = (name: string) => `deb ${source}${name}${components}\n`;
    return { fileName: 'private.list', text: entry(codename) + entry(`${codename}-backports`) };
  }
  return undefined;
}
