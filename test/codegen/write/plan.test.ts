import test from 'ava';
import fc from 'fast-check';
import { digest } from '../../../codegen/src/write/digest.js';
import {
  MANIFEST,
  type Manifest,
  makeManifest,
  manifestText,
  parseManifest,
} from '../../../codegen/src/write/manifest.js';
import { isStale, planFiles } from '../../../codegen/src/write/plan.js';

function wantedFor(files: Record<string, string>): { wanted: Map<string, string>; manifest: Manifest } {
  const own = new Map(Object.entries(files));
  const manifest = makeManifest(own, []);
  return { wanted: new Map(own).set(MANIFEST, manifestText(manifest)), manifest };
}

const actions = (plan: ReturnType<typeof planFiles>) =>
  Object.fromEntries(plan.files.map(({ path, action }) => [path, action]));

test('the first time everything is created', (t) => {
  const { wanted } = wantedFor({ 'index.ts': 'a' });
  const plan = planFiles({ wanted, disk: new Map(), manifest: undefined });
  t.deepEqual(actions(plan), { 'index.ts': 'create', 'tools.json': 'create' });
  t.true(isStale(plan));
});

test('what was written is left alone, and so is a copy with other line ends', (t) => {
  const { wanted, manifest } = wantedFor({ 'index.ts': 'a\nb\n' });
  const disk = new Map([...wanted].map(([path, text]) => [path, text.replaceAll('\n', '\r\n')] as const));
  const plan = planFiles({ wanted, disk, manifest });
  t.deepEqual(actions(plan), { 'index.ts': 'unchanged', 'tools.json': 'unchanged' });
  t.false(isStale(plan));
});

test('a file of somebody else is never overwritten, unless forced', (t) => {
  const { wanted } = wantedFor({ 'index.ts': 'a' });
  const disk = new Map([['index.ts', 'mine']]);
  const refused = planFiles({ wanted, disk, manifest: undefined });
  t.deepEqual(
    refused.notes.map(({ code, place }) => [code, place]),
    [['out-foreign-file', 'index.ts']],
  );
  t.is(actions(planFiles({ wanted, disk, manifest: undefined, force: true }))['index.ts'], 'update');
});

test('a file of somebody else that is what would be written is adopted', (t) => {
  const { wanted } = wantedFor({ 'index.ts': 'a' });
  const plan = planFiles({ wanted, disk: new Map([['index.ts', 'a']]), manifest: undefined });
  t.deepEqual(actions(plan), { 'index.ts': 'unchanged', 'tools.json': 'create' });
});

test('what is no longer wanted is deleted; edited, it stays and is told', (t) => {
  const { manifest } = wantedFor({ 'a.ts': 'a', 'b.ts': 'b' });
  const { wanted } = wantedFor({});
  const disk = new Map([
    ['a.ts', 'a'],
    ['b.ts', 'edited'],
  ]);
  const plan = planFiles({ wanted, disk, manifest });
  t.like(actions(plan), { 'a.ts': 'delete', 'b.ts': 'keep' });
  t.deepEqual(
    plan.notes.map(({ code, place }) => [code, place]),
    [['out-edited-kept', 'b.ts']],
  );
});

test('files that are gone are missing, files that were edited are told and written anew', (t) => {
  const { wanted, manifest } = wantedFor({ 'a.ts': 'a', 'b.ts': 'b' });
  const disk = new Map([...wanted, ['b.ts', 'edited']] as const);
  disk.delete('a.ts');
  const plan = planFiles({ wanted, disk, manifest });
  t.deepEqual(plan.missing, ['a.ts']);
  t.like(actions(plan), { 'a.ts': 'create', 'b.ts': 'update' });
  t.deepEqual(
    plan.notes.map(({ code }) => code),
    ['out-edited-overwritten'],
  );
});

test('a name that only changed its case is still ours', (t) => {
  const { manifest } = wantedFor({ 'tools/Foo.ts': 'a' });
  const { wanted } = wantedFor({ 'tools/foo.ts': 'b' });
  // What a disk that does not tell case shows.
  const disk = new Map([
    ['tools/Foo.ts', 'a'],
    ['tools/foo.ts', 'a'],
  ]);
  const plan = planFiles({ wanted, disk, manifest });
  t.deepEqual(plan.notes, []);
  t.like(actions(plan), { 'tools/foo.ts': 'update', 'tools/Foo.ts': 'delete' });
});

test('paths that lead out of the folder are refused', (t) => {
  const wanted = new Map([['../x.ts', 'a']]);
  t.is(planFiles({ wanted, disk: new Map(), manifest: undefined }).notes[0]?.code, 'out-unsafe-path');
});

test('a manifest with paths that lead elsewhere is none', (t) => {
  for (const path of ['../x', '/etc/passwd', 'a//b', 'C:\\x', 'a/./b', '', 'a\\..\\b', 'x.', '.git/config']) {
    t.is(parseManifest(JSON.stringify({ generator: 1, files: { [path]: digest('') }, tools: [] })), undefined, path);
  }
  t.is(parseManifest('{"generator":2,"files":{},"tools":[]}'), undefined);
  t.is(parseManifest('[]'), undefined);
});

const texts = fc.dictionary(fc.constantFrom('a.ts', 'b.ts', 'tools/c.ts', 'd.md'), fc.constantFrom('1', '2', '3'));

test('whatever happened before, nobody else’s text is written over or deleted', (t) => {
  fc.assert(
    fc.property(texts, texts, texts, (before, edits, now) => {
      const { manifest } = wantedFor(before);
      const { wanted } = wantedFor(now);
      const disk = new Map(Object.entries({ ...before, ...edits }));
      for (const { path, action } of planFiles({ wanted, disk, manifest }).files) {
        const present = disk.get(path);
        if (path === MANIFEST || present === undefined) continue;
        const ours = manifest.files[path] !== undefined;
        if (action === 'update' && !ours) throw new Error(`overwrites ${path}`);
        if (action === 'delete' && manifest.files[path] !== digest(present)) throw new Error(`deletes ${path}`);
      }
    }),
  );
  t.pass();
});
