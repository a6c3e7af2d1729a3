import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { lockFolder } from '../../src/embedded/folder-lock.js';

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lock-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

test('a folder is free again after its release', async (t) => {
  const path = await folder(t);
  await (await lockFolder(path)).release();
  await t.notThrowsAsync(lockFolder(path, 0));
});

test('a folder in use is refused, naming the process', async (t) => {
  const path = await folder(t);
  await lockFolder(path);
  await t.throwsAsync(lockFolder(path, 0), {
    message: `The data folder ${path} is in use by process ${process.pid}. End it, or choose another folder with FALKORDB_DATA_DIR.`,
  });
});

for (const [title, content] of [
  ['of a process that is gone', '4194304'],
  ['without a process', ''],
] as const) {
  test(`a lock ${title} is taken over`, async (t) => {
    const path = await folder(t);
    await writeFile(join(path, 'in-use-by'), content);
    await t.notThrowsAsync(lockFolder(path, 0));
  });
}

test('a folder whose owner is about to go is waited for', async (t) => {
  const path = await folder(t);
  const first = await lockFolder(path);
  setTimeout(() => first.release(), 100);
  await t.notThrowsAsync(lockFolder(path));
});
