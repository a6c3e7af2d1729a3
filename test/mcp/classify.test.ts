import test from 'ava';
import fc from 'fast-check';
import { classify } from '../../src/mcp/classify.js';
import { withEnvelope } from '../helpers/engine-peer.js';

const call = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'get_order', arguments: {} } };
const modernCall = { ...call, params: withEnvelope(call.params) };
const modernHeaders = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'get_order' };
const initialize = { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } };
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
const response = { jsonrpc: '2.0', id: 1, result: {} };
const list = { jsonrpc: '2.0', id: 3, method: 'tools/list' };
const versionKey = 'io.modelcontextprotocol/protocolVersion';

function claiming(version: unknown) {
  return { ...call, params: { ...call.params, _meta: { ...Object(modernCall.params._meta), [versionKey]: version } } };
}

type Row = readonly [title: string, headers: Record<string, string | string[]>, body: unknown, expected: unknown];

const modern = { era: 'modern', version: '2026-07-28', kind: 'request' };
const legacy = { era: 'legacy' };

const accepted: readonly Row[] = [
  ['a request that claims the version in its body', modernHeaders, modernCall, modern],
  ['initialize without the claim', {}, initialize, legacy],
  ['initialize with a header of a version nobody knows', { 'mcp-protocol-version': '1999-01-01' }, initialize, legacy],
  ['a request without claim or header', {}, call, legacy],
  ['a request without claim, header 2025-11-25', { 'mcp-protocol-version': '2025-11-25' }, call, legacy],
  ['a request without claim, header 2025-03-26', { 'mcp-protocol-version': '2025-03-26' }, call, legacy],
  ['a legacy request with stray modern headers', { 'mcp-method': 'tools/list', 'mcp-name': 'other' }, call, legacy],
  ['a notification without header', {}, initialized, legacy],
  ['a notification, header 2025-06-18', { 'mcp-protocol-version': '2025-06-18' }, initialized, legacy],
  [
    'a notification, header 2026-07-28',
    { 'mcp-protocol-version': '2026-07-28' },
    { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } },
    { era: 'modern', version: '2026-07-28', kind: 'notification' },
  ],
  ['an array of legacy messages', {}, [list, initialized], { era: 'legacy', batch: true }],
  ['an array of one', { 'mcp-protocol-version': '2025-03-26' }, [list], { era: 'legacy', batch: true }],
  ['a response', {}, response, legacy],
  ['an error response', {}, { jsonrpc: '2.0', id: 1, error: { code: 1, message: 'no' } }, legacy],
  ['outer spaces around the headers', { ...modernHeaders, 'mcp-name': ' get_order\t' }, modernCall, modern],
  ['a name in base64', { ...modernHeaders, 'mcp-name': '=?base64?Z2V0X29yZGVy?=' }, modernCall, modern],
  [
    'tools/list, which has no name to repeat',
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' },
    { ...list, params: withEnvelope() },
    modern,
  ],
];

for (const [title, headers, body, expected] of accepted) {
  test(`accepts ${title}`, (t) => {
    t.deepEqual<unknown, unknown>(classify(headers, body), expected);
  });
}

type Refusal = readonly [title: string, headers: Record<string, string | string[]>, body: unknown, code: number];

function without(name: keyof typeof modernHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(modernHeaders).filter(([key]) => key !== name));
}

