import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GenerateError, type Note } from '../notes.js';
import { digest } from './digest.js';
import { fileNote } from './file-error.js';
import { MANIFEST, type Manifest, manifestText } from './manifest.js';
import type { Plan } from './plan.js';
import { UNFINISHED, writeWhole } from './write-file.js';

const TOGETHER = 16;

/** What the file system refused; the rest is still done, so that all of it is told at once. */
type Failures = Note[];

async function removeAll(out: string, paths: readonly string[], failures: Failures): Promise<void> {
  for (const path of paths) {
    try {
      await rm(join(out, path), { force: true });
    } catch (error) {
      failures.push(fileNote('out-unwritable', join(out, path), 'cannot be deleted', error));
    }
  }
}

async function writeOne(out: string, path: string, text: string, failures: Failures): Promise<void> {
  try {
    await writeWhole(join(out, path), text);
  } catch (error) {
    failures.push(fileNote('out-unwritable', join(out, path), 'cannot be written', error));
  }
}

async function writeAll(
  out: string,
  paths: readonly string[],
  texts: ReadonlyMap<string, string>,
  failures: Failures,
): Promise<void> {
  for (let start = 0; start < paths.length; start += TOGETHER) {
    const batch = paths.slice(start, start + TOGETHER);
    await Promise.all(batch.map((path) => writeOne(out, path, texts.get(path) ?? '', failures)));
  }
}

/** Folders that held nothing but what was deleted. */
async function removeEmpty(out: string, deleted: readonly string[]): Promise<void> {
  const folders = new Set(deleted.map((path) => dirname(path)).filter((folder) => folder !== '.'));
  for (const folder of folders) await rmdir(join(out, folder)).catch(() => undefined);
}

/** What a run that was killed left unfinished, beside files of ours. */
async function removeUnfinished(out: string, paths: readonly string[]): Promise<void> {
  for (const folder of new Set(paths.map((path) => join(out, dirname(path))))) {
    const names = await readdir(folder).catch(() => []);
    const unfinished = names.filter((name) => name.startsWith('.') && name.endsWith(UNFINISHED));
    await Promise.all(unfinished.map((name) => rm(join(folder, name), { force: true })));
  }
}

/** Says that files are ours before they are there: a run that is killed leaves nothing that the next cannot own. */
async function announce(
  out: string,
  plan: Plan,
  texts: ReadonlyMap<string, string>,
  last: Manifest | undefined,
): Promise<void> {
  const created = plan.files.filter(({ path, action }) => action === 'create' && path !== MANIFEST);
  if (created.length === 0) return;
  const files = created.map(({ path }) => [path, digest(texts.get(path) ?? '')]);
  const { tools = [], files: known = {} } = last ?? {};
  await writeWhole(
    join(out, MANIFEST),
    manifestText({ generator: 1, files: { ...known, ...Object.fromEntries(files) }, tools }),
  );
}

function throwIfAny(failures: Failures): void {
  if (failures.length > 0) throw new GenerateError('The output could not be written', failures);
}

/** Deleting "Foo.ts" after "foo.ts" is written would delete the new file where case does not count. */
function splitObsolete(plan: Plan, texts: ReadonlyMap<string, string>): readonly [first: string[], later: string[]] {
  const obsolete = plan.files.filter(({ action }) => action === 'delete').map(({ path }) => path);
  const folded = new Set([...texts.keys()].map((path) => path.toLowerCase()));
  const first = obsolete.filter((path) => folded.has(path.toLowerCase()));
  return [first, obsolete.filter((path) => !folded.has(path.toLowerCase()))];
}

/**
 * Carries a plan out; to be called while holding the lock of `out`. Only what changes is touched, each file whole or
 * not at all, and the manifest last: whatever happens on the way, the next run mends it. `last` is the manifest the
 * plan was made with.
 *
 * @throws GenerateError `out-unwritable` with everything that failed.
 */
export async function applyPlan(
  out: string,
  plan: Plan,
  texts: ReadonlyMap<string, string>,
  last: Manifest | undefined,
): Promise<void> {
  const failures: Failures = [];
  const written = plan.files.filter(({ action }) => action === 'create' || action === 'update');
  const paths = written.map(({ path }) => path).filter((path) => path !== MANIFEST);
  const [first, later] = splitObsolete(plan, texts);
  await removeUnfinished(out, [...texts.keys()]);
  await announce(out, plan, texts, last).catch((error: unknown) => {
    failures.push(fileNote('out-unwritable', join(out, MANIFEST), 'cannot be written', error));
  });
  throwIfAny(failures);
  await removeAll(out, first, failures);
  await writeAll(out, paths, texts, failures);
  throwIfAny(failures);
  await removeAll(out, later, failures);
  await removeEmpty(out, later);
  const announced = plan.files.some(({ action }) => action === 'create');
  if (announced || written.length > paths.length) await writeAll(out, [MANIFEST], texts, failures);
  throwIfAny(failures);
}
