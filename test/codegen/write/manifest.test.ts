import test from 'ava';
import fc from 'fast-check';
import { makeManifest, manifestText, parseManifest, type ToolRecord } from '../../../codegen/src/write/manifest.js';

type Definitions = Readonly<Record<string, unknown>>;

function tool(name: string, input: Definitions, output?: Definitions): ToolRecord {
  return {
    name,
    description: 'Does it.',
    method: 'GET',
    path: `/${name}`,
    scopes: [],
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    inputSchema: { type: 'object', $defs: input },
    ...(output && { outputSchema: { type: 'object', $defs: output } }),
  };
}

const text = { type: 'string', description: 'A text that is to be found but once.' };

test('definitions of several schemas stand in the manifest once', (t) => {
  const manifest = makeManifest(new Map(), [tool('a', { text }, { text }), tool('b', { text, own: { type: 'null' } })]);
  const written = manifestText(manifest);
  t.is(written.split('to be found but once').length, 2);
  t.deepEqual(parseManifest(written), manifest);
});

test('a manifest whose definitions are gone is none of ours', (t) => {
  const { definitions: _, ...rest } = JSON.parse(
    manifestText(makeManifest(new Map(), [tool('a', { text }), tool('b', { text })])),
  );
  t.is(parseManifest(JSON.stringify(rest)), undefined);
});

test('a manifest without definitions of its own is read as well', (t) => {
  const manifest = makeManifest(new Map(), [tool('a', { text })]);
  const { definitions: _, ...rest } = JSON.parse(manifestText(manifest));
  t.deepEqual(parseManifest(JSON.stringify(rest)), manifest);
});

const name = fc.constantFrom('a', 'b', 'a#1', '__proto__', 'constructor', '');
const definition = fc.constantFrom<unknown>(true, false, {}, text, { const: 'a#1' }, { $ref: '#/$defs/a' });
const definitions = fc.array(fc.tuple(name, definition)).map((entries) => Object.fromEntries(entries));

test('a manifest is read as it was written, and does not depend on the order of the tools', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(definitions, fc.option(definitions, { nil: undefined })), { maxLength: 5 }),
      (all) => {
        const tools = all.map(([input, output], index) => tool(`t${index}`, input, output));
        const written = manifestText(makeManifest(new Map(), tools));
        t.deepEqual(parseManifest(written)?.tools, tools);
        const backwards = JSON.parse(manifestText(makeManifest(new Map(), tools.toReversed())));
        t.deepEqual(backwards.definitions, JSON.parse(written).definitions);
      },
    ),
  );
});
