import { existsSync, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { startProject } from '../../helpers/generate-tools-project.js';

const MAP = (limit: string) => `${limit}
export const orders = {
  list_orders: { method: 'GET', path: '/orders', description: 'List orders.', query: { type: 'object', properties: { limit: { type: 'integer', maximum: LIMIT } } } },
};
`;

async function until(what: string, check: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!check()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('watch: generates at every change, of imports too; mistakes do not end it; SIGINT does', async (t) => {
  const project = await startProject(t, {
    'map.ts': MAP("import { LIMIT } from './limit.js';"),
    'limit.ts': 'export const LIMIT = 10;\n',
  });
  const child = project.start('map.ts', '--out', 'gen', '--watch');
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  t.teardown(() => child.kill('SIGKILL'));
  const generated = join(project.folder, 'gen/tools.json');
  const has = (text: string) => existsSync(generated) && readFileSync(generated, 'utf8').includes(text);

  await until('the first run', () => has('"maximum": 10') && errors.includes('watching'));
  await project.write('limit.ts', "export { LIMIT } from './deep.mjs';\n");
  await project.write('deep.mjs', 'export const LIMIT = 9;\n');
  await until('an import of an import', () => has('"maximum": 9'));
  await project.write('deep.mjs', 'export const LIMIT = 8;\n');
  await until('a change in JavaScript', () => has('"maximum": 8'));
  await project.write('limit.ts', 'export const LIMIT = 11;\n');
  await until('a change of an import', () => has('"maximum": 11'));
  await project.write('limit.ts', 'export const LIMIT = ;\n');
  await until('a mistake', () => errors.includes('source-syntax'));
  // As editors save: beside its place first.
  await project.write('limit.ts.tmp', 'export const LIMIT = 12;\n');
  await rename(join(project.folder, 'limit.ts.tmp'), join(project.folder, 'limit.ts'));
  await until('the mending', () => has('"maximum": 12'));
  child.kill('SIGINT');
  t.is(await ended, 0);
  t.regex(output, /maximum went from 9 to 8/);
});
