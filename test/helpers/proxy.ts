import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { ExecutionContext } from 'ava';
import { createProxy, type McpProxy, type ServingOptions } from '../../src/proxy.js';
import { silentLogger } from '../../src/telemetry/silent-logger.js';
import { type HandMadeTool, handMadeToolSet } from './tool-set.js';

export interface RunningProxy {
  readonly proxy: McpProxy;
  readonly origin: string;
  readonly port: number;
}

/** A proxy over hand-made tools on a free port; closed when the test ends. */
export async function startProxy(
  t: ExecutionContext,
  options: ServingOptions & { readonly tools?: Readonly<Record<string, HandMadeTool>> } = {},
): Promise<RunningProxy> {
  const { tools = {}, ...serving } = options;
  const proxy = createProxy({
    name: 'test',
    version: '1.2.3',
    logger: silentLogger,
    drainTimeout: 100,
    ...serving,
    tools: handMadeToolSet(tools),
  });
  t.teardown(() => proxy.close());
  const { port, url } = await proxy.listen({ port: 0 });
  return { proxy, origin: url, port };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as JSON, or `undefined`. */
  readonly json: unknown;
}

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
}

function open(
  { port }: { readonly port: number },
  { method = 'GET', path, headers = {}, body }: RawRequest,
): ClientRequest {
  const request = httpRequest({ host: '127.0.0.1', port, method, path, headers: { ...headers }, agent: false });
  request.end(body);
  return request;
}

function answered(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One request as a bare HTTP client sends it, read to the end. */
export async function send(at: { readonly port: number }, raw: RawRequest): Promise<RawAnswer> {
  const response = await answered(open(at, raw));
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, body, json: tryJson(body) };
}

export interface SseEvent {
  readonly event: string | undefined;
  readonly data: string;
}

/** An open event stream. */
export interface OpenStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Everything received, comments included. */
  readonly text: () => string;
  readonly events: () => readonly SseEvent[];
  /** Waits for the event number `index`. */
  next(index: number): Promise<SseEvent>;
  readonly ended: Promise<void>;
  /** Leaves without a word. */
  drop(): void;
  readonly response: IncomingMessage;
}

function parseEvents(text: string): readonly SseEvent[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => block.split('\n').filter((line) => !line.startsWith(':')))
    .filter((lines) => lines.length > 0)
    .map((lines) => ({
      event: lines.find((line) => line.startsWith('event: '))?.slice(7),
      data: lines
        .filter((line) => line.startsWith('data: '))
        .map((line) => line.slice(6))
        .join('\n'),
    }));
}

/** Opens a stream and keeps reading it. */
export async function openStream(at: { readonly port: number }, raw: RawRequest): Promise<OpenStream> {
  const request = open(at, raw);
  const response = await answered(request);
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.once('error', () => resolve());
  });
  request.on('error', () => undefined);
  const events = () => parseEvents(text);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: () => text,
    events,
    async next(index) {
      for (let waited = 0; waited < 5000; waited += 5) {
        const event = events()[index];
        if (event !== undefined) return event;
        await sleep(5);
      }
      throw new Error(`There is no event ${index} in ${JSON.stringify(text)}`);
    },
    ended,
    drop: () => void request.destroy(),
    response,
  };
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits, at most 5 seconds, until `check` is true. */
export async function until(check: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < 5000 && !check(); waited += 5) await sleep(5);
  return check();
}

const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

/** POSTs one JSON body the way MCP clients do. */
export function post(
  at: { readonly port: number },
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  path = '/mcp',
): Promise<RawAnswer> {
  return send(at, { method: 'POST', path, headers: { ...json, ...headers }, body: JSON.stringify(body) });
}

/** As `post`, for an answer that streams. */
export function postStream(
  at: { readonly port: number },
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  path = '/mcp',
): Promise<OpenStream> {
  return openStream(at, { method: 'POST', path, headers: { ...json, ...headers }, body: JSON.stringify(body) });
}

export function initializeMessage(version = '2025-11-25', id: string | number = 0): object {
  const params = { protocolVersion: version, capabilities: {}, clientInfo: { name: 'raw', version: '1' } };
  return { jsonrpc: '2.0', id, method: 'initialize', params };
}

/** Opens a session and answers the headers that belong to it. */
export async function openSession(
  at: { readonly port: number },
  headers: Readonly<Record<string, string>> = {},
  version = '2025-11-25',
): Promise<Record<string, string>> {
  const { headers: answer } = await post(at, initializeMessage(version), headers);
  const session = { ...headers, 'mcp-session-id': String(answer['mcp-session-id']) };
  await post(at, { jsonrpc: '2.0', method: 'notifications/initialized' }, session);
  return session;
}

export function callMessage(id: string | number, name: string, args: object = {}, meta?: object): object {
  const params = { name, arguments: args, ...(meta && { _meta: meta }) };
  return { jsonrpc: '2.0', id, method: 'tools/call', params };
}

/** A request of 2026-07-28 with the headers it needs. */
export function modernCall(
  id: string | number,
  name: string,
  args: object = {},
  meta: object = {},
): { readonly body: object; readonly headers: Record<string, string> } {
  const claim = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return {
    body: callMessage(id, name, args, { ...claim, ...meta }),
    headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name },
  };
}
