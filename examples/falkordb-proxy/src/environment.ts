import type { Problem } from 'mcp-rest-proxy';

/** Reads environment variables one by one and collects what is wrong instead of stopping at the first. */
export interface Reader {
  text(name: string): string | undefined;
  /** A value that is never shown. */
  secret(name: string): string | undefined;
  integer(name: string, fallback: number, least: number, most: number): number;
  choice<const T extends string>(name: string, choices: readonly T[], fallback: T): T;
  /** An `http:` or `https:` URL, without a slash at its end. */
  url(name: string, example: string): string | undefined;
  /** The URL of an issuer, letter by letter: https, or http on this machine. */
  issuer(name: string): string | undefined;
  /** Separated by commas. */
  list(name: string): readonly string[];
}

/** Problems go to `problems`; the value answered for a wrong variable is its fallback. */
export function createReader(env: NodeJS.ProcessEnv, problems: Problem[]): Reader {
  const text = (name: string) => env[name]?.trim() || undefined;
  const complain = (place: string, message: string, fix: string) => problems.push({ place, message, fix });
  return {
    text,
    secret(name) {
      const value = text(name);
      if (value !== undefined && !/^[\x21-\x7e]+$/.test(value)) {
        complain(name, 'It holds spaces, control or non-ASCII characters, which no HTTP header can carry.', 'Mend it.');
      }
      return value;
    },
    integer(name, fallback, least, most) {
      const value = text(name);
      if (value === undefined) return fallback;
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= least && number <= most) return number;
      complain(
        name,
        `${JSON.stringify(value)} is not a whole number from ${least} to ${most}.`,
        `The default is ${fallback}.`,
      );
      return fallback;
    },
    choice(name, choices, fallback) {
      const value = text(name);
      const chosen = choices.find((choice) => choice === value);
      if (value !== undefined && chosen === undefined) {
        complain(name, `${JSON.stringify(value)} is not known.`, `Use one of: ${choices.join(', ')}.`);
      }
      return chosen ?? fallback;
    },
    url(name, example) {
      const value = text(name);
      if (value === undefined || isPlainUrl(value)) return value?.replace(/\/+$/, '');
      // The value is not shown: it may hold a password.
      complain(name, 'It is not an http or https URL without user, query and fragment.', `Write it like ${example}.`);
      return undefined;
    },
    issuer(name) {
      const value = text(name);
      if (value === undefined || isSecure(value)) return value;
      complain(
        name,
        'It is not an https URL without user, query and fragment; http is for this machine only.',
        'Write it like https://auth.example.com.',
      );
      return undefined;
    },
    list: (name) =>
      (text(name) ?? '')
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
  };
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}

function isSecure(text: string): boolean {
  if (!isPlainUrl(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname);
}

/** True for an address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i.test(host);
}
