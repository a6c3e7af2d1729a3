import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

test('T126: the library starts no process and opens no URL, so no discovered URL can reach a shell', (t) => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  t.true(files.length > 100);
  const suspects = files.filter((name) =>
    /['"](?:node:)?(?:child_process|cluster|worker_threads)['"]|['"]open['"]|\bxdg-open\b/.test(
      readFileSync(source + name, 'utf8'),
    ),
  );
  t.deepEqual(suspects, []);
});
