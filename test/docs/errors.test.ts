import { readFileSync } from 'node:fs';
import test from 'ava';

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The members of a union of texts in `src/errors.ts`. */
function codesOf(type: string): string[] {
  const [, members = ''] = new RegExp(`export type ${type} =\n([\\s\\S]*?);`).exec(read('src/errors.ts')) ?? [];
  return [...members.matchAll(/'(\w+)'/g)].map(([, code]) => String(code));
}

test('docs/errors.md has cause and fix of every code, and of no other', (t) => {
  const documented = [...read('docs/errors.md').matchAll(/^\| `(\w+)` \| \S.* \| \S.* \|$/gm)].map(([, code]) => code);
  t.deepEqual(documented.toSorted(), [...codesOf('ErrorCode'), ...codesOf('FailureCode')].toSorted());
});
