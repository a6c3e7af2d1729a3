import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const root = fileURLToPath(new URL('../../', import.meta.url));
const changesets = readdirSync(`${root}.changeset`).filter((name) => name.endsWith('.md'));

function nameOf(manifest: string): string {
  return (JSON.parse(readFileSync(root + manifest, 'utf8')) as { name: string }).name;
}

for (const file of changesets) {
  test(`.changeset/${file} says which packages it changes, and how`, (t) => {
    const text = readFileSync(`${root}.changeset/${file}`, 'utf8');
    const [, head = '', body = ''] = /^---\n([\s\S]*?)---\n\n([\s\S]+)$/.exec(text) ?? [];
    const lines = head.trimEnd().split('\n');
    const packages = [nameOf('package.json'), nameOf('codegen/package.json')];
    for (const line of lines) {
      const [, name = '', change = ''] = /^['"](.+)['"]: (\w+)$/.exec(line) ?? [];
      t.true(packages.includes(name), line);
      t.true(['major', 'minor', 'patch'].includes(change), line);
    }
    t.true(body.trim().length > 0);
  });
}
