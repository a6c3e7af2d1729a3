import test from 'ava';
import { createSecret, type Secret } from '../../src/auth/secret.js';
import { AuthenticationError } from '../../src/auth/strategy.js';
import { type UpstreamTokens, upstreamToken } from '../../src/credentials/upstream-token.js';
import { ConfigurationError } from '../../src/errors.js';
import { caller, refusalOf, tokenOf } from '../helpers/credential-call.js';

const issuer = 'https://issuer.test';

function holding(tokens: Readonly<Record<string, string>>): UpstreamTokens & { readonly asked: boolean[] } {
  const asked: boolean[] = [];
  return {
    asked,
    async get(subject, { refresh }): Promise<Secret | undefined> {
      asked.push(refresh);
      const token = Object.hasOwn(tokens, subject) ? tokens[subject] : undefined;
      return token === undefined ? undefined : createSecret(token);
    },
  };
}

const failing = (error: Error): UpstreamTokens => ({ get: () => Promise.reject(error) });

test('T087: the backend gets the token held for this very caller, and is told when a fresh one is wanted', async (t) => {
  const tokens = holding({ ann: 'of-ann', bob: 'of-bob' });
  const credential = upstreamToken({ tokens, issuer });
  t.true(credential.refreshable);
  t.is(await tokenOf(credential), 'of-ann');
  t.is(await tokenOf(credential, { principal: caller({ subject: 'bob' }), refresh: true }), 'of-bob');
  t.deepEqual(tokens.asked, [false, true]);
});

test('T087: a caller for whom nothing is held is told to sign in again', async (t) => {
  const { failure } = await refusalOf(t, upstreamToken({ tokens: holding({}), issuer }));
  t.is(failure?.code, 'backend_auth');
});

test('T087: a caller of the same name whom another issuer vouches for gets nothing', async (t) => {
  const tokens = holding({ ann: 'canary' });
  const principal = caller({ issuer: 'api-key' });
  const { failure } = await refusalOf(t, upstreamToken({ tokens, issuer }), { principal });
  t.is(failure?.code, 'backend_auth');
  t.deepEqual(tokens.asked, []);
  t.throws(() => upstreamToken({ tokens, issuer: '' }), { instanceOf: ConfigurationError });
});

test('T085: an ended sign-in and a silent provider are told apart', async (t) => {
  const refuse = async (status: number, retryAfter?: number) => {
    const error = new AuthenticationError('canary', { status, ...(retryAfter && { retryAfter }) });
    return (await refusalOf(t, upstreamToken({ tokens: failing(error), issuer }))).failure;
  };
  t.is((await refuse(401))?.code, 'backend_auth');
  const later = await refuse(503, 5);
  t.deepEqual([later?.code, later?.retryable, later?.retryAfter], ['credential_unavailable', true, 5]);
  const broken = upstreamToken({ tokens: failing(new RangeError('down')), issuer });
  await t.throwsAsync(tokenOf(broken), { instanceOf: RangeError });
});

test('T127: what is held is not sent when it is the inbound token, or cannot be', async (t) => {
  for (const token of ['canary-inbound-token', '', 'canary\n']) {
    const { failure } = await refusalOf(t, upstreamToken({ tokens: holding({ ann: token }), issuer }));
    t.is(failure, undefined);
  }
});
