import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';

const root = join(import.meta.dirname, '../../..');
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');

/** The rules of this repository, which leave the goldens out, on a copy of the goldens. */
async function check(command: 'check' | 'lint', name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  try {
    cpSync(join(root, 'test/golden/emit', name, 'generated'), join(folder, 'generated'), { recursive: true });
    const { formatter, javascript, linter } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ root: true, formatter, javascript, linter }));
    const paths = ['generated/tools', 'generated/index.ts'];
    const run = promisify(execFile)(process.execPath, [biome, command, '--error-on-warnings', ...paths], {
      cwd: folder,
    });
    return await run.then(
      () => '',
      ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const name of ['orders', 'code', 'language']) {
  test(`generated tools of the map "${name}" pass lint and are formatted as a formatter would`, async (t) => {
    t.is(await check('check', name), '');
  });
}

test('generated tools of a hostile map pass lint', async (t) => {
  t.is(await check('lint', 'hostile'), '');
});
