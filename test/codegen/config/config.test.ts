import test from 'ava';
import { findConfig, loadConfig } from '../../../codegen/src/config/load-config.js';
import { resolveConfig } from '../../../codegen/src/config/resolve-config.js';
import { GenerateError } from '../../../codegen/src/notes.js';
import { startProject } from '../../helpers/generate-tools-project.js';

function mistakes(config: unknown): string[] {
  try {
    resolveConfig(config, '/base', 'config');
  } catch (error) {
    if (error instanceof GenerateError)
      return error.notes.map(({ place, message, fix }) => `${place} ${message}${fix ? ` ${fix}` : ''}`);
    throw error;
  }
  return [];
}

test('places are relative to the config; maps come before the tools made from them', (t) => {
  const targets = resolveConfig(
    {
      targets: [
        { source: 'endpoints.ts', out: 'gen' },
        { from: 'https://x.test/openapi.json', out: 'endpoints.ts' },
      ],
    },
    '/base',
    'config',
  );
  t.like(targets, [
    { kind: 'map', source: 'https://x.test/openapi.json', out: '/base/endpoints.ts' },
    { kind: 'tools', source: '/base/endpoints.ts', out: '/base/gen', outputMismatch: 'error', importExtension: '.js' },
  ]);
});

test('every mistake in a config is told at once', (t) => {
  t.deepEqual(mistakes({ soure: 'a.ts', out: 3, preset: 'readonly', include: { tag: ['a'] } }), [
    'config has no source.',
    'config.soure is not a known option. Did you mean "source"?',
    'config.out must be text.',
    'config.preset must be one of "all", "read-only", "no-deletes", "no-deprecated".',
    'config.include has the unknown key "tag". Did you mean "tags"?',
  ]);
  t.deepEqual(mistakes({ targets: [] }), ['config has no targets.']);
  t.deepEqual(mistakes(3), ['config must be an object with source and out, or from and out.']);
  t.deepEqual(mistakes({ source: 'a', from: 'b', out: 'c' }), [
    'config has both source and from. Make two targets of it.',
  ]);
  t.regex(
    mistakes({
      targets: [
        { source: 'a.ts', out: 'x' },
        { source: 'b.ts', out: './X' },
      ],
    })[0] ?? '',
    /writes to X, and so does/,
  );
  t.regex(mistakes({ source: 'a.ts', out: 'x.ts' })[0] ?? '', /must be a folder/);
  t.regex(mistakes({ from: 'a.yaml', out: 'x' })[0] ?? '', /must be a \.ts file/);
});

test('configs in TypeScript, JavaScript and JSON', async (t) => {
  const project = await startProject(t, {
    'a/generate-tools.config.ts':
      "import { defineConfig } from 'generate-tools';\nexport default defineConfig({ source: 'm.ts', out: 'gen' });\n",
    'b/generate-tools.config.mjs': "export default { source: 'm.ts', out: 'gen' };\n",
    'c/generate-tools.config.json': '{ "source": "m.ts", "out": "gen" }\n',
    'd/generate-tools.config.json': '{ "source": "m.ts", }\n',
    'e/generate-tools.config.ts': 'export const config = 1;\n',
  });
  const at = (name: string) => `${project.folder}/${name}`;
  for (const name of ['a', 'b', 'c']) {
    const { targets, files } = await loadConfig(findConfig(at(name), undefined), at(name));
    t.like(targets, [{ kind: 'tools', source: at(`${name}/m.ts`), out: at(`${name}/gen`) }]);
    t.is(files.length, 1);
  }
  const told = async (name: string) => {
    const error = await t.throwsAsync(loadConfig(findConfig(at(name), undefined), at(name)), {
      instanceOf: GenerateError,
    });
    return error?.notes.map(({ code }) => code);
  };
  t.deepEqual(await told('d'), ['config-syntax']);
  t.deepEqual(await told('e'), ['config-invalid']);
  t.throws(() => findConfig(at('f'), undefined), { instanceOf: GenerateError });
  t.throws(() => findConfig(at('a'), 'other.ts'), { instanceOf: GenerateError });
});
