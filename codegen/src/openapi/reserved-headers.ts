import { defineEndpoints, EndpointError } from 'mcp-rest-proxy';
import type { Context } from './context.js';

/** OpenAPI itself ignores parameters of these names. */
const IGNORED = new Set(['accept', 'authorization', 'content-type']);

const verdicts = new Map<string, string | undefined>();

/** Asks the library itself whether a tool may send the header. */
function ask(name: string): string | undefined {
  try {
    const headers = { type: 'object', properties: { header: { type: 'string' } } };
    const rename = { header: name };
    defineEndpoints({ probe: { method: 'GET', path: '/', description: 'Probe.', headers, rename } });
    return undefined;
  } catch (error) {
    if (!(error instanceof EndpointError)) throw error;
    return error.problems[0]?.message ?? 'is refused.';
  }
}

/** Whether a header can be an argument of a tool. Those that belong to the proxy are left out; some need no note. */
export function judgeHeader({ schemes, notes }: Context, name: string, pointer: string): boolean {
  const lower = name.toLowerCase();
  const isCredential = schemes.some(
    (scheme) => scheme.kind === 'apiKey' && scheme.in === 'header' && scheme.parameter.toLowerCase() === lower,
  );
  if (IGNORED.has(lower) || isCredential) return false;
  if (!verdicts.has(lower)) verdicts.set(lower, ask(lower));
  const reason = verdicts.get(lower);
  if (reason === undefined) return true;
  const fix = 'Let a credential, `constants` or `bind` set it.';
  notes.warn(
    'reserved-header',
    pointer,
    `The header ${JSON.stringify(name.slice(0, 80))} ${reason} It was left out.`,
    fix,
  );
  return false;
}
