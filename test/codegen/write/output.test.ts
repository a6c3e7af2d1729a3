import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { GenerateError } from '../../../codegen/src/notes.js';
import { applyPlan } from '../../../codegen/src/write/apply-plan.js';
import { checkOut } from '../../../codegen/src/write/check-out.js';
import { LOCK, withLock } from '../../../codegen/src/write/lock.js';
import { MANIFEST, makeManifest, manifestText } from '../../../codegen/src/write/manifest.js';
import { planFiles } from '../../../codegen/src/write/plan.js';
import { readFiles, readManifest } from '../../../codegen/src/write/read-disk.js';

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'generate-tools-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

function textsFor(files: Record<string, string>): Map<string, string> {
  const own = new Map(Object.entries(files));
  return own.set(MANIFEST, manifestText(makeManifest(own, [])));
}

async function generate(out: string, files: Record<string, string>): Promise<void> {
  const texts = textsFor(files);
  const last = await readManifest(out);
  const disk = await readFiles(out, [...texts.keys(), ...Object.keys(last?.files ?? {})]);
  await applyPlan(out, planFiles({ wanted: texts, disk, manifest: last }), texts, last);
}

function everything(out: string): string[] {
  return readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
}

function codes(error: unknown): string[] {
  return error instanceof GenerateError ? error.notes.map(({ code }) => code) : [String(error)];
}

test('files come, change and go; empty folders go with them, other files stay', async (t) => {
  const out = folder(t);
  writeFileSync(join(out, 'mine.txt'), 'mine');
  await generate(out, { 'index.ts': '1', 'tools/a.ts': 'a', 'tools/b.ts': 'b' });
  t.deepEqual(everything(out), ['index.ts', 'mine.txt', 'tools', 'tools.json', 'tools/a.ts', 'tools/b.ts']);
  await generate(out, { 'index.ts': '2' });
  t.deepEqual(everything(out), ['index.ts', 'mine.txt', 'tools.json']);
  t.is(readFileSync(join(out, 'index.ts'), 'utf8'), '2');
});

test('a run that was killed half way is mended by the next, whatever that one wants', async (t) => {
  const out = folder(t);
  await generate(out, { 'a.ts': '1' });
  const texts = textsFor({ 'a.ts': '1', 'b.ts': '2' });
  const last = await readManifest(out);
  const plan = planFiles({ wanted: texts, disk: await readFiles(out, [...texts.keys()]), manifest: last });
  // b.ts cannot be written: the run ends between its announcement and its end.
  mkdirSync(join(out, 'b.ts'));
  const error = await t.throwsAsync(applyPlan(out, plan, texts, last));
  t.deepEqual(codes(error), ['out-unwritable']);
  await rm(join(out, 'b.ts'), { recursive: true });
  writeFileSync(join(out, 'b.ts'), '2');
  writeFileSync(join(out, '.b.ts.1.generate-tools-tmp'), 'half');
  await generate(out, { 'a.ts': '1', 'b.ts': '3' });
  t.deepEqual(everything(out), ['a.ts', 'b.ts', 'tools.json']);
  t.is(readFileSync(join(out, 'b.ts'), 'utf8'), '3');
});

test('a link inside the output folder that leads out of it is not followed', async (t) => {
  const [out, elsewhere] = [folder(t), folder(t)];
  symlinkSync(elsewhere, join(out, 'tools'));
  const error = await t.throwsAsync(generate(out, { 'tools/a.ts': 'a' }));
  t.deepEqual(codes(error), ['out-escapes']);
  t.deepEqual(everything(elsewhere), []);
});

test('the root, the current and the home folder, what holds them, .git and node_modules are no output', async (t) => {
  const cwd = folder(t);
  const link = join(folder(t), 'link');
  symlinkSync(cwd, link);
  for (const out of [
    '/',
    cwd,
    join(cwd, '..'),
    homedir(),
    join(homedir(), '..'),
    join(cwd, '.git/x'),
    join(cwd, 'node_modules/x'),
    link,
  ]) {
    t.deepEqual(codes(await t.throwsAsync(checkOut(out, cwd))), ['out-unsafe'], out);
  }
  t.is(await checkOut(join(cwd, 'src/generated'), cwd), join(await checkOut(join(cwd, 'src'), cwd), 'generated'));
});

test('one run at a time', async (t) => {
  const out = folder(t);
  let running = 0;
  const seen: number[] = [];
  const work = async () => {
    running += 1;
    seen.push(running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
  };
  await Promise.all([1, 2, 3, 4].map(() => withLock(out, work)));
  t.deepEqual(seen, [1, 1, 1, 1]);
  t.deepEqual(everything(out), []);
});

test('a lock that somebody holds is waited for, then told; one left behind is taken', async (t) => {
  const out = folder(t);
  writeFileSync(join(out, LOCK), String(process.pid));
  t.deepEqual(codes(await t.throwsAsync(withLock(out, async () => 'done', 100))), ['out-locked']);
  utimesSync(join(out, LOCK), 0, 0);
  t.is(await withLock(out, async () => 'done', 1000), 'done');
  writeFileSync(join(out, LOCK), '999999999');
  t.is(await withLock(out, async () => 'done', 1000), 'done');
});

test('where no folder can be made, nothing is written, and the reason is told', async (t) => {
  const out = folder(t);
  writeFileSync(join(out, 'file'), '');
  symlinkSync(join(out, 'nowhere'), join(out, 'link'));
  for (const name of ['file', 'file/below', 'link']) {
    const error = await t.throwsAsync(withLock(join(out, name), async () => t.fail(name)));
    t.deepEqual(codes(error), ['out-unwritable'], name);
    t.regex(error instanceof GenerateError ? (error.notes[0]?.fix ?? '') : '', /\.$/, name);
  }
});
