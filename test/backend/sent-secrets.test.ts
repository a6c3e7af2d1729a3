import test from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import { backendErrorText } from '../../src/backend/error-text.js';
import { secretsInData, sentSecrets } from '../../src/backend/sent-secrets.js';

test('T123: what the credential has put on a request is known, whole and without its scheme', (t) => {
  const before = { Accept: 'application/json', 'x-version': '2026-01-01' };
  const sent = { accept: 'application/json', 'x-version': '2026-01-01', authorization: 'Bearer a-token-of-ours' };
  t.deepEqual(sentSecrets(sent, before), ['Bearer a-token-of-ours', 'a-token-of-ours']);
  t.deepEqual(sentSecrets({ 'x-api-key': 'short' }, {}), []);
  t.deepEqual(sentSecrets({ authorization: 'Bearer replaced' }, { authorization: 'Bearer of-the-map' }), [
    'Bearer replaced',
    'replaced',
  ]);
});

test('T123: a backend that repeats a credential in its own words does not give it away', (t) => {
  const reply = { body: { message: 'the key my-plain-key is not one of ours, my-plain-key!' }, mediaType: '' };
  t.is(backendErrorText(reply, { hide: ['my-plain-key'] }), 'the key [redacted] is not one of ours, [redacted]!');
});

test('T123: what the credential has put into the query is known in every spelling of a URL', (t) => {
  t.deepEqual(sentSecrets({}, {}, ['plain-key-1234']), ['plain-key-1234']);
  t.deepEqual([...sentSecrets({}, {}, ["a/b c*'d"])].sort(), [...SPELLINGS].sort());
  t.deepEqual(sentSecrets({}, {}, ['a/b']), []);
  t.deepEqual(secretsInData({}, {}, { principal: ann, query: ['customer-1234', 'plain-key-1234'] }), [
    'plain-key-1234',
  ]);
});

const SPELLINGS = [
  "a/b c*'d",
  'a%2Fb+c*%27d',
  'a%2fb+c*%27d',
  'a%2Fb%20c*%27d',
  'a%2fb%20c*%27d',
  "a%2Fb%20c*'d",
  "a%2fb%20c*'d",
  "a/b%20c*'d",
];

const ann: Principal = {
  subject: 'ann-of-the-office',
  issuer: 'https://issuer.test',
  clientId: 'the-client-of-ann',
  tenant: 'customer-1234',
  scopes: 'all',
  claims: {},
};

function inData(sent: Record<string, string>, open?: readonly string[], before: Record<string, string> = {}) {
  return secretsInData({ ...before, ...sent }, before, { principal: ann, open });
}

test('T123: secrets in data are whole values: keys, tokens without their scheme, cookies without their names', (t) => {
  t.deepEqual(inData({ 'x-api-key': 'the plain key of us' }), ['the plain key of us']);
  t.deepEqual(inData({ authorization: 'Bearer a-token-of-ours' }), ['a-token-of-ours']);
  t.deepEqual(inData({ authorization: 'a-key-without-a-scheme' }), ['a-key-without-a-scheme']);
  t.deepEqual(inData({ cookie: 'sid=a-long-session; other=1; more=another-session' }), [
    'another-session',
    'a-long-session',
  ]);
  t.deepEqual(inData({ 'x-api-key': '7 chars' }), []);
  t.deepEqual(inData({}, [], { accept: 'application/json', 'x-version': '2026-01-01' }), []);
});

test('what only says who is calling is no secret in data, nor what the credential declares open', (t) => {
  const who = { 'x-tenant': 'customer-1234', 'x-user': 'ann-of-the-office', 'x-from': 'https://issuer.test' };
  t.deepEqual(inData({ ...who, 'x-client': 'the-client-of-ann' }), []);
  t.deepEqual(inData({ 'x-tenant': 'customer-1234; signature=0123456789' }), ['customer-1234; signature=0123456789']);
  t.deepEqual(inData({ 'x-region': 'eu-central-1', 'x-api-key': 'the-key-of-us' }, ['x-region']), ['the-key-of-us']);
});