const refused: readonly Refusal[] = [
  ['header 2026-07-28 without the claim', { 'mcp-protocol-version': '2026-07-28' }, call, -32602],
  [
    'a claim without client capabilities',
    modernHeaders,
    { ...call, params: { _meta: { [versionKey]: '2026-07-28' } } },
    -32602,
  ],
  ['a claim that is no text', modernHeaders, claiming(20260728), -32602],
  ['an empty array', {}, [], -32600],
  ['an array with a modern element', {}, [list, modernCall], -32600],
  ['an array with something that is no message', {}, [list, { hello: 1 }], -32600],
  ['T103: an array in 2025-06-18', { 'mcp-protocol-version': '2025-06-18' }, [list], -32600],
  ['T103: an array in 2025-11-25', { 'mcp-protocol-version': '2025-11-25' }, [list], -32600],
  ['T103: an array of 51 messages', {}, Array.from({ length: 51 }, () => list), -32600],
  ['an array with initialize', {}, [initialize], -32600],
  ['something that is not JSON-RPC', {}, { hello: 'world' }, -32600],
  ['a number', {}, 5, -32600],
  ['null', {}, null, -32600],
  ['id null', {}, { ...list, id: null }, -32600],
  ['a request without jsonrpc', {}, { id: 1, method: 'tools/list' }, -32600],
  [
    'T101: a version that is not served',
    { ...modernHeaders, 'mcp-protocol-version': '2099-01-01' },
    claiming('2099-01-01'),
    -32022,
  ],
  ['T101: a missing version header', without('mcp-protocol-version'), modernCall, -32020],
  [
    'T101: another version in the header',
    { ...modernHeaders, 'mcp-protocol-version': '2025-11-25' },
    modernCall,
    -32020,
  ],
  ['T101: a missing method header', without('mcp-method'), modernCall, -32020],
  ['T101: another method in the header', { ...modernHeaders, 'mcp-method': 'tools/list' }, modernCall, -32020],
  ['T101: the method in other case', { ...modernHeaders, 'mcp-method': 'Tools/Call' }, modernCall, -32020],
  ['T101: a missing name header', without('mcp-name'), modernCall, -32020],
  ['T101: another name in the header', { ...modernHeaders, 'mcp-name': 'delete_order' }, modernCall, -32020],
  ['T101: the name header twice', { ...modernHeaders, 'mcp-name': ['get_order', 'get_order'] }, modernCall, -32020],
  ['T101: another name in base64', { ...modernHeaders, 'mcp-name': '=?base64?ZGVsZXRl?=' }, modernCall, -32020],
  ['T101: base64 that is none', { ...modernHeaders, 'mcp-name': '=?base64?Z2V0X29y!ZGVy?=' }, modernCall, -32020],
  ['T101: base64 of bytes that are no text', { ...modernHeaders, 'mcp-name': '=?base64?/w==?=' }, modernCall, -32020],
  ['a legacy version that is not served', { 'mcp-protocol-version': '2024-01-01' }, call, -32000],
];

for (const [title, headers, body, code] of refused) {
  test(`refuses with 400 and ${code} ${title}`, (t) => {
    const outcome = classify(headers, body);
    t.is(outcome.era, 'reject');
    if (outcome.era !== 'reject') return;
    t.is(outcome.status, 400);
    t.is(outcome.error.code, code);
  });
}

test('names the versions it serves when it refuses one', (t) => {
  const outcome = classify({ ...modernHeaders, 'mcp-protocol-version': '2099-01-01' }, claiming('2099-01-01'));
  t.deepEqual(outcome.era === 'reject' && outcome.error.data, { supported: ['2026-07-28'], requested: '2099-01-01' });
});

test('names the key that is missing from the envelope', (t) => {
  const outcome = classify({ 'mcp-protocol-version': '2026-07-28' }, { ...call, params: { _meta: {} } });
  t.true(outcome.era === 'reject' && outcome.error.message.includes(versionKey));
});

test('T102: the header is compared with the exact member "name", whatever else the body holds', (t) => {
  const body: unknown = JSON.parse(
    JSON.stringify({ ...modernCall, params: { Name: 'delete_order', NAME: 'delete_order', ...modernCall.params } }),
  );
  t.is(classify(modernHeaders, body).era, 'modern');
  t.is(classify({ ...modernHeaders, 'mcp-name': 'delete_order' }, body).era, 'reject');
});

test('T104: headers named like members of Object.prototype are just headers', (t) => {
  const headers: unknown = JSON.parse('{"__proto__":"x","constructor":"y","toString":"z"}');
  t.deepEqual(classify(Object(headers), call), { era: 'legacy' });
});

test('T101: any name agrees with its own base64 form and with no other', (t) => {
  const header = (value: string) => `=?base64?${Buffer.from(value).toString('base64')}?=`;
  const word = fc.string({ unit: 'grapheme', minLength: 1 });
  const property = fc.property(word, word, (name, other) => {
    const body = { ...modernCall, params: { ...modernCall.params, name } };
    const era = (value: string) => classify({ ...modernHeaders, 'mcp-name': header(value) }, body).era;
    return era(name) === 'modern' && era(other) === (other === name ? 'modern' : 'reject');
  });
  t.notThrows(() => fc.assert(property));
});
