import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guide = readFileSync(`${root}docs/generate-tools.md`, 'utf8');
const sources = `${root}codegen/src/`;

/** Words with hyphens in the generator that are no codes: options, formats, members of documents. */
const OTHER_WORDS = [
  'content-type',
  'date-time',
  'dry-run',
  'generate-tools',
  'import-extension',
  'mcp-rest-proxy',
  'no-deletes',
  'no-deprecated',
  'open-world',
  'output-mismatch',
  'read-only',
];

/** Texts with hyphens in a file that are not imports. */
function wordsOf(name: string): string[] {
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && !ts.isImportDeclaration(node.parent)) words.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, readFileSync(sources + name, 'utf8'), ts.ScriptTarget.Latest, true));
  return words.filter((word) => /^[a-z]+(-[a-z0-9]+)+$/.test(word) && !/^x-/.test(word));
}

function wordsBelow(pick: (name: string) => boolean): string[] {
  const names = readdirSync(sources, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const words = names.filter((name) => name.endsWith('.ts') && pick(name)).flatMap(wordsOf);
  return [...new Set(words)].filter((word) => !OTHER_WORDS.includes(word)).sort();
}

/** The codes in the first cells of the tables of one part of the guide. */
function documented(heading: string): string[] {
  const [, part = ''] = guide.split(new RegExp(`^## ${heading}$`, 'm'));
  const [own = ''] = part.split(/^## /m);
  const cells = [...own.matchAll(/^\| ((?:`[a-z0-9-]+`(?:, )?)+) \|/gm)].map(([, cell]) => String(cell));
  return cells.flatMap((cell) => cell.match(/[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? []).sort();
}

test('the guide has cause and fix of every code of a note, and of no other', (t) => {
  const codes = wordsBelow((name) => !/^(diff|stats)\//.test(name));
  t.true(codes.length > 70);
  const rows = documented('Notes');
  const undocumented = codes.filter((code) => !rows.includes(code));
  const gone = rows.filter((code) => !codes.includes(code));
  t.deepEqual({ undocumented, gone, rows: rows.length }, { undocumented: [], gone: [], rows: codes.length });
});

test('the guide has every kind of change, and every piece of advice', (t) => {
  t.deepEqual(
    documented('Keeping it in step'),
    wordsBelow((name) => name === 'diff/change.ts'),
  );
  t.deepEqual(
    documented('What tools cost'),
    wordsBelow((name) => name === 'stats/advise.ts'),
  );
});

test('the guide has every exit code', (t) => {
  const text = readFileSync(`${sources}cli/exit-codes.ts`, 'utf8');
  const [, members = ''] = /EXIT = \{([^}]*)\}/.exec(text) ?? [];
  const codes = [...members.matchAll(/: (\d+)/g)].map(([, code]) => code);
  t.deepEqual(
    [...guide.matchAll(/^\| (\d+) \| /gm)].map(([, code]) => code),
    codes,
  );
});

test('the guide has every option of a target', (t) => {
  const text = readFileSync(`${sources}config/fields.ts`, 'utf8');
  const names = [...text.matchAll(/^ {2}(\w+): (?:is|oneOf)/gm)].map(([, name]) => String(name));
  t.true(names.length > 12);
  for (const name of names) t.regex(guide, new RegExp(`^\\|.*\`${name}\``, 'm'), name);
});

test('every link in it leads somewhere', (t) => {
  for (const [, path = ''] of guide.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
    t.true(ts.sys.fileExists(`${root}docs/${path}`) || ts.sys.directoryExists(`${root}docs/${path}`), path);
  }
  const slugs = [...guide.matchAll(/^##+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
  for (const [, anchor = ''] of guide.matchAll(/\]\(#([^)]+)\)/g)) t.true(slugs.includes(anchor), anchor);
});
