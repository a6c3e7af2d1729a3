import { ConfigurationError } from '../errors.js';
import type { Credential } from './credential.js';
import { headerNameProblem, secretProblem } from './secret.js';
import { keyFinder, keyProblems, type TenantKeys } from './tenant-keys.js';

/** One key for everybody, or one for each tenant. */
export type ApiKeyHeaderOptions = {
  /** Header that carries the key. Default `x-api-key`. */
  readonly header?: string;
} & TenantKeys;

/**
 * Sends an API key in a header.
 *
 * @throws ConfigurationError for a missing or unusable key or header name, without showing the key.
 */
export function apiKeyHeader(options: ApiKeyHeaderOptions): Credential {
  const header = (options.header ?? 'x-api-key').toLowerCase();
  const nameProblem = headerNameProblem('apiKeyHeader.header', header);
  const problems = [...(nameProblem ? [nameProblem] : []), ...keyProblems('apiKeyHeader', options, secretProblem)];
  if (problems.length > 0) throw new ConfigurationError(problems, 'The API key credential is configured wrongly');
  const keyOf = keyFinder('apiKeyHeader', options);
  return (target, { principal }) => {
    target.headers[header] = keyOf(principal);
  };
}
