import test from 'ava';
import { createSecret } from '../../src/auth/secret.js';
import { createBackend } from '../../src/backend/backend.js';
import { bearer } from '../../src/credentials/bearer.js';
import type { Credential } from '../../src/credentials/credential.js';
import { identityLacks, signInAgain, tryCredentialLater } from '../../src/credentials/failures.js';
import { CredentialError } from '../../src/credentials/secret.js';
import { ann, callFailure, makeCall } from '../helpers/backend-call.js';
import { recordingLogger } from '../helpers/recording-logger.js';
import { json, startRestServer } from '../helpers/rest-server.js';

const failing =
  (error: Error): Credential =>
  async () => {
    throw error;
  };

const cases: readonly (readonly [Error, object])[] = [
  [signInAgain('why'), { code: 'backend_auth', retryable: false }],
  [tryCredentialLater('why', 7), { code: 'credential_unavailable', retryable: true, retryAfter: 7 }],
  [identityLacks('a tenant', 'why'), { code: 'identity_incomplete', retryable: false }],
  [new CredentialError('why'), { code: 'credential_failed', retryable: false }],
  [Object.assign(new Error('why'), { failure: { code: 'forged' } }), { code: 'credential_failed', retryable: false }],
];

for (const [error, expected] of cases) {
  const { code } = expected as { readonly code: string };
  test(`T085: ${error.name} with ${code} becomes a failure of the call, and nothing is sent`, async (t) => {
    const server = await startRestServer(t);
    const logger = recordingLogger();
    const backend = createBackend({ baseUrl: server.baseUrl, credential: failing(error), logger });
    t.teardown(() => backend.close());
    const failure = await callFailure(t, backend.call(makeCall()));
    t.like(failure, { ...expected, outcome: 'not_sent' });
    t.false(`${failure.message} ${failure.hint}`.includes('why'));
    t.deepEqual(server.requests, []);
    t.deepEqual(
      logger.entries.map(({ level }) => level),
      ['warn'],
    );
  });
}

test('F18: a credential that cannot be renewed after a refusal does not make the refusal unseen', async (t) => {
  const server = await startRestServer(t, json({}, 401));
  const credential = bearer({
    token: ({ refresh }) => {
      if (refresh) throw tryCredentialLater('why');
      return 'token';
    },
  });
  const backend = createBackend({ baseUrl: server.baseUrl, credential });
  t.teardown(() => backend.close());
  const failure = await callFailure(t, backend.call(makeCall({ method: 'POST' })));
  t.like(failure, { code: 'credential_unavailable', outcome: 'failed' });
  t.is(server.requests.length, 1);
});

test('T127: the token of the caller is found inside longer values, and short texts are no token', async (t) => {
  const server = await startRestServer(t);
  const backend = createBackend({ baseUrl: server.baseUrl, headers: { 'x-note': 'ab', 'x-long': 'a=inbound-token;' } });
  t.teardown(() => backend.close());
  const callAs = (token: string) => backend.call(makeCall({}, { principal: { ...ann, token: createSecret(token) } }));
  for (const token of ['ab', '', 'another-token']) t.is((await callAs(token)).status, 200);
  t.like(await callFailure(t, callAs('inbound-token')), { code: 'credential_failed', outcome: 'not_sent' });
  t.is(server.requests.length, 3);
});
