import type { ToolFailure } from 'mcp-rest-proxy';

/** Takes the tenant off the names of graphs in a text: `acme_memories` is what the tenant `acme` calls `memories`. */
export function inOwnWords(text: string, tenant: string): string {
  // Not inside a longer name: the rules for tenants allow letters, digits and hyphens.
  return text.replace(new RegExp(`(?<![A-Za-z0-9_-])${tenant}_(?=[A-Za-z0-9_-])`, 'g'), '');
}

/** A failure that names graphs as the tenant knows them. What the caller sent stays as it was. */
export function failureInOwnWords(failure: ToolFailure, tenant: string, sent: string): ToolFailure {
  if (sent.includes(`${tenant}_`)) return failure;
  const { message, hint } = failure;
  return {
    ...failure,
    message: inOwnWords(message, tenant),
    ...(hint === undefined ? {} : { hint: inOwnWords(hint, tenant) }),
  };
}
