import type { ExecutionContext } from 'ava';
import { type ReferenceBackendOptions, startReferenceBackend } from '../../src/embedded/reference-backend.js';

/** An answer of the reference backend; `body` is parsed when it is JSON. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** A reference backend as a test sees it. */
export interface TestBackend {
  readonly url: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** `POST /api/mcp/context`; a string is sent as it is. */
  ask(body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** A reference backend that ends with the test. */
export async function startTestBackend(t: ExecutionContext, options: ReferenceBackendOptions): Promise<TestBackend> {
  const { url, close } = await startReferenceBackend(options);
  t.teardown(close);
  return {
    url,
    get: async (path, headers = {}) => read(await fetch(url + path, { headers })),
    ask: async (body, headers = {}) =>
      read(
        await fetch(`${url}/api/mcp/context`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
  };
}

async function read(response: Response): Promise<Answer> {
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const text = await response.text();
  const body: unknown = type === 'application/json' ? JSON.parse(text) : text;
  return { status: response.status, type, body };
}
