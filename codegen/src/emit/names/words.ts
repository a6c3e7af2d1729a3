/** Words of a name in any style, in lower case but for their inner capitals. */
function wordsOf(name: string): string[] {
  return name
    .normalize('NFKD')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => (/^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word));
}

/** `get_order` → `GetOrder`; empty where nothing is left. */
export function pascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** `get_order` → `getOrder`; empty where nothing is left. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}
