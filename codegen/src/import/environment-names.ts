import type { ImportedScheme } from '../openapi/imported-map.js';
import { wordsOf } from '../openapi/words.js';

/** Words that say nothing about which API it is. */
const TITLE_NOISE = new Set(
  'the a an of for and open api apis rest restful http openapi swagger spec specification service public web v1 v2 v3 v4 reference documentation'.split(
    ' ',
  ),
);
/** Words that say nothing about which of its secrets it is. */
const SCHEME_NOISE = new Set(
  'auth authentication authorization authorizer scheme security bearer basic api key apikey http https oauth oauth2 openid connect token jwt header query cookie default access user'.split(
    ' ',
  ),
);
const MAX_WORDS = 3;

/** Environment variables of one scheme. */
export interface SecretNames {
  /** A token, a key, or a password. */
  readonly secret: string;
  /** For HTTP Basic. */
  readonly username: string;
}

function titleWords(title: string): readonly string[] {
  const words = wordsOf(title).filter((word) => !/^\d/.test(word));
  const telling = words.filter((word) => !TITLE_NOISE.has(word));
  return (telling.length > 0 ? telling : words).slice(0, MAX_WORDS);
}

function kindWords({ kind }: ImportedScheme): readonly string[] {
  if (kind === 'apiKey') return ['api', 'key'];
  return kind === 'basic' ? ['password'] : ['token'];
}

function upper(words: readonly string[]): string {
  const name = words.join('_').toUpperCase();
  return /^[A-Z]/.test(name) ? name : `API_${name}`;
}

/**
 * Names environment variables: `PETSTORE_API_KEY` for the scheme `api_key` of the Petstore. Words that say nothing are
 * left out, as long as the names stay different.
 */
export function environmentNames(title: string, schemes: readonly ImportedScheme[]): ReadonlyMap<string, SecretNames> {
  const taken = new Set<string>();
  const names = new Map<string, SecretNames>();
  for (const scheme of schemes) {
    const start = titleWords(title);
    const own = wordsOf(scheme.name).slice(0, 2 * MAX_WORDS);
    const telling = own.filter((word) => !SCHEME_NOISE.has(word) && !start.includes(word) && !/^\d+$/.test(word));
    const tries = [telling, own].map((words) => [...start, ...words]);
    const free = tries.find((words) => !taken.has(upper([...words, ...kindWords(scheme)])));
    const words = free ?? [...start, ...own, String(names.size + 1)];
    const secret = upper([...words, ...kindWords(scheme)]);
    taken.add(secret);
    names.set(scheme.name, { secret, username: upper([...words, 'username']) });
  }
  return names;
}
