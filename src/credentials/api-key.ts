import type { Principal } from '../auth/principal.js';
import { ConfigurationError, type Problem } from '../errors.js';
import type { Credential } from './credential.js';
import { CredentialError, headerNameProblem, secretProblem } from './secret.js';

/** One key for everybody, or one for each tenant. */
export type ApiKeyHeaderOptions = {
  /** Header that carries the key. Default `x-api-key`. */
  readonly header?: string;
} & (
  | { readonly key: string; readonly keys?: never }
  | {
      /** Key by tenant. A caller whose tenant is not listed is refused before anything is sent. */
      readonly keys: Readonly<Record<string, string>>;
      readonly key?: never;
    }
);

/**
 * Sends an API key in a header.
 *
 * @throws ConfigurationError for a missing or unusable key or header name, without showing the key.
 */
export function apiKeyHeader(options: ApiKeyHeaderOptions): Credential {
  const header = (options.header ?? 'x-api-key').toLowerCase();
  const keys = new Map(Object.entries(options.keys ?? {}));
  const problems = [headerNameProblem('apiKeyHeader.header', header), ...keyProblems(options.key, options.keys)].filter(
    (problem) => problem !== undefined,
  );
  if (problems.length > 0) throw new ConfigurationError(problems, 'The API key credential is configured wrongly');
  return (target, { principal }) => {
    target.headers[header] = options.key ?? keyOf(keys, principal);
  };
}

function keyOf(keys: ReadonlyMap<string, string>, { tenant }: Principal): string {
  const key = tenant === undefined ? undefined : keys.get(tenant);
  if (key !== undefined) return key;
  throw new CredentialError('apiKeyHeader has no key for the tenant of this caller.');
}

function keyProblems(key: unknown, keys: Readonly<Record<string, string>> | undefined): (Problem | undefined)[] {
  if (keys === undefined) return [secretProblem('apiKeyHeader.key', key)];
  const both = { place: 'apiKeyHeader', message: '`key` and `keys` are both given.', fix: 'Choose one.' };
  return [
    key === undefined ? undefined : both,
    ...Object.entries(keys).map(([tenant, value]) =>
      secretProblem(`apiKeyHeader.keys[${JSON.stringify(tenant)}]`, value),
    ),
  ];
}
