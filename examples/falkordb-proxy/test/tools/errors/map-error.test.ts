import test from 'ava';
import type { CallFailure, ToolFailure } from 'mcp-rest-proxy';
import { graphsFailure, healthFailure, queryFailure, serverFailure } from '../../../src/tools/errors/map-error.js';
import { resolveOptions } from '../../../src/tools/options.js';
import { callInfo, toReply } from '../../helpers/transcripts.js';

const asked = { graphName: 'memories', query: 'MATCH (n) RETURN n' };

function answered(status: number, body: unknown, type = 'application/json'): CallFailure {
  const reply = toReply({ status, type, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { code: 'backend_error', message: 'raw', status, retryable: false, outcome: 'failed', reply };
}

function query(failure: CallFailure, args: Record<string, unknown> = asked): ToolFailure | undefined {
  return queryFailure(failure, callInfo('falkordb_query', args), resolveOptions({}));
}

const typed = (type: string, message = 'why', details: unknown = undefined): unknown => ({
  error: { type, message, code: 'X', details },
});

const table: readonly (readonly [string, number, string, RegExp])[] = [
  ['AuthenticationError', 401, 'credentials_refused', /^InvalidRequest: /],
  ['ValidationError', 400, 'invalid_request', /^InvalidRequest: /],
  ['TenantError', 403, 'permission_denied', /^PermissionDenied: why$/],
  ['QueryError', 400, 'query_error', /^InvalidRequest: /],
  ['TimeoutError', 504, 'timeout', /^InternalError: /],
];

for (const [type, status, code, message] of table) {
  test(`${type} (${status}) becomes ${code}`, (t) => {
    const failure = query(answered(status, typed(type)));
    t.is(failure?.code, code);
    t.regex(failure?.message ?? '', message);
    t.is(failure?.status, status);
  });
}

test('DatabaseError without a message is InternalError, with one mostly the fault of the query', (t) => {
  t.like(query(answered(500, typed('DatabaseError', ''))), { code: 'database_error', outcome: 'unknown' });
  t.regex(query(answered(500, typed('DatabaseError', '')))?.message ?? '', /^InternalError: /);
  t.like(query(answered(500, typed('DatabaseError', "Unknown function 'x'"))), { code: 'query_error' });
  t.like(graphsFailure(answered(500, typed('DatabaseError')), callInfo('falkordb_list_graphs')), {
    code: 'database_error',
  });
});

test('codes that stand for words in the message are credentials for nobody', (t) => {
  const hidden = { error: 'Authentication failed', code: 'AUTH_ERROR' };
  t.like(query(answered(401, hidden), { ...asked, query: 'RETURN authentication' }), { code: 'query_error' });
  t.like(query(answered(401, hidden)), { code: 'database_error' });
  t.like(query(answered(401, { error: 'Missing API key' })), { code: 'credentials_refused' });
});

test('503 for a query is not repeated, and its outcome unknown', (t) => {
  const body = { error: 'Database connection unavailable', code: 'CONNECTION_ERROR' };
  t.like(query(answered(503, body)), { code: 'database_unavailable', outcome: 'unknown', retryable: false });
});

test('a 400 that hides a syntax error is a query error', (t) => {
  t.like(query(answered(400, { error: 'Invalid query syntax', code: 'SYNTAX_ERROR' })), { code: 'query_error' });
});

test('pages: a wrong address and a request that is too large are told apart', (t) => {
  const page = '<!DOCTYPE html><html><body><pre>Cannot POST /api/mcp/context</pre></body></html>';
  t.like(query(answered(404, page, 'text/html')), { code: 'backend_misconfigured' });
  t.like(query(answered(404, { error: 'no such graph' })), { code: 'graph_not_found' });
  t.like(query(answered(413, page, 'text/html')), { code: 'request_too_large' });
});

test('empty bodies are named by their status', (t) => {
  t.like(query(answered(431, '', '')), { code: 'backend_misconfigured' });
  t.like(serverFailure(answered(302, '', ''), callInfo('falkordb_server_info')), { code: 'backend_misconfigured' });
  t.like(query(answered(500, '', '')), { code: 'backend_error', outcome: 'unknown' });
  t.like(query(answered(418, '', '')), { code: 'invalid_request' });
});

test('addresses, paths and stacks stay inside', (t) => {
  const text = 'Cannot open /srv/falkordb/data.rdb at redis://10.1.2.3:6379\n    at Object.x (/srv/app.js:1:1)';
  const { message = '' } =
    query(answered(500, { error: text, code: 'INTERNAL_ERROR', details: { stack: 'at /srv' } })) ?? {};
  t.is(message, 'InvalidRequest: The query on graph `memories` failed: Cannot open [redacted] at [redacted]');
});

test('waiting times are passed on', (t) => {
  const failure = { ...answered(429, '', ''), retryAfter: 7 };
  t.like(query(failure), { code: 'rate_limited', retryAfter: 7, retryable: true });
});

test('no answer: what was asked and what to do depend on how far it came', (t) => {
  const lost = { code: 'backend_timeout', message: 'No answer in time.', retryable: false } as const;
  const unknown = query({ ...lost, outcome: 'unknown' });
  t.is(unknown?.code, 'backend_timeout');
  t.regex(
    unknown?.message ?? '',
    /^InternalError: The query on graph `memories` got no usable answer\. No answer in time\.$/,
  );
  t.regex(unknown?.hint ?? '', /does not stop it/);
  t.regex(query({ ...lost, outcome: 'not_sent' })?.hint ?? '', /can be repeated/);
  t.regex(query({ ...lost, code: 'response_too_large', outcome: 'done' })?.hint ?? '', /LIMIT/);
});

test('refusals of the proxy itself keep their words', (t) => {
  t.is(query({ code: 'invalid_arguments', message: 'x', retryable: false, outcome: 'not_sent' }), undefined);
  t.is(query({ code: 'busy', message: 'x', retryable: true, outcome: 'not_sent' }), undefined);
});

test('a 503 of the health check is its answer', (t) => {
  const body = { status: 'unhealthy', services: { database: { connected: false } } };
  const failure = healthFailure(answered(503, body), callInfo('falkordb_health'));
  t.like(failure, { code: 'backend_unhealthy', retryable: true });
  t.regex(failure?.message ?? '', /reports "unhealthy", and its database does not answer/);
});

test('the same mistake is shown at the same place with a header in front', (t) => {
  const body = {
    error:
      "errMsg: Invalid input 'R': expected ')' line: 1, column: 26, offset: 25 errCtx: MATCH (n {x:'日本語'} RETURN n errCtxOffset: 25",
    code: 'INTERNAL_ERROR',
  };
  const args = { graphName: 'g', query: "  MATCH (n {x:'日本語'} RETURN n", parameters: { a: 1 } };
  t.is(
    query(answered(500, body), args)?.message,
    "InvalidRequest: The query on graph `g` failed: Invalid input 'R': expected ')' (line 1, column 22)\n\n" +
      "      MATCH (n {x:'日本語'} RETURN n\n                         ^",
  );
});
