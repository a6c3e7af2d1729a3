import { ConfigurationError, type Problem } from 'mcp-rest-proxy';

/** Where options of the library come from, by how their places begin. */
const VARIABLES: readonly (readonly [place: string, variable: string])[] = [
  ['oauthServer.issuer', 'OAUTH_ISSUER, or without it PROXY_PUBLIC_URL'],
  ['oauthServer.secret', 'OAUTH_SECRET'],
  ['oauthServer.tenant.claim', 'TENANT_CLAIM'],
  ['localUsers.file', 'OAUTH_USERS_FILE'],
  ['upstream.', 'OAUTH_UPSTREAM_*'],
  ['apiKey.keys', 'PROXY_API_KEYS'],
  ['jwt.tenant.claim', 'TENANT_CLAIM'],
  ['jwt.', 'JWT_*'],
  ['signingKeys.keys', 'BACKEND_JWT_KEY_FILES'],
  ['allowedHosts', 'PROXY_ALLOWED_HOSTS'],
  ['publicUrl', 'PROXY_PUBLIC_URL'],
];

function named(problem: Problem): Problem {
  const [, variable] = VARIABLES.find(([place]) => problem.place.startsWith(place)) ?? [];
  return variable === undefined ? problem : { ...problem, place: `${variable} (${problem.place})` };
}

/** What `work` gives. What the library finds wrong with its options is told by the names of the variables. */
export async function inVariables<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ConfigurationError ? new ConfigurationError(error.problems.map(named)) : error;
  }
}
