import { Client as ClientV2, StreamableHTTPClientTransport as StreamableV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as SseV1 } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport as StreamableV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import test from 'ava';
import { startProxy, until } from '../helpers/proxy.js';
import { type HandMadeTool, text } from '../helpers/tool-set.js';

interface Caller {
  call(signal: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}

async function callerV1(transport: StreamableV1 | SseV1): Promise<Caller> {
  const client = new ClientV1({ name: 'v1', version: '1' });
  await client.connect(transport as Parameters<ClientV1['connect']>[0]);
  return { call: (signal) => client.callTool({ name: 'wait' }, undefined, { signal }), close: () => client.close() };
}

async function callerV2(url: URL, modern: boolean): Promise<Caller> {
  const versionNegotiation = { mode: { pin: '2026-07-28' } } as const;
  const client = new ClientV2({ name: 'v2', version: '1' }, modern ? { versionNegotiation } : {});
  await client.connect(new StreamableV2(url));
  return { call: (signal) => client.callTool({ name: 'wait' }, { signal }), close: () => client.close() };
}

const callers: readonly (readonly [string, (origin: string) => Promise<Caller>])[] = [
  ['SDK 1.x over /mcp', (origin) => callerV1(new StreamableV1(new URL('/mcp', origin)))],
  ['SDK 1.x over /sse', (origin) => callerV1(new SseV1(new URL('/sse', origin)))],
  ['SDK 2.x over /mcp', (origin) => callerV2(new URL('/mcp', origin), false)],
  ['SDK 2.x with 2026-07-28', (origin) => callerV2(new URL('/mcp', origin), true)],
];

for (const [name, connect] of callers) {
  test(`F24: an abort of ${name} stops the running call`, async (t) => {
    let started = 0;
    let stopped = 0;
    const wait: HandMadeTool = {
      run: (_args, { signal, disconnected }) => {
        started += 1;
        return new Promise((resolve) => {
          const stop = (): void => {
            stopped += 1;
            resolve(text('stopped'));
          };
          signal.addEventListener('abort', stop, { once: true });
          disconnected?.addEventListener('abort', stop, { once: true });
        });
      },
    };
    const { origin } = await startProxy(t, { tools: { wait } });
    const client = await connect(origin);
    const abort = new AbortController();
    const call = client.call(abort.signal);
    t.true(await until(() => started === 1));
    abort.abort();
    await t.throwsAsync(call);
    t.true(await until(() => stopped === 1));
    await client.close();
  });
}
