import { cleanText } from './clean-text.js';

/** Scopes in words, by name. */
export type ScopeDescriptions = Readonly<Record<string, string>>;

const usual: ReadonlyMap<string, string> = new Map([
  ['openid', 'Know that it is you, by a user identifier'],
  ['profile', 'Know your name'],
  ['email', 'Know your e-mail address'],
  ['offline_access', 'Stay connected while you are away, until access is revoked'],
]);

/** One scope as a line after “It will be able to”. */
export function scopeWords(scope: string, descriptions: ScopeDescriptions): string {
  const own = Object.hasOwn(descriptions, scope) ? descriptions[scope] : undefined;
  if (own !== undefined && own !== '' && own !== scope) return own.charAt(0).toUpperCase() + own.slice(1);
  return usual.get(scope) ?? `Use everything that needs the permission “${cleanText(scope, 60)}”`;
}
