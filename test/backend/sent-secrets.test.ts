import test from 'ava';
import { backendErrorText } from '../../src/backend/error-text.js';
import { sentSecrets } from '../../src/backend/sent-secrets.js';

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
