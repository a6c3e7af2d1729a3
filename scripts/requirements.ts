import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['test', 'examples/falkordb-proxy/test'];

/** Between these lines of docs/security.md stands the table. */
export const BEGIN = '<!-- requirements: made by `npm run requirements` -->';
export const END = '<!-- /requirements -->';

interface Evidence {
  readonly file: string;
  readonly title: string;
}

function testFiles(): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((name) => /\.(test|browser)\.ts$/.test(name) && !name.includes('node_modules'))
    .toSorted();
}

/** The titles of tests that name a number, from the text of the tests: a title is a literal with the number in it. */
export function findEvidence(): ReadonlyMap<string, readonly Evidence[]> {
  const found = new Map<string, Evidence[]>();
  for (const file of testFiles()) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, , title = ''] of text.matchAll(
      /(['"`])((?:(?!\1)[^\n\\]|\\.)*\bT\d{3}\b(?:(?!\1)[^\n\\]|\\.)*)\1/g,
    )) {
      for (const [number] of title.matchAll(/\bT\d{3}\b/g)) {
        found.set(number, [...(found.get(number) ?? []), { file, title }]);
      }
    }
  }
  return found;
}

function cell(text: string): string {
  const plain = text
    .replace(/\$\{[^}]*\}[:,]?\s*/g, '')
    .replace(/\\(.)/g, '$1')
    .replace(/^((?:[TF]\d{2,3}[,:\s]*)+)/, '')
    .replace(/[|<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return plain.length > 110 ? `${plain.slice(0, 107)}…` : plain;
}

/** The table of docs/security.md: every number, one test that is about it, and how many there are. */
export function requirementsTable(): string {
  const rows = [...findEvidence()]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([number, tests]) => {
      const [first] = tests.toSorted((a, b) => a.title.indexOf(number) - b.title.indexOf(number));
      const more = tests.length > 1 ? ` (and ${tests.length - 1} more)` : '';
      return `| ${number} | ${cell(first?.title ?? '')} | \`${first?.file}\`${more} |`;
    });
  return ['| number | test | where |', '|---|---|---|', ...rows].join('\n');
}
