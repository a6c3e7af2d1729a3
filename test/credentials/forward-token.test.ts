import test from 'ava';
import { createSecret } from '../../src/auth/secret.js';
import { allOf } from '../../src/credentials/all-of.js';
import { type ForwardTokenOptions, forwardToken } from '../../src/credentials/forward-token.js';
import { ConfigurationError } from '../../src/errors.js';
import { caller, nowInSeconds, refusalOf, tokenOf } from '../helpers/credential-call.js';

const named = { dangerouslyRelayInboundToken: true } as const;

test('T128: the inbound token is forwarded only by name', async (t) => {
  t.is(await tokenOf(forwardToken(named)), 'canary-inbound-token');
  for (const options of [{}, { dangerouslyRelayInboundToken: 'true' }, { dangerouslyRelayInboundToken: 1 }]) {
    t.throws(() => forwardToken(options as ForwardTokenOptions), { instanceOf: ConfigurationError });
  }
});

test('T128: the relay tells what it is, also inside of others, and is never repeated for a refused token', (t) => {
  t.is(forwardToken(named).relaysInboundToken, 'forwardToken');
  t.is(allOf(forwardToken(named)).relaysInboundToken, 'forwardToken');
  t.is(allOf().relaysInboundToken, undefined);
  t.falsy(forwardToken(named).refreshable);
});

test('T128: a token that has expired, never does, or is not there is not sent', async (t) => {
  const { token: _, ...withoutToken } = caller();
  const { expiresAt: __, ...endless } = caller();
  const broken = { ...caller(), token: createSecret('canary\r\n') };
  for (const principal of [withoutToken, endless, broken, caller({ expiresAt: nowInSeconds() })]) {
    t.is((await refusalOf(t, forwardToken(named), { principal })).failure?.code, 'backend_auth');
  }
});
