import test from 'ava';
import {
  type CompileOptions,
  ConfigurationError,
  compileTools,
  createProxy,
  silentLogger,
  type ToolSet,
} from '../src/index.js';

const endpoints = { ping: { method: 'GET', path: '/ping', description: 'Ping.' } } as const;
const backend = { baseUrl: 'http://127.0.0.1:9' };
const about = { name: 'test', version: '1.0.0', logger: silentLogger };

function counted(): { make: (options: CompileOptions) => ToolSet; closed: () => number; given: CompileOptions[] } {
  let closed = 0;
  const given: CompileOptions[] = [];
  const make = (options: CompileOptions): ToolSet => {
    given.push(options);
    const tools = compileTools(endpoints, options);
    return {
      ...tools,
      close: () => {
        closed += 1;
        return tools.close();
      },
    };
  };
  return { make, closed: () => closed, given };
}

test('tools that the proxy makes by createTools get its backend and logger, and are closed with it', async (t) => {
  const { make, closed, given } = counted();
  const proxy = createProxy({ ...about, tools: make, backend });
  t.is(proxy.tools.definitions[0]?.name, 'ping');
  t.is(given.length, 1);
  t.is(given[0]?.backend, backend);
  t.is(given[0]?.logger, silentLogger);
  await proxy.close();
  t.is(closed(), 1);
});

test('a tool set of one’s own is left open', async (t) => {
  const { make, closed } = counted();
  const tools = make({ backend });
  await createProxy({ ...about, tools }).close();
  t.is(closed(), 0);
  await tools.close();
});

test('tools that were made are closed when another option is wrong', (t) => {
  const { make, closed } = counted();
  t.throws(() => createProxy({ ...about, tools: make, backend, publicUrl: 'ftp://x' }), {
    instanceOf: ConfigurationError,
  });
  t.is(closed(), 1);
});

for (const [title, sources] of [
  ['createTools without a backend', { tools: counted().make }],
  ['a map and createTools', { endpoints, tools: counted().make, backend }],
  ['a tool set and a backend', { tools: compileTools(endpoints, { backend }), backend }],
] as const) {
  test(`${title} is not one source of tools`, (t) => {
    const error = t.throws(() => createProxy({ ...about, ...sources } as never), { instanceOf: ConfigurationError });
    t.regex(error?.message ?? '', /exactly one source of tools/);
  });
}
