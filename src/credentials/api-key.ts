import type { Principal } from '../auth/principal.js';
import { refusal } from '../backend/call-failure.js';
import { headerProblem } from '../backend/headers.js';
import { ConfigurationError, type Problem } from '../errors.js';
import type { Credential } from './credential.js';
import { secretProblem } from './secret.js';

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
  const problems = [...headerProblems(header), ...keyProblems(options.key, options.keys)];
  if (problems.length > 0) throw new ConfigurationError(problems, 'The API key credential is configured wrongly');
  return (target, { principal, tool }) => {
    target.headers[header] = options.key ?? keyOf(keys, principal, tool);
  };
}

function keyOf(keys: ReadonlyMap<string, string>, { tenant }: Principal, tool: string): string {
  const key = tenant === undefined ? undefined : keys.get(tenant);
  if (key !== undefined) return key;
  throw refusal('credential_failed', `There is no backend key for this caller; ${tool} was not sent.`);
}

function headerProblems(header: string): Problem[] {
  const message = headerProblem(header, '');
  return message === undefined ? [] : [{ place: 'apiKeyHeader.header', message }];
}

function keyProblems(key: unknown, keys: Readonly<Record<string, string>> | undefined): Problem[] {
  if (keys === undefined) return [secretProblem('apiKeyHeader.key', key)].filter((problem) => problem !== undefined);
  const both =
    key === undefined
      ? []
      : [{ place: 'apiKeyHeader', message: '`key` and `keys` are both given.', fix: 'Choose one.' }];
  const each = Object.entries(keys).map(([tenant, value]) =>
    secretProblem(`apiKeyHeader.keys[${JSON.stringify(tenant)}]`, value),
  );
  return [...both, ...each.filter((problem) => problem !== undefined)];
}
