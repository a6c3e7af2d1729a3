import { ConfigurationError } from '../errors.js';
import type { Credential } from './credential.js';
import { queryNameProblem, querySecretProblem } from './secret.js';
import { keyFinder, keyProblems, type TenantKeys } from './tenant-keys.js';

/** One key for everybody, or one for each tenant. */
export type ApiKeyQueryOptions = {
  /** Query parameter that carries the key. */
  readonly name: string;
} & TenantKeys;

/**
 * Sends an API key in the query, for an API that takes it nowhere else (OpenAPI 3.1, Security Scheme Object, `apiKey`
 * with `in: query`). Keys in URLs end up in the logs of servers and proxies on the way, for which reason RFC 6750,
 * section 2.3, advises against them: use `apiKeyHeader` wherever the API takes the key in a header.
 *
 * A map that sends a parameter of this name itself is refused at start; whatever else brings one is overruled.
 *
 * @throws ConfigurationError for a missing or unusable key or parameter name, without showing the key.
 */
export function apiKeyQuery(options: ApiKeyQueryOptions): Credential {
  const { name } = options;
  const nameProblem = queryNameProblem('apiKeyQuery.name', name);
  const problems = [...(nameProblem ? [nameProblem] : []), ...keyProblems('apiKeyQuery', options, querySecretProblem)];
  if (problems.length > 0) throw new ConfigurationError(problems, 'The API key credential is configured wrongly');
  const keyOf = keyFinder('apiKeyQuery', options);
  const credential: Credential = (target, { principal }) => target.setQuery(name, keyOf(principal));
  return Object.assign(credential, { queryNames: [name] });
}
