import { ConfigurationError, type Problem } from '../errors.js';
import { readBearerToken } from './bearer-token.js';
import { isPrincipal } from './is-principal.js';
import { mergeRevocations } from './merge-revocations.js';
import type { Principal } from './principal.js';
import { mergeProtectedResources } from './protected-resource.js';
import { challengeFor } from './resource-challenge.js';
import { AuthenticationError, type AuthRequest, type AuthStrategy } from './strategy.js';

/** Of several refusals, the one that says most: a server that cannot tell, then a caller who is known but not welcome. */
const precedence: readonly number[] = [503, 403, 400, 429, 401];

/** With these, a strategy has known the credential as its own: no other is asked. */
const final: readonly number[] = [400, 403];

function check(strategies: readonly AuthStrategy[]): readonly Problem[] {
  const open = strategies.flatMap(({ anonymous, name }, index) => (anonymous === true ? [{ index, name }] : []));
  const resources = new Set(strategies.flatMap(({ protectedResource }) => protectedResource?.resource ?? []));
  return [
    ...(strategies.length > 0 ? [] : [{ place: 'anyOf', message: 'there is no strategy.', fix: 'Give at least one.' }]),
    ...open.map(({ index, name }) => ({
      place: `anyOf[${index}]`,
      message: `"${name}" lets everybody in, so that the others would protect nothing.`,
      fix: 'Leave it out, or use it alone.',
    })),
    ...(resources.size < 2
      ? []
      : [{ place: 'anyOf', message: 'the strategies name different resources.', fix: 'Give all the same resource.' }]),
  ];
}

interface Refusal {
  readonly by: AuthStrategy;
  readonly reason: unknown;
}

function mostTelling(refusals: readonly unknown[]): unknown {
  const known = refusals.filter((error) => error instanceof AuthenticationError);
  const rank = ({ status }: AuthenticationError): number => (precedence.indexOf(status) + 10) % 10;
  return known.toSorted((a, b) => rank(a) - rank(b))[0] ?? refusals[0];
}

/** True when somebody else may own the credential: that it is no key of a strategy that has locked itself says little. */
function isHidden(error: unknown, { countsFailures }: AuthStrategy, refusals: readonly Refusal[]): boolean {
  if (countsFailures !== true || !(error instanceof AuthenticationError) || error.status !== 429) return false;
  return refusals.some(
    ({ by, reason }) => by.recognizes && reason instanceof AuthenticationError && reason.status === 401,
  );
}

/** One request has one credential (RFC 6750 section 2): two different ones leave open who is calling. */
function refuseTwo({ headers }: AuthRequest, names: readonly string[]): void {
  const sent = names.filter((name) => headers[name] !== undefined);
  const values = sent.map((name) => (name === 'authorization' ? readBearerToken(headers) : headers[name]));
  if (new Set(values).size < 2) return;
  const message = `${sent.join(' and ')} carry different credentials; send one of them.`;
  throw new AuthenticationError(message, { status: 400 });
}

/** Asks one after the other. @throws the refusal that says most. */
async function firstThatKnows(candidates: readonly AuthStrategy[], request: AuthRequest): Promise<Principal> {
  const refusals: Refusal[] = [];
  for (const strategy of candidates) {
    try {
      const answer: unknown = await strategy.authenticate(request);
      if (isPrincipal(answer)) return answer;
      refusals.push({ by: strategy, reason: new Error(`The strategy "${strategy.name}" gave no valid principal`) });
    } catch (error) {
      if (!isHidden(error, strategy, refusals)) refusals.push({ by: strategy, reason: error });
      if (error instanceof AuthenticationError && final.includes(error.status)) break;
    }
  }
  throw mostTelling(refusals.map(({ reason }) => reason));
}

/**
 * Several ways in, side by side: OAuth for people and API keys for machines, or the tokens of several issuers. Each
 * strategy is asked only about credentials that look like its own; the first that knows the caller decides. Whatever
 * none of them knows is refused.
 *
 * The metadata of protected resources is merged into one document that names every authorization server; challenges
 * point at it.
 *
 * @throws ConfigurationError when there is no strategy, when one of them lets everybody in, or when they name
 * different resources.
 */
export function anyOf(...strategies: readonly AuthStrategy[]): AuthStrategy {
  const problems = check(strategies);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const described = strategies.flatMap(({ protectedResource }) => protectedResource ?? []);
  const protectedResource = mergeProtectedResources(described);
  const revocations = mergeRevocations(strategies.flatMap((strategy) => strategy.revocations ?? []));
  const requestHeaders = [...new Set(strategies.flatMap((strategy) => strategy.requestHeaders ?? []))].map((name) =>
    name.toLowerCase(),
  );
  // One that counts failures against the caller is asked only when no other has known the credential.
  const inOrder = strategies.toSorted((a, b) => Number(a.countsFailures === true) - Number(b.countsFailures === true));
  const recognizes = (strategy: AuthStrategy, request: AuthRequest): boolean => strategy.recognizes?.(request) ?? true;
  const credentialHeaders = ['authorization', ...requestHeaders];
  const refuse = (request: AuthRequest, description: string): AuthenticationError => {
    const sent = credentialHeaders.some((name) => request.headers[name] !== undefined);
    const reason = sent ? ({ error: 'invalid_token', description } as const) : {};
    return new AuthenticationError(description, { challenge: challengeFor(protectedResource, request, reason) });
  };

  return {
    name: `any of ${strategies.map(({ name }) => name).join(', ')}`,
    requestHeaders,
    ...(protectedResource !== undefined && { protectedResource }),
    ...(revocations !== undefined && { revocations }),
    verifiesAudience: strategies.every(({ verifiesAudience }) => verifiesAudience === true),
    countsFailures: strategies.some(({ countsFailures }) => countsFailures === true),
    recognizes: (request) => strategies.some((strategy) => recognizes(strategy, request)),
    routes: (mount) => strategies.flatMap((strategy) => strategy.routes?.(mount) ?? []),
    async prepare() {
      await Promise.all(strategies.map((strategy) => strategy.prepare?.()));
    },
    async close() {
      await Promise.all(strategies.map((strategy) => strategy.close?.()));
    },
    async authenticate(request) {
      refuseTwo(request, credentialHeaders);
      const candidates = inOrder.filter((strategy) => recognizes(strategy, request));
      if (candidates.length === 0) throw refuse(request, 'No accepted credential was sent.');
      try {
        return await firstThatKnows(candidates, request);
      } catch (error) {
        if (!(error instanceof AuthenticationError) || error.status !== 401) throw error;
        throw refuse(request, error.message);
      }
    },
  };
}
