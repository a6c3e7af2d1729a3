import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { compileTools } from 'mcp-rest-proxy';
import { createTools } from '../src/generated/index.js';
import { falkordbEndpoints } from '../src/tools/endpoints.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const generateTools = fileURLToPath(new URL('../../../codegen/bin/generate-tools.js', import.meta.url));
const backend = { baseUrl: 'http://127.0.0.1:9' };

test('the generated tools are those of the map as it stands', async (t) => {
  const { stdout } = await promisify(execFile)(process.execPath, [generateTools, '--check'], { cwd: folder });
  t.regex(stdout, /up to date \(4 tools/);
});

test('however parameters travel, the map publishes what the generated tools do', async (t) => {
  const generated = createTools({ backend });
  t.teardown(() => generated.close());
  const byName = new Map(generated.definitions.map((definition) => [definition.name, definition]));
  for (const parameters of ['cypher-header', 'native'] as const) {
    const compiled = compileTools(falkordbEndpoints({ parameters }), { backend });
    t.teardown(() => compiled.close());
    t.is(compiled.definitions.length, byName.size);
    for (const definition of compiled.definitions) t.deepEqual(byName.get(definition.name), definition);
  }
});
