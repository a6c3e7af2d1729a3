/** The assignments of an os-release file (os-release(5)), unquoted. */
export function parseRelease(text: string): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== undefined && value !== undefined) entries[name] = value.replace(/^(["'])(.*)\1$/, '$2');
  }
  return entries;
}
