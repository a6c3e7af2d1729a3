import type { Account, RedirectSignIn, SignIn } from './login.js';

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isScopeList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

/** True for an account with everything in place; a `sub` has at most 255 characters (OpenID Connect Core, section 2). */
export function isAccount(value: unknown): value is Account {
  if (typeof value !== 'object' || value === null) return false;
  const { subject, tenant, name, scopes, claims } = value as Record<string, unknown>;
  return (
    isText(subject) &&
    subject.length <= 255 &&
    (tenant === undefined || isText(tenant)) &&
    (name === undefined || typeof name === 'string') &&
    (scopes === undefined || isScopeList(scopes)) &&
    typeof claims === 'object' &&
    claims !== null
  );
}

const denied = { status: 'denied' } as const;

/** Reads what a login answered. Whatever is not an explicit and complete sign-in is a refusal. */
export function readSignIn(answer: unknown): SignIn {
  if (typeof answer !== 'object' || answer === null) return denied;
  const { status, account, retryAfter, reason } = answer as Record<string, unknown>;
  if (status === 'authenticated' && isAccount(account)) return { status, account };
  if (status === 'throttled') return { status, retryAfter: Math.max(1, Math.ceil(Number(retryAfter) || 1)) };
  return status === 'denied' && isText(reason) ? { status, reason } : denied;
}

/** The same for the answer of a provider that people were sent to. */
export function readRedirectSignIn(answer: unknown): RedirectSignIn {
  const { status } = Object(answer) as { readonly status?: unknown };
  if (status === 'unavailable' || status === 'invalid') return { status };
  const signIn = readSignIn(answer);
  return signIn.status === 'throttled' ? denied : signIn;
}

/** The answer of `login`, or a refusal when it fails or takes longer than `timeout` milliseconds. */
export async function withinTime<T>(login: () => Promise<T>, timeout: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The login did not answer within ${timeout} ms.`)), timeout);
  });
  try {
    return await Promise.race([login(), late]);
  } finally {
    clearTimeout(timer);
  }
}
