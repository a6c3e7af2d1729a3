import { authorize, oauthProvider, type Person } from '../../../../test/helpers/oauth-driver.js';

/** RFC 7636, appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

/** An answer of an endpoint that takes forms. */
export interface FormAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/** A client without a secret, by hand, so that a test sees its tokens. */
export interface PublicClient {
  /** The client's callback, after the person's answer. */
  authorize(person: Person): Promise<URL>;
  /** All of it: authorization, sign-in, consent, redemption. */
  signIn(person: Person): Promise<Tokens>;
  /** `origin` is another process of the same server, when given. */
  refresh(token: string, origin?: string): Promise<FormAnswer>;
  revoke(token: string, origin?: string): Promise<FormAnswer>;
}

/** Registers with the server at `origin`. */
export async function registerClient(origin: string): Promise<PublicClient> {
  const { clientMetadata, redirectUrl: redirect } = oauthProvider({ username: '', password: '' });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/register`, { method: 'POST', headers, body: JSON.stringify(clientMetadata) });
  const { client_id } = (await answer.json()) as { client_id: string };
  const post = (url: string, form: Readonly<Record<string, string>>) => postForm(url, { ...form, client_id });
  const request = {
    client_id,
    redirect_uri: redirect,
    response_type: 'code',
    state: 's',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  };
  const ask = (person: Person) => authorize(`${origin}/authorize?${new URLSearchParams(request)}`, redirect, person);
  return {
    authorize: ask,
    async signIn(person) {
      const code = (await ask(person)).searchParams.get('code') ?? '';
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: VERIFIER };
      return tokensOf(await post(`${origin}/token`, form));
    },
    refresh: (token, at = origin) => post(`${at}/token`, { grant_type: 'refresh_token', refresh_token: token }),
    revoke: (token, at = origin) => post(`${at}/revoke`, { token }),
  };
}

/** @throws Error when there are none. */
export function tokensOf({ status, json }: FormAnswer): Tokens {
  if (status !== 200) throw new Error(`No tokens: ${status} ${JSON.stringify(json)}`);
  return { access: String(json.access_token), refresh: String(json.refresh_token) };
}

async function postForm(url: string, form: Readonly<Record<string, string>>): Promise<FormAnswer> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? {} : JSON.parse(text) };
}
